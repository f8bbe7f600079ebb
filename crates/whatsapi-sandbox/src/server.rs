//! The server that clients connect to. It forwards requests to mockito, and injects the faults below
//! HTTP, which mockito cannot.
//!
//! A connection serves one request and is closed. Each request is forwarded with a number of its own,
//! since mockito calls several callbacks for a request, which must run its handler only once.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::form::find;
use super::handlers::{envelope, record};
use super::upstream::{self, NUMBER, Registration, STATE};
use super::{Fault, Shared};

/// How often a waiting thread checks whether the sandbox has stopped.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The largest chunk of a body that is accepted.
const MAX_CHUNK: usize = 1 << 30;

/// How long a connection may stay silent.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    registration: Registration,
    listener: Option<JoinHandle<()>>,
}

impl Server {
    #[expect(clippy::expect_used, reason = "without a port, a test could do nothing")]
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        let registration = upstream::register(&shared);
        let listener =
            TcpListener::bind("127.0.0.1:0").expect("a free port on the loopback interface");
        let address = listener.local_addr().expect("a bound listener has an address");
        let (sharing, state) = (Arc::clone(&shared), registration.number());
        let listener = Some(thread::spawn(move || listen(&listener, &sharing, state)));
        Self { address, shared, registration, listener }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        self.registration.end();
        // The connection wakes the listener, which sees that the sandbox has stopped and closes its port.
        if TcpStream::connect(self.address).is_ok()
            && let Some(listener) = self.listener.take()
        {
            let _ = listener.join();
        }
        for connection in self.shared.connections().values() {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>, state: usize) {
    for (number, client) in listener.incoming().enumerate() {
        if shared.has_stopped() {
            break;
        }
        let shared = Arc::clone(shared);
        let Ok(client) = client else {
            // Most likely the process is out of file descriptors, and an immediate retry would fail too.
            thread::sleep(POLL_INTERVAL);
            continue;
        };
        thread::spawn(move || {
            if let Ok(connection) = client.try_clone() {
                shared.connections().insert(number, connection);
            }
            // A client that disconnects reports its own error.
            let _ = exchange(&client, &shared, state, number);
            shared.connections().remove(&number);
            let _ = client.shutdown(Shutdown::Both);
        });
    }
}

/// Sleeps, unless the sandbox stops.
fn sleep(shared: &Shared, time: Duration) -> io::Result<()> {
    let start = Instant::now();
    while start.elapsed() < time {
        if shared.has_stopped() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        thread::sleep(POLL_INTERVAL.min(time.saturating_sub(start.elapsed())));
    }
    Ok(())
}

/// Reads a request, and responds to it with the next fault, if there is one.
fn exchange(
    mut client: &TcpStream,
    shared: &Shared,
    state: usize,
    number: usize,
) -> io::Result<()> {
    client.set_read_timeout(Some(READ_TIMEOUT))?;
    let Some(request) = RawRequest::read(client)? else { return Ok(()) };
    let fault = shared.state().faults.pop_front();
    if fault == Some(Fault::DropBefore) {
        return Ok(());
    }
    record(shared, &request.method, &request.target, &request.body);
    match fault {
        Some(Fault::Status(status)) => {
            let body = envelope(status, "A fault of the sandbox", &Value::Null);
            client.write_all(&fault_response(status, &body))
        }
        Some(Fault::Garbage) => client.write_all(&fault_response(200, "<html>garbage</html>")),
        Some(Fault::Delay(time)) => {
            sleep(shared, time)?;
            client.write_all(&request.forward(state, number)?)
        }
        Some(Fault::DropAfter) => request.forward(state, number).map(|_| ()),
        Some(Fault::SlowBody(pause)) => {
            send_slowly(shared, client, &request.forward(state, number)?, pause)
        }
        Some(Fault::DropBefore) | None => client.write_all(&request.forward(state, number)?),
    }
}

/// Sends the head of a response at once, and its body byte by byte.
fn send_slowly(
    shared: &Shared,
    mut client: &TcpStream,
    response: &[u8],
    pause: Duration,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    let head = find(response, b"\r\n\r\n").map_or(response.len(), |end| end + 4);
    client.write_all(&response[..head])?;
    for byte in &response[head..] {
        sleep(shared, pause)?;
        client.write_all(&[*byte])?;
    }
    Ok(())
}

fn fault_response(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} Fault\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body.as_bytes()].concat()
}

/// A request as it was read from the socket, with its whole body.
struct RawRequest {
    method: String,
    target: String,
    /// The header lines that are forwarded.
    headers: Vec<String>,
    body: Vec<u8>,
}

impl RawRequest {
    /// Reads a whole request; `None` if the connection is closed before one begins.
    fn read(client: &TcpStream) -> io::Result<Option<Self>> {
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
                "content-length" => length = value.trim().parse().map_err(io::Error::other)?,
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

    /// Forwards the request to mockito, and returns its response, head and body.
    fn forward(&self, state: usize, number: usize) -> io::Result<Vec<u8>> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for line in &self.headers {
            head.push_str(line);
            head.push_str("\r\n");
        }
        let length = self.body.len();
        head.push_str(&format!(
            "content-length: {length}\r\n{STATE}: {state}\r\n{NUMBER}: {state}-{number}\r\nconnection: close\r\n\r\n"
        ));
        let mut server = TcpStream::connect(upstream::address())?;
        server.set_read_timeout(Some(READ_TIMEOUT))?;
        server.write_all(&[head.as_bytes(), &self.body].concat())?;
        let mut response = Vec::new();
        server.read_to_end(&mut response)?;
        Ok(response)
    }
}

fn read_some(mut client: &TcpStream, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let mut buffer = [0; 16 << 10];
    let count = client.read(&mut buffer)?;
    bytes.extend_from_slice(&buffer[..count]);
    Ok(count)
}

fn read_exact(client: &TcpStream, mut body: Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    while body.len() < length {
        if read_some(client, &mut body)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(body)
}

fn read_chunks(client: &TcpStream, mut rest: Vec<u8>) -> io::Result<Vec<u8>> {
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
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).ok().filter(|size| *size <= MAX_CHUNK);
        let size = size.ok_or(io::ErrorKind::InvalidData)?;
        rest = read_exact(client, rest.split_off(line_end + 2), size + 2)?;
        body.extend_from_slice(&rest[..size]);
        rest = rest.split_off(size + 2);
        if size == 0 {
            return Ok(body);
        }
    }
}
