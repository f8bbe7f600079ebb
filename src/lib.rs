//! A blocking client for the WhatsAPI REST API, without an async runtime.

mod client;
mod envelope;
mod generated;
pub mod runtime;

pub use client::ClientBuilder;
pub use generated::*;
pub use runtime::{Error, ErrorKind, HeaderMap, ResponseValue, StatusCode, Upload};
