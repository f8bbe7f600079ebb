//! The `Display` line of an error.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use openapi_ureq::{Error, ErrorKind};
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
        ("quota exceeded\r\ntry later", ": quota exceeded try later"),
        (r#"{"id":7}"#, ""),
    ] {
        let error = error_of("422 Unprocessable Entity", body);
        assert_eq!(error.to_string(), format!("add_book: 422 Unprocessable Entity{reason}"));
        assert!(error.is_invalid_request());
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
