//! Plain `http` through a proxy, which receives and forwards the requests.

use std::sync::Arc;

use http::Uri;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use super::Proxy;
use super::deadline::send;
use crate::transport::ureq::chain::Connection;

/// A connection to a proxy that rewrites requests to the absolute form (RFC 9112, section 3.2.2),
/// with the credentials for the proxy. `ureq` cannot write the absolute form, and logs the headers
/// that it writes.
#[derive(Debug)]
pub(super) struct Forwarding {
    connection: Connection,
    proxy: Arc<Proxy>,
    /// Scheme, host and port of the server.
    origin: String,
    /// Whether the next output is the head of a request: on a new connection, and after a check
    /// whether it can be reused.
    is_at_head: bool,
}

impl Forwarding {
    pub(super) fn new(proxy: &Arc<Proxy>, connection: Connection, target: &Uri) -> Self {
        let authority = target.authority().map_or("", |authority| authority.as_str());
        let origin = format!("http://{authority}");
        Self { connection, proxy: Arc::clone(proxy), origin, is_at_head: true }
    }

    /// Returns the head of a request in absolute form.
    fn absolute(&self, head: &[u8]) -> Option<Vec<u8>> {
        let target = head.iter().position(|byte| *byte == b' ')? + 1;
        let headers = head.windows(2).position(|window| window == b"\r\n")? + 2;
        let mut absolute = Vec::with_capacity(head.len() + self.origin.len() + 128);
        absolute.extend_from_slice(&head[..target]);
        absolute.extend_from_slice(self.origin.as_bytes());
        absolute.extend_from_slice(&head[target..headers]);
        absolute.extend_from_slice(self.proxy.authorization_line().as_bytes());
        absolute.extend_from_slice(&head[headers..]);
        Some(absolute)
    }
}

impl Transport for Forwarding {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        if !std::mem::take(&mut self.is_at_head) {
            return self.connection.transmit_output(amount, timeout);
        }
        let head = self.connection.buffers().output()[..amount].to_vec();
        // ureq does not write a request line that exceeds its buffer.
        let head = self.absolute(&head).ok_or(ureq::Error::ConnectionFailed)?;
        send(&mut *self.connection, &head, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.connection.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.is_at_head = true;
        self.connection.is_open()
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}
