//! HTTP proxies: what is sent through them, and how their failures are reported.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{KEY, RawServer, add, get, split};
use whatsapi::{ClientBuilder, Error, ErrorKind};

/// A host that does not exist: only the proxy resolves it.
const HOST: &str = "whatsapi.invalid";

#[track_caller]
fn call_error(builder: ClientBuilder) -> Error {
    add(&builder.build().unwrap()).unwrap_err()
}

#[test]
fn http_calls_are_forwarded_by_the_proxy_on_one_connection() {
    let proxy = RawServer::ok();
    let client = proxy.proxy_to(&format!("http://{HOST}")).build().unwrap();
    get(&client).unwrap();
    add(&client).unwrap();
    let lines = proxy.request_lines();
    assert!(lines[0].starts_with(&format!("GET http://{HOST}/api/instances/")), "{lines:?}");
    assert!(lines[1].starts_with(&format!("POST http://{HOST}/api/instances/")), "{lines:?}");
    assert_eq!((lines.len(), proxy.connections()), (2, 1));
    let head = split(&proxy.requests()[0]).0;
    assert!(head.contains(&format!("\r\nhost: {HOST}")) && head.contains(KEY), "{head}");
}

#[test]
fn forwarded_call_without_a_reply_may_have_been_applied() {
    let proxy = RawServer::serving(|connection| drop(connection.request()));
    let error = call_error(proxy.proxy_to(&format!("http://{HOST}")));
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    assert!(error.may_have_been_applied());
    assert_eq!(proxy.request_lines().len(), 1);
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tunnels {
    use std::time::Duration;

    use whatsapi::RetryPolicy;

    use super::*;
    use support::timed;

    #[test]
    fn call_that_the_proxy_refuses_was_not_applied_and_is_retried() {
        let refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".to_vec();
        let proxy = RawServer::responding_with(refusal);
        let error = call_error(proxy.proxy_to(&format!("https://{HOST}")));
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert!(!error.may_have_been_applied(), "the proxy alone was sent anything");
        let requests = proxy.requests();
        assert!(requests.len() > 1, "what was never sent is retried");
        for request in &requests {
            let head = split(request).0;
            assert!(head.starts_with(&format!("CONNECT {HOST}:443 HTTP/1.1\r\n")), "{head}");
            assert!(!head.contains(KEY), "{head}");
        }
    }

    #[test]
    fn silent_proxy_takes_no_longer_than_the_time_for_connecting() {
        let proxy = RawServer::responding_with(Vec::new());
        let builder = proxy.proxy_to(&format!("https://{HOST}")).retry(RetryPolicy::none());
        let (error, time) =
            timed(|| call_error(builder.connect_timeout(Duration::from_millis(200))));
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert!(!error.may_have_been_applied());
        assert!(time < Duration::from_secs(5), "{time:?}");
    }
}
