//! HTTP proxies: what is sent through them, and how their failures are reported.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::time::Duration;

use support::{KEY, RawServer, add, get, ok_response, split, timed};
use whatsapi::{ClientBuilder, Error, ErrorKind, RetryPolicy};

/// A host that does not exist: only the proxy resolves it.
const HOST: &str = "whatsapi.invalid";

#[track_caller]
fn call_error(builder: ClientBuilder) -> Error {
    add(&builder.build().unwrap()).unwrap_err()
}

#[test]
fn calls_share_one_tunnel_and_the_proxy_resolves_the_host() {
    let proxy = RawServer::tunneling(|connection| {
        while connection.request().is_some() && connection.send(&ok_response()) {}
    });
    let client = proxy.proxy_to(HOST).build().unwrap();
    get(&client).unwrap();
    add(&client).unwrap();
    let lines = proxy.request_lines();
    assert_eq!(lines[0], format!("CONNECT {HOST}:80 HTTP/1.1"));
    assert!(lines[1].starts_with("GET /api/instances/"), "{lines:?}");
    assert!(lines[2].starts_with("POST /api/instances/"), "{lines:?}");
    assert_eq!((lines.len(), proxy.connections()), (3, 1));
}

#[test]
fn api_key_is_not_sent_to_the_proxy() {
    let proxy = RawServer::tunneling(|connection| {
        connection.request();
        connection.send(&ok_response());
    });
    get(&proxy.proxy_to(HOST).build().unwrap()).unwrap();
    let heads: Vec<String> = proxy.requests().iter().map(|request| split(request).0).collect();
    assert!(!heads[0].contains(KEY) && heads[1].contains(KEY), "{heads:?}");
}

#[test]
fn call_rejected_by_the_proxy_is_retried_as_not_sent() {
    let forbidden = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".to_vec();
    let proxy = RawServer::responding_with(forbidden);
    let error = call_error(proxy.proxy_to(HOST));
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!error.may_have_been_applied(), "only the proxy has seen the request");
    let lines = proxy.request_lines();
    assert!(lines.len() > 1, "a call that was not sent is retried, although it is not idempotent");
    assert!(lines.iter().all(|line| line.starts_with("CONNECT ")), "{lines:?}");
}

#[test]
fn call_interrupted_behind_the_proxy_may_have_been_applied() {
    let proxy = RawServer::tunneling(|connection| {
        connection.request();
    });
    let error = call_error(proxy.proxy_to(HOST));
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    assert!(error.may_have_been_applied());
    assert_eq!(proxy.request_lines().len(), 2, "one CONNECT and one request");
}

#[test]
fn unresponsive_proxy_ends_by_the_connect_timeout() {
    let proxy = RawServer::responding_with(Vec::new());
    let builder = proxy.proxy_to(HOST).retry(RetryPolicy::none()).timeout(Duration::from_secs(60));
    let (error, time) = timed(|| call_error(builder.connect_timeout(Duration::from_millis(200))));
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(!error.may_have_been_applied());
    // Without the timeout for connecting, the call would take until its own timeout.
    assert!(time < Duration::from_secs(10), "{time:?}");
}
