//! `https` through a proxy: a `CONNECT` tunnel, which reveals only the host to the proxy.

use http::{StatusCode, Uri};
use ureq::config::AutoHeaderValue;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, NextTimeout, Transport};

use super::deadline::{Deadline, send};
use super::{Proxy, to_ureq};
use crate::transport::ureq::chain::Connection;

/// Maximum size of the head of the response to `CONNECT`, in bytes.
const MAX_HEAD: usize = 16 << 10;

/// Opens a tunnel to the server, and returns the connection through it.
pub(super) fn open_tunnel(
    proxy: &Proxy,
    mut connection: Connection,
    details: &ConnectionDetails<'_>,
    deadline: &Deadline,
) -> Result<Connection, ureq::Error> {
    let target = host_and_port(details.uri);
    let request = format!(
        "CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{}{}\r\n",
        user_agent_line(details),
        proxy.authorization_line()
    );
    let closed = |error| match error {
        ureq::Error::Io(io) => {
            let problem = format!("closed the connection when it was to connect to {target}");
            to_ureq(proxy.failed(problem).with_source(io))
        }
        error => error,
    };
    send(&mut *connection, request.as_bytes(), deadline.time_left()?).map_err(closed)?;
    loop {
        let is_end = !connection.await_input(deadline.time_left()?).map_err(closed)?;
        let buffers = connection.buffers();
        // Interim responses precede the final one.
        loop {
            let (status, length) = match parse_head(buffers.input()) {
                Head::Complete(status, length) => (status, length),
                Head::Incomplete if is_end => {
                    let problem = format!("closed the connection without connecting to {target}");
                    return Err(to_ureq(proxy.failed(problem)));
                }
                Head::Incomplete if buffers.input().len() <= MAX_HEAD => break,
                Head::Incomplete | Head::NotHttp => {
                    let problem = "does not answer as an HTTP proxy does; check its URL";
                    return Err(to_ureq(proxy.failed(problem)));
                }
            };
            buffers.input_consume(length);
            if status.is_success() {
                return Ok(Box::new(Tunnel(connection)));
            }
            if !status.is_informational() || status == StatusCode::SWITCHING_PROTOCOLS {
                return Err(to_ureq(proxy.refused(&target, status)));
            }
        }
    }
}

fn user_agent_line(details: &ConnectionDetails<'_>) -> String {
    match details.config.user_agent() {
        AutoHeaderValue::Provided(user_agent) => format!("User-Agent: {user_agent}\r\n"),
        _ => String::new(),
    }
}

/// Returns the server's authority for `CONNECT`, always with a port.
fn host_and_port(target: &Uri) -> String {
    format!("{}:{}", target.host().unwrap_or_default(), target.port_u16().unwrap_or(443))
}

enum Head {
    Incomplete,
    NotHttp,
    /// The status, and the length of the head.
    Complete(StatusCode, usize),
}

/// Parses the head of a response, of which only the status matters.
fn parse_head(input: &[u8]) -> Head {
    const VERSION: &[u8] = b"HTTP/1.";
    let start = input.len().min(VERSION.len());
    if input[..start] != VERSION[..start] {
        return Head::NotHttp;
    }
    let after_lf = |rest: &[u8]| match rest {
        [b'\n', b'\n', ..] => Some(2),
        [b'\n', b'\r', b'\n', ..] => Some(3),
        _ => None,
    };
    let end = (0..input.len()).find_map(|at| Some(at + after_lf(&input[at..])?));
    let Some(end) = end else {
        return Head::Incomplete;
    };
    let line = input.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    match words.nth(1).map(StatusCode::from_bytes) {
        Some(Ok(status)) => Head::Complete(status, end),
        _ => Head::NotHttp,
    }
}

/// A connection through a proxy to a server. TLS with the proxy is not TLS with the server.
#[derive(Debug)]
struct Tunnel(Connection);

impl Transport for Tunnel {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }
}
