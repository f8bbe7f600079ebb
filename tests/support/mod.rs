//! A server at a raw socket: it records the bytes that come and answers with bytes of the test's.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "shared by tests, each of which uses a part"
)]

pub mod hostile;
pub mod program;
pub mod table;

use std::error::Error as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use whatsapi::runtime::SecurityKind;
use whatsapi::{Client, ClientBuilder, Error, RetryPolicy, operations};

pub const KEY: &str = "planted-key-5f1d";
pub const GROUP: &str = "120363025246125486@g.us";

/// An answer with this status line and body, and a length.
pub fn answer(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A server that gives each connection's requests the next answers. An answer of no bytes keeps
/// silent; one that is cut short closes the connection.
pub struct RawServer {
    address: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl RawServer {
    /// Answers every request with `answer` and closes the connection.
    pub fn answering(answer: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = read_request(&mut stream);
                recorded.lock().unwrap().push(request);
                if answer.is_empty() {
                    thread::spawn(move || {
                        thread::sleep(Duration::from_secs(30));
                        drop(stream);
                    });
                } else {
                    stream.write_all(&answer).unwrap();
                }
            }
        });
        Self { address, requests }
    }

    /// A server that says yes.
    pub fn agreeing() -> Self {
        // That it closes is said, or the next request may meet the connection while it does.
        Self::answering(answer("200 OK\r\nConnection: close", r#"{"error":false,"message":"ok"}"#))
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

    /// The requests so far, as they came.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().unwrap().clone()
    }

    /// The only request so far, head and body.
    pub fn only_request(&self) -> (String, Vec<u8>) {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was sent");
        split(&requests[0])
    }
}

/// The head of a request, and its body.
pub fn split(request: &[u8]) -> (String, Vec<u8>) {
    let end =
        request.windows(4).position(|window| window == b"\r\n\r\n").expect("a request has a head");
    (String::from_utf8(request[..end].to_vec()).unwrap(), request[end + 4..].to_vec())
}

/// What a body says that was sent in chunks.
pub fn without_chunks(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|window| window == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[end + 2..][..size]);
        body = &body[end + 2 + size + 2..];
    }
}

/// The header that the document sends the key in.
pub fn key_header() -> &'static str {
    match operations::SECURITY_SCHEMES[0].kind {
        SecurityKind::Header(name) => name,
        other => panic!("the key is not sent in a header but as {other:?}"),
    }
}

/// The value of a header, whatever the case of its name.
pub fn header(head: &str, name: &str) -> Option<String> {
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// All that an error shows: itself, and what lies behind it.
pub fn shown(error: &Error) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}");
    let mut behind = error.source();
    while let Some(source) = behind {
        shown.push_str(&format!("\n{source}\n{source:?}"));
        behind = source.source();
    }
    shown
}

/// No error shows the key, and its line is one line that starts with the operation.
#[track_caller]
pub fn assert_presentable(error: &Error, operation: Option<&str>) {
    let shown = shown(error);
    assert!(!shown.contains(KEY), "{shown}");
    let text = error.to_string();
    let start = operation.map(|operation| format!("{operation}: ")).unwrap_or_default();
    assert!(text.starts_with(&start) && text.len() > start.len(), "{text}");
    assert!(!text.contains(|c: char| c.is_control()), "{text:?}");
    assert_eq!(error.operation(), operation);
}

fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !is_complete(&request) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => request.extend_from_slice(&buffer[..count]),
        }
    }
    request
}

fn is_complete(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&request[..end]).into_owned();
    let body = &request[end + 4..];
    match header(&head, "content-length") {
        Some(length) => body.len() >= length.parse().unwrap(),
        None if header(&head, "transfer-encoding").is_some() => body.ends_with(b"0\r\n\r\n"),
        None => true,
    }
}

/// Reads one request from an open connection, says yes, and leaves the connection open.
pub fn serve_one(stream: &mut TcpStream) {
    read_request(stream);
    stream.write_all(&answer("200 OK", "{}")).unwrap();
}
