//! What this crate adds to ureq's connections: it notes whether anything of a request has left, puts
//! back what was masked for the log, takes no broken connection for the end of a body, and is reused
//! only where nothing can be waiting in it.

use std::cell::RefCell;
use std::io;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use http::HeaderMap;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use super::early::{Listener, can_be_asked};
use super::masking::unmask;
use super::tcp::without_waiting;

/// What is known of a request while it is sent.
#[derive(Default)]
struct Sending {
    /// Whether bytes of it have been written.
    has_left: bool,
    /// The connection that it was written to.
    connection: Option<Arc<IdleLimit>>,
    /// Whether the server has refused it, so that the rest is not sent.
    is_refused: bool,
}

thread_local! {
    /// This thread's request.
    static SENDING: RefCell<Sending> = RefCell::default();
}

/// Watches one request of this thread. A request made while another is under way, as by the reader
/// of an upload, is watched apart.
pub(super) struct Watch {
    outer: Sending,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self { outer: SENDING.try_with(RefCell::take).unwrap_or_default() }
    }

    /// Whether anything of the request has been written to the server. What was written to make the
    /// connection (TLS, a proxy) does not count, as another thread has written it.
    pub(super) fn has_left(&self) -> bool {
        // A thread that is ending cannot know.
        SENDING.try_with(|sending| sending.borrow().has_left).unwrap_or(true)
    }

    /// Has the connection of the request reused only as long as the server says that it keeps it.
    pub(super) fn note_keep_alive(&self, headers: &HeaderMap) {
        let Some(limit) = keep_alive(headers) else { return };
        let _ = SENDING.try_with(|sending| {
            if let Some(connection) = &sending.borrow().connection {
                connection.set(limit);
            }
        });
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let outer = std::mem::take(&mut self.outer);
        let _ = SENDING.try_with(|sending| sending.replace(outer));
    }
}

/// Whether the server has refused this thread's request before it was sent.
pub(super) fn is_refused() -> bool {
    SENDING.try_with(|sending| sending.borrow().is_refused).unwrap_or(false)
}

/// How long the server keeps a connection that is idle, by `Keep-Alive: timeout=N`: less a second, or
/// half of a shorter time, since a request takes a while to arrive.
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

/// How long a connection may be idle, in milliseconds.
#[derive(Debug)]
struct IdleLimit(AtomicU64);

impl IdleLimit {
    fn set(&self, limit: Duration) {
        let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        self.0.store(limit, Ordering::Relaxed);
    }

    fn get(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// A connection to the server, or to the proxy.
#[derive(Debug)]
pub(super) struct Watched {
    transport: Box<dyn Transport>,
    idle_limit: Arc<IdleLimit>,
    last_use: Instant,
    /// The process that made it: a fork shares it with its child, which must not use it.
    process: u32,
    listener: Listener,
}

impl Watched {
    pub(super) fn new(transport: Box<dyn Transport>) -> Self {
        Self {
            transport,
            idle_limit: Arc::new(IdleLimit(AtomicU64::new(u64::MAX))),
            last_use: Instant::now(),
            process: process::id(),
            listener: Listener::default(),
        }
    }

    /// Whether nothing waits at any layer: neither plaintext nor the end of the connection. Asking goes
    /// through TLS, so that what only concerns that, such as session tickets, is processed.
    fn is_quiet(&mut self) -> bool {
        can_be_asked(&*self.transport)
            && matches!(self.transport.await_input(without_waiting()), Err(ureq::Error::Timeout(_)))
    }
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.listener.listen(&mut *self.transport).map_err(told_from_an_end)?;
        let is_refused = self.listener.is_refused();
        let _ = SENDING.try_with(|sending| {
            let mut sending = sending.borrow_mut();
            sending.has_left = true;
            sending.is_refused = is_refused;
            sending.connection.get_or_insert_with(|| Arc::clone(&self.idle_limit));
        });
        if is_refused {
            return Ok(());
        }
        unmask(self.transport.buffers(), amount);
        self.transport.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        let outcome = self.listener.await_input(&mut *self.transport, timeout);
        self.last_use = Instant::now();
        outcome.map_err(told_from_an_end)
    }

    fn is_open(&mut self) -> bool {
        // What comes next is another request.
        let listener = std::mem::take(&mut self.listener);
        !listener.is_refused()
            && self.process == process::id()
            && self.last_use.elapsed() < self.idle_limit.get()
            && self.is_quiet()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}

/// The same error, but never one that ureq takes for the end of a body.
fn told_from_an_end(error: ureq::Error) -> ureq::Error {
    match error {
        ureq::Error::Io(error) if is_end_for_ureq(error.kind()) => {
            io::Error::new(io::ErrorKind::BrokenPipe, error).into()
        }
        error => error,
    }
}

/// Whether ureq takes an error of this kind for the end of a body that nothing else delimits. A
/// connection that is reset, or that TLS does not see closed, does not say that the body is whole.
fn is_end_for_ureq(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
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
