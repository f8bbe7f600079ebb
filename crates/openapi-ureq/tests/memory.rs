//! Memory: excess data of a response is not kept. This test runs in its own process, since it measures peak
//! memory.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use openapi_ureq::{Error, ErrorKind};
use support::Library;
use support::flood::{CHUNK, chunk};
use support::server::{RawServer, response};

const LIMIT: usize = 8 << 20;
/// How much the servers try to send.
const FLOOD: usize = 1 << 30;

/// The peak resident memory of this process.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() << 10
}

fn client(server: &RawServer) -> Library {
    Library::builder(&server.url()).max_response_bytes(LIMIT as u64).build().unwrap()
}

/// The error of a call to a server that sends `head`, `start`, and then `flood` without an end. Asserts
/// by how much the peak memory has grown.
#[track_caller]
fn within(growth: usize, head: &str, start: Vec<u8>, flood: Vec<u8>) -> Error {
    let head = format!("HTTP/1.1 {head}");
    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.send(head.as_bytes());
        connection.send(&start);
        connection.flood(&flood, FLOOD);
    });
    let client = client(&server);
    let before = peak();
    let error = client.add_book("It").unwrap_err();
    let grown = peak() - before;
    println!("{} KiB more: {error}", grown >> 10);
    assert!(grown <= growth, "{grown} bytes more: {error}");
    error
}

#[test]
fn memory_for_a_response_is_bounded_by_the_limit() {
    // Allocates the memory that a process needs for its first call.
    client(&RawServer::answering(response("200 OK", "[]"))).list_books().unwrap();
    let small = 2 << 20;
    // An error keeps up to 1 MiB of its body, and reading it can temporarily need several times as much.
    let kept_by_an_error = 4 << 20;
    let at_the_limit = LIMIT + LIMIT / 2;
    let spaces = || vec![b' '; CHUNK];

    within(small, "200 OK\r\n", Vec::new(), b"X-Header: value\r\n".repeat(1000));
    within(small, "200 OK\r\nX-Long: ", Vec::new(), spaces());
    let stated = format!("200 OK\r\nContent-Length: {FLOOD}\r\n\r\n");
    assert_too_large(&within(small, &stated, Vec::new(), spaces()));
    for status in ["404 Not Found", "500 Internal Server Error"] {
        let head = format!("{status}\r\nContent-Length: 100000000\r\n\r\n");
        let error = within(kept_by_an_error, &head, Vec::new(), spaces());
        assert_eq!(error.kind(), ErrorKind::Api);
    }
    #[cfg(feature = "gzip")]
    {
        let (start, zeros) = support::flood::bomb();
        let head = "500 Internal Server Error\r\nContent-Encoding: gzip\r\n\r\n";
        within(kept_by_an_error, head, start.clone(), zeros.clone());
        // This is the first response that is read up to the limit.
        let head = "200 OK\r\nContent-Encoding: gzip\r\n\r\n";
        assert_too_large(&within(at_the_limit, head, start, zeros));
    }
    let head = "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_too_large(&within(at_the_limit, head, Vec::new(), chunk()));
    let head = format!("200 OK\r\nContent-Length: {LIMIT}\r\n\r\n");
    assert_eq!(within(at_the_limit, &head, Vec::new(), spaces()).kind(), ErrorKind::Decode);
}

#[track_caller]
fn assert_too_large(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::ResponseTooLarge, "{error}");
}
