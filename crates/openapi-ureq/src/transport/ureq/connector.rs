//! ureq's connector: returns an idle connection, or opens a new one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ureq::unversioned::transport::{ConnectionDetails, Connector};

use super::background::Background;
use super::chain::{Chain, Register, secured, unresolved};
use super::connection::Watched;
use super::idle::{IdleConnection, IdleConnections};
use super::proxy::{Proxy, ProxyConnector};
use super::socket::OpenSocket;
use super::tcp::TcpConnector;
use super::watch;
use crate::cancel::{CancelToken, Registration};

/// Provides connections to the one server of a client.
#[derive(Debug)]
pub(super) struct ReusingConnector {
    idle: Arc<IdleConnections>,
    chain: Chain,
    shutdown: CancelToken,
}

impl ReusingConnector {
    pub(super) fn new(
        proxy: Option<&Arc<Proxy>>,
        background: Background,
        idle: &Arc<IdleConnections>,
        shutdown: &CancelToken,
    ) -> Self {
        let (idle, shutdown) = (Arc::clone(idle), shutdown.clone());
        Self { idle, chain: chain(proxy, background), shutdown }
    }

    /// Opens a connection for a call with this token.
    fn open(
        &self,
        details: &ConnectionDetails<'_>,
        token: Option<&CancelToken>,
    ) -> Result<Option<(IdleConnection, Option<Registration>)>, ureq::Error> {
        let opened = Arc::<Mutex<Option<_>>>::default();
        let (slot, shutdown, token) = (Arc::clone(&opened), self.shutdown.clone(), token.cloned());
        // From now on, so that what follows in the chain can be interrupted, too.
        let register: Register = Arc::new(move |handle| {
            let socket = OpenSocket::new(handle, &shutdown);
            let in_use = token.as_ref().map(|token| socket.cancelled_by(token));
            *lock(&slot) = Some((socket, in_use));
            Ok(())
        });
        let details = unresolved(details, details.uri, &register);
        let connection = self.chain.connect(&details, None)?;
        let opened = lock(&opened).take();
        Ok(connection.zip(opened).map(|(connection, (socket, in_use))| {
            (IdleConnection::new(connection, socket), in_use)
        }))
    }
}

impl Connector for ReusingConnector {
    type Out = Watched;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let token = watch::token();
        let (connection, in_use) = match self.idle.take() {
            Some(connection) => {
                let in_use = token.as_ref().map(|token| connection.socket.cancelled_by(token));
                (connection, in_use)
            }
            None => match self.open(details, token.as_ref())? {
                Some(opened) => opened,
                None => return Ok(None),
            },
        };
        // Whatever is cancelled later finds the socket.
        if self.shutdown.is_cancelled() || token.is_some_and(|token| token.is_cancelled()) {
            return Err(ureq::Error::ConnectionFailed);
        }
        Ok(Some(Watched::new(connection, in_use, &self.idle)))
    }
}

fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
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
