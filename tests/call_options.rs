//! Options of single calls: they apply to these calls, and to no others.

#[path = "support/mock.rs"]
mod mock;
mod support;

use std::time::Duration;

use mock::{mock_builder, mock_client};
use mockito::{Matcher, Mock, Server};
use support::{KEY, OK_BODY, RawServer, add, get, header, key_header, split, timed};
use whatsapi::{CallOptions, ErrorKind, RetryPolicy};

/// The values of a header in each of the requests so far.
fn sent(server: &RawServer, name: &str) -> Vec<Option<String>> {
    server.requests().iter().map(|request| header(&split(request).0, name)).collect()
}

fn option(name: &str, value: &str) -> CallOptions {
    CallOptions::new().header(name, value)
}

#[test]
fn header_is_sent_only_by_calls_with_the_option() {
    let mut server = Server::new();
    let mut expect = |id: Matcher, count: usize| {
        let mock = server.mock("GET", Matcher::Any).match_header("x-request-id", id);
        mock.match_header(key_header(), KEY).with_body(OK_BODY).expect(count).create()
    };
    let mocks = [expect("42".into(), 2), expect(Matcher::Missing, 1)];
    let client = mock_client(&server);
    let traced = client.with_options(option("X-Request-Id", "42"));
    get(&traced).unwrap();
    get(&client).unwrap();
    get(&traced).unwrap();
    mocks.iter().for_each(Mock::assert);
}

#[test]
fn clients_with_options_share_connections() {
    let server = RawServer::ok();
    let client = server.client();
    for number in 0..5 {
        let timeout = Duration::from_secs(10 + number);
        let options = option("X-Number", &number.to_string()).timeout(timeout);
        get(&client.with_options(options)).unwrap();
        get(&client).unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (10, 1));
}

#[test]
fn handles_inherit_the_options_of_their_client() {
    let mut server = Server::new();
    let mock = server.mock("PUT", Matcher::Any).match_header("x-request-id", "42");
    let mock = mock.with_body(OK_BODY).create();
    let client = mock_client(&server).with_options(option("X-Request-Id", "42"));
    client.instance("sales").groups().group(support::GROUP).unwrap().set_locked(true).unwrap();
    mock.assert();
}

#[test]
fn default_user_agent_and_accept_headers_are_replaced() {
    let server = RawServer::ok();
    let client = server.builder().user_agent("ours/1").build().unwrap();
    let options = option("user-agent", "theirs/2").header("ACCEPT", "application/problem+json");
    get(&client.with_options(options)).unwrap();
    get(&client).unwrap();
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
    let server = RawServer::responding_with(Vec::new());
    let client = server.builder().timeout(Duration::from_secs(20)).build().unwrap();
    let short = Duration::from_millis(200);
    for options in [CallOptions::new().timeout(short), CallOptions::new().attempt_timeout(short)] {
        let (outcome, elapsed) = timed(|| get(&client.with_options(options)));
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
            connection.send(&support::ok_response());
        }
    });
    let client = server.builder().timeout(pause / 3).build().unwrap();
    get(&client.with_options(CallOptions::new().timeout(Duration::from_secs(20)))).unwrap();
    assert!(get(&client).unwrap_err().is_timeout(), "the timeout of the client is unchanged");
}

#[test]
fn retry_policy_of_the_call_is_used() {
    let policy = RetryPolicy::new().initial_delay(Duration::from_millis(1));
    let assert_attempts = |of_client: RetryPolicy, of_call: Option<RetryPolicy>, attempts| {
        let mut server = Server::new();
        let mock = server.mock("GET", Matcher::Any).with_status(503).expect(attempts).create();
        let mut client = mock_builder(&server).retry(of_client).build().unwrap();
        if let Some(policy) = of_call {
            client = client.with_options(CallOptions::new().retry(policy));
        }
        get(&client).unwrap_err();
        mock.assert();
    };
    assert_attempts(RetryPolicy::none(), Some(policy.clone().max_attempts(4)), 4);
    assert_attempts(RetryPolicy::none(), None, 1);
    assert_attempts(policy.clone(), Some(RetryPolicy::none()), 1);
    assert_attempts(policy, None, 3);
}

#[test]
fn later_options_override_only_what_they_set() {
    let mut server = Server::new();
    let mock = server.mock("GET", Matcher::Any).with_status(503).expect(2);
    let mock = mock.match_header("x-one", "1").match_header("x-two", "zwei");
    let mock = mock.match_header("x-three", "3").create();
    let policy = RetryPolicy::new().initial_delay(Duration::from_millis(1)).max_attempts(2);
    let first = option("X-One", "1").header("X-Two", "2").retry(policy);
    let client = mock_client(&server).with_options(first);
    let client = client.with_options(option("x-two", "zwei").header("X-Three", "3"));
    get(&client).unwrap_err();
    mock.assert();
}

#[test]
fn last_value_of_a_header_wins() {
    let server = RawServer::ok();
    let options = option("X-Request-Id", "first").header("x-request-id", "second");
    get(&server.client().with_options(options)).unwrap();
    let (head, _) = server.only_request();
    assert!(head.contains("second") && !head.contains("first"), "{head}");
}

#[test]
fn invalid_and_reserved_headers_are_rejected_before_sending() {
    let server = RawServer::ok();
    let client = server.client();
    let reserved = [
        "Host",
        "Content-Length",
        "content-type",
        "Transfer-Encoding",
        "Connection",
        "Expect",
        "TE",
        "Upgrade",
        key_header(),
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
        let error = add(&client.with_options(option(name, value))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        let line = format!("add_participant: the header {name:?} of the call options {problem}");
        assert_eq!(error.to_string(), line);
        assert!(!error.may_have_been_applied() && !error.is_retryable());
    }
    assert_eq!(server.connections(), 0, "no connection was made");
    get(&client).unwrap();
}

#[test]
fn invalid_header_is_still_rejected_after_more_options() {
    let server = RawServer::ok();
    let client = server.client().with_options(option("Host", "elsewhere"));
    let error = get(&client.with_options(option("X-One", "1"))).unwrap_err();
    assert!(error.to_string().contains("\"Host\""), "{error}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn zero_timeout_is_rejected() {
    let server = RawServer::ok();
    for options in [
        CallOptions::new().timeout(Duration::ZERO),
        CallOptions::new().attempt_timeout(Duration::ZERO),
    ] {
        let error = get(&server.client().with_options(options)).unwrap_err();
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
    let server = RawServer::responding_with(Vec::new());
    let client = server.client().with_options(options.clone());
    let error = get(&client).unwrap_err();
    let invalid = client.with_options(option("X-Token", &format!("{TOKEN}\n")));
    let invalid_error = get(&invalid).unwrap_err();
    let shown = format!(
        "{options:?} {options:#?} {client:?} {client:#?} {error} {error:?} {invalid:?} {invalid_error} {invalid_error:?}"
    );
    assert!(!shown.contains(TOKEN), "{shown}");
}
