//! What clients connect to: passes requests on to mockito, and makes the faults that mockito, being
//! a well-behaved server, cannot.
//!
//! A connection serves one request and is closed. The server numbers the requests, so that mockito's
//! callbacks, of which there are several for a request, serve each once.

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

/// How often a waiting thread looks whether the sandbox has stopped.
const TICK: Duration = Duration::from_millis(20);

/// The largest chunk of a body that is taken.
const MAX_CHUNK: usize = 1 << 30;

/// How long a connection may say nothing.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    registration: Registration,
    listening: Option<JoinHandle<()>>,
}

impl Server {
    #[allow(clippy::expect_used, reason = "without a port, a test could do nothing")]
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        let registration = upstream::register(&shared);
        let listener =
            TcpListener::bind("127.0.0.1:0").expect("a free port on the loopback interface");
        let address = listener.local_addr().expect("a bound listener has an address");
        let (sharing, state) = (Arc::clone(&shared), registration.number());
        let listening = Some(thread::spawn(move || listen(&listener, &sharing, state)));
        Self { address, shared, registration, listening }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        self.registration.end();
        // Wakes the listener, which then sees that it is to stop; its port is closed when it has.
        if TcpStream::connect(self.address).is_ok()
            && let Some(listening) = self.listening.take()
        {
            let _ = listening.join();
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
            // Out of file descriptors, most likely: trying at once again would not help.
            thread::sleep(TICK);
            continue;
        };
        thread::spawn(move || {
            if let Ok(connection) = client.try_clone() {
                shared.connections().insert(number, connection);
            }
            // A client that goes away in the middle has its own error to show.
            let _ = exchange(&client, &shared, state, number);
            shared.connections().remove(&number);
            let _ = client.shutdown(Shutdown::Both);
        });
    }
}

/// Lets time pass, unless the sandbox stops.
fn wait(shared: &Shared, time: Duration) -> io::Result<()> {
    let start = Instant::now();
    while start.elapsed() < time {
        if shared.has_stopped() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        thread::sleep(TICK.min(time.saturating_sub(start.elapsed())));
    }
    Ok(())
}

/// Reads a request, and answers it as its fault says.
fn exchange(
    mut client: &TcpStream,
    shared: &Shared,
    state: usize,
    number: usize,
) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    let Some(head) = RequestHead::read(client)? else { return Ok(()) };
    let fault = shared.state().faults.pop_front();
    if fault == Some(Fault::DropBefore) {
        return Ok(());
    }
    record(shared, &head.method, &head.target, &head.body);
    match fault {
        Some(Fault::Status(status)) => {
            let body = envelope(status, "A fault of the sandbox", &Value::Null);
            client.write_all(&plain_reply(status, &body))
        }
        Some(Fault::Garbage) => client.write_all(&plain_reply(200, "<html>garbage</html>")),
        Some(Fault::Delay(time)) => {
            wait(shared, time)?;
            client.write_all(&head.forward(state, number)?)
        }
        Some(Fault::DropAfter) => head.forward(state, number).map(|_| ()),
        Some(Fault::SlowBody(pause)) => drip(shared, client, &head.forward(state, number)?, pause),
        Some(Fault::DropBefore) | None => client.write_all(&head.forward(state, number)?),
    }
}

/// Sends the head of a reply at once, and its body byte by byte.
fn drip(shared: &Shared, mut client: &TcpStream, reply: &[u8], pause: Duration) -> io::Result<()> {
    client.set_nodelay(true)?;
    let head = find(reply, b"\r\n\r\n").map_or(reply.len(), |end| end + 4);
    client.write_all(&reply[..head])?;
    for byte in &reply[head..] {
        wait(shared, pause)?;
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
struct RequestHead {
    method: String,
    target: String,
    /// The lines of the head that are passed on.
    headers: Vec<String>,
    body: Vec<u8>,
}

impl RequestHead {
    /// Reads a request to its end; `None` if the connection is closed before one began.
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

    /// The reply of the server behind, head and body.
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
        server.set_read_timeout(Some(PATIENCE))?;
        server.write_all(&[head.as_bytes(), &self.body].concat())?;
        let mut reply = Vec::new();
        server.read_to_end(&mut reply)?;
        Ok(reply)
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
