//! Memory: what a server sends and nobody asked for is not held. A process of its own, since it is
//! the most that a process has ever held that is measured.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{CHUNK, RawServer, add, chunk, get};
use whatsapi::{Client, Error, ErrorKind};

const LIMIT: usize = 8 << 20;
/// What the servers have to send.
const MUCH: usize = 1 << 30;

/// The most memory that this process has ever held.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() << 10
}

fn client(server: &RawServer) -> Client {
    server.builder().max_response_bytes(LIMIT as u64).build().unwrap()
}

/// Lets a call fail by a flood behind `head`, and asserts how much memory was taken for it.
#[track_caller]
fn within(growth: usize, head: &str, start: Vec<u8>, flood: Vec<u8>) -> Error {
    let head = format!("HTTP/1.1 {head}");
    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.say(head.as_bytes());
        connection.say(&start);
        connection.flood(&flood, MUCH);
    });
    let client = client(&server);
    let before = peak();
    let error = add(&client).unwrap_err();
    let grown = peak() - before;
    println!("{} KiB more: {error}", grown >> 10);
    assert!(grown <= growth, "{grown} bytes more: {error}");
    error
}

#[test]
fn memory_for_a_response_is_bounded_by_the_limit() {
    // What comes with the first call of a process stays.
    get(&client(&RawServer::agreeing())).unwrap();
    let little = 2 << 20;
    let at_the_limit = LIMIT + LIMIT / 2;
    let spaces = || vec![b' '; CHUNK];

    within(little, "200 OK\r\n", Vec::new(), b"X-Header: value\r\n".repeat(1000));
    within(little, "200 OK\r\nX-Long: ", Vec::new(), spaces());
    let stated = format!("200 OK\r\nContent-Length: {MUCH}\r\n\r\n");
    assert_too_large(&within(little, &stated, Vec::new(), spaces()));
    for status in ["404 Not Found", "500 Internal Server Error"] {
        let head = format!("{status}\r\nContent-Length: 100000000\r\n\r\n");
        assert_eq!(within(little, &head, Vec::new(), spaces()).kind(), ErrorKind::Api);
    }
    #[cfg(feature = "gzip")]
    {
        let (start, zeros) = support::bomb();
        let head = "500 Internal Server Error\r\nContent-Encoding: gzip\r\n\r\n";
        within(little, head, start.clone(), zeros.clone());
        // The first one that is read up to the limit.
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
