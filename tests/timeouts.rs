//! Time: however a server is slow, a call ends in time, and says in what time.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs::File;
use std::io::{Read, repeat};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use support::{Connection, RawServer, add, answer, create, get, timed, upload, yes};
use whatsapi::Attempt;
use whatsapi::{Client, Error, ErrorKind, RetryPolicy, StatusCode, Upload};

const TIMEOUT: Duration = Duration::from_millis(200);
/// What is slow is later than this, and what is in time is not, however busy the machine is.
const TOO_LATE: Duration = Duration::from_millis(2500);
/// More than the buffers of a connection hold.
const MUCH: u64 = 64 << 20;

type Slowness = fn(&mut Connection);

/// The ways to be slow with an answer, and whether its status comes in time.
fn slow_answers() -> [(&'static str, bool, Slowness); 6] {
    [
        ("a silent server", false, |connection| {
            connection.request();
            connection.until_closed();
        }),
        ("a head that drips", false, |connection| {
            connection.request();
            connection.drip(yes(), Duration::from_millis(20));
        }),
        ("announcements of a head", false, |connection| {
            connection.request();
            let announcement = b"HTTP/1.1 103 Early Hints\r\n\r\n";
            connection.drip(announcement.repeat(1000), Duration::from_millis(1));
        }),
        ("a body that drips", true, |connection| {
            connection.request();
            connection.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            connection.drip([b' '; 1000], Duration::from_millis(20));
        }),
        ("chunks that drip", true, |connection| {
            connection.request();
            connection.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.drip(b"1\r\n \r\n".repeat(1000), Duration::from_millis(20));
        }),
        ("a body that stalls", true, |connection| {
            connection.request();
            connection.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"error\":");
            connection.until_closed();
        }),
    ]
}

/// A server that serves the first connection slowly, and agrees on all others.
fn slow_at_first(slowness: Slowness) -> RawServer {
    RawServer::serving(move |connection| {
        if connection.number == 0 {
            return slowness(connection);
        }
        while connection.request().is_some() {
            connection.say(&yes());
        }
    })
}

/// Whether the time has run out, and not much more. Sockets count it less exactly than clocks.
fn took(time: Duration, elapsed: Duration) -> bool {
    elapsed >= time * 9 / 10 && elapsed < time + TOO_LATE
}

#[track_caller]
fn assert_timed_out(error: &Error, line: &str, elapsed: Duration) {
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert_eq!(error.to_string(), line);
    assert!(took(TIMEOUT, elapsed), "{line}: {elapsed:?}");
}

#[test]
fn timeout_ends_every_kind_of_slow_response() {
    for (what, has_status, slowness) in slow_answers() {
        let server = RawServer::serving(slowness);
        let client = server.builder().timeout(TIMEOUT).build().unwrap();
        let (outcome, elapsed) = timed(|| get(&client));
        let error = outcome.unwrap_err();
        let line = format!("get_group: {} did not finish within 200ms", server.address());
        assert_timed_out(&error, &line, elapsed);
        assert!(error.may_have_been_applied(), "{what}");
        assert_eq!(error.status(), has_status.then_some(StatusCode::OK), "{what}");
    }
}

#[test]
fn idempotent_call_is_retried_after_the_attempt_timeout() {
    for (what, _, slowness) in slow_answers() {
        let server = slow_at_first(slowness);
        let client = server.retrying().attempt_timeout(TIMEOUT).build().unwrap();
        let (outcome, elapsed) = timed(|| get(&client));
        assert!(outcome.is_ok(), "after {what}: {outcome:?}");
        assert!(took(TIMEOUT, elapsed), "after {what}: {elapsed:?}");
        // A busy machine can take too long for the second attempt as well.
        assert!((2..=3).contains(&server.connections()), "after {what}");
    }
}

#[test]
fn non_idempotent_call_fails_after_the_attempt_timeout() {
    type Call = fn(&Client) -> Result<(), Error>;
    for (name, call) in [("add_participant", add as Call), ("create_group", create)] {
        let server = slow_at_first(slow_answers()[0].2);
        let client = server.retrying().attempt_timeout(TIMEOUT).build().unwrap();
        let (outcome, elapsed) = timed(|| call(&client));
        let error = outcome.unwrap_err();
        let line = format!("{name}: {} did not finish within 200ms", server.address());
        assert_timed_out(&error, &line, elapsed);
        assert!(error.may_have_been_applied());
        assert_eq!((server.requests().len(), server.connections()), (1, 1));
    }
}

#[test]
fn timeout_covers_all_attempts_and_the_delays_between_them() {
    let server = RawServer::serving(slow_answers()[0].2);
    let tireless = RetryPolicy::new().max_attempts(1000).initial_delay(Duration::from_millis(50));
    let client = server
        .builder()
        .retry(tireless)
        .timeout(3 * TIMEOUT)
        .attempt_timeout(TIMEOUT / 2)
        .build()
        .unwrap();
    let (outcome, elapsed) = timed(|| get(&client));
    let error = outcome.unwrap_err();
    let line = format!("get_group: {} did not finish within 100ms", server.address());
    assert_timed_out(&error, &line, elapsed);
    // With all attempts of the policy, it would have taken minutes.
    assert!((2..20).contains(&server.requests().len()), "{} attempts", server.requests().len());
}

#[test]
fn last_attempt_is_limited_to_the_remaining_time() {
    let server = RawServer::serving(|connection| {
        while connection.request().is_some() {
            thread::sleep(3 * TIMEOUT);
            connection.say(&answer("503 Service Unavailable", ""));
        }
    });
    let (tell, told) = mpsc::channel();
    let hook = move |attempted: &Attempt| tell.send(attempted.error).unwrap();
    let client = server.retrying().timeout(5 * TIMEOUT).on_attempt(hook).build().unwrap();
    assert_eq!(get(&client).unwrap_err().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    let told: Vec<_> = told.try_iter().flatten().collect();
    assert_eq!(told, [ErrorKind::Api, ErrorKind::Timeout], "the second one was cut short");
}

#[test]
fn stalled_error_body_is_reported_by_the_timeout() {
    let server = RawServer::serving(|connection| {
        connection.request();
        connection.say(b"HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\n{\"error\"");
        connection.until_closed();
    });
    let client = server.builder().timeout(TIMEOUT).build().unwrap();
    let (outcome, elapsed) = timed(|| get(&client));
    let error = outcome.unwrap_err();
    assert!(took(TIMEOUT, elapsed), "{elapsed:?}");
    assert!(error.is_not_found() && error.is_body_truncated(), "{error}");
    assert_eq!(error.body(), Some(b"{\"error\"".as_slice()));
}

#[test]
fn upload_to_a_server_that_does_not_read_times_out() {
    let path = std::env::temp_dir().join(format!("whatsapi-timeouts-{}", std::process::id()));
    File::create(&path).unwrap().set_len(MUCH).unwrap();
    let not_at_all: Slowness = |connection| {
        let _ = connection.stream.peek(&mut [0]);
        thread::sleep(TOO_LATE);
    };
    let slowly: Slowness = |connection| {
        while matches!(connection.stream.read(&mut [0; 4096]), Ok(1..)) {
            thread::sleep(Duration::from_millis(10));
        }
    };
    for reading in [not_at_all, slowly] {
        for file in [
            Upload::from_path(&path).unwrap(),
            Upload::from_bytes(vec![7; MUCH as usize]),
            Upload::from_reader(repeat(7)),
        ] {
            let server = RawServer::serving(reading);
            let client = server.builder().timeout(TIMEOUT).build().unwrap();
            let (outcome, elapsed) = timed(|| upload(&client, &file));
            let error = outcome.unwrap_err();
            let line =
                format!("set_group_picture: {} did not finish within 200ms", server.address());
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
            return thread::sleep(TOO_LATE);
        }
        connection.request();
        connection.say(&yes());
    });
    let client = server.retrying().attempt_timeout(5 * TIMEOUT).build().unwrap();
    upload(&client, &Upload::from_bytes(vec![7; 8 << 20])).unwrap();
    let (head, body) = server.only_request();
    assert_eq!(support::header(&head, "content-length"), Some(body.len().to_string()));
}

#[cfg(target_os = "linux")]
mod connecting {
    use super::*;
    use support::{FullBacklog, KEY};

    /// A client that no connection can be made for.
    fn client(scheme: &str, address: impl std::fmt::Display, attempts: u32) -> Client {
        let soon = RetryPolicy::new().max_attempts(attempts).initial_delay(Duration::ZERO);
        Client::builder()
            .server(format!("{scheme}://{address}"))
            .api_key(KEY)
            .connect_timeout(TIMEOUT)
            .retry(soon)
            .build()
            .unwrap()
    }

    #[test]
    fn connect_timeout_ends_a_connection_that_is_not_accepted() {
        let backlog = FullBacklog::new();
        let (outcome, elapsed) = timed(|| add(&client("http", backlog.address(), 1)));
        let error = outcome.unwrap_err();
        let line =
            format!("add_participant: could not connect to {} within 200ms", backlog.address());
        assert_timed_out(&error, &line, elapsed);
        assert!(!error.may_have_been_applied());
    }

    #[test]
    fn unsent_non_idempotent_call_is_retried() {
        let backlog = FullBacklog::new();
        let (outcome, elapsed) = timed(|| add(&client("http", backlog.address(), 3)));
        assert!(!outcome.unwrap_err().may_have_been_applied());
        assert!(took(3 * TIMEOUT, elapsed), "{elapsed:?}");
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn connect_timeout_includes_the_tls_handshake() {
        let server = RawServer::serving(Connection::until_closed);
        let (outcome, elapsed) = timed(|| add(&client("https", server.address(), 1)));
        let error = outcome.unwrap_err();
        let line =
            format!("add_participant: could not connect to {} within 200ms", server.address());
        assert_timed_out(&error, &line, elapsed);
        assert!(!error.may_have_been_applied());
    }
}
