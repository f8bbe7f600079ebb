//! x
#![allow(dead_code)]
mod audit;
mod diagnostic;
mod diff;
mod emit;
mod ir;
mod load;
mod model;
mod name;
mod overlay;
mod plan;
mod render;
mod shape;
mod types;
pub use diagnostic::{Diagnostic, Error, Location};
pub use diff::{Bump, Changes, diff};
pub use load::Source;
#[derive(Debug, Clone)]
pub struct Options { document: Source }
pub(crate) fn plan_leniently(_options: &Options) -> Result<(ir::Api, Option<Error>), Error> { todo!() }
