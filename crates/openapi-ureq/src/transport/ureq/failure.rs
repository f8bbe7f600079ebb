//! Translates ureq's errors to [`TransportError`](crate::TransportError)s.

use std::io;
use std::sync::Arc;

use http::Uri;
use http::uri::Authority;

use super::lookup::LookupFailed;
use super::proxy::{self, Proxy};
use super::tls;
use crate::body::reader::UploadFailure;
use crate::delivery::Delivery;
use crate::transport::{Timeouts, TransportError, TransportErrorKind};

/// The context that classifies an error.
pub(super) struct Exchange {
    pub(super) target: Uri,
    pub(super) proxy: Option<Arc<Proxy>>,
    pub(super) timeouts: Timeouts,
    /// Whether bytes of the request were written, so that the server may have received it.
    pub(super) has_left: bool,
}

impl Exchange {
    /// Translates an error of ureq.
    ///
    /// Before anything was written, the connection could not be made; afterwards, it broke.
    pub(super) fn translate(&self, error: ureq::Error) -> TransportError {
        let error = match proxy::failure(error) {
            Ok(failure) => return failure,
            Err(error) => error,
        };
        let error = match error {
            ureq::Error::Io(io) => match UploadFailure::from_io(io) {
                // The end of the request was not sent, so the server cannot have applied it.
                Ok(failure) => {
                    return TransportError::new(TransportErrorKind::Upload, failure.to_string())
                        .with_source(failure.into_source());
                }
                Err(io) => ureq::Error::Io(io),
            },
            error => error,
        };
        let host = self.host();
        let (kind, message) = match &error {
            ureq::Error::Timeout(_) => self.timed_out(),
            _ if self.has_left => (TransportErrorKind::Io, broken(&error)),
            ureq::Error::HostNotFound => {
                (TransportErrorKind::Connect, format!("the host {host} was not found"))
            }
            ureq::Error::Other(other) if other.is::<LookupFailed>() => (
                TransportErrorKind::Connect,
                format!("the host {host} was not found; check its name"),
            ),
            ureq::Error::Io(io) if io.kind() != io::ErrorKind::InvalidData => {
                (TransportErrorKind::Connect, format!("{}: {}", self.not_connected(), io.kind()))
            }
            ureq::Error::ConnectionFailed => (TransportErrorKind::Connect, self.not_connected()),
            ureq::Error::Http(_) | ureq::Error::BadUri(_) | ureq::Error::Protocol(_) => (
                TransportErrorKind::Configuration,
                "the request cannot be written as HTTP".to_owned(),
            ),
            // Other failures to connect are TLS errors.
            ureq::Error::Io(reason) => {
                (TransportErrorKind::Tls, tls::failure(host, &reason.to_string()))
            }
            reason => (TransportErrorKind::Tls, tls::failure(host, &reason.to_string())),
        };
        // The source is the inner error, not ureq's wrapper.
        let source: Box<dyn std::error::Error + Send + Sync> = match error {
            ureq::Error::Io(error) => error.into(),
            ureq::Error::Other(error) => error,
            // As text: ureq's type is large, and not part of this crate's API.
            error => error.to_string().into(),
        };
        let translated = TransportError::new(kind, message).with_source(source);
        if self.has_left { translated } else { translated.with_delivery(Delivery::NotSent) }
    }

    /// Returns the host, and the port if specified.
    fn host(&self) -> &str {
        self.target.authority().map_or("", Authority::as_str)
    }

    fn not_connected(&self) -> String {
        match &self.proxy {
            Some(proxy) => {
                let address = proxy.address();
                format!("could not connect to {} through the proxy {address}", self.host())
            }
            None => format!("could not connect to {}", self.host()),
        }
    }

    fn timed_out(&self) -> (TransportErrorKind, String) {
        let Timeouts { connect, total } = self.timeouts;
        if self.has_left {
            let message = format!("{} did not finish within {total:?}", self.host());
            return (TransportErrorKind::Timeout, message);
        }
        let message = format!("{} within {:?}", self.not_connected(), connect.min(total));
        // A proxy that times out counts as a failed connection, like one that rejects the request.
        let kind = match self.proxy {
            Some(_) => TransportErrorKind::Connect,
            None => TransportErrorKind::Timeout,
        };
        (kind, message)
    }
}

fn broken(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(_) => "the connection broke".to_owned(),
        ureq::Error::LargeResponseHeader(..) => "the head of the reply is too large".to_owned(),
        error => format!("the server's reply cannot be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unresolved_name_is_not_sent() {
        let exchange = Exchange {
            target: Uri::from_static("https://host.example:81/v1"),
            proxy: None,
            timeouts: Timeouts::DEFAULT,
            has_left: false,
        };
        let failed = LookupFailed(io::Error::other("no such name"));
        let error = exchange.translate(ureq::Error::Other(Box::new(failed)));
        assert_eq!(error.kind(), TransportErrorKind::Connect);
        assert_eq!(error.delivery(), Delivery::NotSent);
        let line = "the host host.example:81 was not found; check its name";
        assert_eq!(error.to_string(), line);
    }
}
