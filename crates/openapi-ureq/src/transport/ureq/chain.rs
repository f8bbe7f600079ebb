//! Layered connectors, and their input.

use std::sync::Arc;

use http::Uri;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{ConnectionDetails, Connector, Transport};

use super::lookup::LookupLater;

pub(super) type Connection = Box<dyn Transport>;

/// Layered connectors.
pub(super) type Chain = Arc<dyn Connector<Out = Connection>>;

/// Returns the details of a connection to `uri`, whose name the TCP layer resolves.
pub(super) fn unresolved<'a>(
    details: &ConnectionDetails<'a>,
    uri: &'a Uri,
) -> ConnectionDetails<'a> {
    ConnectionDetails {
        uri,
        addrs: LookupLater.empty(),
        config: details.config,
        // All requests share one TLS configuration, as session resumption requires.
        request_level: false,
        resolver: details.resolver,
        now: details.now,
        timeout: details.timeout,
        current_time: Arc::clone(&details.current_time),
        run_connector: Arc::clone(&details.run_connector),
        register_shutdown: Arc::clone(&details.register_shutdown),
    }
}

/// Adds TLS, for targets that need it.
pub(super) fn secured(chain: impl Connector) -> Chain {
    #[cfg(feature = "rustls")]
    let chain = chain.chain(ureq::unversioned::transport::RustlsConnector::default());
    #[cfg(feature = "native-tls")]
    let chain = chain.chain(ureq::unversioned::transport::NativeTlsConnector::default());
    Arc::new(chain.chain(Boxed))
}

/// The last link of a chain.
#[derive(Debug)]
struct Boxed;

impl<In: Transport> Connector<In> for Boxed {
    type Out = Connection;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        Ok(chained.map(|connection| -> Connection { Box::new(connection) }))
    }
}
