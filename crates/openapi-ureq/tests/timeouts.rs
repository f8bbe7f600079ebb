//! Timeouts: a call to a slow server ends within its timeout, and the error names the timeout.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs::File;
use std::io::{Read, repeat};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use openapi_ureq::{Attempt, Error, ErrorKind, RetryPolicy, StatusCode, Upload};
use support::server::{Connection, RawServer, header, response};
use support::{Library, timed};

const TIMEOUT: Duration = Duration::from_millis(200);
/// How much later than its timeout a call may end on a busy machine. Without the timeout, the calls in these
/// tests would end even later, or not with a timeout.
const TOLERANCE: Duration = Duration::from_secs(8);
/// More than the buffers of a connection can hold.
const LARGE: u64 = 64 << 20;

type SlowServer = fn(&mut Connection);

fn ok_response() -> Vec<u8> {
    response("200 OK", "[]")
}

/// Ways to respond slowly, and whether the status arrives before the timeout.
fn slow_responses() -> [(&'static str, bool, SlowServer); 6] {
    [
        ("no response", false, |connection| {
            connection.request();
            connection.until_closed();
        }),
        ("a slow head", false, |connection| {
            connection.request();
            connection.send_slowly(ok_response(), Duration::from_millis(20));
        }),
        ("slow interim responses", false, |connection| {
            connection.request();
            let interim = b"HTTP/1.1 103 Early Hints\r\n\r\n";
            connection.send_slowly(interim.repeat(1000), Duration::from_millis(1));
        }),
        ("a slow body", true, |connection| {
            connection.request();
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            connection.send_slowly([b' '; 1000], Duration::from_millis(20));
        }),
        ("slow chunks", true, |connection| {
            connection.request();
            connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send_slowly(b"1\r\n \r\n".repeat(1000), Duration::from_millis(20));
        }),
        ("a stalled body", true, |connection| {
            connection.request();
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"error\":");
            connection.until_closed();
        }),
    ]
}

/// A server that is slow on the first connection only.
fn slow_at_first(slow: SlowServer) -> RawServer {
    RawServer::serving(move |connection| {
        if connection.number == 0 {
            return slow(connection);
        }
        while connection.request().is_some() {
            connection.send(&ok_response());
        }
    })
}

/// Whether a call took as long as the timeout. Sockets measure it less exactly than clocks.
fn took(timeout: Duration, elapsed: Duration) -> bool {
    elapsed >= timeout * 9 / 10 && elapsed < timeout + TOLERANCE
}

/// Keeps a connection open, without reading from it, as long as the test runs.
fn park() {
    loop {
        thread::park();
    }
}

#[track_caller]
fn assert_timed_out(error: &Error, line: &str, elapsed: Duration) {
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert_eq!(error.to_string(), line);
    assert!(took(TIMEOUT, elapsed), "{line}: {elapsed:?}");
}

#[test]
fn timeout_ends_every_kind_of_slow_response() {
    for (what, has_status, slow) in slow_responses() {
        let server = RawServer::serving(slow);
        let client = Library::builder(&server.url()).timeout(TIMEOUT).build().unwrap();
        let (outcome, elapsed) = timed(|| client.list_books());
        let error = outcome.unwrap_err();
        let line = format!("list_books: {} did not finish within 200ms", server.address());
        assert_timed_out(&error, &line, elapsed);
        assert!(error.may_have_been_applied(), "{what}");
        assert_eq!(error.status(), has_status.then_some(StatusCode::OK), "{what}");
    }
}

#[test]
fn idempotent_call_is_retried_after_the_attempt_timeout() {
    for (what, _, slow) in slow_responses() {
        let server = slow_at_first(slow);
        // On a busy machine, more attempts than the first may time out.
        let policy = RetryPolicy::new().initial_delay(Duration::ZERO).max_attempts(20);
        let client =
            Library::builder(&server.url()).retry(policy).attempt_timeout(TIMEOUT).build().unwrap();
        let (outcome, elapsed) = timed(|| client.list_books());
        assert!(outcome.is_ok(), "after {what}: {outcome:?}");
        assert!(took(TIMEOUT, elapsed), "after {what}: {elapsed:?}");
        assert!(server.connections() >= 2, "after {what}");
    }
}

#[test]
fn non_idempotent_call_fails_after_the_attempt_timeout() {
    let server = slow_at_first(slow_responses()[0].2);
    let client = Library::retrying(&server.url()).attempt_timeout(TIMEOUT).build().unwrap();
    let (outcome, elapsed) = timed(|| client.add_book("It"));
    let error = outcome.unwrap_err();
    let line = format!("add_book: {} did not finish within 200ms", server.address());
    assert_timed_out(&error, &line, elapsed);
    assert!(error.may_have_been_applied());
    assert_eq!((server.requests().len(), server.connections()), (1, 1));
}

#[test]
fn timeout_covers_all_attempts_and_the_delays_between_them() {
    let server = RawServer::serving(slow_responses()[0].2);
    let policy = RetryPolicy::new().max_attempts(1000).initial_delay(Duration::from_millis(50));
    let client = Library::builder(&server.url())
        .retry(policy)
        .timeout(3 * TIMEOUT)
        .attempt_timeout(TIMEOUT / 2)
        .build()
        .unwrap();
    let (outcome, elapsed) = timed(|| client.list_books());
    let error = outcome.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    // The call ends early if the next delay would exceed the timeout.
    assert!(elapsed < 3 * TIMEOUT + TOLERANCE, "{elapsed:?}");
    // All attempts of the policy would take minutes.
    assert!((2..20).contains(&server.requests().len()), "{} attempts", server.requests().len());
}

#[test]
fn last_attempt_is_limited_to_the_remaining_time() {
    let server = RawServer::serving(|connection| {
        while connection.request().is_some() {
            thread::sleep(5 * TIMEOUT);
            connection.send(&response("503 Service Unavailable", ""));
        }
    });
    let (sender, attempts) = mpsc::channel();
    let hook = move |attempt: &Attempt| sender.send(attempt.error).unwrap();
    // Of two attempts, each needs more than half of the timeout.
    let client =
        Library::retrying(&server.url()).timeout(9 * TIMEOUT).on_attempt(hook).build().unwrap();
    assert_eq!(client.list_books().unwrap_err().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    let errors: Vec<_> = attempts.try_iter().flatten().collect();
    assert_eq!(errors, [ErrorKind::Api, ErrorKind::Timeout]);
}

#[test]
fn stalled_error_body_is_reported_by_the_timeout() {
    let server = RawServer::serving(|connection| {
        connection.request();
        connection.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\n{\"error\"");
        connection.until_closed();
    });
    let client = Library::builder(&server.url()).timeout(TIMEOUT).build().unwrap();
    let (outcome, elapsed) = timed(|| client.list_books());
    let error = outcome.unwrap_err();
    assert!(took(TIMEOUT, elapsed), "{elapsed:?}");
    assert!(error.is_not_found() && error.is_body_truncated(), "{error}");
    assert_eq!(error.body(), Some(b"{\"error\"".as_slice()));
}

#[test]
fn upload_to_a_server_that_does_not_read_times_out() {
    let path = std::env::temp_dir().join(format!("openapi-ureq-timeouts-{}", std::process::id()));
    File::create(&path).unwrap().set_len(LARGE).unwrap();
    let not_at_all: SlowServer = |_| park();
    let slowly: SlowServer = |connection| {
        while matches!(connection.stream.read(&mut [0; 4096]), Ok(1..)) {
            thread::sleep(Duration::from_millis(10));
        }
    };
    for reading in [not_at_all, slowly] {
        for file in [
            Upload::from_path(&path).unwrap(),
            Upload::from_bytes(vec![7; LARGE as usize]),
            Upload::from_reader(repeat(7)),
        ] {
            let server = RawServer::serving(reading);
            let client = Library::builder(&server.url()).timeout(TIMEOUT).build().unwrap();
            let (outcome, elapsed) = timed(|| client.replace_cover(&file));
            let error = outcome.unwrap_err();
            let line = format!("replace_cover: {} did not finish within 200ms", server.address());
            assert_timed_out(&error, &line, elapsed);
            assert!(error.may_have_been_applied());
        }
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn stalled_upload_is_retried_from_its_start() {
    let server = RawServer::serving(|connection| {
        if connection.number == 0 {
            return park();
        }
        connection.request();
        connection.send(&ok_response());
    });
    let client = Library::retrying(&server.url()).attempt_timeout(15 * TIMEOUT).build().unwrap();
    client.replace_cover(&Upload::from_bytes(vec![7; 8 << 20])).unwrap();
    let (head, body) = server.only_request();
    assert_eq!(header(&head, "content-length"), Some(body.len().to_string()));
}

#[cfg(target_os = "linux")]
mod connecting {
    use super::*;
    use support::backlog::FullBacklog;

    /// A client of a server that accepts no connections.
    fn client(scheme: &str, address: impl std::fmt::Display, attempts: u32) -> Library {
        let policy = RetryPolicy::new().max_attempts(attempts).initial_delay(Duration::ZERO);
        let builder = Library::builder(&format!("{scheme}://{address}"));
        builder.connect_timeout(TIMEOUT).retry(policy).build().unwrap()
    }

    #[test]
    fn connect_timeout_ends_a_connection_that_is_not_accepted() {
        let backlog = FullBacklog::new();
        let (outcome, elapsed) = timed(|| client("http", backlog.address(), 1).add_book("It"));
        let error = outcome.unwrap_err();
        let line = format!("add_book: could not connect to {} within 200ms", backlog.address());
        assert_timed_out(&error, &line, elapsed);
        assert!(!error.may_have_been_applied());
    }

    #[test]
    fn unsent_non_idempotent_call_is_retried() {
        let backlog = FullBacklog::new();
        let (outcome, elapsed) = timed(|| client("http", backlog.address(), 3).add_book("It"));
        assert!(!outcome.unwrap_err().may_have_been_applied());
        assert!(took(3 * TIMEOUT, elapsed), "{elapsed:?}");
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn connect_timeout_includes_the_tls_handshake() {
        let server = RawServer::serving(Connection::until_closed);
        let (outcome, elapsed) = timed(|| client("https", server.address(), 1).add_book("It"));
        let error = outcome.unwrap_err();
        let line = format!("add_book: could not connect to {} within 200ms", server.address());
        assert_timed_out(&error, &line, elapsed);
        assert!(!error.may_have_been_applied());
    }
}
