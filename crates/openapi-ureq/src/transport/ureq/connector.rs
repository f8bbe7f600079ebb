//! ureq's connector: returns an idle connection, or opens a new one.

use std::sync::Arc;

use ureq::unversioned::transport::{ConnectionDetails, Connector};

use super::background::Background;
use super::chain::{Chain, secured, unresolved};
use super::connection::Watched;
use super::idle::{IdleConnection, IdleConnections};
use super::proxy::{Proxy, ProxyConnector};
use super::tcp::TcpConnector;

/// Provides connections to the one server of a client.
#[derive(Debug)]
pub(super) struct ReusingConnector {
    idle: Arc<IdleConnections>,
    chain: Chain,
}

impl ReusingConnector {
    pub(super) fn new(
        proxy: Option<&Arc<Proxy>>,
        background: Background,
        idle: &Arc<IdleConnections>,
    ) -> Self {
        Self { idle: Arc::clone(idle), chain: chain(proxy, background) }
    }
}

impl Connector for ReusingConnector {
    type Out = Watched;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        if let Some(connection) = self.idle.take() {
            return Ok(Some(Watched::new(connection, &self.idle)));
        }
        let details = unresolved(details, details.uri);
        let connection = self.chain.connect(&details, None)?;
        Ok(connection.map(|made| Watched::new(IdleConnection::new(made), &self.idle)))
    }
}

/// Returns the layers of a connection: TCP to the server, or a proxy over TCP and TLS; and then TLS
/// with the server.
fn chain(proxy: Option<&Arc<Proxy>>, background: Background) -> Chain {
    let direct = secured(().chain(TcpConnector::new(background)));
    match proxy {
        Some(proxy) => secured(ProxyConnector::new(Arc::clone(proxy), direct)),
        None => direct,
    }
}
