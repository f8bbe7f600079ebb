//! How ureq's connections are made: names are looked up only for a new connection, and a shutdown of
//! the client interrupts the making of it.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use http::Uri;
use ureq::Timeout;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout, Transport, time};

use super::connection::Watched;
use super::proxy::{Proxy, ProxyConnector};
use super::tcp::TcpConnector;
use crate::shutdown::Shutdown;

/// How often a thread that waits for a connection looks whether the client was shut down.
const TICK: Duration = Duration::from_millis(100);

/// Looks nothing up, since ureq asks for each request, also where it then takes a connection that is
/// there.
#[derive(Debug)]
pub(super) struct LookupLater;

impl Resolver for LookupLater {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

/// Makes a connection on a thread of its own, as ureq does: looks the host up, connects to it or to
/// the proxy, and shakes hands.
#[derive(Debug)]
pub(super) struct InterruptibleConnector {
    /// What the names of threads start with.
    name: &'static str,
    chain: Chain,
    /// A proxy looks the server's host up itself.
    has_proxy: bool,
    shutdown: Arc<Shutdown>,
}

pub(super) type Connection = Box<dyn Transport>;

/// Connectors on top of each other.
pub(super) type Chain = Arc<dyn Connector<Out = Connection>>;

impl Connector for InterruptibleConnector {
    type Out = Watched;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let work = lookup_and_connect(Arc::clone(&self.chain), !self.has_proxy, details);
        Ok(self.interruptibly(details.timeout, work)?.map(Watched::new))
    }
}

impl InterruptibleConnector {
    pub(super) fn new(
        name: &'static str,
        proxy: Option<&Arc<Proxy>>,
        shutdown: &Arc<Shutdown>,
    ) -> Self {
        let shutdown = Arc::clone(shutdown);
        Self { name, chain: chain(proxy), has_proxy: proxy.is_some(), shutdown }
    }

    /// Does `work` on a thread of its own, which is left to itself when time runs out or the client
    /// is shut down: neither a lookup nor the making of a connection can be interrupted.
    fn interruptibly<T: Send + 'static>(
        &self,
        timeout: NextTimeout,
        work: impl FnOnce() -> Result<T, ureq::Error> + Send + 'static,
    ) -> Result<T, ureq::Error> {
        let (sender, receiver) = mpsc::sync_channel(1);
        thread::Builder::new().name(format!("{}-connect", self.name)).spawn(move || {
            // Nobody waits for the outcome of a thread that was left to itself.
            let _ = sender.send(work());
        })?;
        let deadline = Instant::now().checked_add(*timeout.after);
        loop {
            let left = deadline.map_or(TICK, |deadline| deadline.duration_since(Instant::now()));
            match receiver.recv_timeout(left.min(TICK)) {
                Ok(outcome) => return outcome,
                // What ends without an outcome has panicked.
                Err(RecvTimeoutError::Disconnected) => return Err(ureq::Error::ConnectionFailed),
                Err(RecvTimeoutError::Timeout) if self.shutdown.is_set() => {
                    return Err(ureq::Error::ConnectionFailed);
                }
                Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                    return Err(ureq::Error::Timeout(Timeout::Connect));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// What makes a connection: TCP to the server, or a proxy that is reached by TCP and TLS; and TLS with
/// the server on top.
fn chain(proxy: Option<&Arc<Proxy>>) -> Chain {
    let direct = secured(().chain(TcpConnector::default()));
    match proxy {
        Some(proxy) => secured(ProxyConnector::new(Arc::clone(proxy), direct)),
        None => direct,
    }
}

fn secured(chain: impl Connector) -> Chain {
    #[cfg(feature = "rustls")]
    let chain = chain.chain(ureq::unversioned::transport::RustlsConnector::default());
    #[cfg(feature = "native-tls")]
    let chain = chain.chain(ureq::unversioned::transport::NativeTlsConnector::default());
    Arc::new(chain.chain(Boxed))
}

/// The end of a chain.
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

/// What is to be done on another thread, with all that it needs.
fn lookup_and_connect(
    connector: Chain,
    looks_up: bool,
    details: &ConnectionDetails<'_>,
) -> impl FnOnce() -> Result<Option<Connection>, ureq::Error> + Send + 'static {
    let (uri, config) = (details.uri.clone(), details.config.clone());
    let (now, timeout) = (details.now, details.timeout);
    let (current_time, run_connector) =
        (Arc::clone(&details.current_time), Arc::clone(&details.run_connector));
    let register_shutdown = Arc::clone(&details.register_shutdown);
    move || {
        let addrs = if looks_up { look_up(&uri, &config, timeout)? } else { LookupLater.empty() };
        let details = ConnectionDetails {
            uri: &uri,
            addrs,
            config: &config,
            // TLS is configured alike for all requests, whose sessions are resumed only so.
            request_level: false,
            resolver: &LookupLater,
            now,
            timeout,
            current_time,
            run_connector,
            register_shutdown,
        };
        connector.connect(&details, None)
    }
}

pub(super) fn look_up(
    uri: &Uri,
    config: &Config,
    timeout: NextTimeout,
) -> Result<ResolvedSocketAddrs, ureq::Error> {
    // Without a time of its own, it takes no further thread; the thread that waits has the time.
    let untimed = NextTimeout { after: time::Duration::NotHappening, ..timeout };
    DefaultResolver::default().resolve(uri, config, untimed).map_err(|error| match error {
        ureq::Error::Io(error) => ureq::Error::Other(Box::new(LookupFailed(error))),
        error => error,
    })
}

/// A name that could not be looked up.
#[derive(Debug)]
pub(crate) struct LookupFailed(pub(super) std::io::Error);

impl fmt::Display for LookupFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for LookupFailed {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    /// What a lookup that is answered late does.
    fn hang() -> Result<(), ureq::Error> {
        thread::sleep(Duration::from_secs(5));
        Ok(())
    }

    fn connector() -> InterruptibleConnector {
        InterruptibleConnector::new("test", None, &Arc::default())
    }

    fn within(after: Duration) -> NextTimeout {
        NextTimeout { after: after.into(), ..NextTimeout::default() }
    }

    #[test]
    fn a_lookup_that_hangs_ends_with_the_time_for_connecting() {
        let start = Instant::now();
        let connector = connector();
        let error = connector.interruptibly(within(Duration::from_millis(150)), hang).unwrap_err();
        assert!(matches!(error, ureq::Error::Timeout(Timeout::Connect)), "{error}");
        assert!(start.elapsed() < Duration::from_secs(1));
    }

    #[test]
    fn a_lookup_that_panics_is_a_connection_that_fails() {
        let connector = connector();
        let broken = || -> Result<(), ureq::Error> { panic!("a mistake of the resolver's") };
        let error = connector.interruptibly(within(Duration::MAX), broken).unwrap_err();
        assert!(matches!(error, ureq::Error::ConnectionFailed), "{error}");
    }

    #[test]
    fn a_lookup_that_hangs_ends_with_the_client() {
        let connector = connector();
        let shutdown = Arc::clone(&connector.shutdown);
        let waiting = thread::spawn(move || connector.interruptibly(within(Duration::MAX), hang));
        thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished());
        let start = Instant::now();
        shutdown.set();
        let error = waiting.join().unwrap().unwrap_err();
        assert!(matches!(error, ureq::Error::ConnectionFailed), "{error}");
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
