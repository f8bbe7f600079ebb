//! Writes to a proxy before a deadline.

use std::time::Instant;

use ureq::Timeout;
use ureq::unversioned::transport::{NextTimeout, Transport, time::Duration};

/// The time by which a connection must be established.
pub(super) struct Deadline {
    start: Instant,
    timeout: NextTimeout,
}

impl Deadline {
    pub(super) fn new(timeout: NextTimeout) -> Self {
        Self { start: Instant::now(), timeout }
    }

    /// Returns the time left, which is not zero.
    pub(super) fn time_left(&self) -> Result<NextTimeout, ureq::Error> {
        let after = match self.timeout.after {
            Duration::Exact(after) => Duration::Exact(after.saturating_sub(self.start.elapsed())),
            never => never,
        };
        if after.is_zero() {
            return Err(ureq::Error::Timeout(Timeout::Connect));
        }
        Ok(NextTimeout { after, ..self.timeout })
    }
}

/// Sends bytes that are not in the connection's buffer.
pub(super) fn send(
    connection: &mut dyn Transport,
    mut bytes: &[u8],
    timeout: NextTimeout,
) -> Result<(), ureq::Error> {
    while !bytes.is_empty() {
        let output = connection.buffers().output();
        let (now, later) = bytes.split_at(bytes.len().min(output.len()));
        output[..now.len()].copy_from_slice(now);
        connection.transmit_output(now.len(), timeout)?;
        bytes = later;
    }
    Ok(())
}
