//! How ureq's connections are made: names are looked up only for a new connection, and the end of
//! the client ends the making of it.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use http::Uri;
use ureq::Timeout;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, Either, NextTimeout, TcpConnector,
    Transport, time,
};

use super::connection::LastLink;
use super::stop::Stop;

/// How often a thread that waits for a connection looks whether the client was shut down.
const TICK: Duration = Duration::from_millis(100);

/// The chain of connectors, as ureq's own but for the first connection.
pub(super) fn connector(proxied: bool, stop: &Arc<Stop>) -> impl Connector {
    let chain = ().chain(ConnectProxyConnector::default()).chain(Tcp { stop: Arc::clone(stop) });
    #[cfg(feature = "rustls")]
    let chain = chain.chain(ureq::unversioned::transport::RustlsConnector::default());
    #[cfg(feature = "native-tls")]
    let chain = chain.chain(ureq::unversioned::transport::NativeTlsConnector::default());
    chain.chain(LastLink { proxied })
}

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

/// Looks the host up and connects to it.
#[derive(Debug)]
struct Tcp {
    stop: Arc<Stop>,
}

type Stream = <TcpConnector as Connector>::Out;

impl<In: Transport> Connector<In> for Tcp {
    type Out = Either<In, Stream>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        if let Some(chained) = chained {
            return Ok(Some(Either::A(chained)));
        }
        let stream = self.interruptibly(details.timeout, lookup_and_connect(details))?;
        Ok(stream.map(Either::B))
    }
}

impl Tcp {
    /// Does `work` on a thread of its own, which is left to itself when time runs out or the client
    /// is shut down: neither a lookup nor the making of a connection can be interrupted.
    fn interruptibly<T: Send + 'static>(
        &self,
        timeout: NextTimeout,
        work: impl FnOnce() -> Result<T, ureq::Error> + Send + 'static,
    ) -> Result<T, ureq::Error> {
        let slot = Arc::new(Slot::default());
        let outcome = Arc::clone(&slot);
        let worker = thread::Builder::new()
            .name("whatsapi-connect".to_owned())
            .spawn(move || outcome.put(work()))?;
        let deadline = Instant::now().checked_add(*timeout.after);
        loop {
            let left = deadline.map_or(TICK, |deadline| deadline.duration_since(Instant::now()));
            // Whether it has ended is asked first: what ends without an outcome has panicked.
            let has_ended = worker.is_finished();
            match slot.take(left.min(TICK)) {
                Some(outcome) => return outcome,
                None if has_ended || self.stop.is_set() => {
                    return Err(ureq::Error::ConnectionFailed);
                }
                None if left.is_zero() => return Err(ureq::Error::Timeout(Timeout::Connect)),
                None => {}
            }
        }
    }
}

/// Where a thread leaves what another waits for. A channel of the standard library would do, and make
/// every program 30 KB larger.
struct Slot<T> {
    content: Mutex<Option<T>>,
    filled: Condvar,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { content: Mutex::default(), filled: Condvar::new() }
    }
}

impl<T> Slot<T> {
    fn put(&self, content: T) {
        *self.content.lock().unwrap_or_else(PoisonError::into_inner) = Some(content);
        self.filled.notify_one();
    }

    /// What was put, as soon as it is there, but waiting no longer than this.
    fn take(&self, timeout: Duration) -> Option<T> {
        let content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.filled.wait_timeout_while(content, timeout, |content| content.is_none());
        waited.unwrap_or_else(PoisonError::into_inner).0.take()
    }
}

/// What is to be done on another thread, with all that it needs.
fn lookup_and_connect(
    details: &ConnectionDetails<'_>,
) -> impl FnOnce() -> Result<Option<Stream>, ureq::Error> + Send + 'static {
    let (uri, config) = (details.uri.clone(), details.config.clone());
    let (now, timeout, request_level) = (details.now, details.timeout, details.request_level);
    let (current_time, run_connector) =
        (Arc::clone(&details.current_time), Arc::clone(&details.run_connector));
    let register_shutdown = Arc::clone(&details.register_shutdown);
    move || {
        // Without a time of its own, it takes no further thread; the thread that waits has the time.
        let untimed = NextTimeout { after: time::Duration::NotHappening, ..timeout };
        let resolver = DefaultResolver::default();
        let addrs = resolver.resolve(&uri, &config, untimed).map_err(|error| match error {
            ureq::Error::Io(error) => ureq::Error::Other(Box::new(LookupFailed(error))),
            error => error,
        })?;
        let details = ConnectionDetails {
            uri: &uri,
            addrs,
            config: &config,
            request_level,
            resolver: &resolver,
            now,
            timeout,
            current_time,
            run_connector,
            register_shutdown,
        };
        TcpConnector::default().connect(&details, None::<()>)
    }
}

/// A name that could not be looked up.
#[derive(Debug)]
pub(super) struct LookupFailed(std::io::Error);

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

    fn within(after: Duration) -> NextTimeout {
        NextTimeout { after: after.into(), ..NextTimeout::default() }
    }

    #[test]
    fn a_lookup_that_hangs_ends_with_the_time_for_connecting() {
        let start = Instant::now();
        let tcp = Tcp { stop: Arc::default() };
        let error = tcp.interruptibly(within(Duration::from_millis(150)), hang).unwrap_err();
        assert!(matches!(error, ureq::Error::Timeout(Timeout::Connect)), "{error}");
        assert!(start.elapsed() < Duration::from_secs(1));
    }

    #[test]
    fn a_lookup_that_panics_is_a_connection_that_fails() {
        let tcp = Tcp { stop: Arc::default() };
        let broken = || -> Result<(), ureq::Error> { panic!("a mistake of the resolver's") };
        let error = tcp.interruptibly(within(Duration::MAX), broken).unwrap_err();
        assert!(matches!(error, ureq::Error::ConnectionFailed), "{error}");
    }

    #[test]
    fn a_lookup_that_hangs_ends_with_the_client() {
        let tcp = Tcp { stop: Arc::default() };
        let stop = Arc::clone(&tcp.stop);
        let waiting = thread::spawn(move || tcp.interruptibly(within(Duration::MAX), hang));
        thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished());
        let start = Instant::now();
        stop.set();
        let error = waiting.join().unwrap().unwrap_err();
        assert!(matches!(error, ureq::Error::ConnectionFailed), "{error}");
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
