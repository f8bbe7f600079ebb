//! A server at a raw socket, which records the bytes of requests and sends bytes given by the test.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A response with this status line, body and length.
pub fn response(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "Content-Type: application/json\r\nContent-Length";
    format!("HTTP/1.1 {status}\r\n{head}: {length}\r\n\r\n{body}").into_bytes()
}

/// A server that calls a function for each connection, until the process of the test ends.
pub struct RawServer {
    address: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    connections: Arc<AtomicUsize>,
}

impl RawServer {
    /// Runs `serve` for each connection, on its own thread, and closes the connection afterwards.
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

    /// Responds to each request with the same bytes, on connections that stay open.
    pub fn answering(answer: Vec<u8>) -> Self {
        Self::serving(
            move |connection| {
                while connection.request().is_some() && connection.send(&answer) {}
            },
        )
    }

    /// Responds to the first request of each connection with these bytes, and closes the connection.
    pub fn closing(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::serving(move |connection| {
            if connection.request().is_some() {
                connection.send(&answer);
            }
        })
    }

    /// Never responds.
    pub fn silent() -> Self {
        Self::serving(|connection| {
            connection.request();
            connection.until_closed();
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// The requests so far, as received.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().unwrap().clone()
    }

    /// The requests so far, as text.
    pub fn texts(&self) -> Vec<String> {
        self.requests().iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect()
    }

    /// The only request so far, head and body.
    pub fn only_request(&self) -> (String, Vec<u8>) {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was sent");
        split(&requests[0])
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
    /// The next request, maybe truncated; `None` if the client closes the connection.
    pub fn request(&mut self) -> Option<Vec<u8>> {
        let request = read_request(&mut self.stream);
        if request.is_empty() {
            return None;
        }
        self.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    /// Sends bytes. Returns whether the connection is still open.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Sends bytes one at a time, until the client closes the connection.
    pub fn send_slowly(&mut self, bytes: impl IntoIterator<Item = u8>, pause: Duration) {
        for byte in bytes {
            if !self.send(&[byte]) {
                return;
            }
            thread::sleep(pause);
        }
    }

    /// Sends the same bytes repeatedly, until the client closes the connection or `limit` is reached.
    /// Returns how many bytes were sent.
    pub fn flood(&mut self, bytes: &[u8], limit: usize) -> usize {
        let mut sent = 0;
        while sent < limit && self.send(bytes) {
            sent += bytes.len();
        }
        sent
    }

    /// Discards input until the client closes the connection.
    pub fn until_closed(&mut self) {
        let mut buffer = [0; 4096];
        while matches!(self.stream.read(&mut buffer), Ok(1..)) {}
    }
}

/// Reads one request, maybe truncated.
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

/// The head of a request, and its body.
pub fn split(request: &[u8]) -> (String, Vec<u8>) {
    let end = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    (String::from_utf8(request[..end].to_vec()).unwrap(), request[end + 4..].to_vec())
}

/// The value of a header in the head of a message, by its case-insensitive name.
pub fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// Whether a message is complete according to its headers.
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
