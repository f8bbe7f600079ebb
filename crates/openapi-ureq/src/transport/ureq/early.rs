//! Responses that come before their request is sent: one that refuses it ends the sending (RFC 9112,
//! section 9.3), and is read as any other.
//!
//! ureq reads no response before it has written the whole request. So what it goes on to write is
//! dropped once the request is refused, and what it reads of the body is not taken from its source.

use std::io::{self, Read};

use ureq::unversioned::transport::{NextTimeout, Transport};

use super::connection::is_refused;
use super::incoming::Incoming;
use super::tcp::without_waiting;
use crate::body::Body;

/// After so many writes, the head and some of the body, the server may have something to say.
const FIRST_WRITES: u32 = 2;

/// What is known of the response to a request.
#[derive(Debug, Default)]
pub(super) struct Listener {
    writes: u32,
    incoming: Incoming,
    /// Whether something came in of which ureq does not know.
    is_ahead: bool,
    is_refused: bool,
}

impl Listener {
    /// Whether the server has refused the request.
    pub(super) fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// Looks before the next write whether the server refuses the request: by a status of an error, or
    /// by a redirect. After any other status it may want the rest of the body.
    pub(super) fn listen(&mut self, transport: &mut dyn Transport) -> Result<(), ureq::Error> {
        self.writes = self.writes.saturating_add(1);
        let is_time = self.writes > FIRST_WRITES && self.incoming.awaits_status();
        if !is_time || !can_be_asked(transport) {
            return Ok(());
        }
        match self.read(transport, without_waiting()) {
            Ok(true) => self.is_ahead = true,
            // The server has closed, so no response will come.
            Ok(false) => return Err(io::Error::from(io::ErrorKind::BrokenPipe).into()),
            Err(ureq::Error::Timeout(_)) => {}
            Err(error) => return Err(error),
        }
        self.is_refused = self.incoming.status().is_some_and(|status| status >= 300);
        Ok(())
    }

    /// Waits for input, as ureq asks for it.
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

/// Whether a connection can be asked [`without_waiting`]. Not every library behind native-tls can go on
/// after that.
pub(super) fn can_be_asked(transport: &dyn Transport) -> bool {
    cfg!(feature = "rustls") || !transport.is_tls()
}

/// The body of a request, from which nothing more is read once the request is refused.
pub(super) struct UntilRefused {
    reader: Box<dyn Read + Send>,
    /// How much is still to be read, where that is known.
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
            // ureq counts the bytes of a body whose length it was told; these are not sent.
            self.left
                .map_or(0, |left| usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len()))
        } else {
            self.reader.read(buffer)?
        };
        self.left = self.left.map(|left| left.saturating_sub(count as u64));
        Ok(count)
    }
}
