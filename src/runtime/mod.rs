//! What generated code runs on: requests, responses, authentication, uploads, errors, transport.
//!
//! Knows HTTP and nothing of any particular API. Generated code uses this module only; a client
//! generated for another API can use it too, as `::whatsapi::runtime`.

mod auth;
mod base_url;
mod body;
mod call_options;
mod config;
mod connection;
mod connector;
pub mod decode;
mod encode;
mod error;
mod http_client;
mod judge;
mod masking;
mod multipart;
pub mod object;
mod observe;
mod operation;
mod request;
mod response;
mod retry;
mod settings;
mod stop;
mod tls;
mod transport;
mod undocumented;
mod upload;
mod ureq_transport;

pub(crate) use crate::__read_object as read_object;

#[doc(inline)]
pub use crate::__object as object;
pub use auth::Secret;
pub use body::Body;
pub use call_options::CallOptions;
pub use config::Config;
pub use encode::Joined;
pub use error::{Error, ErrorKind};
pub use http::{self, HeaderMap, Method, StatusCode};
pub use http_client::HttpClient;
pub use multipart::{Multipart, MultipartForm};
pub use observe::Attempted;
pub use operation::{Operation, SecurityKind, SecurityScheme};
pub use request::Request;
pub use response::{Reply, ResponseValue};
pub use retry::{Clock, RetryPolicy};
pub use transport::{Timeouts, Transport, TransportError, TransportErrorKind};
pub use upload::Upload;
