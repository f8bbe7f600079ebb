//! A server at a raw socket, which records the bytes of requests and sends bytes given by the test.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use whatsapi::{Client, ClientBuilder, RetryPolicy};

use super::{KEY, header, split};

/// The envelope of a successful response, whatever the operation.
pub const OK_BODY: &str = r#"{"error":false,"message":"ok"}"#;

/// A response with this status line and body, and its length.
pub fn response(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A response with the status 200 and [`OK_BODY`].
pub fn ok_response() -> Vec<u8> {
    response("200 OK", OK_BODY)
}

pub struct RawServer {
    address: String,
    log: Arc<Log>,
}

#[derive(Default)]
struct Log {
    requests: Mutex<Vec<Vec<u8>>>,
    connections: AtomicUsize,
}

impl RawServer {
    /// Runs `serve` for each connection, on its own thread, and closes the connection afterwards.
    pub fn serving(serve: impl Fn(&mut Connection) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (serve, log) = (Arc::new(serve), Arc::<Log>::default());
        let shared = Arc::clone(&log);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                let log = Arc::clone(&shared);
                let mut connection = Connection { stream: stream.unwrap(), number, log };
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(&mut connection));
            }
        });
        Self { address, log }
    }

    /// Responds to each request with `response`. An empty one is never sent; after one that has no
    /// length, or is truncated, the connection is closed.
    pub fn responding_with(response: Vec<u8>) -> Self {
        let stays_open = has_length(&response) && is_complete(&response);
        Self::serving(move |connection| {
            while connection.request().is_some() {
                if response.is_empty() {
                    return connection.until_closed();
                }
                connection.send(&response);
                if !stays_open {
                    return;
                }
            }
        })
    }

    /// Responds to each request with success.
    pub fn ok() -> Self {
        Self::responding_with(ok_response())
    }

    /// A proxy that accepts each `CONNECT`, and runs `serve` for what is sent through the tunnel.
    pub fn tunneling(serve: impl Fn(&mut Connection) + Send + Sync + 'static) -> Self {
        Self::serving(move |connection| {
            connection.request();
            connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n");
            serve(connection);
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// A client of this server without retries.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder().server(self.url()).api_key(KEY).retry(RetryPolicy::none())
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// A client of this server that retries after a short delay.
    pub fn retrying(&self) -> ClientBuilder {
        let policy = RetryPolicy::new().initial_delay(Duration::from_millis(1));
        self.builder().retry(policy)
    }

    /// A client of the server at `url`, for which this server is the proxy.
    pub fn proxy_to(&self, url: &str) -> ClientBuilder {
        let builder = self.retrying().server(url);
        builder.proxy(self.url()).allow_insecure_http(true)
    }

    /// The request lines so far.
    pub fn request_lines(&self) -> Vec<String> {
        let line = |request: &Vec<u8>| split(request).0.lines().next().unwrap().to_owned();
        self.requests().iter().map(line).collect()
    }

    /// The requests so far, as received.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.log.requests.lock().unwrap().clone()
    }

    /// The only request so far, head and body.
    pub fn only_request(&self) -> (String, Vec<u8>) {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was sent");
        split(&requests[0])
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }
}

/// A connection to a [`RawServer`], from the server's side.
pub struct Connection {
    pub stream: TcpStream,
    /// From 0.
    pub number: usize,
    log: Arc<Log>,
}

impl Connection {
    /// The next request, maybe truncated; `None` if the client closes the connection.
    pub fn request(&mut self) -> Option<Vec<u8>> {
        let request = read_request(&mut self.stream);
        if request.is_empty() {
            return None;
        }
        self.log.requests.lock().unwrap().push(request.clone());
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

    /// Discards input until the client closes the connection.
    pub fn until_closed(&mut self) {
        let mut buffer = [0; 4096];
        while matches!(self.stream.read(&mut buffer), Ok(1..)) {}
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

fn has_length(message: &[u8]) -> bool {
    String::from_utf8_lossy(message).to_lowercase().contains("\r\ncontent-length:")
}

/// Whether a message is complete according to its headers.
fn is_complete(message: &[u8]) -> bool {
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
