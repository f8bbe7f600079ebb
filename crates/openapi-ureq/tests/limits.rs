//! Size limits: how much of a response is read and kept.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::mpsc;
use std::time::Duration;

use openapi_ureq::{Error, ErrorKind, StatusCode};
use support::flood::chunk;
use support::server::{Connection, RawServer};
use support::{Library, timed};

/// The response limit of the clients.
const LIMIT: usize = 4 << 20;
/// How much the servers try to send.
const FLOOD: usize = 1 << 30;
/// How much of it can be in the buffers of a connection without being read.
const BUFFERED: usize = 32 << 20;
/// How much of a body an error keeps.
const KEPT: usize = 1 << 20;

fn client(server: &RawServer) -> Library {
    Library::builder(&server.url()).max_response_bytes(LIMIT as u64).build().unwrap()
}

/// The error of a call to a server that sends `head`, and then `flood` without an end.
#[track_caller]
fn flooded(head: impl Into<String>, flood: impl Into<Vec<u8>>) -> Error {
    let (head, flood) = (head.into(), flood.into());
    let (ended, when_ended) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.send(head.as_bytes());
        ended.send(connection.flood(&flood, FLOOD)).unwrap();
    });
    let (outcome, elapsed) = timed(|| client(&server).add_book("It"));
    let error = outcome.unwrap_err();
    assert!(elapsed < Duration::from_secs(20), "{elapsed:?}: {error}");
    let taken = when_ended.recv().unwrap();
    assert!(taken < BUFFERED, "{taken} bytes were received: {error}");
    error
}

#[track_caller]
fn assert_too_large(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::ResponseTooLarge, "{error}");
    let line = format!(
        "add_book: the reply is larger than the limit of {LIMIT} bytes (max_response_bytes)"
    );
    assert_eq!(error.to_string(), line);
    assert_eq!((error.status(), error.is_body_truncated()), (Some(StatusCode::OK), true));
    assert!(error.may_have_been_applied() && !error.is_retryable());
}

#[test]
fn response_with_excessive_content_length_is_not_read() {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {FLOOD}\r\n\r\n");
    assert_too_large(&flooded(&head, vec![b' '; 64 << 10]));

    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.send(head.as_bytes());
        connection.until_closed();
    });
    let (outcome, elapsed) = timed(|| client(&server).add_book("It"));
    assert_too_large(&outcome.unwrap_err());
    // The server closes the connection after 10 seconds.
    assert!(elapsed < Duration::from_secs(9), "the body is not awaited: {elapsed:?}");
}

#[test]
fn response_without_length_is_read_up_to_the_limit() {
    assert_too_large(&flooded("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk()));
    assert_too_large(&flooded("HTTP/1.1 200 OK\r\n\r\n", vec![b' '; 64 << 10]));
}

#[test]
fn response_of_exactly_the_limit_is_accepted() {
    for length in [LIMIT, LIMIT + 1] {
        for (framing, end) in [
            (format!("Content-Length: {length}\r\n\r\n"), ""),
            (format!("Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n"), "\r\n0\r\n\r\n"),
            ("\r\n".to_owned(), ""),
        ] {
            let response =
                format!("HTTP/1.1 200 OK\r\n{framing}{{}}{}{end}", " ".repeat(length - 2));
            let outcome = client(&RawServer::closing(response)).list_books();
            assert_eq!(outcome.is_ok(), length == LIMIT, "{framing}: {outcome:?}");
        }
    }
}

#[cfg(feature = "gzip")]
#[test]
fn decompression_stops_at_the_limit() {
    let (start, zeros) = support::flood::bomb();
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n";
    let whole = [start.clone(), zeros.repeat(100)].concat();
    assert!(whole.len() < LIMIT, "the compressed body is within the limit");
    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.send(format!("{head}Content-Length: {}\r\n\r\n", whole.len()).as_bytes());
        connection.send(&whole);
    });
    assert_too_large(&client(&server).add_book("It").unwrap_err());

    let endless = RawServer::serving(move |connection| {
        connection.request();
        connection.send(format!("{head}\r\n").as_bytes());
        connection.send(&start);
        connection.flood(&zeros, FLOOD);
    });
    assert_too_large(&client(&endless).add_book("It").unwrap_err());
}

#[test]
fn excessive_response_headers_are_an_error() {
    let fields: String = (0..10_000).map(|number| format!("X-{number}: v\r\n")).collect();
    let line = "x".repeat(10 << 20);
    let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    let too_large = "the head of the reply is too large";
    let too_many =
        "the server's reply cannot be read: protocol: http parse resulted in too many headers";
    for (start, flood, problem) in [
        ("HTTP/1.1 200 OK\r\n", fields + "\r\n", too_many),
        ("HTTP/1.1 200 OK\r\nX-Long: ", line.clone() + "\r\n\r\n", too_large),
        ("HTTP/1.1 200 OK\r\nX-Endless: ", line, too_large),
        ("HTTP/1.1 200 ", "O".repeat(64 << 10), too_large),
        ("", interim.repeat(1000), too_large),
    ] {
        let error = flooded(start, flood);
        assert_eq!((error.kind(), error.status()), (ErrorKind::Io, None), "{error}");
        assert_eq!(error.to_string(), format!("add_book: {problem}"));
        assert!(error.may_have_been_applied());
    }
}

#[test]
fn error_body_is_truncated_to_its_start() {
    for line in ["404 Not Found", "400 Bad Request", "500 Internal Server Error", "302 Found"] {
        for head in [
            format!("HTTP/1.1 {line}\r\nContent-Length: 100000000\r\n\r\n"),
            format!("HTTP/1.1 {line}\r\n\r\n"),
        ] {
            let error = flooded(head, vec![b'x'; 64 << 10]);
            let status = error.status().unwrap().as_u16().to_string();
            assert!(line.starts_with(&status), "{error}");
            assert_eq!(error.body().unwrap(), vec![b'x'; KEPT]);
            assert!(error.is_body_truncated());
        }
    }
}

#[cfg(feature = "gzip")]
#[test]
fn compressed_error_body_is_truncated_to_its_start() {
    let (start, zeros) = support::flood::bomb();
    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.send(b"HTTP/1.1 500 Internal Server Error\r\nContent-Encoding: gzip\r\n\r\n");
        connection.send(&start);
        connection.flood(&zeros, FLOOD);
    });
    let error = client(&server).add_book("It").unwrap_err();
    assert_eq!(error.body().unwrap(), vec![0; KEPT]);
    assert!(error.is_body_truncated());
}

/// The error of a call whose response declares a length, and has the body `sent`.
fn failing(line: &'static str, stated: usize, sent: &'static str) -> Error {
    let server = RawServer::serving(move |connection: &mut Connection| {
        connection.request();
        let head = format!("HTTP/1.1 {line}\r\nContent-Length: {stated}\r\n\r\n");
        connection.send(head.as_bytes());
        connection.send(sent.as_bytes());
    });
    client(&server).add_book("It").unwrap_err()
}

#[test]
fn error_reports_whether_its_body_is_truncated() {
    for line in ["404 Not Found", "500 Internal Server Error"] {
        let sent = r#"{"error":true,"message":"no"}"#;
        for (stated, is_cut) in [(sent.len(), false), (sent.len() + 1, true)] {
            let error = failing(line, stated, sent);
            assert_eq!(error.kind(), ErrorKind::Api);
            assert_eq!(error.to_string(), format!("add_book: {line}: no"));
            assert_eq!((error.body(), error.is_body_truncated()), (Some(sent.as_bytes()), is_cut));
        }
        let kept = "x".repeat(KEPT).leak();
        assert!(!failing(line, KEPT, kept).is_body_truncated());
        let more = "x".repeat(KEPT + 1).leak();
        let error = failing(line, KEPT + 1, more);
        assert_eq!((error.body(), error.is_body_truncated()), (Some(kept.as_bytes()), true));
        assert!(!failing(line, 0, "").is_body_truncated());
    }
}

#[test]
fn decode_error_keeps_only_the_start_of_a_large_body() {
    let large = "x".repeat(LIMIT).leak();
    let error = failing("200 OK", LIMIT, large);
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(StatusCode::OK)));
    assert_eq!(error.body().map(<[u8]>::len), Some(KEPT));
    assert!(error.is_body_truncated());
    assert!(error.to_string().len() < 300);
}

#[test]
fn interrupted_successful_response_has_a_truncated_body() {
    let error = failing("200 OK", 3, "{}");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Io, Some(StatusCode::OK)));
    assert!(error.is_body_truncated());
}
