//! Call options apply only to the calls that use them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use openapi_ureq::{CallOptions, ErrorKind, RetryPolicy};
use support::server::{RawServer, header, response, split};
use support::{KEY, Library, timed};

/// The header of the API key.
const KEY_HEADER: &str = "X-Key";

fn server() -> RawServer {
    RawServer::answering(response("200 OK", "[]"))
}

fn client(server: &RawServer) -> Library {
    Library::builder(&server.url()).build().unwrap()
}

/// The values of a header in each of the requests so far.
fn sent(server: &RawServer, name: &str) -> Vec<Option<String>> {
    server.requests().iter().map(|request| header(&split(request).0, name)).collect()
}

fn option(name: &str, value: &str) -> CallOptions {
    CallOptions::new().header(name, value)
}

#[test]
fn header_is_sent_only_by_calls_with_the_option() {
    let server = server();
    let client = client(&server);
    let traced = client.with_options(option("X-Request-Id", "42"));
    traced.list_books().unwrap();
    client.list_books().unwrap();
    traced.list_books().unwrap();
    let value = Some("42".to_owned());
    assert_eq!(sent(&server, "x-request-id"), [value.clone(), None, value]);
    let key = Some(KEY.to_owned());
    assert_eq!(sent(&server, KEY_HEADER), vec![key; 3], "every call sends the key");
}

#[test]
fn clients_with_options_share_connections() {
    let server = server();
    let client = client(&server);
    for number in 0..5 {
        let timeout = Duration::from_secs(10 + number);
        let options = option("X-Number", &number.to_string()).timeout(timeout);
        client.with_options(options).list_books().unwrap();
        client.list_books().unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (10, 1));
}

#[test]
fn default_user_agent_and_accept_headers_are_replaced() {
    let server = server();
    let client = Library::builder(&server.url()).user_agent("ours/1").build().unwrap();
    let options = option("user-agent", "theirs/2").header("ACCEPT", "application/problem+json");
    client.with_options(options).list_books().unwrap();
    client.list_books().unwrap();
    for (name, theirs, ours) in [
        ("user-agent", "theirs/2", "ours/1"),
        ("accept", "application/problem+json", "application/json"),
    ] {
        let expected = [theirs, ours].map(|value| Some(value.to_owned()));
        assert_eq!(sent(&server, name), expected);
    }
    let (head, _) = split(&server.requests()[0]);
    let accepts = head.lines().filter(|line| line.to_lowercase().starts_with("accept:"));
    assert_eq!(accepts.count(), 1, "{head}");
}

#[test]
fn timeout_and_attempt_timeout_apply_to_the_call() {
    let server = RawServer::silent();
    let client = Library::builder(&server.url()).timeout(Duration::from_secs(20)).build().unwrap();
    let short = Duration::from_millis(200);
    for options in [CallOptions::new().timeout(short), CallOptions::new().attempt_timeout(short)] {
        let (outcome, elapsed) = timed(|| client.with_options(options).list_books());
        let error = outcome.unwrap_err();
        assert!(error.is_timeout() && error.to_string().ends_with("within 200ms"), "{error}");
        assert!(elapsed < Duration::from_secs(15), "{elapsed:?}");
    }
}

#[test]
fn call_timeout_may_exceed_the_timeout_of_the_client() {
    let pause = Duration::from_millis(300);
    let server = RawServer::serving(move |connection| {
        while connection.request().is_some() {
            std::thread::sleep(pause);
            connection.send(&response("200 OK", "[]"));
        }
    });
    let client = Library::builder(&server.url()).timeout(pause / 3).build().unwrap();
    client.with_options(CallOptions::new().timeout(Duration::from_secs(20))).list_books().unwrap();
    assert!(
        client.list_books().unwrap_err().is_timeout(),
        "the timeout of the client is unchanged"
    );
}

#[test]
fn retry_policy_of_the_call_is_used() {
    let server = RawServer::answering(response("503 Service Unavailable", ""));
    let client = client(&server);
    let policy = RetryPolicy::new().initial_delay(Duration::from_millis(1));
    let with_retries =
        client.with_options(CallOptions::new().retry(policy.clone().max_attempts(4)));
    let requests = |client: &Library| {
        let before = server.requests().len();
        client.list_books().unwrap_err();
        server.requests().len() - before
    };
    assert_eq!((requests(&with_retries), requests(&client)), (4, 1));
    let retrying = Library::builder(&server.url()).retry(policy).build().unwrap();
    let once = retrying.with_options(CallOptions::new().retry(RetryPolicy::none()));
    assert_eq!((requests(&once), requests(&retrying)), (1, 3));
}

#[test]
fn later_options_override_only_what_they_set() {
    let server = RawServer::answering(response("503 Service Unavailable", ""));
    let policy = RetryPolicy::new().initial_delay(Duration::from_millis(1)).max_attempts(2);
    let first = option("X-One", "1").header("X-Two", "2").retry(policy);
    let client = client(&server).with_options(first);
    let client = client.with_options(option("x-two", "zwei").header("X-Three", "3"));
    client.list_books().unwrap_err();
    let sent = |name| sent(&server, name).into_iter().map(Option::unwrap).collect::<Vec<_>>();
    assert_eq!(sent("x-one"), ["1"; 2]);
    assert_eq!(sent("x-two"), ["zwei"; 2]);
    assert_eq!(sent("x-three"), ["3"; 2]);
}

#[test]
fn last_value_of_a_header_wins() {
    let server = server();
    let options = option("X-Request-Id", "first").header("x-request-id", "second");
    client(&server).with_options(options).list_books().unwrap();
    let (head, _) = server.only_request();
    assert!(head.contains("second") && !head.contains("first"), "{head}");
}

#[test]
fn invalid_and_reserved_headers_are_rejected_before_sending() {
    let server = server();
    let client = client(&server);
    let reserved = [
        "Host",
        "Content-Length",
        "content-type",
        "Transfer-Encoding",
        "Connection",
        "Expect",
        "TE",
        "Upgrade",
        KEY_HEADER,
    ];
    let reserved = reserved.map(|name| (name, "x", "is set by the client itself; leave it out"));
    let invalid = [
        ("X-Break", "a\r\nX-Smuggled: 1", "has a value that HTTP cannot carry"),
        ("X-Return", "a\rb", "has a value that HTTP cannot carry"),
        ("X-Line", "a\nb", "has a value that HTTP cannot carry"),
        ("X-Null", "a\0b", "has a value that HTTP cannot carry"),
        ("X-Delete", "a\x7Fb", "has a value that HTTP cannot carry"),
        ("X Space", "x", "has a name that HTTP cannot carry"),
        ("X-Break\r\nX-Smuggled", "x", "has a name that HTTP cannot carry"),
        ("X:Colon", "x", "has a name that HTTP cannot carry"),
        ("", "x", "has a name that HTTP cannot carry"),
    ];
    for (name, value, problem) in reserved.into_iter().chain(invalid) {
        let error = client.with_options(option(name, value)).add_book("It").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        let line = format!("add_book: the header {name:?} of the call options {problem}");
        assert_eq!(error.to_string(), line);
        assert!(!error.may_have_been_applied() && !error.is_retryable());
    }
    assert_eq!(server.connections(), 0, "no connection was made");
    client.list_books().unwrap();
}

#[test]
fn invalid_header_is_still_rejected_after_more_options() {
    let server = server();
    let client = client(&server).with_options(option("Host", "elsewhere"));
    let error = client.with_options(option("X-One", "1")).list_books().unwrap_err();
    assert!(error.to_string().contains("\"Host\""), "{error}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn zero_timeout_is_rejected() {
    let server = server();
    for options in [
        CallOptions::new().timeout(Duration::ZERO),
        CallOptions::new().attempt_timeout(Duration::ZERO),
    ] {
        let error = client(&server).with_options(options).list_books().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.to_string().contains("a timeout of zero"), "{error}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn header_values_appear_in_no_debug_output_or_error() {
    const TOKEN: &str = "planted-token-77aa";
    let options = option("X-Token", TOKEN).timeout(Duration::from_millis(100));
    assert!(format!("{options:?}").contains("X-Token"));
    let server = RawServer::silent();
    let client = client(&server).with_options(options.clone());
    let error = client.list_books().unwrap_err();
    let invalid = client.with_options(option("X-Token", &format!("{TOKEN}\n")));
    let invalid_error = invalid.list_books().unwrap_err();
    let shown = format!(
        "{options:?} {options:#?} {client:?} {client:#?} {error} {error:?} {invalid:?} {invalid_error} {invalid_error:?}"
    );
    assert!(!shown.contains(TOKEN), "{shown}");
}
