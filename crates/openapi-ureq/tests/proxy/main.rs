//! Proxies: their selection, their requests, and the errors and delivery of calls that fail at a proxy.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tunnels;

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use openapi_ureq::{CallOptions, ClientBuilder, Delivery, Error, ErrorKind, RetryPolicy};
use support::server::{RawServer, header, response};
use support::{KEY, Library};

/// The password of the tests' proxies, percent-encoded and as `user:` and the password in Base64.
const PASSWORD: &str = "hunter%402";
const BASIC: &str = "Basic dXNlcjpodW50ZXJAMg==";

/// A client of a host that only the proxy could resolve.
fn plain(proxy: &str) -> ClientBuilder<Library> {
    Library::builder("http://books.invalid").allow_insecure_http(true).proxy(proxy)
}

fn with_credentials(proxy: &RawServer) -> String {
    format!("http://user:{PASSWORD}@{}", proxy.address())
}

#[test]
fn plain_http_is_forwarded_in_absolute_form_on_one_connection() {
    let proxy = RawServer::answering(response("200 OK", "[]"));
    let client = plain(&with_credentials(&proxy)).user_agent("reader/1").build().unwrap();
    client.list_books().unwrap();
    client.add_book("Emma").unwrap();
    client.replace_book("a/b", "Emma").unwrap();
    let requests = proxy.texts();
    let line = |at: usize| requests[at].lines().next().unwrap();
    assert_eq!(line(0), "GET http://books.invalid/v1/books HTTP/1.1");
    assert_eq!(line(1), "POST http://books.invalid/v1/books HTTP/1.1");
    assert_eq!(line(2), "PUT http://books.invalid/v1/books/a%2Fb HTTP/1.1");
    for request in &requests {
        assert_eq!(header(request, "host").as_deref(), Some("books.invalid"));
        assert_eq!(header(request, "user-agent").as_deref(), Some("reader/1"));
        assert_eq!(header(request, "proxy-authorization").as_deref(), Some(BASIC));
        assert_eq!(header(request, "x-key").as_deref(), Some(KEY));
    }
    assert!(requests[1].ends_with("\r\n\r\n{\"title\":\"Emma\"}"), "{}", requests[1]);
    assert_eq!((requests.len(), proxy.connections()), (3, 1));
}

#[test]
fn absolute_form_has_the_port_that_the_base_url_states() {
    let proxy = RawServer::answering(response("200 OK", "[]"));
    let builder = plain(&proxy.url()).server("http://[2001:db8::1]:8080");
    builder.build().unwrap().list_books().unwrap();
    let request = &proxy.texts()[0];
    assert!(
        request.starts_with("GET http://[2001:db8::1]:8080/v1/books HTTP/1.1\r\n"),
        "{request}"
    );
    assert_eq!(header(request, "host").as_deref(), Some("[2001:db8::1]:8080"));
    assert_eq!(header(request, "proxy-authorization"), None);
}

#[test]
fn proxy_that_asks_for_credentials_is_not_asked_again() {
    for (has_credentials, remedy) in
        [(false, "http://user:password@host:port"), (true, "check the user and the password")]
    {
        let proxy = RawServer::answering(response("407 Proxy Authentication Required", "{}"));
        let url = if has_credentials { with_credentials(&proxy) } else { proxy.url() };
        let client = plain(&url).retry(retrying()).build().unwrap();
        for call in [client.add_book("Emma"), client.list_books()] {
            assert_credentials_refused(&call.unwrap_err(), &proxy, remedy);
        }
        assert_eq!(proxy.requests().len(), 2, "each call is sent once");
    }
}

#[test]
fn other_error_statuses_may_be_from_the_server() {
    for (status, is_applied) in [("403 Forbidden", false), ("502 Bad Gateway", true)] {
        let proxy = RawServer::answering(response(status, "{}"));
        let error = plain(&proxy.url()).build().unwrap().add_book("Emma").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api, "{error}");
        assert_eq!(error.may_have_been_applied(), is_applied, "{error}");
    }
}

#[test]
fn forwarded_request_without_a_response_may_have_been_applied() {
    let proxy = RawServer::serving(|connection| drop(connection.request()));
    let error = plain(&proxy.url()).build().unwrap().add_book("Emma").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    assert!(error.may_have_been_applied());
}

#[test]
fn unreachable_proxy_is_a_connection_error() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = format!("http://user:{PASSWORD}@{free}");
    let error = plain(&proxy).build().unwrap().add_book("Emma").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!error.may_have_been_applied());
    assert!(error.to_string().contains(&format!("the proxy {free}")), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter"), "{error}");
}

/// A policy that retries soon.
fn retrying() -> RetryPolicy {
    RetryPolicy::new().initial_delay(Duration::from_millis(1))
}

/// Asserts that the proxy rejected the client's credentials, and that the call is not retryable.
#[track_caller]
fn assert_credentials_refused(error: &Error, proxy: &RawServer, remedy: &str) {
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Configuration, Delivery::NotSent));
    assert!(!error.is_retryable(), "{error}");
    assert_refused_by_proxy(error, proxy, "407 Proxy Authentication Required");
    assert!(error.to_string().contains(remedy), "{error}");
}

/// Asserts that the error names the proxy and the reason, and has no response of the server.
#[track_caller]
fn assert_refused_by_proxy(error: &Error, proxy: &RawServer, part: &str) {
    assert!(!error.may_have_been_applied(), "{error}");
    assert_eq!((error.status(), error.body()), (None, None), "{error}");
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let shown = format!("{error} {error:?} {source}");
    assert!(shown.contains(&format!("the proxy {}", proxy.address())), "{shown}");
    assert!(shown.contains(part), "{shown}");
    assert!(!shown.contains("hunter") && !shown.contains("Basic"), "{shown}");
}

#[test]
fn unusable_proxy_is_rejected_by_build() {
    for (proxy, part) in [
        ("http://user:hunter2@proxy:99999", "port"),
        ("http://user:hunter2@proxy:8o80", "port"),
        ("http://user:hunter2@proxy:", "port"),
        ("http://user:hunter2@:3128", "no host"),
        ("", "no host"),
        ("gopher://user:hunter2@proxy:70", "scheme"),
        ("socks5://user:hunter2@proxy:1080", "SOCKS"),
        ("http://user:hunter/2@proxy:3128", "percent-encode"),
    ] {
        let error = plain(proxy).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.to_string().starts_with("the proxy ") && error.to_string().contains(part));
        assert!(!format!("{error} {error:?}").contains("hunter"), "{error}");
    }
    let error = plain("http://proxy:3128").allow_insecure_http(false);
    let error = error.server("http://localhost").build().unwrap_err();
    assert!(error.to_string().contains("call allow_insecure_http(true)"), "{error}");
}

#[test]
fn debug_output_does_not_show_the_credentials_for_the_proxy() {
    let builder = plain(&format!("http://user:{PASSWORD}@proxy:3128"));
    let client = builder.clone().build().unwrap();
    let shown = format!("{builder:?} {client:?}");
    assert!(!shown.contains("hunter") && !shown.contains("Basic"), "{shown}");
}

#[test]
fn proxy_authorization_is_rejected_as_a_header_of_a_call() {
    // Through a tunnel, they would go to the server.
    let client = Library::builder("http://localhost").build().unwrap();
    let options = CallOptions::new().header("Proxy-Authorization", "Basic hunter2");
    let error = Library { http: client.http.with_options(options) }.list_books().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
}

/// Runs `child` in another process that runs the same test with these environment variables, and no
/// others that name a proxy. Returns whether this is the first process.
fn in_environment(test: &str, variables: &[(&str, &str)], child: impl FnOnce()) -> bool {
    const IS_CHILD: &str = "OPENAPI_UREQ_TEST_IS_CHILD";
    if std::env::var_os(IS_CHILD).is_some() {
        child();
        return false;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact"]).env(IS_CHILD, "");
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "request_method"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
    true
}

#[test]
fn proxy_is_taken_from_the_environment() {
    let proxy = RawServer::answering(response("200 OK", "[]"));
    let url = with_credentials(&proxy);
    let variables = [
        ("http_proxy", url.as_str()),
        ("https_proxy", "http://user:hunter2@proxy:99999"),
        ("all_proxy", "socks5://proxy:1080"),
        ("no_proxy", "direct.invalid, 192.0.2.0/24"),
    ];
    let is_parent = in_environment("proxy_is_taken_from_the_environment", &variables, || {
        let client = |url: &str| {
            Library::builder(url).allow_insecure_http(true).connect_timeout(Duration::from_secs(1))
        };
        client("http://books.invalid").build().unwrap().list_books().unwrap();
        // Hosts on this machine, and those that are excluded.
        let server = RawServer::answering(response("200 OK", "[]"));
        client(&server.url()).build().unwrap().list_books().unwrap();
        if cfg!(any(feature = "rustls", feature = "native-tls")) {
            client("https://direct.invalid").build().unwrap();
            client("https://192.0.2.7").build().unwrap();
        }
        let error = client("https://books.invalid").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`https_proxy` has a port"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter"), "{error}");
    });
    if is_parent {
        let requests = proxy.texts();
        assert_eq!(requests.len(), 1, "{requests:?}");
        assert!(requests[0].starts_with("GET http://books.invalid/v1/books HTTP/1.1\r\n"));
        assert_eq!(header(&requests[0], "proxy-authorization").as_deref(), Some(BASIC));
    }
}
