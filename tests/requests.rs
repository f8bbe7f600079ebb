//! Custom requests, to endpoints that are not in the document.

#[path = "support/mock.rs"]
mod mock;
mod support;

use mock::{mock_builder, mock_client, mock_method};
use mockito::{Matcher, Server};
use serde_json::{Value, json};
use support::{KEY, OK_BODY, key_header};
use whatsapi::{Client, ErrorKind, RetryPolicy};
use whatsapi::{Method, decode};

#[test]
fn request_reaches_an_undocumented_endpoint_with_the_key() {
    let mut server = Server::new();
    let mock = server
        .mock("POST", "/api/instances/sales%20team/brand-new?x=%20&limit=5")
        .match_header(key_header(), KEY)
        .match_header("content-type", "application/json")
        .match_body(r#"{"name":"Team"}"#)
        .with_body(OK_BODY)
        .create();
    let reply = mock_client(&server)
        .request(Method::POST, "instances/{key}/brand-new?x=%20")
        .path("key", &"sales team")
        .query("limit", &5)
        .json(&json!({ "name": "Team" }))
        .send(decode::json::<Value>)
        .unwrap();
    assert_eq!(reply.body()["message"], "ok");
    mock.assert();
}

#[test]
fn leading_slash_of_a_path_is_optional() {
    for path in ["ping", "/ping"] {
        let mut server = Server::new();
        let mock = server.mock("GET", "/api/ping").with_body(OK_BODY).create();
        mock_client(&server).request(Method::GET, path).send(decode::empty).unwrap();
        mock.assert();
    }
}

#[test]
fn failed_request_is_an_api_error_without_the_path() {
    let server = mock_method("GET", 404, r#"{"message":"no such thing"}"#);
    let client = mock_client(&server);
    let error =
        client.request(Method::GET, "people/4915112345678").send(decode::empty).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Api, Some("request")));
    assert_eq!(error.to_string(), "request: 404 Not Found: no such thing");
}

#[test]
fn idempotency_of_a_request_follows_its_method() {
    let assert_attempts = |method: Method, attempts: usize| {
        let mut server = Server::new();
        let mock = server.mock(method.as_str(), Matcher::Any).with_status(503).expect(attempts);
        let mock = mock.create();
        let policy = RetryPolicy::new().initial_delay(std::time::Duration::ZERO);
        let client: Client = mock_builder(&server).retry(policy).build().unwrap();
        client.request(method, "ping").send(decode::empty).unwrap_err();
        mock.assert();
    };
    let attempts_by_method = [
        (Method::GET, 3),
        (Method::PUT, 3),
        (Method::DELETE, 3),
        (Method::OPTIONS, 3),
        (Method::HEAD, 3),
        (Method::POST, 1),
        (Method::PATCH, 1),
    ];
    for (method, expected) in attempts_by_method {
        assert_attempts(method, expected);
    }
}

#[test]
fn invalid_paths_and_headers_are_rejected_before_sending() {
    let client = Client::new("http://localhost:1", KEY).unwrap();
    let rejected = |request: whatsapi::Request<'_>| {
        let error = request.send(decode::empty).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
        error.to_string()
    };
    let paths = [
        ("https://evil.example/", "is a whole URL"),
        ("a/../admin", "dot segment"),
        ("./a", "dot segment"),
        ("a/%2E%2e/b", "dot segment"),
        ("a b", "' '"),
        ("a\r\nHost: evil", "'\\r'"),
        ("a#b", "'#'"),
        ("a?b c", "' '"),
        ("a/{key}/b", "{key}"),
        ("a}", "a}"),
    ];
    for (path, problem) in paths {
        let message = rejected(client.request(Method::GET, path));
        assert!(message.starts_with("request: ") && message.contains(problem), "{message}");
    }
    let message = rejected(client.request(Method::GET, "a").path("key", &"b"));
    assert!(message.contains("no slot for the argument `key`"), "{message}");
    let message = rejected(client.request(Method::GET, "a/{key}").path("key", &".."));
    assert!(message.contains("`key` is a dot segment"), "{message}");
    for name in ["Host", "content-length", "Transfer-Encoding", key_header()] {
        let message = rejected(client.request(Method::POST, "a").header(name, &"x"));
        assert!(message.contains(&format!("`{name}` is set by the client itself")), "{message}");
    }
    let message = rejected(client.request(Method::GET, "https://h/x?token=hidden"));
    assert!(!message.contains("hidden"), "{message}");
    let request = client.request(Method::GET, "a?token=hidden").header("X-Token", &"hidden");
    assert!(!format!("{request:?}").contains("hidden"), "{request:?}");
    let message = rejected(client.request(Method::TRACE, "a"));
    assert!(message.contains("TRACE is not supported"), "{message}");
}
