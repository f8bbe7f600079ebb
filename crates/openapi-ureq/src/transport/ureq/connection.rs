//! What this crate adds to ureq's connections: it notes whether anything of a request has left, puts
//! back what was masked for the log, and takes no broken connection for the end of a reply.

use std::cell::Cell;
use std::io;

use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use crate::transport::ureq::masking::unmask;

thread_local! {
    /// Whether bytes of this thread's request have been written.
    static HAS_LEFT: Cell<bool> = const { Cell::new(false) };
}

/// Watches one request of this thread. A request made while another is under way, as by the reader
/// of an upload, is watched apart.
pub(crate) struct Watch {
    outer: bool,
}

impl Watch {
    pub(crate) fn start() -> Self {
        Self { outer: HAS_LEFT.replace(false) }
    }

    /// Whether anything of the request has been written to the server. What was written to make the
    /// connection (TLS, a proxy) does not count, as another thread has written it.
    pub(crate) fn has_left(&self) -> bool {
        HAS_LEFT.get()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        HAS_LEFT.set(self.outer);
    }
}

/// A connection to the server, or to the proxy.
#[derive(Debug)]
pub(crate) struct Watched(Box<dyn Transport>);

impl Watched {
    pub(crate) fn new(connection: Box<dyn Transport>) -> Self {
        Self(connection)
    }
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        HAS_LEFT.set(true);
        unmask(self.0.buffers(), amount);
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.0.await_input(timeout).map_err(|error| match error {
            ureq::Error::Io(error) if is_end_for_ureq(error.kind()) => {
                io::Error::new(io::ErrorKind::BrokenPipe, error).into()
            }
            error => error,
        })
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
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
