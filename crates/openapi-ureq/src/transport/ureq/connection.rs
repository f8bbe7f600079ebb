//! A wrapper of ureq's connections: it records whether any byte of a request was written, unmasks
//! what was masked for the log, does not mistake a broken connection for the end of a body, and
//! returns to the pool once the response has been read.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use http::HeaderMap;
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use super::early::{Listener, can_be_checked};
use super::idle::{IdleConnection, IdleConnections, IdleLimit};
use super::masking::unmask;

/// The state of a request being sent.
#[derive(Default)]
struct Sending {
    /// Whether bytes of it were written.
    has_left: bool,
    /// The connection that it was written to.
    connection: Option<Arc<IdleLimit>>,
    /// Whether the server has rejected it, so that the rest is not sent.
    is_refused: bool,
}

thread_local! {
    /// The request of this thread.
    static SENDING: RefCell<Sending> = RefCell::default();
}

/// Tracks one request of this thread. A nested request, such as by the reader of an upload, is
/// tracked separately.
pub(super) struct Watch {
    outer: Sending,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self { outer: SENDING.try_with(RefCell::take).unwrap_or_default() }
    }

    /// Returns whether any byte of the request was written to the server. Bytes written to connect
    /// (TLS, a proxy) are not tracked yet, and do not count.
    pub(super) fn has_left(&self) -> bool {
        // Unknown while the thread is being destroyed, so assume the worst.
        SENDING.try_with(|sending| sending.borrow().has_left).unwrap_or(true)
    }

    /// Limits the connection's idle time to the server's `Keep-Alive`.
    pub(super) fn note_keep_alive(&self, headers: &HeaderMap) {
        let _ = SENDING.try_with(|sending| {
            if let Some(connection) = &sending.borrow().connection {
                connection.note(headers);
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

/// Returns whether the server has rejected this thread's request before it was completely sent.
pub(super) fn is_refused() -> bool {
    SENDING.try_with(|sending| sending.borrow().is_refused).unwrap_or(false)
}

/// A connection to the server or to the proxy, while in use by ureq.
#[derive(Debug)]
pub(super) struct Watched {
    connection: IdleConnection,
    listener: Listener,
    /// The pool that it returns to.
    idle: Arc<IdleConnections>,
}

impl Watched {
    pub(super) fn new(connection: IdleConnection, idle: &Arc<IdleConnections>) -> Self {
        Self { connection, listener: Listener::default(), idle: Arc::clone(idle) }
    }
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let transport = &mut *self.connection.transport;
        self.listener.listen(transport).map_err(distinct_from_an_end)?;
        let is_refused = self.listener.is_refused();
        let _ = SENDING.try_with(|sending| {
            let mut sending = sending.borrow_mut();
            sending.has_left = true;
            sending.is_refused = is_refused;
            sending.connection.get_or_insert_with(|| Arc::clone(&self.connection.limit));
        });
        if is_refused {
            return Ok(());
        }
        unmask(transport.buffers(), amount);
        transport.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.listener
            .await_input(&mut *self.connection.transport, timeout)
            .map_err(distinct_from_an_end)
    }

    /// ureq calls this after reading a response to its end, to decide whether to pool the
    /// connection. It is returned to this crate's pool instead, unless the request was not
    /// completely sent.
    fn is_open(&mut self) -> bool {
        if !self.listener.is_refused() && can_be_checked(&*self.connection.transport) {
            let taken = std::mem::replace(&mut self.connection.transport, Box::new(Taken::new()));
            self.idle.put(IdleConnection {
                transport: taken,
                limit: Arc::clone(&self.connection.limit),
                process: self.connection.process,
                since: Instant::now(),
            });
        }
        false
    }

    fn is_tls(&self) -> bool {
        self.connection.transport.is_tls()
    }
}

/// The placeholder for a connection that was taken.
#[derive(Debug)]
struct Taken(LazyBuffers);

impl Taken {
    fn new() -> Self {
        Self(LazyBuffers::new(1, 1))
    }
}

impl Transport for Taken {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.0
    }

    fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        Err(ureq::Error::ConnectionFailed)
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        Err(ureq::Error::ConnectionFailed)
    }

    fn is_open(&mut self) -> bool {
        false
    }
}

/// Clones the error as one that ureq does not mistake for the end of a body.
fn distinct_from_an_end(error: ureq::Error) -> ureq::Error {
    match error {
        ureq::Error::Io(error) if is_end_for_ureq(error.kind()) => {
            io::Error::new(io::ErrorKind::BrokenPipe, error).into()
        }
        error => error,
    }
}

/// Returns whether ureq treats an error of this kind as the end of a body without other delimiters.
/// A reset, or a close without TLS's `close_notify`, does not prove that the body is complete.
fn is_end_for_ureq(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
