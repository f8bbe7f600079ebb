//! Raw responses, and the return type of calls.

pub(crate) mod accept;
pub(crate) mod classify;
pub mod decode;
mod parse;
pub(crate) mod raw_body;
pub(crate) mod read;
mod reason;
pub(crate) mod schema;

use std::any::Any;
use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::delivery::Delivery;
use crate::error::{Error, ErrorKind, MAX_BODY};
use crate::operation::Operation;
use crate::response::classify::{Classification, Decoded};

/// A successful response with its whole body: the input of the functions in
/// [`decode`](crate::decode).
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) operation: &'static Operation,
    /// The client's classifier, if it has one.
    pub(crate) classification: Option<Classification>,
}

impl RawResponse {
    /// Creates a response without a classifier.
    pub(crate) fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Self {
        Self { status, headers, body, operation, classification: None }
    }

    /// Sets the client's classifier, if it has one.
    pub(crate) fn classified_by(self, classification: Option<&Classification>) -> Self {
        Self { classification: classification.cloned(), ..self }
    }

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

    /// Returns an error if the client's classifier refuses the response, which was decoded as
    /// `value`.
    pub(crate) fn classify(&self, value: Option<&dyn Any>) -> Result<(), Error> {
        let Some(classification) = &self.classification else { return Ok(()) };
        if value.is_none() && self.body.is_empty() {
            return Ok(());
        }
        let Self { status, headers, body, operation, .. } = self;
        classification.check(&Decoded { value, status: *status, headers, body, operation })
    }

    /// Adds the response and its operation to the error of a body that cannot be used.
    pub(crate) fn describe(&self, error: Error) -> Error {
        error
            .with_response(self.status, &self.headers, &self.body, Delivery::Done)
            .in_operation(self.operation)
    }

    /// Completes the error of a decoder, which may be a custom one.
    pub(crate) fn complete(&self, error: Error) -> Error {
        if error.status().is_some() {
            error.in_operation(self.operation)
        } else {
            self.describe(error)
        }
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The headers and the body may be confidential.
        f.debug_struct("RawResponse")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The result of a call: the decoded body, with the status and headers of the response.
#[derive(Debug, Clone)]
pub struct Response<T> {
    body: T,
    /// The response, with its body truncated to the size that an error keeps.
    raw: RawResponse,
}

impl<T> Response<T> {
    /// Creates a response without a call, for tests and stored values.
    #[must_use]
    pub fn from_parts(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: T,
    ) -> Self {
        Self { body, raw: RawResponse::new(operation, status, headers, Vec::new()) }
    }

    pub(crate) fn new(body: T, mut raw: RawResponse) -> Self {
        // One byte more than an error keeps, so that the error can detect the truncation.
        raw.body.truncate(MAX_BODY + 1);
        raw.body.shrink_to_fit();
        Self { body, raw: raw.classified_by(None) }
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
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
        self.raw.operation
    }

    /// Returns the first MiB of the body as received. It is empty if the call was decoded as bytes,
    /// text or [`RawBody`](crate::RawBody), which contain the body themselves.
    #[must_use]
    pub fn raw_body(&self) -> &[u8] {
        &self.raw.body[..self.raw.body.len().min(MAX_BODY)]
    }

    /// Creates an error with the operation, the status, the headers and the body of this response,
    /// for handles that cannot use its content. Its delivery is [`Delivery::Done`], since the server
    /// applied the call. `problem` is a lower-case line without a full stop. It is shown unchanged, so
    /// it must not quote the server, which may repeat a credential.
    #[must_use]
    pub fn error(&self, kind: ErrorKind, problem: &str) -> Error {
        self.raw.describe(Error::new(kind, format!("{}: {problem}", self.raw.status)))
    }
}
