//! Idle connections.
//!
//! ureq's own pool is not used: it logs while it holds the pool's lock, so a logger that makes a
//! call with the same client would deadlock.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderMap;
use ureq::unversioned::transport::Transport;

use super::tcp::{can_be_checked, without_waiting};

/// Maximum number of idle connections.
const MAX_IDLE: usize = 64;

/// Maximum idle time if the server does not specify one.
const MAX_AGE: Duration = Duration::from_secs(15);

/// The idle connections of a client. All are to its server, directly or through its proxy.
#[derive(Debug, Default)]
pub(super) struct IdleConnections(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// In the order in which they became idle.
    connections: Vec<IdleConnection>,
    is_closed: bool,
}

impl IdleConnections {
    /// Keeps a connection for the next request.
    pub(super) fn put(&self, connection: IdleConnection) {
        let mut state = self.lock();
        if state.is_closed {
            return;
        }
        state.connections.push(connection);
        let surplus = state.connections.len().saturating_sub(MAX_IDLE);
        let mut closed: Vec<_> = state.connections.drain(..surplus).collect();
        closed.extend(state.connections.extract_if(.., |connection| connection.is_expired()));
        // Closing may block, so not under the lock.
        drop(state);
    }

    /// Returns the most recently used connection that can be reused.
    pub(super) fn take(&self) -> Option<IdleConnection> {
        loop {
            // Checked without the lock, since the check may log.
            let mut connection = self.lock().connections.pop()?;
            if connection.is_usable() {
                return Some(connection);
            }
        }
    }

    /// Closes all connections, now and later.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        let closed = std::mem::take(&mut state.connections);
        drop(state);
        drop(closed);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An idle connection.
#[derive(Debug)]
pub(super) struct IdleConnection {
    pub(super) transport: Box<dyn Transport>,
    pub(super) limit: Arc<IdleLimit>,
    /// The process that opened it: after a fork, the child must not use it.
    pub(super) process: u32,
    /// When it became idle.
    pub(super) since: Instant,
}

impl IdleConnection {
    pub(super) fn new(transport: Box<dyn Transport>) -> Self {
        let limit = Arc::default();
        Self { transport, limit, process: process::id(), since: Instant::now() }
    }

    fn is_expired(&self) -> bool {
        self.since.elapsed() >= self.limit.get()
    }

    fn is_usable(&mut self) -> bool {
        self.process == process::id()
            && !self.is_expired()
            && self.is_quiet()
            && self.transport.is_open()
    }

    /// Returns whether no layer has input pending, neither plaintext nor the end of the connection.
    /// The check reads through TLS, so that records of TLS itself, such as session tickets, are
    /// processed.
    fn is_quiet(&mut self) -> bool {
        can_be_checked(&*self.transport)
            && matches!(self.transport.await_input(without_waiting()), Err(ureq::Error::Timeout(_)))
    }
}

/// Maximum idle time of a connection, in milliseconds.
#[derive(Debug)]
pub(super) struct IdleLimit(AtomicU64);

impl Default for IdleLimit {
    fn default() -> Self {
        let limit = Self(AtomicU64::new(0));
        limit.set(MAX_AGE);
        limit
    }
}

impl IdleLimit {
    /// Lowers the limit to the server's, if that is shorter.
    pub(super) fn note(&self, headers: &HeaderMap) {
        if let Some(stated) = keep_alive(headers) {
            self.set(stated.min(MAX_AGE));
        }
    }

    fn set(&self, limit: Duration) {
        let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        self.0.store(limit, Ordering::Relaxed);
    }

    fn get(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// Returns the idle time that the server allows in `Keep-Alive: timeout=N`, less a margin for the
/// request's latency: one second, or half of a shorter time.
fn keep_alive(headers: &HeaderMap) -> Option<Duration> {
    let values = headers.get_all("keep-alive").into_iter().filter_map(|value| value.to_str().ok());
    let seconds = values.flat_map(|value| value.split(',')).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_timeout = name.trim().eq_ignore_ascii_case("timeout");
        is_timeout.then(|| value.trim().trim_matches('"').parse().ok())?
    })?;
    let stated = Duration::from_secs(seconds);
    Some(stated - Duration::from_secs(1).min(stated / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keep_alive_is_read_with_a_margin() {
        for (value, expected) in [
            ("timeout=5", Some(4000)),
            ("max=100, Timeout = 30", Some(29_000)),
            ("timeout=\"2\"", Some(1000)),
            ("timeout=1", Some(500)),
            ("timeout=0", Some(0)),
            ("max=100", None),
            ("timeout=soon", None),
            ("timeout=-1", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("keep-alive", http::HeaderValue::from_static(value));
            assert_eq!(keep_alive(&headers), expected.map(Duration::from_millis), "{value}");
        }
        assert_eq!(keep_alive(&HeaderMap::new()), None);
    }
}
