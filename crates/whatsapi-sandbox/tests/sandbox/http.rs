//! HTTP of various clients: lengths, chunks, pipelining, `Expect`, and invalid HTTP.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use whatsapi_sandbox::Sandbox;

use crate::{ANN, PICTURE, with_group};

fn connect(sandbox: &Sandbox) -> TcpStream {
    let stream = TcpStream::connect(sandbox.url().replace("http://", "")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// The head of a request, with the key and these header lines, each with its line break.
fn head(sandbox: &Sandbox, line: &str, headers: &str) -> String {
    format!("{line} HTTP/1.1\r\nHost: h\r\nAuthorization: {}\r\n{headers}\r\n", sandbox.api_key())
}

/// Reads one response: its head and its body.
fn read_response(stream: &mut TcpStream) -> (String, String) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

/// Whether the server closes the connection without sending anything else.
fn is_closed(stream: &mut TcpStream) -> bool {
    matches!(stream.read(&mut [0]), Ok(0))
}

#[test]
fn connection_serves_several_requests_even_if_they_are_sent_at_once() {
    let (sandbox, group) = with_group();
    let mut stream = connect(&sandbox);
    let target = format!("PUT /api/instances/demo/groups/{}/name", group.id().as_str());
    let request = |name: &str| {
        let body = format!(r#"{{"name":"{name}"}}"#);
        let headers =
            format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        head(&sandbox, &target, &headers) + &body
    };
    stream.write_all((request("One") + &request("Two")).as_bytes()).unwrap();
    for _ in 0..2 {
        assert!(read_response(&mut stream).0.starts_with("HTTP/1.1 200 OK\r\n"));
    }
    assert_eq!(sandbox.groups()[0].name, "Two");
    stream.write_all(request("Three").as_bytes()).unwrap();
    read_response(&mut stream);
    assert_eq!(sandbox.groups()[0].name, "Three");
}

#[test]
fn chunked_body_is_read_however_it_is_split() {
    let (sandbox, group) = with_group();
    let target = format!("PUT /api/instances/demo/groups/{}/name", group.id().as_str());
    let headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    let body = "7;x=\"y\"\r\n{\"name\"\r\n8\r\n:\"Chunk\"\r\n1\r\n}\r\n0\r\nX-Trailer: z\r\n\r\n";
    let request = head(&sandbox, &target, headers) + body;
    for step in [1, 7, request.len()] {
        let mut stream = connect(&sandbox);
        stream.set_nodelay(true).unwrap();
        for piece in request.as_bytes().chunks(step) {
            stream.write_all(piece).unwrap();
        }
        assert!(read_response(&mut stream).0.starts_with("HTTP/1.1 200"), "{step}");
        assert_eq!(sandbox.groups()[0].name, "Chunk");
        assert_eq!(sandbox.requests().last().unwrap().body, br#"{"name":"Chunk"}"#);
        // The trailers belong to the request, not to the next one.
        stream.write_all(head(&sandbox, "GET /api/instances/list", "").as_bytes()).unwrap();
        assert!(read_response(&mut stream).0.starts_with("HTTP/1.1 200"), "{step}");
    }
}

#[test]
fn expect_continue_is_answered_before_a_multipart_body_is_sent() {
    let (sandbox, group) = with_group();
    let body = [
        b"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.jpg\"\r\n\r\n",
        PICTURE,
        b"\r\n--B--\r\n",
    ]
    .concat();
    let target = format!("PUT /api/instances/demo/groups/{}/profile-pic", group.id().as_str());
    let headers = format!(
        "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {}\r\nExpect: 100-continue\r\n",
        body.len()
    );
    let mut stream = connect(&sandbox);
    stream.write_all(head(&sandbox, &target, &headers).as_bytes()).unwrap();
    assert_eq!(read_response(&mut stream).0, "HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&body).unwrap();
    let (head, response) = read_response(&mut stream);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}{response}");
    assert_eq!(sandbox.groups()[0].picture.as_deref(), Some(PICTURE));
}

#[test]
fn connection_is_closed_where_the_client_asks_for_it() {
    let (sandbox, _) = with_group();
    for (version, headers, closes) in [
        ("HTTP/1.1", "Connection: close\r\n", true),
        ("HTTP/1.1", "", false),
        ("HTTP/1.0", "", true),
        ("HTTP/1.0", "Connection: keep-alive\r\n", false),
    ] {
        let mut stream = connect(&sandbox);
        let line = head(&sandbox, "GET /api/instances/list", headers).replace("HTTP/1.1", version);
        stream.write_all(line.as_bytes()).unwrap();
        let (head, _) = read_response(&mut stream);
        assert_eq!(head.contains("Connection: close"), closes, "{version} {headers}");
        if closes {
            assert!(is_closed(&mut stream));
        }
    }
}

#[test]
fn response_to_head_has_no_body() {
    let (sandbox, _) = with_group();
    let mut stream = connect(&sandbox);
    let line = head(&sandbox, "HEAD /api/instances/list", "Connection: close\r\n");
    stream.write_all(line.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 404") && response.ends_with("\r\n\r\n"), "{response}");
}

#[test]
fn malformed_request_is_refused_and_not_recorded() {
    let (sandbox, _) = with_group();
    let requests = sandbox.requests().len();
    let endless = format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(300 << 10));
    for (request, status) in [
        ("\u{1}\u{2}\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: ten\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (endless.as_str(), 431),
    ] {
        let mut stream = connect(&sandbox);
        // The server may refuse the request before all of it is written.
        let _ = stream.write_all(request.as_bytes());
        let (head, body) = read_response(&mut stream);
        let shown = &request[..request.len().min(80)];
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{shown}: {head}{body}");
    }
    assert_eq!(sandbox.requests().len(), requests);
}

#[test]
fn more_connections_than_the_limit_are_served_by_closing_idle_ones() {
    let (sandbox, _) = with_group();
    let request = head(&sandbox, "GET /api/instances/list", "");
    let mut streams: Vec<TcpStream> = Vec::new();
    for _ in 0..300 {
        let mut stream = connect(&sandbox);
        stream.write_all(request.as_bytes()).unwrap();
        assert!(read_response(&mut stream).0.starts_with("HTTP/1.1 200"));
        streams.push(stream);
    }
    assert!(is_closed(&mut streams[0]), "the first connection made place for another");
    assert_eq!(sandbox.requests().len(), 300);
}

#[test]
fn calls_of_many_threads_are_all_served() {
    let (sandbox, _) = with_group();
    let client = sandbox.client();
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let messages = client.instance("demo").messages();
            scope.spawn(move || {
                for number in 0..10 {
                    messages.text(ANN, &format!("{thread} {number}")).unwrap();
                }
            });
        }
    });
    let ids: BTreeSet<String> = sandbox.messages().into_iter().map(|message| message.id).collect();
    assert_eq!(ids.len(), 160);
    sandbox.operation("send_text_message").assert_count(160);
}

#[test]
fn server_survives_any_bytes() {
    let (sandbox, _) = with_group();
    let valid = head(&sandbox, "PUT /api/instances/list", "Transfer-Encoding: chunked\r\n")
        + "3\r\nabc\r\n0\r\n\r\n";
    // A complete request with some bytes replaced. Then the connection ends.
    let bytes = prop::collection::vec((0..valid.len(), any::<u8>()), 0..6).prop_map(|changes| {
        let mut bytes = valid.clone().into_bytes();
        changes.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        bytes
    });
    let config = ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(0x5EED),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&bytes, |bytes| {
        let mut stream = connect(&sandbox);
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut response = Vec::new();
        // The server may reset the connection if it rejects the rest, but must not keep it open.
        let read = stream.read_to_end(&mut response);
        let is_kept = read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        prop_assert!(!is_kept);
        prop_assert!(response.is_empty() || response.starts_with(b"HTTP/1.1 "));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(sandbox.client().list_instances().is_ok());
}

#[test]
fn drop_waits_for_no_client() {
    let (sandbox, group) = with_group();
    let mut half = connect(&sandbox);
    half.write_all(b"PUT /api/instances/demo/groups/ HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        .unwrap();
    sandbox.fault(whatsapi_sandbox::Fault::Delay(Duration::from_secs(300)));
    let waiting = std::thread::spawn(move || group.info().unwrap_err());
    while sandbox.requests().is_empty() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let start = std::time::Instant::now();
    drop(sandbox);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    waiting.join().unwrap();
    assert!(matches!(half.read(&mut [0]), Ok(0) | Err(_)));
}
