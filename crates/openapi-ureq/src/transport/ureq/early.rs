//! Responses received before their request is completely sent: an error ends the sending (RFC 9112,
//! section 9.3), and is read like any other response.
//!
//! ureq reads no response before it has written the whole request. So once the request is rejected,
//! its further output is discarded, and its body is no longer read from the source.

use std::io::{self, Read};

use ureq::unversioned::transport::{NextTimeout, Transport};

use super::incoming::Incoming;
use super::tcp::{can_be_checked, without_waiting};
use super::watch::is_refused;
use crate::body::Body;

/// Number of writes, the head and some of the body, before the first check for a response.
const FIRST_WRITES: u32 = 2;

/// The state of the response to a request.
#[derive(Debug, Default)]
pub(super) struct Listener {
    writes: u32,
    incoming: Incoming,
    /// Whether input was received that ureq has not seen yet.
    is_ahead: bool,
    is_refused: bool,
}

impl Listener {
    /// Returns whether the server has rejected the request.
    pub(super) fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// Checks before the next write whether the server has rejected the request, by an error status
    /// or a redirect. After any other status it may expect the rest of the body.
    pub(super) fn listen(&mut self, transport: &mut dyn Transport) -> Result<(), ureq::Error> {
        self.writes = self.writes.saturating_add(1);
        let is_time = self.writes > FIRST_WRITES && self.incoming.awaits_status();
        if !is_time || !can_be_checked(transport) {
            return Ok(());
        }
        match self.read(transport, without_waiting()) {
            Ok(true) => self.is_ahead = true,
            // The server closed the connection, so no response will follow.
            Ok(false) => return Err(io::Error::from(io::ErrorKind::BrokenPipe).into()),
            Err(ureq::Error::Timeout(_)) => {}
            Err(error) => return Err(error),
        }
        self.is_refused = self.incoming.status().is_some_and(|status| status >= 300);
        Ok(())
    }

    /// Waits for input on behalf of ureq.
    pub(super) fn await_input(
        &mut self,
        transport: &mut dyn Transport,
        timeout: NextTimeout,
    ) -> Result<bool, ureq::Error> {
        if std::mem::take(&mut self.is_ahead) && !transport.buffers().input().is_empty() {
            return Ok(true);
        }
        self.read(transport, timeout)
    }

    fn read(
        &mut self,
        transport: &mut dyn Transport,
        timeout: NextTimeout,
    ) -> Result<bool, ureq::Error> {
        let known = transport.buffers().input().len();
        let has_come = transport.await_input(timeout)?;
        if has_come {
            self.incoming.received(transport.buffers(), known)?;
        }
        Ok(has_come)
    }
}

/// The body of a request, which ends early once the request is rejected.
pub(super) struct UntilRefused {
    reader: Box<dyn Read + Send>,
    /// Number of bytes still to be read, if known.
    left: Option<u64>,
}

impl UntilRefused {
    pub(super) fn new(body: Body) -> Self {
        Self { left: body.length(), reader: body.into_reader() }
    }
}

impl Read for UntilRefused {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = if is_refused() {
            // ureq counts the bytes of a body of known length; these are not sent.
            self.left
                .map_or(0, |left| usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len()))
        } else {
            self.reader.read(buffer)?
        };
        self.left = self.left.map(|left| left.saturating_sub(count as u64));
        Ok(count)
    }
}
