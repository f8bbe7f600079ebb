//! x
#![allow(dead_code)]
mod diagnostic;
mod emit;
mod ir;
mod model;
mod name;
mod plan;
mod shape;
mod types;
pub use diagnostic::{Diagnostic, Error, Location};
