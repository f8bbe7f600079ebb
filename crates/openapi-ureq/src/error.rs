//! The error type of all calls.

#![deny(clippy::wildcard_enum_match_arm, reason = "a new kind must be classified everywhere")]

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};

use crate::delivery::Delivery;
use crate::operation::Operation;
use crate::transport::{TransportError, TransportErrorKind};

/// Maximum number of characters shown of a server's message.
const MAX_MESSAGE: usize = 300;

/// Maximum number of body bytes that an error keeps.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// The category of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument cannot be sent. Nothing was sent.
    InvalidArgument,
    /// The client's configuration is invalid, or the proxy rejected its credentials (407). Nothing was
    /// sent to the server.
    Configuration,
    /// No connection could be made: the name does not resolve, or the connection is refused.
    /// Nothing was sent.
    Connect,
    /// The connect, attempt or call timeout expired.
    Timeout,
    /// The TLS handshake failed: an untrusted certificate, a wrong host name. Nothing was sent.
    Tls,
    /// The connection broke, or the server does not speak HTTP.
    Io,
    /// The server redirected (3xx). Redirects are not followed, since following one could send the
    /// credentials to another host, or change the request to a `GET` without its body.
    Redirect,
    /// The server responded with an error status (4xx or 5xx), or with a success status and a body
    /// that the client's [`Classifier`](crate::Classifier) refused.
    Api,
    /// The server returned a success status that the API's document does not describe.
    UnexpectedResponse,
    /// The server returned a success status, but the body does not match the document, or the
    /// client's [`Classifier`](crate::Classifier) refused it as invalid.
    Decode,
    /// The file or reader to upload could not be read to its end.
    Upload,
    /// The response body exceeds the size limit.
    ResponseTooLarge,
    /// The client was shut down before or during the call.
    Shutdown,
}

/// The error of a failed call.
///
/// `Display` is one line, the operation and the cause, such as `add_participant: 404 Not Found:
/// Instance not found`. `Debug` adds the chain of sources, and `{:#?}` all fields. None of them
/// shows bodies, headers or credentials.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    status: Option<StatusCode>,
    body: Option<Vec<u8>>,
    is_body_truncated: bool,
    retry_after: Option<Duration>,
    headers: Option<HeaderMap>,
    delivery: Delivery,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Creates an error of this kind, for code that adds its own checks to a generated client.
    /// `message` is a lower-case line without a full stop.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            message: message.into(),
            status: None,
            body: None,
            is_body_truncated: false,
            retry_after: None,
            headers: None,
            delivery: Delivery::NotSent,
            source: None,
        }))
    }

    /// Sets the source of the error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Sets the operation that failed.
    #[must_use]
    pub fn in_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation.name);
        self
    }

    /// Sets the delivery of the request; [`Delivery::NotSent`] by default.
    #[must_use]
    pub fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.0.delivery = delivery;
        self
    }

    /// Combines the delivery with that of earlier attempts.
    pub(crate) fn after(mut self, earlier: Delivery) -> Self {
        self.0.delivery = self.0.delivery.max(earlier);
        self
    }

    /// Adds the response, with its body truncated to [`MAX_BODY`] bytes, and the delivery.
    pub(crate) fn with_response(
        mut self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        delivery: Delivery,
    ) -> Self {
        self.0.status = Some(status);
        self.0.retry_after = parse_retry_after(headers, SystemTime::now());
        self.0.headers = Some(headers.clone());
        self.0.body = Some(body[..body.len().min(MAX_BODY)].to_vec());
        self.0.is_body_truncated = body.len() > MAX_BODY;
        self.0.delivery = delivery;
        self
    }

    /// Marks the response's body as truncated.
    pub(crate) fn truncated(mut self) -> Self {
        self.0.is_body_truncated = true;
        self
    }

    /// Converts the failure of an attempt that was interrupted by a shutdown to
    /// [`ErrorKind::Shutdown`].
    pub(crate) fn of_shutdown(mut self) -> Self {
        if matches!(
            self.kind(),
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Tls | ErrorKind::Io
        ) {
            self.0.kind = ErrorKind::Shutdown;
            self.0.message = "the client was shut down during the call".to_owned();
        }
        self
    }

    pub(crate) fn from_transport(error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Tls => ErrorKind::Tls,
            TransportErrorKind::Io => ErrorKind::Io,
            TransportErrorKind::Upload => ErrorKind::Upload,
            TransportErrorKind::Configuration => ErrorKind::Configuration,
        };
        let mut made = Self::new(kind, error.to_string());
        made.0.delivery = error.delivery();
        match error.into_source() {
            Some(source) => made.with_source(source),
            None => made,
        }
    }

    /// Copies the operation of this error to another one.
    pub(crate) fn in_same_operation(&self, mut other: Self) -> Self {
        other.0.operation = self.0.operation;
        other
    }

    /// Returns the status, the headers and the body of the response, if there was one.
    pub(crate) fn response(&self) -> Option<(StatusCode, &HeaderMap, &[u8])> {
        Some((self.status()?, self.headers()?, self.body()?))
    }

    /// Returns the category of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the name of the function that failed, such as `add_participant`, or `None` for an
    /// error of building a client.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Returns the status of the response, if there was one, or the status with which the client's
    /// [`Classifier`](crate::Classifier) refused it.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the headers of the response, if there was one. They may include a request id.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.headers.as_ref()
    }

    /// Returns the first MiB of the response's body, if there was a response; see
    /// [`is_body_truncated`](Self::is_body_truncated).
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// Returns whether the response's body was longer than [`body`](Self::body).
    #[must_use]
    pub fn is_body_truncated(&self) -> bool {
        self.0.is_body_truncated
    }

    /// Returns the delay before a retry that the server requested in `Retry-After`, as a number of
    /// seconds or a date.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns whether a timeout expired.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Returns whether the server rejected the credentials (401).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the credentials lack permission for the operation (403).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Returns whether the server rejected the request as invalid (400 or 422).
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        matches!(self.status(), Some(StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY))
    }

    /// Returns whether the client exceeded a rate limit (429); see
    /// [`retry_after`](Self::retry_after).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns whether the resource was not found (404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the failure is transient, so that the same call may succeed later: a network
    /// or server failure, or a rate limit. Whether a retry is safe is a separate question; see
    /// [`may_have_been_applied`](Self::may_have_been_applied).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Io => true,
            ErrorKind::Api => {
                self.status().is_some_and(|status| matches!(status.as_u16(), 408 | 429 | 502..=504))
            }
            ErrorKind::InvalidArgument
            | ErrorKind::Configuration
            | ErrorKind::Tls
            | ErrorKind::Redirect
            | ErrorKind::UnexpectedResponse
            | ErrorKind::Decode
            | ErrorKind::Upload
            | ErrorKind::ResponseTooLarge
            | ErrorKind::Shutdown => false,
        }
    }

    /// Returns whether the server applied the call, as far as that is known.
    #[must_use]
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    /// Returns whether the server may have applied the call although it failed: its
    /// [`delivery`](Self::delivery) is `Unknown` or `Done`.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        !self.delivery().is_without_effect()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

/// `Display` and the chain of sources on one line, for the output of `fn main() -> Result<(),
/// Error>`; all fields with `{:#?}`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            fmt::Display::fmt(self, f)?;
            let mut source = self.source();
            while let Some(error) = source {
                write!(f, ": {}", one_line(&error.to_string()))?;
                source = error.source();
            }
            return Ok(());
        }
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.0.operation)
            .field("message", &self.0.message)
            .field("status", &self.0.status)
            .field("delivery", &self.0.delivery)
            .field("body_length", &self.0.body.as_ref().map(Vec::len))
            .field("is_body_truncated", &self.0.is_body_truncated)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Allows infallible conversions where a fallible one is accepted.
impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Sanitizes untrusted text for one line: removes control characters and limits its length.
pub(crate) fn one_line(text: &str) -> String {
    // Bidirectional controls could change how the surrounding text reads.
    let reorders = |c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control() || reorders(c)) {
        if !line.is_empty() && !word.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    }
}

fn parse_retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Saturates, since the number of seconds may overflow.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn error_is_one_pointer_and_can_cross_threads() {
        fn assert_send_sync<T: Send + Sync + 'static>() {}
        assert_send_sync::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn retry_after_is_read_in_seconds_and_as_a_date() {
        let after = |value: &'static str, now| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(value));
            parse_retry_after(&headers, now)
        };
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let then = httpdate::parse_http_date(date).unwrap();
        assert_eq!(after("120", then), Some(Duration::from_secs(120)));
        assert_eq!(after(date, then - Duration::from_secs(7)), Some(Duration::from_secs(7)));
        assert_eq!(after(date, then + Duration::from_secs(7)), Some(Duration::ZERO));
        assert_eq!(after("99999999999999999999", then), Some(Duration::from_secs(u64::MAX)));
        assert_eq!(after("soon", then), None);
        assert_eq!(after("", then), None);
    }

    #[test]
    fn message_is_one_bounded_line() {
        assert_eq!(one_line(" a\r\n\tb\u{1b}[0m "), "a b [0m");
        assert_eq!(one_line("a\u{202e}b\u{2066}c"), "a b c");
        assert_eq!(one_line(&"x".repeat(1000)).len(), MAX_MESSAGE + 3);
    }
}
