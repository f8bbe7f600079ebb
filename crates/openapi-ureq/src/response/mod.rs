//! Responses as they came, and what calls return.

pub mod decode;
pub(crate) mod read;
mod reason;

use std::ops::Deref;

use http::{HeaderMap, StatusCode};

use crate::delivery::Delivery;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

/// A response that reports success, with its whole body: what a function of [`decode`](crate::decode) takes.
#[derive(Debug)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// What the attempts before the one that this responds to may have done.
    pub(crate) earlier: Delivery,
}

impl RawResponse {
    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// What a call returns: the decoded body, with the status and headers it came with.
///
/// Derefs to the body, so that its fields and methods are at hand.
#[derive(Debug, Clone)]
pub struct Response<T> {
    pub(crate) body: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) operation: &'static Operation,
    /// The body as it came, as far as an error would show it.
    pub(crate) raw: Vec<u8>,
    pub(crate) earlier: Delivery,
}

impl<T> Response<T> {
    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The decoded body.
    #[must_use]
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The decoded body alone.
    #[must_use]
    pub fn into_body(self) -> T {
        self.body
    }

    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The body as it came: its first 64 KiB.
    #[must_use]
    pub fn raw_body(&self) -> &[u8] {
        &self.raw
    }

    /// The error of a response that reports success by its status, and says otherwise in its body.
    /// `message` is what the server says, without secrets; see [`HttpClient::redact`](crate::HttpClient::redact).
    #[must_use]
    pub fn into_rejection(self, message: &str) -> Error {
        self.into_error(|response| {
            Error::refused(response.status, &response.headers, message, &response.raw)
        })
    }

    /// The error of a response whose body is not what it should be; `problem` is a lower-case line
    /// without a full stop.
    #[must_use]
    pub fn into_decode_error(self, problem: &str) -> Error {
        self.into_error(|Self { status, headers, raw, .. }| {
            Error::new(ErrorKind::Decode, format!("{status}: {problem}"))
                .with_response(*status, headers, raw)
        })
    }

    fn into_error(self, error: impl FnOnce(&Self) -> Error) -> Error {
        error(&self).after(self.earlier).in_operation(self.operation)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
