//! A response with status 200 and `error: true` in its envelope is an error of generated functions, handles and
//! custom requests, with the status in the envelope.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[path = "support/mock.rs"]
mod mock;
mod support;

use mock::{mock_client, mock_get_group, mock_method};
use serde::Deserialize;
use serde_json::Value;
use support::table::table;
use support::{GROUP, KEY, assert_presentable};
use whatsapi::models::ApiResponse;
use whatsapi::{Delivery, Error, ErrorKind, Method, StatusCode, decode};

/// The body of a failure with this status in the envelope; the status of the response is 200.
fn failure(status: &str) -> String {
    format!(r#"{{"error":true,"message":"it failed","status":{status}}}"#)
}

fn get_group(status: &str) -> Error {
    let server = mock_get_group(200, &failure(status));
    mock_client(&server).get_group("sales", GROUP).unwrap_err()
}

#[test]
fn failure_in_an_envelope_is_an_error_of_every_function_and_handle() {
    for row in table() {
        let server = mock_method(row.operation.method.as_str(), 200, &failure("404"));
        let client = mock_client(&server);
        let mut errors = vec![(row.call)(&client).unwrap_err()];
        errors.extend(row.handle.map(|call| call(&client).unwrap_err()));
        for error in errors {
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
            assert!(error.is_not_found(), "{error}");
            assert_eq!(error.to_string(), format!("{}: 404 Not Found: it failed", row.name()));
            assert_eq!(ApiResponse::from_error(&error).unwrap().status, Some(404));
            assert_presentable(&error, Some(row.name()));
        }
    }
}

#[test]
fn failure_in_an_envelope_is_an_error_of_custom_requests() {
    #[derive(Debug, Deserialize)]
    struct Typed {
        #[expect(dead_code, reason = "it is only decoded")]
        data: u64,
    }

    let server = mock_method("POST", 200, &failure("429"));
    let client = mock_client(&server);
    let request = || client.request(Method::POST, "instances/{key}/new").path("key", &"sales");
    for error in [
        request().send(decode::json::<ApiResponse>).unwrap_err(),
        request().send(decode::json::<Value>).unwrap_err(),
        request().send(decode::json::<Typed>).unwrap_err(),
        request().send(decode::empty).unwrap_err(),
    ] {
        assert!(error.is_rate_limited() && error.is_retryable(), "{error}");
        assert_eq!(error.to_string(), "request: 429 Too Many Requests: it failed");
    }
    request().send(decode::bytes).unwrap();
}

#[test]
fn custom_request_may_receive_any_other_json() {
    for body in [r#"{"ok":12}"#, "[true]", "7", r#"{"error":"none"}"#, r#"{"error":false}"#] {
        let server = mock_method("GET", 200, body);
        let client = mock_client(&server);
        let reply = client.request(Method::GET, "new").send(decode::json::<Value>).unwrap();
        assert_eq!(reply.body().to_string(), body);
    }
}

type Predicate = fn(&Error) -> bool;

#[test]
fn predicates_and_delivery_agree_with_the_status_of_the_envelope() {
    let predicates: [(u16, Predicate); 6] = [
        (400, Error::is_invalid_request),
        (401, Error::is_unauthorized),
        (403, Error::is_forbidden),
        (404, Error::is_not_found),
        (422, Error::is_invalid_request),
        (429, Error::is_rate_limited),
    ];
    for (status, predicate) in predicates {
        let error = get_group(&status.to_string());
        assert!(predicate(&error) && !error.may_have_been_applied(), "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    }
    for status in [408, 500, 503] {
        let error = get_group(&status.to_string());
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
    }
}

#[test]
fn envelope_without_an_error_status_is_rejected() {
    for status in ["null", "0", "-1", "200", "302", "600", "99999999999"] {
        let error = get_group(status);
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
        assert_eq!((error.status(), error.is_retryable()), (Some(StatusCode::OK), false));
        assert_eq!(error.to_string(), "get_group: 200 OK: it failed", "{status}");
    }
}

#[test]
fn message_of_a_failed_envelope_is_optional_and_shows_no_key() {
    for (message, shown) in [
        ("null", "the server gives no reason"),
        (r#"" ""#, "the server gives no reason"),
        (r#""one\r\ntwo""#, "one two"),
        (&format!(r#""bad key {KEY}""#), "[withheld: it repeats a credential]"),
    ] {
        let body = format!(r#"{{"error":true,"message":{message},"status":500}}"#);
        let server = mock_get_group(200, &body);
        let error = mock_client(&server).get_group("sales", GROUP).unwrap_err();
        assert_eq!(error.to_string(), format!("get_group: 500 Internal Server Error: {shown}"));
        assert_presentable(&error, Some("get_group"));
    }
}

#[test]
fn generated_function_rejects_an_object_that_is_not_an_envelope() {
    let server = mock_get_group(200, r#"{"ok":12}"#);
    let error = mock_client(&server).get_group("sales", GROUP).unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
    assert!(error.to_string().contains("check that the base URL is that of the API"), "{error}");
    for body in ["{}", r#"{"data":null}"#, r#"{"message":"done","more":1}"#] {
        let server = mock_get_group(200, body);
        mock_client(&server).get_group("sales", GROUP).unwrap();
    }
}
