//! A server at a raw socket: it records the bytes that come, and answers with bytes of the test's.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A response with this status line and body, and its length.
pub fn response(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "Content-Type: application/json\r\nContent-Length";
    format!("HTTP/1.1 {status}\r\n{head}: {length}\r\n\r\n{body}").into_bytes()
}

/// A server that leaves each connection to a function, and stops when the test's process does.
pub struct RawServer {
    address: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    connections: Arc<AtomicUsize>,
}

impl RawServer {
    /// Leaves each connection to `serve`, on a thread of its own, and closes it afterwards.
    pub fn serving(serve: impl Fn(&mut Connection) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (serve, requests) = (Arc::new(serve), Arc::<Mutex<Vec<_>>>::default());
        let connections = Arc::<AtomicUsize>::default();
        let (seen, counter) = (Arc::clone(&requests), Arc::clone(&connections));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let requests = Arc::clone(&seen);
                let mut connection = Connection { stream: stream.unwrap(), number, requests };
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(&mut connection));
            }
        });
        Self { address, requests, connections }
    }

    /// Answers each request with the same bytes, on connections that stay open.
    pub fn answering(answer: Vec<u8>) -> Self {
        Self::serving(
            move |connection| {
                while connection.request().is_some() && connection.send(&answer) {}
            },
        )
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// The requests so far, as they came.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().unwrap().clone()
    }

    /// The requests so far, as text.
    pub fn texts(&self) -> Vec<String> {
        self.requests().iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// A connection to a [`RawServer`], from the server's side.
pub struct Connection {
    pub stream: TcpStream,
    /// From 0.
    pub number: usize,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Connection {
    /// The next request, or what came of it; `None` if the client closes instead.
    pub fn request(&mut self) -> Option<Vec<u8>> {
        let request = read_request(&mut self.stream);
        if request.is_empty() {
            return None;
        }
        self.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    /// Sends bytes; whether the client still takes them.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Reads on, without recording it, until the client closes.
    pub fn until_closed(&mut self) {
        let mut buffer = [0; 4096];
        while matches!(self.stream.read(&mut buffer), Ok(1..)) {}
    }
}

/// Reads one request, or what comes of it.
pub fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut request = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    while !is_complete(&request) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => request.extend_from_slice(&buffer[..count]),
        }
    }
    request
}

/// The value of a header in the head of a message, whatever the case of its name.
pub fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// Whether a message has come to the end that it states.
pub fn is_complete(message: &[u8]) -> bool {
    let Some(end) = message.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&message[..end]).into_owned();
    let body = &message[end + 4..];
    match header(&head, "content-length") {
        Some(length) => body.len() >= length.parse().unwrap(),
        None if header(&head, "transfer-encoding").is_some() => body.ends_with(b"0\r\n\r\n"),
        None => true,
    }
}
