//! Classification of successful responses by their content, for APIs that report failures with a
//! success status.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use crate::auth::Credentials;
use crate::delivery::Delivery;
use crate::error::{Error, ErrorKind, one_line};
use crate::operation::Operation;

/// A function that classifies the successful responses of a client, for an API that reports
/// failures with a success status. It is set by the generator's option `classifier`, and becomes
/// [`GeneratedClient::CLASSIFIER`](crate::GeneratedClient::CLASSIFIER).
///
/// It runs after a response is decoded and before the retry decision: a response that it refuses is
/// an error for the retry policy, the log, hooks and the caller. It applies to generated functions
/// and custom requests if the response is decoded by [`decode::json`](crate::decode::json) or
/// [`decode::empty`](crate::decode::empty). Bytes, text and raw bodies are not classified, nor are
/// responses without a body. A panic in the function unwinds to the caller.
///
/// ```
/// use openapi_ureq::{Decoded, Refusal, StatusCode};
///
/// struct Envelope {
///     failed: bool,
///     code: u16,
///     reason: String,
/// }
///
/// fn classify(response: &Decoded<'_>) -> Result<(), Refusal> {
///     match response.downcast_ref::<Envelope>() {
///         Some(envelope) if envelope.failed => Err(match StatusCode::from_u16(envelope.code) {
///             Ok(status) => Refusal::with_status(status, &envelope.reason),
///             Err(_) => Refusal::rejected(&envelope.reason),
///         }),
///         _ => Ok(()),
///     }
/// }
/// # let _: openapi_ureq::Classifier = classify;
/// ```
pub type Classifier = fn(&Decoded<'_>) -> Result<(), Refusal>;

/// A successful response that a [`Classifier`] classifies.
#[derive(Clone, Copy)]
pub struct Decoded<'a> {
    pub(crate) value: Option<&'a dyn Any>,
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) operation: &'static Operation,
}

impl<'a> Decoded<'a> {
    /// Returns the decoded value, if it is a `T`. `None` if it has another type, if the caller
    /// discards the body, or if decoding failed. In the last case, the call fails with the decoder's
    /// error unless the classifier refuses the response.
    #[must_use]
    pub fn downcast_ref<T: 'static>(&self) -> Option<&'a T> {
        self.value?.downcast_ref()
    }

    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// Returns the whole body, as received.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }
}

impl fmt::Debug for Decoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The value, the headers and the body may be confidential.
        f.debug_struct("Decoded")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The reason that a [`Classifier`] refuses a response.
///
/// The message becomes part of the error's `Display`, on one line and limited in length. It is
/// withheld if it repeats a credential.
#[derive(Debug, Clone)]
#[must_use = "a classifier returns it"]
pub struct Refusal {
    reason: Reason,
    message: String,
}

#[derive(Debug, Clone, Copy)]
enum Reason {
    Rejected,
    Status(StatusCode),
    Invalid,
}

impl Refusal {
    /// The server rejected the call. The error has the kind [`ErrorKind::Api`] and the status of the
    /// response. The call had no effect ([`Delivery::Rejected`]), and is not retried.
    pub fn rejected(message: impl Into<String>) -> Self {
        Self { reason: Reason::Rejected, message: message.into() }
    }

    /// The call failed with this error status (4xx or 5xx), which replaces the status of the response
    /// for the error's predicates and delivery, the retry policy, the log and hooks. With any other
    /// status, same as [`rejected`](Self::rejected).
    pub fn with_status(status: StatusCode, message: impl Into<String>) -> Self {
        let is_error = status.is_client_error() || status.is_server_error();
        let reason = if is_error { Reason::Status(status) } else { Reason::Rejected };
        Self { reason, message: message.into() }
    }

    /// The response is not valid for this API. The error has the kind [`ErrorKind::Decode`]. As for any
    /// success that cannot be decoded, the server applied the call ([`Delivery::Done`]), and it is not
    /// retried. `problem` is a lower-case line without a full stop.
    pub fn invalid(problem: impl Into<String>) -> Self {
        Self { reason: Reason::Invalid, message: problem.into() }
    }
}

/// A client's classifier, with the credentials that its messages must not repeat.
#[derive(Clone)]
pub(crate) struct Classification {
    pub(crate) classifier: Classifier,
    pub(crate) credentials: Arc<Credentials>,
}

impl Classification {
    /// Returns an error if the classifier refuses the response.
    pub(crate) fn check(&self, decoded: &Decoded<'_>) -> Result<(), Error> {
        (self.classifier)(decoded).map_err(|refusal| self.error(&refusal, decoded))
    }

    #[cold]
    fn error(&self, refusal: &Refusal, decoded: &Decoded<'_>) -> Error {
        let Decoded { operation, headers, body, .. } = *decoded;
        let (kind, status, delivery) = match refusal.reason {
            Reason::Rejected => (ErrorKind::Api, decoded.status, Delivery::Rejected),
            Reason::Status(status) => {
                (ErrorKind::Api, status, Delivery::of_response(&operation.method, status))
            }
            Reason::Invalid => (ErrorKind::Decode, decoded.status, Delivery::Done),
        };
        let message = one_line(&self.credentials.redact(&refusal.message));
        let message = match message.is_empty() {
            true => status.to_string(),
            false => format!("{status}: {message}"),
        };
        Error::new(kind, message)
            .with_response(status, headers, body, delivery)
            .in_operation(operation)
    }
}

impl fmt::Debug for Classification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Classification(..)")
    }
}
