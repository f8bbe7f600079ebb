//! What this crate adds to ureq's connections: it notes whether anything of a request has left, puts
//! back what was masked for the log, takes no broken connection for the end of a body, and is taken back
//! when the response has been read.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use http::HeaderMap;
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use super::early::{Listener, can_be_asked};
use super::idle::{IdleConnection, IdleConnections, IdleLimit};
use super::masking::unmask;

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
    /// connection (TLS, a proxy) does not count, as it was not yet watched.
    pub(super) fn has_left(&self) -> bool {
        // A thread that is ending cannot know.
        SENDING.try_with(|sending| sending.borrow().has_left).unwrap_or(true)
    }

    /// Has the connection of the request reused only as long as the server says that it keeps it.
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

/// Whether the server has refused this thread's request before it was sent.
pub(super) fn is_refused() -> bool {
    SENDING.try_with(|sending| sending.borrow().is_refused).unwrap_or(false)
}

/// A connection to the server, or to the proxy, while ureq has it.
#[derive(Debug)]
pub(super) struct Watched {
    connection: IdleConnection,
    listener: Listener,
    /// Where it goes once the response has been read.
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
        self.listener.listen(transport).map_err(told_from_an_end)?;
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
            .map_err(told_from_an_end)
    }

    /// ureq asks this when it has read a response to its end, and would keep the connection then. It is
    /// kept here instead, unless the request was not sent to its end.
    fn is_open(&mut self) -> bool {
        if !self.listener.is_refused() && can_be_asked(&*self.connection.transport) {
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

/// Stands where a connection was taken.
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
