//! A server at a raw socket: it records the bytes that come and answers with bytes of the test's.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use whatsapi::{Client, ClientBuilder, RetryPolicy};

use super::{KEY, header, split};

/// What says yes, whatever was asked.
pub const YES: &str = r#"{"error":false,"message":"ok"}"#;

/// An answer with this status line and body, and a length.
pub fn answer(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

pub fn yes() -> Vec<u8> {
    answer("200 OK", YES)
}

pub struct RawServer {
    address: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<Vec<u8>>>,
    connections: AtomicUsize,
}

impl RawServer {
    /// Leaves each connection to `serve`, on a thread of its own, and closes it afterwards.
    pub fn serving(serve: impl Fn(&mut Connection) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (serve, seen) = (Arc::new(serve), Arc::<Seen>::default());
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                let seen = Arc::clone(&shared);
                let mut connection = Connection { stream: stream.unwrap(), number, seen };
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(&mut connection));
            }
        });
        Self { address, seen }
    }

    /// Answers each request with `answer`. One of no bytes keeps silent; after one that does not say
    /// where it ends, or that is cut short, the connection is closed.
    pub fn answering(answer: Vec<u8>) -> Self {
        let stays_open = states_length(&answer) && is_complete(&answer);
        Self::serving(move |connection| {
            while connection.request().is_some() {
                if answer.is_empty() {
                    return connection.until_closed();
                }
                connection.say(&answer);
                if !stays_open {
                    return;
                }
            }
        })
    }

    /// A server that says yes.
    pub fn agreeing() -> Self {
        Self::answering(yes())
    }

    /// A proxy that makes each connection it is asked for, and then leaves it to `serve`.
    pub fn tunnelling(serve: impl Fn(&mut Connection) + Send + Sync + 'static) -> Self {
        Self::serving(move |connection| {
            connection.request();
            connection.say(b"HTTP/1.1 200 Connection established\r\n\r\n");
            serve(connection);
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// A client of this server that sends everything once.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder().server(self.url()).api_key(KEY).retry(RetryPolicy::none())
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// A client of this server that tries again, soon.
    pub fn retrying(&self) -> ClientBuilder {
        let soon = RetryPolicy::new().initial_delay(Duration::from_millis(1));
        self.builder().retry(soon)
    }

    /// A client of the server at `url`, for which this server is the proxy.
    pub fn proxy_to(&self, url: &str) -> ClientBuilder {
        let builder = self.retrying().server(url);
        builder.proxy(self.url()).allow_insecure_http(true)
    }

    /// The lines that the requests so far start with.
    pub fn asked(&self) -> Vec<String> {
        let line = |request: &Vec<u8>| split(request).0.lines().next().unwrap().to_owned();
        self.requests().iter().map(line).collect()
    }

    /// The requests so far, as they came.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.seen.requests.lock().unwrap().clone()
    }

    /// The only request so far, head and body.
    pub fn only_request(&self) -> (String, Vec<u8>) {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was sent");
        split(&requests[0])
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }
}

/// A connection to a [`RawServer`], from the server's side.
pub struct Connection {
    pub stream: TcpStream,
    /// From 0.
    pub number: usize,
    seen: Arc<Seen>,
}

impl Connection {
    /// The next request, or what came of it; `None` if the client closes instead.
    pub fn request(&mut self) -> Option<Vec<u8>> {
        let request = read_request(&mut self.stream);
        if request.is_empty() {
            return None;
        }
        self.seen.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    /// Sends bytes; whether the client still takes them.
    pub fn say(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Sends bytes one at a time, as long as the client takes them.
    pub fn drip(&mut self, bytes: impl IntoIterator<Item = u8>, pause: Duration) {
        for byte in bytes {
            if !self.say(&[byte]) {
                return;
            }
            thread::sleep(pause);
        }
    }

    /// Reads on, without recording it, until the client closes.
    pub fn until_closed(&mut self) {
        let mut buffer = [0; 4096];
        while matches!(self.stream.read(&mut buffer), Ok(1..)) {}
    }

    /// Sends the same bytes again and again until the client no longer takes them, `limit` at the
    /// most; how many it took.
    pub fn flood(&mut self, bytes: &[u8], limit: usize) -> usize {
        let mut sent = 0;
        while sent < limit && self.say(bytes) {
            sent += bytes.len();
        }
        sent
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

fn states_length(message: &[u8]) -> bool {
    String::from_utf8_lossy(message).to_lowercase().contains("\r\ncontent-length:")
}

/// Whether a message has come to the end that it states.
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
