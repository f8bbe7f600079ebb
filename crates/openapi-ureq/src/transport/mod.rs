//! The boundary to the HTTP library: one request in, one response out.

pub(crate) mod ureq;

use std::error::Error as StdError;
use std::fmt;
use std::io::Read;
use std::time::Duration;

use crate::body::Body;
use crate::delivery::Delivery;

/// The timeouts of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For connecting, including name resolution and TLS.
    pub connect: Duration,
    /// For the whole request, from connecting to the last byte of the response.
    pub total: Duration,
}

impl Timeouts {
    /// Creates timeouts for connecting and for the whole request.
    #[must_use]
    pub const fn new(connect: Duration, total: Duration) -> Self {
        Self { connect, total }
    }

    pub(crate) const DEFAULT: Self =
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(60) };
}

/// Sends requests.
///
/// The default transport is a connection pool based on the `ureq` crate. A custom one can be set on
/// the client's builder, for example to test without a server.
///
/// A transport must not follow redirects, must not turn an error status into an error, and should
/// decode the content encodings that it requests.
pub trait Transport: Send + Sync {
    /// Sends `request` and returns the response as soon as its headers are received.
    ///
    /// # Errors
    ///
    /// If no response is received within `timeouts`.
    fn send(
        &self,
        request: http::Request<Body>,
        timeouts: Timeouts,
    ) -> Result<http::Response<Box<dyn Read + Send>>, TransportError>;

    /// Shuts down the transport: requests in progress on other threads fail, connections are
    /// closed, and nothing more is sent. Default: does nothing, so that calls in progress end when
    /// [`send`](Self::send) and the reader do.
    fn shutdown(&self) {}
}

/// The category of a [`TransportError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made.
    Connect,
    /// A timeout expired.
    Timeout,
    /// The TLS handshake failed.
    Tls,
    /// The connection broke, or the response is not HTTP.
    Io,
    /// The request's body could not be read.
    Upload,
    /// The transport's configuration does not support this request, or the proxy rejects its
    /// credentials.
    Configuration,
}

/// The error of a [`Transport`].
///
/// It may also be wrapped in the [`std::io::Error`] of a response body's reader.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    delivery: Delivery,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// Creates an error of this kind. `message` is a lower-case line without a full stop.
    ///
    /// Its delivery is [`Delivery::NotSent`] for [`TransportErrorKind::Connect`],
    /// [`TransportErrorKind::Tls`], [`TransportErrorKind::Upload`] and
    /// [`TransportErrorKind::Configuration`], and [`Delivery::Unknown`] otherwise.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        let delivery = match kind {
            TransportErrorKind::Connect
            | TransportErrorKind::Tls
            | TransportErrorKind::Upload
            | TransportErrorKind::Configuration => Delivery::NotSent,
            TransportErrorKind::Timeout | TransportErrorKind::Io => Delivery::Unknown,
        };
        Self { kind, message: message.into(), delivery, source: None }
    }

    /// Sets whether the request was delivered.
    #[must_use]
    pub fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Sets the source of the error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Returns the category of the error.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether the request was delivered.
    #[must_use]
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    pub(crate) fn into_source(self) -> Option<Box<dyn StdError + Send + Sync>> {
        self.source
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
