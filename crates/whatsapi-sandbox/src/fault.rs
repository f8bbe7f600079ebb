//! Faults, which replace or modify the normal handling of a request.

use std::time::Duration;

use serde_json::{Value, json};

use crate::envelope::envelope;
use crate::server::{Delivery, Response};

/// A fault that affects a request. Set it for all requests with [`Sandbox::fault`](crate::Sandbox::fault), or for
/// one operation or path with [`Sandbox::operation`](crate::Sandbox::operation) and
/// [`Sandbox::path`](crate::Sandbox::path).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// No fault: the request is handled normally. Used as an element of a sequence.
    Pass,
    /// Responds with this status. The handler does not run.
    Status(u16),
    /// Sends this response. The handler does not run.
    Respond(FixedResponse),
    /// Runs the handler after this delay.
    Delay(Duration),
    /// Closes the connection. The handler does not run.
    DropBefore,
    /// Runs the handler, then closes the connection without a response.
    DropAfter,
    /// Runs the handler, then closes the connection after this many bytes of the response, counted from the
    /// status line.
    CutAfter(usize),
    /// Responds with status 200 and a body that is not JSON. The handler does not run.
    Garbage,
    /// Runs the handler, then sends the response body byte by byte, with this pause before each byte.
    SlowBody(Duration),
}

impl Fault {
    /// Panics if the fault is invalid.
    #[track_caller]
    pub(crate) fn check(&self) {
        if let Self::Status(status) = self {
            check_status(*status);
        }
    }
}

impl From<FixedResponse> for Fault {
    fn from(response: FixedResponse) -> Self {
        Self::Respond(response)
    }
}

/// A response that a test provides in place of the sandbox's own.
///
/// ```
/// use std::time::Duration;
/// use whatsapi_sandbox::{FixedResponse, Sandbox};
///
/// let sandbox = Sandbox::start();
/// sandbox.instance("sales");
/// let busy = FixedResponse::error(429, "Slow down").retry_after(Duration::from_secs(1));
/// sandbox.operation("list_instances").fault(busy);
///
/// // The client waits as long as the response says, and tries again.
/// assert!(sandbox.client().instances().list().is_ok());
/// assert_eq!(sandbox.requests().len(), 2);
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedResponse {
    pub(crate) response: Response,
    pub(crate) delivery: Delivery,
}

impl FixedResponse {
    /// A response without a body.
    ///
    /// # Panics
    ///
    /// If the status is not from 200 to 599.
    #[must_use]
    #[track_caller]
    pub fn new(status: u16) -> Self {
        check_status(status);
        let response = Response { status, headers: Vec::new(), body: Vec::new() };
        Self { response, delivery: Delivery::Whole }
    }

    /// A successful response with this `data` in its envelope.
    #[must_use]
    pub fn ok(data: &Value) -> Self {
        Self::new(200).json_text(envelope(200, "ok", data))
    }

    /// An error response with this message in its envelope.
    ///
    /// # Panics
    ///
    /// If the status is not from 200 to 599.
    #[must_use]
    #[track_caller]
    pub fn error(status: u16, message: &str) -> Self {
        Self::new(status).json_text(envelope(status, message, &Value::Null))
    }

    /// A response with status 200 whose envelope has `error: true`.
    #[must_use]
    pub fn error_under_200(message: &str) -> Self {
        let envelope = json!({ "error": true, "message": message, "data": null });
        Self::new(200).json_text(envelope.to_string())
    }

    /// Sets the body to this value as JSON.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.json_text(body.to_string())
    }

    fn json_text(self, body: String) -> Self {
        self.header("Content-Type", "application/json").body(body)
    }

    /// Sets the body. It has no `Content-Type`, unless [`header`](Self::header) sets one.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.response.body = body.into();
        self
    }

    /// Adds a header. `Content-Length` replaces the actual length, so that a test can send a wrong one.
    ///
    /// # Panics
    ///
    /// If the name or the value contains characters that would end the header.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let is_line = |text: &str| !text.contains(['\r', '\n', '\0']);
        assert!(
            !name.is_empty() && is_line(name) && !name.contains(':') && is_line(value),
            "{name:?}: {value:?} is not a header"
        );
        self.response.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds `Retry-After` in seconds, rounded up.
    #[must_use]
    pub fn retry_after(self, time: Duration) -> Self {
        let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
        self.header("Retry-After", &seconds.to_string())
    }

    /// Closes the connection after this many bytes, counted from the status line.
    #[must_use]
    pub fn cut_after(self, bytes: usize) -> Self {
        Self { delivery: Delivery::Cut(bytes), ..self }
    }

    /// Sends the body byte by byte, with this pause before each byte.
    #[must_use]
    pub fn slowly(self, pause: Duration) -> Self {
        Self { delivery: Delivery::Slow(pause), ..self }
    }
}

#[track_caller]
fn check_status(status: u16) {
    assert!((200..=599).contains(&status), "{status} is not a status of a final response");
}
