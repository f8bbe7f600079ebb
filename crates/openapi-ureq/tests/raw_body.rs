//! Bodies of successful responses whose content the document does not describe.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use openapi_ureq::{Delivery, Error, ErrorKind, RawBody, Response, decode};
use serde_json::{Value, json};
use support::server::RawServer;
use support::{ADD_BOOK, Library};

/// The response to a call that is sent with [`decode::raw`].
fn respond(body: &[u8]) -> Response<RawBody> {
    let head =
        format!("HTTP/1.1 202 Accepted\r\nX-Id: 7\r\nContent-Length: {}\r\n\r\n", body.len());
    let server = RawServer::answering([head.as_bytes(), body].concat());
    let client = Library::builder(&server.url()).build().unwrap();
    let response = client.http.request(&ADD_BOOK).send(decode::raw).unwrap();
    let request = server.texts()[0].to_lowercase();
    assert!(request.contains("\r\naccept: application/json, */*;q=0.1\r\n"), "{request}");
    response
}

#[track_caller]
fn assert_done(error: &Error, message: &str) {
    assert_eq!(error.to_string(), format!("add_book: 202 Accepted: {message}"));
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
    assert_eq!(error.operation(), Some("add_book"));
    assert_eq!(error.status().unwrap(), 202);
    assert_eq!(error.headers().unwrap()["x-id"], "7");
}

#[test]
fn raw_body_is_bytes_text_or_json() {
    let response = respond(br#"{"queued":true}"#);
    assert_eq!(
        (response.status().as_u16(), &response.headers()["x-id"]),
        (202, &"7".parse().unwrap())
    );
    let body = response.into_body();
    assert_eq!(body.bytes(), br#"{"queued":true}"#);
    assert_eq!(body.text().unwrap(), r#"{"queued":true}"#);
    assert_eq!(body.json::<Value>().unwrap(), json!({ "queued": true }));
    assert_eq!(body.clone(), body);
    assert_eq!(format!("{body:?}"), "RawBody { length: 15, .. }");
    assert_eq!(body.into_bytes(), br#"{"queued":true}"#);
}

#[test]
fn empty_raw_body_is_empty_text_but_not_json() {
    let body = respond(b"").into_body();
    assert_eq!((body.bytes(), body.text().unwrap()), (&b""[..], ""));
    let error = body.json::<Value>().unwrap_err();
    assert_done(&error, "the body is empty where JSON was expected");
}

#[test]
fn raw_body_that_is_not_utf8_has_bytes_but_no_text() {
    let body = respond(b"\xFF\xFE").into_body();
    assert_eq!(body.bytes(), b"\xFF\xFE");
    assert_done(&body.text().unwrap_err(), "the body is not UTF-8 text");
    assert_eq!(body.text().unwrap_err().body(), Some(&b"\xFF\xFE"[..]));
}

#[test]
fn raw_body_of_another_shape_is_an_error_without_the_value() {
    let error = respond(br#"{"id":"secret"}"#).body().json::<u64>().unwrap_err();
    assert_done(&error, "the JSON has another shape than expected at line 1, column 1");
    let body = respond(br#"{"n":["secret"]}"#).into_body();
    let error = body.json::<std::collections::BTreeMap<String, Vec<u8>>>().unwrap_err();
    assert_done(&error, "the JSON has another shape than expected at `n[0]` (line 1, column 14)");
    let error = respond(b"accepted").body().json::<Value>().unwrap_err();
    assert!(error.to_string().contains("the body is not JSON"), "{error}");
}
