//! Hostile bodies: for any body, calls and handles return a value or a well-formed error.
//!
//! The properties of every result are asserted in `support::hostile`. Other problems of responses are tested in
//! the runtime, `openapi-ureq`.

#[path = "support/arbitrary.rs"]
mod arbitrary;
mod support;

use arbitrary::{for_each, json, text};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::KEY;
use support::hostile::call_with_body;
use whatsapi::{ErrorKind, StatusCode};

/// Bytes of any kind, mostly envelopes.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        2 => envelope().prop_map(|envelope| envelope.to_string().into_bytes()),
        1 => vec(any::<u8>(), 0..200),
    ]
}

/// An object with the members of an envelope, most of them of the declared type.
fn envelope() -> impl Strategy<Value = Value> {
    let error = prop_oneof![3 => any::<Option<bool>>().prop_map(Value::from), 1 => json()];
    let message = prop_oneof![3 => text().prop_map(Value::from), 1 => json()];
    let status = prop_oneof![
        2 => any::<Option<i64>>().prop_map(Value::from),
        2 => (0..1000u16).prop_map(Value::from),
        1 => json(),
    ];
    (error, message, status, json()).prop_map(|(error, message, status, data)| {
        json!({ "error": error, "message": message, "status": status, "data": data })
    })
}

#[test]
fn envelope_is_accepted_only_with_the_declared_types_and_without_an_error() {
    for_each(1000, envelope(), |envelope| {
        let is_valid = (envelope["error"].is_null() || envelope["error"].is_boolean())
            && (envelope["message"].is_null() || envelope["message"].is_string())
            && (envelope["status"].is_null() || envelope["status"].is_i64());
        let body = envelope.to_string();
        match call_with_body(200, body.as_bytes()) {
            Ok(reply) => {
                assert!(is_valid && envelope["error"] != true, "{envelope}");
                assert_eq!(reply.body().data.clone().unwrap_or_default(), envelope["data"]);
            }
            Err(error) => {
                let is_failure = envelope["error"] == true;
                assert!(!is_valid || is_failure, "{envelope}: {error}");
                let kind = if is_failure { ErrorKind::Api } else { ErrorKind::Decode };
                assert_eq!((error.kind(), error.body()), (kind, Some(body.as_bytes())));
                let status =
                    envelope["status"].as_u64().filter(|status| (400..600).contains(status));
                let status = status.filter(|_| is_failure).unwrap_or(200);
                assert_eq!(error.status().map(|status| u64::from(status.as_u16())), Some(status));
            }
        }
        let error = call_with_body(400, body.as_bytes()).unwrap_err();
        assert_eq!(whatsapi::Envelope::from_error(&error).is_some(), is_valid);
    });
}

#[test]
fn invalid_json_is_a_decode_error_with_status_and_body() {
    let deep = "[".repeat(100_000);
    let deep_data = "{\"data\":".repeat(100_000);
    let digits = format!("{{\"data\":{}.{}}}", "9".repeat(100_000), "e9999999999");
    let unknown = format!("{{\"status\":{}}}", "9".repeat(1000));
    // A value of the wrong type may be a secret.
    let secrets = [
        format!("\"{KEY}\""),
        format!("{{\"error\":\"{KEY}\"}}"),
        format!("{{\"message\":{{\"{KEY}\":[]}}}}"),
        format!("{{\"status\":\"{KEY}\"}}"),
        format!("{{\"data\":{KEY}}}"),
    ];
    let bodies: [&[u8]; 20] = [
        b"",
        b" ",
        b"null",
        b"true",
        b"[]",
        b"\"{}\"",
        b"{",
        b"{}{}",
        b"{\"data\":}",
        b"{\"data\":1",
        b"{\"data\":\"\\ud800\"}",
        b"{\"data\":\"\xff\"}",
        b"{\"data\":\"\0\"}",
        b"{\"error\":true,\"error\":false}",
        b"\xef\xbb\xbf{}",
        b"<html></html>",
        deep.as_bytes(),
        deep_data.as_bytes(),
        digits.as_bytes(),
        unknown.as_bytes(),
    ];
    for body in bodies.into_iter().chain(secrets.iter().map(String::as_bytes)) {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]);
        let error =
            call_with_body(200, body).err().unwrap_or_else(|| panic!("{shown} is accepted"));
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Decode, Some(StatusCode::OK)),
            "{shown}"
        );
        assert_eq!(error.body(), Some(&body[..body.len().min(1 << 20)]), "{shown}");
        assert_eq!(error.is_body_truncated(), body.len() > 1 << 20, "{shown}");
        call_with_body(500, body).unwrap_err();
    }
}

#[test]
fn json_nesting_depth_is_limited() {
    let nested = |depth| format!("{{\"data\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    call_with_body(200, nested(126).as_bytes()).unwrap();
    let error = call_with_body(200, nested(127).as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[test]
fn arbitrary_body_bytes_yield_a_value_or_an_error() {
    for_each(500, any_body(), |body| {
        let _ = call_with_body(200, &body);
        call_with_body(400, &body).unwrap_err();
    });
}
