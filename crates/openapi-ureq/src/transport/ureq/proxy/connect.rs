//! Opens connections through a proxy.

use std::io;
use std::sync::Arc;

use ureq::unversioned::transport::{ConnectionDetails, Connector};

use super::deadline::Deadline;
use super::forward::Forwarding;
use super::tunnel::open_tunnel;
use super::{Proxy, to_ureq};
use crate::transport::ureq::chain::{Chain, Connection, unresolved};
use crate::transport::ureq::lookup::LookupFailed;
use crate::transport::{TransportError, TransportErrorKind};

/// Connects to a proxy, and through it to the server of an `https` URL.
#[derive(Debug)]
pub(crate) struct ProxyConnector {
    proxy: Arc<Proxy>,
    /// Connects to the proxy itself.
    direct: Chain,
}

impl ProxyConnector {
    pub(crate) fn new(proxy: Arc<Proxy>, direct: Chain) -> Self {
        Self { proxy, direct }
    }

    fn connect_to_proxy(&self, details: &ConnectionDetails<'_>) -> Result<Connection, ureq::Error> {
        let details = unresolved(details, &self.proxy.uri);
        self.direct.connect(&details, None)?.ok_or(ureq::Error::ConnectionFailed)
    }
}

impl Connector for ProxyConnector {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let deadline = Deadline::new(details.timeout);
        let connection =
            self.connect_to_proxy(details).map_err(|error| self.proxy.unreachable(error))?;
        Ok(Some(match details.needs_tls() {
            true => open_tunnel(&self.proxy, connection, details, &deadline)?,
            false => Box::new(Forwarding::new(&self.proxy, connection, details.uri)),
        }))
    }
}

impl Proxy {
    /// Returns the error of a failed connection to the proxy. A timeout stays unchanged, since the
    /// waiting thread may detect it first.
    fn unreachable(&self, error: ureq::Error) -> ureq::Error {
        let address = self.address();
        let (message, source): (_, Box<dyn std::error::Error + Send + Sync>) = match error {
            ureq::Error::Timeout(_) => return error,
            ureq::Error::HostNotFound => {
                (format!("the host of the proxy {address} was not found"), error.into())
            }
            ureq::Error::Other(other) if other.is::<LookupFailed>() => {
                (format!("the host of the proxy {address} was not found; check its name"), other)
            }
            ureq::Error::Io(io) if io.kind() != io::ErrorKind::InvalidData => {
                (format!("could not connect to the proxy {address}: {}", io.kind()), io.into())
            }
            ureq::Error::ConnectionFailed => {
                (format!("could not connect to the proxy {address}"), error.into())
            }
            // Other failures to connect are TLS errors.
            error => {
                let message = format!(
                    "no secure connection to the proxy {address}: check that it speaks TLS, and that its \
                     certificate is valid for that name"
                );
                let failure = TransportError::new(TransportErrorKind::Tls, message);
                return to_ureq(failure.with_source(error.to_string()));
            }
        };
        to_ureq(TransportError::new(TransportErrorKind::Connect, message).with_source(source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::transport::ureq::proxy::failure;

    #[test]
    fn failed_connection_to_a_proxy_names_the_proxy_and_its_cause() {
        use TransportErrorKind::{Connect, Tls};

        let proxy = Proxy::parse("http://user:hunter2@proxy:3128").unwrap();
        let not_found = io::Error::other("failed to lookup address information");
        for (error, kind, part) in [
            (ureq::Error::HostNotFound, Connect, "was not found"),
            (ureq::Error::Other(Box::new(LookupFailed(not_found))), Connect, "was not found"),
            (io::Error::from(io::ErrorKind::ConnectionRefused).into(), Connect, "refused"),
            (ureq::Error::ConnectionFailed, Connect, "could not connect to the proxy"),
            (io::Error::from(io::ErrorKind::InvalidData).into(), Tls, "certificate"),
            (ureq::Error::Tls("handshake"), Tls, "certificate"),
        ] {
            let failed = failure(proxy.unreachable(error)).unwrap();
            assert_eq!(failed.kind(), kind, "{failed}");
            assert_eq!(failed.delivery(), Delivery::NotSent, "{failed}");
            let shown = failed.to_string();
            assert!(shown.contains("the proxy proxy:3128") && shown.contains(part), "{shown}");
        }
    }
}
