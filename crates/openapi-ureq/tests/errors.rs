//! The `Display` line and the body of an error.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use openapi_ureq::{Delivery, Error, ErrorKind};
use support::server::RawServer;
use support::{KEY, Library};

/// The error of a call with a response of this head and body.
fn error_of(head: &str, body: &str) -> Error {
    let length = body.len();
    let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n{body}");
    let server = RawServer::answering(answer.into_bytes());
    Library::builder(&server.url()).build().unwrap().add_book("It").unwrap_err()
}

#[test]
fn line_shows_the_server_message_in_each_known_shape() {
    for (body, reason) in [
        (r#"{"errors":{"color":["is not a valid color"]}}"#, ": color: is not a valid color"),
        (r#"{"error":{"code":3,"message":"no such color"}}"#, ": no such color"),
        (r#"{"message":"no such color"}"#, ": no such color"),
        (r#"{"error":"no such color"}"#, ": no such color"),
        (r#"{"title":"Invalid","detail":"no such color"}"#, ": no such color"),
        (r#"{"title":"no such color","status":422}"#, ": no such color"),
        (r#"{"errors":["no such color","no such size"]}"#, ": no such color; no such size"),
        (r#"[{"message":"no such color"}]"#, ": no such color"),
        ("quota exceeded\r\ntry later", ": quota exceeded try later"),
        (r#"{"id":7}"#, ""),
    ] {
        let error = error_of("422 Unprocessable Entity", body);
        assert_eq!(error.to_string(), format!("add_book: 422 Unprocessable Entity{reason}"));
        assert!(error.is_invalid_request());
    }
}

#[test]
fn predicates_follow_the_status() {
    type Predicate = fn(&Error) -> bool;
    let predicates: [(Predicate, &[&str]); 5] = [
        (Error::is_invalid_request, &["400 Bad Request", "422 Unprocessable Entity"]),
        (Error::is_unauthorized, &["401 Unauthorized"]),
        (Error::is_forbidden, &["403 Forbidden"]),
        (Error::is_not_found, &["404 Not Found"]),
        (Error::is_rate_limited, &["429 Too Many Requests"]),
    ];
    let others = ["409 Conflict", "500 Internal Server Error"];
    for status in predicates.iter().flat_map(|(_, statuses)| *statuses).chain(&others) {
        let error = error_of(status, "");
        for (predicate, statuses) in &predicates {
            assert_eq!(predicate(&error), statuses.contains(status), "{status}");
        }
    }
}

#[test]
fn server_message_with_the_key_is_withheld() {
    let body = format!(r#"{{"errors":{{"key":["{KEY} is unknown"]}}}}"#);
    let line = format!("{:?} {0:#?}", error_of("403 Forbidden", &body));
    assert!(line.contains("403 Forbidden") && !line.contains(KEY), "{line}");
}

#[test]
fn server_message_is_truncated() {
    let error = error_of("500 Internal Server Error", &"x".repeat(100_000));
    assert!(error.to_string().len() < 400, "{}", error.to_string().len());
}

#[test]
fn body_of_an_error_is_decoded_as_any_type() {
    let error = error_of("409 Conflict\r\nX-Id: 7", r#"{"holder":"Ann","days":[1,"two"]}"#);
    assert_eq!(error.decode::<serde_json::Value>().unwrap()["holder"], "Ann");

    let mismatch = error.decode::<BTreeMap<String, u8>>().unwrap_err();
    let problem = "the JSON has another shape than expected at `holder` (line 1, column 15)";
    assert_eq!(mismatch.to_string(), format!("add_book: 409 Conflict: {problem}"));
    assert_eq!((mismatch.kind(), mismatch.operation()), (ErrorKind::Decode, Some("add_book")));
    assert_eq!((mismatch.status(), mismatch.delivery()), (error.status(), Delivery::Rejected));
    assert_eq!(mismatch.headers().unwrap()["x-id"], "7");
    assert_eq!(mismatch.body(), error.body());

    let unsent = Error::new(ErrorKind::Connect, "no").decode::<u8>().unwrap_err();
    assert_eq!((unsent.kind(), unsent.delivery()), (ErrorKind::Decode, Delivery::NotSent));
    assert!(unsent.to_string().contains("without a response"), "{unsent}");
}

#[test]
fn error_keeps_the_first_mebibyte_of_the_body() {
    let text = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    let whole = error_of("400 Bad Request", &text(1 << 20));
    assert_eq!((whole.body().unwrap().len(), whole.is_body_truncated()), (1 << 20, false));
    assert_eq!(whole.decode::<String>().unwrap().len(), (1 << 20) - 2);

    let cut = error_of("400 Bad Request", &text((1 << 20) + 1));
    assert_eq!((cut.body().unwrap().len(), cut.is_body_truncated()), (1 << 20, true));
    let error = cut.decode::<String>().unwrap_err();
    assert!(error.is_body_truncated() && error.to_string().ends_with("ends too early"), "{error}");
}

#[test]
fn error_keeps_no_more_of_the_body_than_the_limit_of_responses() {
    for (length, is_truncated) in [(10, false), (11, true)] {
        let body = "x".repeat(length);
        let answer = format!("HTTP/1.1 500 No\r\nContent-Length: {length}\r\n\r\n{body}");
        let server = RawServer::answering(answer.into_bytes());
        let client = Library::builder(&server.url()).max_response_bytes(10).build().unwrap();
        let error = client.list_books().unwrap_err();
        assert_eq!(error.body(), Some(&b"xxxxxxxxxx"[..]));
        assert_eq!(error.is_body_truncated(), is_truncated);
    }
}

#[test]
fn redirect_names_only_the_host_of_the_location() {
    for (location, to) in [
        ("//other.host/path?token=t", "to other.host,"),
        ("//other.host:81/", "to other.host:81,"),
        ("https://other.host/path", "to https://other.host,"),
        ("/path", "to another path of the same host,"),
        ("path", "to another path of the same host,"),
        ("", "without saying where to,"),
    ] {
        let error = error_of(&format!("302 Found\r\nLocation: {location}"), "");
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert!(error.to_string().contains(to), "{location}: {error}");
        assert!(!error.to_string().contains("token"), "{error}");
    }
}
