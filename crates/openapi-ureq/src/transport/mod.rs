//! The boundary to the HTTP library: one request in, one response out.

pub(crate) mod ureq;

use std::error::Error as StdError;
use std::fmt;
use std::io::Read;
use std::time::Duration;

use crate::body::Body;
use crate::delivery::Delivery;

/// The time that a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For making a connection, name resolution and TLS included.
    pub connect: Duration,
    /// For everything, from connecting to the last byte of the reply.
    pub total: Duration,
}

impl Timeouts {
    /// Both times.
    #[must_use]
    pub const fn new(connect: Duration, total: Duration) -> Self {
        Self { connect, total }
    }

    pub(crate) const DEFAULT: Self =
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(60) };
}

/// Sends requests.
///
/// The default transport is a pool of connections of the `ureq` crate. Another one can be given to
/// the client's builder, to test without a server or to go another way.
///
/// A transport must not follow redirects, must not turn an error status into an error, and should
/// decode the content encodings it asks for.
pub trait Transport: Send + Sync {
    /// Sends `request` and returns the response as soon as its headers are there.
    ///
    /// # Errors
    ///
    /// If no response could be had within `timeouts`.
    fn send(
        &self,
        request: http::Request<Body>,
        timeouts: Timeouts,
    ) -> Result<http::Response<Box<dyn Read + Send>>, TransportError>;

    /// Ends what is being sent and read on other threads, with an error there, and closes the
    /// connections: the client is shut down, and sends nothing more. Default: does nothing, so that
    /// calls under way end when [`send`](Self::send) and the reader do.
    fn shutdown(&self) {}
}

/// What kind of thing kept a [`Transport`] from getting a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made.
    Connect,
    /// Time ran out.
    Timeout,
    /// The connection could not be secured.
    Tls,
    /// The connection broke, or what came over it is not HTTP.
    Io,
    /// The body of the request could not be read.
    Upload,
    /// The transport cannot serve this request as it is configured.
    Configuration,
}

/// Why a [`Transport`] got no response.
///
/// It also travels inside the [`std::io::Error`] of a response body's reader.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    delivery: Delivery,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// An error of this kind; `message` is a lower-case line without a full stop.
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

    /// States what is known of the effect of the request.
    #[must_use]
    pub fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Adds the error that lies behind.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// What is known of the effect of the request.
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
