//! Raw responses, and the return type of calls.

pub(crate) mod accept;
pub mod decode;
mod parse;
pub(crate) mod raw_body;
pub(crate) mod read;
mod reason;

use http::{HeaderMap, StatusCode};

use crate::delivery::Delivery;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

/// A successful response with its whole body: the input of the functions in
/// [`decode`](crate::decode).
#[derive(Debug, Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) operation: &'static Operation,
    /// The delivery of the attempts before the one with this response.
    pub(crate) earlier: Delivery,
}

impl RawResponse {
    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Adds the response and its operation to the error of a body that cannot be used.
    pub(crate) fn describe(&self, error: Error) -> Error {
        error.with_response(self.status, &self.headers, &self.body).in_operation(self.operation)
    }
}

/// The result of a call: the decoded body, with the status and headers of the response.
#[derive(Debug, Clone)]
pub struct Response<T> {
    pub(crate) body: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) operation: &'static Operation,
    /// The raw body, up to the size that an error keeps.
    pub(crate) raw: Vec<u8>,
    pub(crate) earlier: Delivery,
}

impl<T> Response<T> {
    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the decoded body.
    #[must_use]
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Converts to the decoded body.
    #[must_use]
    pub fn into_body(self) -> T {
        self.body
    }

    /// Returns the operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Returns the first 64 KiB of the raw body.
    #[must_use]
    pub fn raw_body(&self) -> &[u8] {
        &self.raw
    }

    /// Creates the error of a response whose status is a success but whose body reports a failure.
    /// `message` is the server's message, without secrets; see
    /// [`HttpClient::redact`](crate::HttpClient::redact).
    #[must_use]
    pub fn into_rejection(self, message: &str) -> Error {
        self.into_error(|response| {
            Error::refused(response.status, &response.headers, message, &response.raw)
        })
    }

    /// Creates the error of a response with an unexpected body. `problem` is a lower-case line
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
