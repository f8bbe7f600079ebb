//! Requests to endpoints that are not in the document.

mod support;

use serde_json::{Value, json};
use support::{KEY, RawServer, header, key_header, response};
use whatsapi::{Client, ErrorKind, RetryPolicy};
use whatsapi::{Method, decode};

#[test]
fn request_reaches_an_undocumented_endpoint_with_the_key() {
    let server = RawServer::ok();
    let client = server.client();
    let reply = client
        .request(Method::POST, "instances/{key}/brand-new?x=%20")
        .path("key", &"sales team")
        .query("limit", &5)
        .json(&json!({ "name": "Team" }))
        .send(decode::json::<Value>)
        .unwrap();
    assert_eq!(reply.body()["message"], "ok");
    let (head, body) = server.only_request();
    assert!(
        head.starts_with("POST /api/instances/sales%20team/brand-new?x=%20&limit=5 HTTP/1.1\r\n"),
        "{head}"
    );
    assert_eq!(header(&head, key_header()).as_deref(), Some(KEY));
    assert_eq!(body, br#"{"name":"Team"}"#);
}

#[test]
fn leading_slash_of_a_path_is_optional() {
    for path in ["ping", "/ping"] {
        let server = RawServer::ok();
        server.client().request(Method::GET, path).send(decode::empty).unwrap();
        assert!(server.only_request().0.starts_with("GET /api/ping HTTP/1.1"), "{path}");
    }
}

#[test]
fn failed_request_is_an_api_error_without_the_path() {
    let server = RawServer::answering(response("404 Not Found", r#"{"message":"no such thing"}"#));
    let client = server.client();
    let error =
        client.request(Method::GET, "people/4915112345678").send(decode::empty).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Api, Some("request")));
    assert_eq!(error.to_string(), "request: 404 Not Found: no such thing");
}

#[test]
fn idempotency_of_a_request_follows_its_method() {
    let attempts = |method: Method| {
        let server = RawServer::answering(response("503 Service Unavailable", ""));
        let policy = RetryPolicy::new().initial_delay(std::time::Duration::ZERO);
        let client: Client = server.builder().retry(policy).build().unwrap();
        client.request(method, "ping").send(decode::empty).unwrap_err();
        server.requests().len()
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
        assert_eq!(attempts(method.clone()), expected, "{method}");
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
