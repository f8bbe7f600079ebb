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
    ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport, time,
};

use super::connection::Watched;
use super::stop::Stop;

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
    default: Arc<DefaultConnector>,
    stop: Arc<Stop>,
}

type Connection = Box<dyn Transport>;

impl Connector for InterruptibleConnector {
    type Out = Watched;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let work = lookup_and_connect(Arc::clone(&self.default), details);
        Ok(self.interruptibly(details.timeout, work)?.map(Watched::new))
    }
}

impl InterruptibleConnector {
    pub(super) fn new(stop: &Arc<Stop>) -> Self {
        Self { default: Arc::default(), stop: Arc::clone(stop) }
    }

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
    connector: Arc<DefaultConnector>,
    details: &ConnectionDetails<'_>,
) -> impl FnOnce() -> Result<Option<Connection>, ureq::Error> + Send + 'static {
    let (uri, config) = (details.uri.clone(), details.config.clone());
    let (now, timeout, request_level) = (details.now, details.timeout, details.request_level);
    let (current_time, run_connector) =
        (Arc::clone(&details.current_time), Arc::clone(&details.run_connector));
    let register_shutdown = Arc::clone(&details.register_shutdown);
    move || {
        // A proxy looks the host up itself; the proxy's own name comes here without a proxy.
        let is_direct = config.proxy().is_none_or(|proxy| proxy.is_no_proxy(&uri));
        let addrs = if is_direct { look_up(&uri, &config, timeout)? } else { LookupLater.empty() };
        let details = ConnectionDetails {
            uri: &uri,
            addrs,
            config: &config,
            request_level,
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

fn look_up(
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

    fn connector() -> InterruptibleConnector {
        InterruptibleConnector::new(&Arc::default())
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
        let stop = Arc::clone(&connector.stop);
        let waiting = thread::spawn(move || connector.interruptibly(within(Duration::MAX), hang));
        thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished());
        let start = Instant::now();
        stop.set();
        let error = waiting.join().unwrap().unwrap_err();
        assert!(matches!(error, ureq::Error::ConnectionFailed), "{error}");
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
