//! What goes through an HTTP proxy, and what is known of a call when the proxy fails.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::time::Duration;

use support::{Connection, KEY, RawServer, add, get, split, timed, yes};
use whatsapi::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy};

/// A host that nobody but the proxy could know.
const HOST: &str = "whatsapi.invalid";

/// A proxy that makes a connection, and does with it what `then` does.
fn tunnelling(then: impl Fn(&mut Connection) + Send + Sync + 'static) -> RawServer {
    RawServer::serving(move |connection| {
        connection.request();
        connection.say(b"HTTP/1.1 200 Connection established\r\n\r\n");
        then(connection);
    })
}

fn through(proxy: &RawServer) -> ClientBuilder {
    Client::builder()
        .server(format!("http://{HOST}"))
        .api_key(KEY)
        .proxy(proxy.url())
        .allow_insecure_http(true)
        .retry(RetryPolicy::new().initial_delay(Duration::from_millis(1)))
}

/// The heads of the requests that the proxy has seen.
fn heads(proxy: &RawServer) -> Vec<String> {
    proxy.requests().iter().map(|request| split(request).0).collect()
}

#[track_caller]
fn failed(builder: ClientBuilder) -> Error {
    add(&builder.build().unwrap()).unwrap_err()
}

#[test]
fn calls_go_through_one_connection_to_the_proxy_which_looks_the_host_up() {
    let proxy =
        tunnelling(|connection| while connection.request().is_some() && connection.say(&yes()) {});
    let client = through(&proxy).build().unwrap();
    get(&client).unwrap();
    add(&client).unwrap();
    let heads = heads(&proxy);
    let lines: Vec<&str> = heads.iter().filter_map(|head| head.lines().next()).collect();
    assert_eq!(lines[0], format!("CONNECT {HOST}:80 HTTP/1.1"));
    assert!(lines[1].starts_with("GET /api/instances/"), "{lines:?}");
    assert!(lines[2].starts_with("POST /api/instances/"), "{lines:?}");
    assert_eq!((lines.len(), proxy.connections()), (3, 1));
}

#[test]
fn the_proxy_itself_is_not_given_the_key() {
    let proxy = tunnelling(|connection| {
        connection.request();
        connection.say(&yes());
    });
    get(&through(&proxy).build().unwrap()).unwrap();
    let heads = heads(&proxy);
    assert!(!heads[0].contains(KEY) && heads[1].contains(KEY), "{heads:?}");
}

#[test]
fn a_call_that_the_proxy_refuses_to_pass_on_was_not_applied_and_is_tried_again() {
    let refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".to_vec();
    let proxy = RawServer::answering(refusal);
    let error = failed(through(&proxy));
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!error.may_have_been_applied(), "only the proxy has been asked");
    let heads = heads(&proxy);
    assert!(heads.len() > 1, "what cannot be done twice is tried again, as it was never sent");
    assert!(heads.iter().all(|head| head.starts_with("CONNECT ")), "{heads:?}");
}

#[test]
fn a_call_that_breaks_behind_the_proxy_may_have_been_applied() {
    let proxy = tunnelling(|connection| {
        connection.request();
    });
    let error = failed(through(&proxy));
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    assert!(error.may_have_been_applied());
    assert_eq!(heads(&proxy).len(), 2, "one CONNECT and one request");
}

#[test]
fn a_proxy_that_does_not_answer_takes_no_longer_than_the_time_for_connecting() {
    let proxy = RawServer::answering(Vec::new());
    let builder = through(&proxy).retry(RetryPolicy::none());
    let (error, time) = timed(|| failed(builder.connect_timeout(Duration::from_millis(200))));
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(!error.may_have_been_applied());
    assert!(time < Duration::from_secs(1), "{time:?}");
}
