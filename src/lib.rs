#![doc = include_str!("../README.md")]

mod client;
mod envelope;
mod generated;
pub mod runtime;

pub use client::ClientBuilder;
pub use generated::*;
pub use runtime::{Error, ErrorKind, HeaderMap, ResponseValue, RetryPolicy, StatusCode, Upload};
