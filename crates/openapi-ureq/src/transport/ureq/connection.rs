//! A wrapper of ureq's connections: it records that a request is written, unmasks credentials that were
//! masked for the log, does not mistake a broken connection for the end of a body, and returns to the
//! pool once the response has been read.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use super::early::Listener;
use super::idle::{IdleConnection, IdleConnections};
use super::masking::unmask;
use super::tcp::can_be_checked;
use super::watch;

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
        watch::note_write(&self.connection.limit, is_refused);
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
