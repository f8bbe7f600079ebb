#![doc = include_str!("../README.md")]

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;
mod auth;
mod base_url;
mod body;
mod cancel;
mod client;
mod delivery;
mod encode;
mod error;
mod nullable;
mod observe;
mod operation;
mod progress;
mod rate_limit;
mod request;
mod response;
mod retry;
mod span;
mod transport;

pub use body::Body;
pub use body::multipart::{Multipart, MultipartForm};
pub use body::upload::Upload;
pub use cancel::CancelToken;
pub use client::HttpClient;
pub use client::builder::{ClientBuilder, GeneratedClient};
pub use client::options::CallOptions;
pub use delivery::Delivery;
pub use error::{Error, ErrorKind};
pub use http::{self, HeaderMap, Method, StatusCode};
pub use nullable::Nullable;
pub use observe::Attempt;
pub use operation::{Api, Operation, SecurityKind, SecurityScheme};
pub use request::Request;
pub use response::accept::{Binary, DecoderOutput, Raw, Text};
pub use response::classify::{Classifier, Decoded, Refusal};
pub use response::decode;
pub use response::raw_body::RawBody;
pub use response::{RawResponse, Response};
#[cfg(feature = "test-util")]
pub use retry::Clock;
pub use retry::RetryPolicy;
pub use transport::{DefaultTransport, Timeouts, Transport, TransportError, TransportErrorKind};
