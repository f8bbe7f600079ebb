#![allow(dead_code)]
mod diagnostic;
mod ir;
mod model;
mod name;
mod plan;
mod shape;
pub use diagnostic::{Diagnostic, Error, Location};
