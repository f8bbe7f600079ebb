//! Sends a response, completely or with a fault.

use std::io::{self, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::connections::Connections;
use super::message::{Response, header};

/// How a response is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Completely.
    Whole,
    /// The head at once, then the body byte by byte, with this pause before each byte.
    Slow(Duration),
    /// Only this many bytes, counted from the status line. Then the connection is closed.
    Cut(usize),
}

/// Sends a response. `closes` adds `Connection: close`; `is_head` omits the body.
pub(super) fn send(
    mut stream: &TcpStream,
    connections: &Connections,
    response: &Response,
    closes: bool,
    is_head: bool,
    delivery: Delivery,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (head, body) = encoded(response, closes, is_head);
    match delivery {
        Delivery::Whole => stream.write_all(&[&head, body].concat()),
        Delivery::Cut(count) => {
            let whole = [&head, body].concat();
            stream.write_all(&whole[..count.min(whole.len())])
        }
        Delivery::Slow(pause) => {
            stream.write_all(&head)?;
            for byte in body {
                let stopped = |_| io::Error::from(io::ErrorKind::ConnectionAborted);
                connections.sleep(pause).map_err(stopped)?;
                stream.write_all(&[*byte])?;
            }
            Ok(())
        }
    }
}

/// The head of a response, and the body that follows it.
fn encoded(response: &Response, closes: bool, is_head: bool) -> (Vec<u8>, &[u8]) {
    let Response { status, headers, body } = response;
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(*status));
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let has_body = !matches!(status, 204 | 304);
    // A test can set its own length.
    if has_body && header(headers, "content-length").is_none() {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    if closes {
        head.push_str("Connection: close\r\n");
    }
    head.push_str("\r\n");
    (head.into_bytes(), if has_body && !is_head { body } else { &[] })
}

/// The reason phrases of the statuses that the sandbox itself sends. HTTP allows others to have none.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "",
    }
}
