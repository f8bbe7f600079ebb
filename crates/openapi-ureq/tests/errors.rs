//! What the line of an error says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use openapi_ureq::{Error, ErrorKind};
use support::server::RawServer;
use support::{KEY, Library};

/// What comes of a call that is answered by this head and body.
fn error_of(head: &str, body: &str) -> Error {
    let length = body.len();
    let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n{body}");
    let server = RawServer::answering(answer.into_bytes());
    Library::builder(&server.url()).build().unwrap().add_book("It").unwrap_err()
}

#[test]
fn line_shows_the_reason_of_the_server_whatever_its_shape() {
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
fn reason_that_repeats_the_key_is_withheld() {
    let body = format!(r#"{{"errors":{{"key":["{KEY} is unknown"]}}}}"#);
    let line = format!("{:?} {0:#?}", error_of("403 Forbidden", &body));
    assert!(line.contains("403 Forbidden") && !line.contains(KEY), "{line}");
}

#[test]
fn reason_is_bounded() {
    let error = error_of("500 Internal Server Error", &"x".repeat(100_000));
    assert!(error.to_string().len() < 400, "{}", error.to_string().len());
}

#[test]
fn redirect_names_the_host_it_leads_to_and_no_more() {
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
