//! What clients connect to: passes requests on to mockito, and makes the faults that mockito, being
//! a well-behaved server, cannot.
//!
//! A connection serves one request and is closed. The front numbers the requests, so that mockito's
//! callbacks, of which there are several for a request, serve each once.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use mockito::{Matcher, Request, Server, ServerOpts};
use serde_json::Value;

use super::behaviour::{Arrived, envelope, record, serve};
use super::form::find;
use super::{Fault, Shared};

const NUMBER: &str = "x-sandbox-request";

/// How long a connection may say nothing.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Front {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    // Serves as long as it lives.
    _server: Server,
}

impl Front {
    #[allow(clippy::expect_used, reason = "without a port, a test could do nothing")]
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        let server = mock(Arc::clone(&shared));
        let upstream = server.socket_address();
        let listener =
            TcpListener::bind("127.0.0.1:0").expect("a free port on the loopback interface");
        let address = listener.local_addr().expect("a bound listener has an address");
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        thread::spawn(move || {
            for (number, client) in listener.incoming().enumerate() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let shared = Arc::clone(&shared);
                if let Ok(client) = client {
                    // A client that goes away in the middle has its own error to show.
                    thread::spawn(move || exchange(client, upstream, &shared, number));
                }
            }
        });
        Self { address, stopped, _server: server }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is to stop.
        let _ = TcpStream::connect(self.address);
    }
}

/// The server behind: one mock for everything, with the sandbox's answers.
fn mock(shared: Arc<Shared>) -> Server {
    let mut server =
        Server::new_with_opts(ServerOpts { assert_on_drop: false, ..ServerOpts::default() });
    let bodies = Arc::new(Mutex::new(BTreeMap::new()));
    let served = Arc::clone(&bodies);
    let status = move |request: &Request| {
        let (status, body) = serve_request(&shared, request);
        served.lock().unwrap_or_else(PoisonError::into_inner).insert(number_of(request), body);
        usize::from(status)
    };
    let body = move |request: &Request| {
        let body =
            bodies.lock().unwrap_or_else(PoisonError::into_inner).remove(&number_of(request));
        body.unwrap_or_default().into_bytes()
    };
    for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
        let (status, body) = (status.clone(), body.clone());
        let mock =
            server.mock(method, Matcher::Any).with_header("content-type", "application/json");
        let mock = mock
            .with_status_code_from_request(status)
            .with_body_from_request(body)
            .expect_at_least(0);
        // It stays although nothing holds it: the server does.
        mock.create();
    }
    server
}

fn header(request: &Request, name: &str) -> String {
    let values = request.header(name);
    values.first().and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn number_of(request: &Request) -> String {
    header(request, NUMBER)
}

fn serve_request(shared: &Shared, request: &Request) -> (u16, String) {
    let no_body = Vec::new();
    let arrived = Arrived {
        method: request.method(),
        target: request.path_and_query(),
        authorization: &header(request, "authorization"),
        content_type: &header(request, "content-type"),
        body: request.body().unwrap_or(&no_body),
    };
    serve(shared, &arrived)
}

/// Reads a request, and answers it as its fault says.
fn exchange(
    mut client: TcpStream,
    upstream: SocketAddr,
    shared: &Shared,
    number: usize,
) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    let Some(asked) = Asked::read(&mut client)? else { return Ok(()) };
    let fault = shared.world().faults.pop_front();
    if fault == Some(Fault::DropBefore) {
        return Ok(());
    }
    record(shared, &asked.method, &asked.target, &asked.body);
    match fault {
        Some(Fault::Status(status)) => {
            let body = envelope(status, "A fault of the sandbox", &Value::Null);
            client.write_all(&plain_reply(status, &body))
        }
        Some(Fault::Garbage) => client.write_all(&plain_reply(200, "<html>garbage</html>")),
        Some(Fault::Delay(time)) => {
            thread::sleep(time);
            client.write_all(&asked.forward(upstream, number)?)
        }
        Some(Fault::DropAfter) => asked.forward(upstream, number).map(|_| ()),
        Some(Fault::SlowBody(pause)) => drip(&mut client, &asked.forward(upstream, number)?, pause),
        Some(Fault::DropBefore) | None => client.write_all(&asked.forward(upstream, number)?),
    }
}

/// Sends the head of a reply at once, and its body byte by byte.
fn drip(client: &mut TcpStream, reply: &[u8], pause: Duration) -> io::Result<()> {
    client.set_nodelay(true)?;
    let head = find(reply, b"\r\n\r\n").map_or(reply.len(), |end| end + 4);
    client.write_all(&reply[..head])?;
    for byte in &reply[head..] {
        thread::sleep(pause);
        client.write_all(&[*byte])?;
    }
    Ok(())
}

fn plain_reply(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} Fault\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body.as_bytes()].concat()
}

/// A request, its body put together.
struct Asked {
    method: String,
    target: String,
    /// The lines of the head that are passed on.
    headers: Vec<String>,
    body: Vec<u8>,
}

impl Asked {
    /// Reads a request to its end; `None` if the connection is closed before one began.
    fn read(client: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let head_end = loop {
            if let Some(end) = find(&bytes, b"\r\n\r\n") {
                break end;
            }
            if read_some(client, &mut bytes)? == 0 {
                return Ok(None);
            }
        };
        let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (mut length, mut chunked, mut headers) = (0, false, Vec::new());
        for line in lines {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0),
                "transfer-encoding" => chunked = true,
                "connection" => {}
                _ => headers.push(line.to_owned()),
            }
        }
        let rest = bytes.split_off(head_end + 4);
        let body =
            if chunked { read_chunks(client, rest)? } else { read_exact(client, rest, length)? };
        Ok(Some(Self { method: method.to_owned(), target: target.to_owned(), headers, body }))
    }

    /// The reply of the server behind, head and body.
    fn forward(&self, upstream: SocketAddr, number: usize) -> io::Result<Vec<u8>> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for line in &self.headers {
            head.push_str(line);
            head.push_str("\r\n");
        }
        let length = self.body.len();
        head.push_str(&format!(
            "content-length: {length}\r\n{NUMBER}: {number}\r\nconnection: close\r\n\r\n"
        ));
        let mut server = TcpStream::connect(upstream)?;
        server.set_read_timeout(Some(PATIENCE))?;
        server.write_all(&[head.as_bytes(), &self.body].concat())?;
        let mut reply = Vec::new();
        server.read_to_end(&mut reply)?;
        Ok(reply)
    }
}

fn read_some(client: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let mut buffer = [0; 16 << 10];
    let count = client.read(&mut buffer)?;
    bytes.extend_from_slice(&buffer[..count]);
    Ok(count)
}

fn read_exact(client: &mut TcpStream, mut body: Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    while body.len() < length {
        if read_some(client, &mut body)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(body)
}

fn read_chunks(client: &mut TcpStream, mut rest: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line_end = loop {
            match find(&rest, b"\r\n") {
                Some(end) => break end,
                None if read_some(client, &mut rest)? == 0 => {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                None => {}
            }
        };
        let size = String::from_utf8_lossy(&rest[..line_end]).into_owned();
        let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
        rest = read_exact(client, rest.split_off(line_end + 2), size + 2)?;
        body.extend_from_slice(&rest[..size]);
        rest = rest.split_off(size + 2);
        if size == 0 {
            return Ok(body);
        }
    }
}
