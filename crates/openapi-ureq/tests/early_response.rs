//! A response that arrives before the request was sent completely is read, and stops the sending.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{self, Read};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use openapi_ureq::__private::operation;
use openapi_ureq::{Error, Method, Operation, Response, RetryPolicy, Upload, decode};
use serde_json::{Value, json};
use support::Library;
use support::server::{RawServer, header, response};

/// Larger than the buffers of a connection.
const SIZE: usize = 32 << 20;

/// Idempotent, so that it would be retried after a broken connection.
static PUT_FILE: Operation =
    operation("putFile", "put_file", Method::PUT, "/files", "", &[&[0]], true);

fn retrying(url: &str) -> Library {
    let policy = RetryPolicy::new().max_attempts(3).initial_delay(Duration::ZERO);
    Library::builder(url).retry(policy).build().unwrap()
}

fn put(client: &Library, file: &Upload) -> Result<Response<Value>, Error> {
    client.http.request(&PUT_FILE).upload("application/octet-stream", file).send(decode::json)
}

/// A reader without an end.
struct Endless;

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(b'x');
        Ok(buffer.len())
    }
}

/// An upload from each kind of source.
fn files() -> [(&'static str, Upload); 3] {
    static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("early_response-{}", std::process::id()));
        std::fs::write(&path, vec![b'x'; SIZE]).unwrap();
        path
    });
    [
        ("bytes", Upload::from_bytes(vec![b'x'; SIZE])),
        ("file", Upload::from_path(&*FILE).unwrap()),
        ("reader", Upload::from_reader(Endless)),
    ]
}

fn refusal(status: &str, body: &str) -> Vec<u8> {
    let answer = String::from_utf8(response(status, body)).unwrap();
    answer.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").into_bytes()
}

/// Reads the head of a request, and only what arrived with it.
fn read_head(stream: &mut TcpStream) -> String {
    // The response must be sent before the connection is reset.
    stream.set_nodelay(true).unwrap();
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            break;
        }
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

#[test]
fn early_error_response_is_the_error_of_an_upload_over_tcp() {
    for status in ["401 Unauthorized", "413 Payload Too Large"] {
        for (name, file) in files() {
            let server = RawServer::serving(move |connection| {
                read_head(&mut connection.stream);
                connection.send(&refusal(status, r#"{"message":"go away"}"#));
            });
            let error = put(&retrying(&server.url()), &file).unwrap_err();
            assert_eq!(error.to_string(), format!("put_file: {status}: go away"), "{name}");
            assert_eq!(error.body(), Some(&br#"{"message":"go away"}"#[..]), "{name}");
            assert!(!error.is_body_truncated() && !error.may_have_been_applied(), "{name}");
            assert_eq!(server.connections(), 1, "{name} was sent again");
        }
    }
}

#[test]
fn partial_early_error_is_read() {
    let server = RawServer::serving(|connection| {
        read_head(&mut connection.stream);
        let answer = String::from_utf8(refusal("413 Payload Too Large", "[1,2,3]")).unwrap();
        connection.send(answer.replace(": 7", ": 70").as_bytes());
    });
    let (_, file) = files().into_iter().next().unwrap();
    let error = put(&retrying(&server.url()), &file).unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 413);
    assert_eq!((error.body(), error.is_body_truncated()), (Some(&b"[1,2,3]"[..]), true));
    assert_eq!(server.connections(), 1);
}

#[test]
fn sending_stops_even_if_the_server_continues_to_read() {
    for (name, file) in files() {
        let received = Arc::<AtomicU64>::default();
        let count = Arc::clone(&received);
        let server = RawServer::serving(move |connection| {
            read_head(&mut connection.stream);
            // Without `Connection: close`, as if the connection could be reused.
            connection.send(&response("413 Payload Too Large", "[]"));
            let mut buffer = vec![0; 64 << 10];
            while let Ok(read @ 1..) = connection.stream.read(&mut buffer) {
                count.fetch_add(read as u64, Ordering::SeqCst);
            }
        });
        let client = retrying(&server.url());
        let error = put(&client, &file).unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 413, "{name}");
        assert!(received.load(Ordering::SeqCst) < SIZE as u64, "{name} was sent as a whole");
        put(&client, &Upload::from_bytes("x")).unwrap_err();
        assert_eq!(
            server.connections(),
            2,
            "{name}: the connection was in the middle of a request"
        );
    }
}

#[test]
fn early_success_and_interim_responses_do_not_stop_the_sending() {
    let server = RawServer::serving(|connection| {
        connection.stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let head = read_head(&mut connection.stream);
        connection.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        let length: u64 = header(&head, "content-length").unwrap().parse().unwrap();
        let sent = io::copy(&mut (&connection.stream).take(length), &mut io::sink()).unwrap();
        let text = sent.to_string();
        connection.send(format!("{:x}\r\n{text}\r\n0\r\n\r\n", text.len()).as_bytes());
        connection.until_closed();
    });
    for (_, file) in files().into_iter().filter(|(name, _)| *name != "reader") {
        assert_eq!(*put(&retrying(&server.url()), &file).unwrap().body(), json!(SIZE));
    }
}

#[test]
fn upload_without_a_response_is_a_broken_connection() {
    let server = RawServer::serving(|connection| {
        read_head(&mut connection.stream);
    });
    for (name, file) in files() {
        let before = server.connections();
        let error = put(&retrying(&server.url()), &file).unwrap_err();
        assert_eq!(error.to_string(), "put_file: the connection broke", "{name}");
        assert!(error.may_have_been_applied(), "{name}");
        let attempts = if name == "reader" { 1 } else { 3 };
        assert_eq!(server.connections() - before, attempts, "{name}");
    }
}

#[test]
fn early_retryable_error_is_retried() {
    let server = RawServer::serving(|connection| {
        let head = read_head(&mut connection.stream);
        if connection.number == 0 {
            connection.send(&refusal("503 Service Unavailable", "[]"));
            return;
        }
        let length: u64 = header(&head, "content-length").unwrap().parse().unwrap();
        io::copy(&mut (&connection.stream).take(length), &mut io::sink()).unwrap();
        connection.send(&response("200 OK", "[]"));
    });
    let (_, file) = files().into_iter().nth(1).unwrap();
    assert_eq!(*put(&retrying(&server.url()), &file).unwrap().body(), json!([]));
    assert_eq!(server.connections(), 2);
}

#[test]
fn upload_forwarded_by_a_proxy_is_sent_unchanged() {
    let proxy = RawServer::answering(response("200 OK", "[]"));
    let builder = Library::builder("http://books.invalid").allow_insecure_http(true);
    let client = builder.proxy(proxy.url()).build().unwrap();
    for (_, file) in files().into_iter().filter(|(name, _)| *name != "reader") {
        put(&client, &file).unwrap();
    }
    for request in proxy.requests() {
        let end = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        assert!(request.starts_with(b"PUT http://books.invalid/v1/files HTTP/1.1\r\n"));
        assert_eq!(request.len() - end, SIZE);
        assert!(request[end..].iter().all(|byte| *byte == b'x'));
    }
    assert_eq!((proxy.requests().len(), proxy.connections()), (2, 1));
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls {
    use super::*;
    use support::tls::{AUTHORITY, TlsConnection, TlsServer};

    fn client(server: &TlsServer) -> Library {
        let policy = RetryPolicy::new().max_attempts(3).initial_delay(Duration::ZERO);
        let builder = Library::builder(server.url()).retry(policy);
        builder.add_root_certificate(AUTHORITY.pem()).build().unwrap()
    }

    /// Reads the head of a request, and what arrives with it.
    fn read_head(connection: &mut TlsConnection) {
        // The response must be sent before the connection is reset.
        connection.stream.set_nodelay(true).unwrap();
        let mut head = Vec::new();
        while !head.windows(4).any(|window| window == b"\r\n\r\n") {
            let mut buffer = [0; 1024];
            let mut stream = rustls::Stream::new(&mut connection.tls, &mut connection.stream);
            let count = stream.read(&mut buffer).unwrap();
            assert_ne!(count, 0);
            head.extend_from_slice(&buffer[..count]);
        }
    }

    #[test]
    fn early_error_response_is_the_error_of_an_upload_over_tls() {
        for is_session_closed in [true, false] {
            for (name, file) in files() {
                // If sending does not stop early, the endless reader is read until the timeout.
                if name == "reader" && cfg!(not(feature = "rustls")) {
                    continue;
                }
                let server = TlsServer::serving(move |connection| {
                    read_head(connection);
                    connection
                        .send(&refusal("413 Payload Too Large", r#"{"message":"too large"}"#));
                    if is_session_closed {
                        let alert = connection.close_notify();
                        connection.send_raw(&alert);
                    }
                });
                let error = put(&client(&server), &file).unwrap_err();
                let expected = "put_file: 413 Payload Too Large: too large";
                assert_eq!(error.to_string(), expected, "{name}");
                assert!(!error.is_body_truncated() && !error.may_have_been_applied(), "{name}");
                assert_eq!(server.connections(), 1, "{name} was sent again");
            }
        }
    }

    #[test]
    fn upload_over_tls_without_a_response_is_a_broken_connection() {
        let server = TlsServer::serving(read_head);
        let error = put(&client(&server), &Upload::from_bytes(vec![b'x'; SIZE])).unwrap_err();
        assert_eq!(error.to_string(), "put_file: the connection broke");
        assert!(error.may_have_been_applied());
        assert_eq!(server.connections(), 3);
    }
}
