//! Faults: which requests they affect, and their effects.

use std::time::Duration;

use serde_json::json;
use whatsapi::{
    Client, Delivery, Envelope, ErrorKind, Group, Method, RetryPolicy, StatusCode, decode,
};
use whatsapi_sandbox::{Fault, FixedResponse, Sandbox};

use crate::{ANN, with_group};

/// A client that does not retry.
fn client(sandbox: &Sandbox) -> Client {
    sandbox.client_builder().retry(RetryPolicy::none()).build().unwrap()
}

fn name(sandbox: &Sandbox, group: &Group) -> String {
    sandbox.group(group.id().as_str()).unwrap().name
}

#[test]
fn fault_of_an_operation_affects_its_calls_only() {
    let (sandbox, group) = with_group();
    let status = |status: u16| StatusCode::from_u16(status).unwrap();
    sandbox.operation("set_group_name").faults([Fault::Pass, Fault::Status(500)]);
    sandbox.fault(Fault::Status(502));
    group.set_name("One").unwrap();
    assert_eq!(group.info().unwrap_err().status(), Some(status(502)));
    group.info().unwrap();
    assert_eq!(group.set_name("Two").unwrap_err().status(), Some(status(500)));
    group.set_name("Three").unwrap();
    assert_eq!(name(&sandbox, &group), "Three");

    let announce = sandbox.operation("set_group_announce");
    announce.always(Fault::Status(504));
    announce.fault(Fault::Pass);
    group.set_announce(true).unwrap();
    for _ in 0..3 {
        assert_eq!(group.set_announce(false).unwrap_err().status(), Some(status(504)));
    }
    announce.reset();
    group.set_announce(false).unwrap();
}

#[test]
fn fault_of_a_path_affects_this_path_only() {
    let (sandbox, group) = with_group();
    let other = sandbox.instance("demo").group("Other");
    let path = format!("/api/instances/demo/groups/{}/name", other.id());
    sandbox.path("PUT", &path).always(Fault::Status(500));
    group.set_name("One").unwrap();
    let other = crate::handle(&sandbox, "demo", other.id());
    assert!(other.set_name("One").is_err());
    sandbox.path("PUT", &path).assert_one();
}

#[test]
fn path_outside_of_the_document_is_answered_by_its_stub() {
    let sandbox = Sandbox::start();
    let stub = sandbox.path("POST", "/api/v2/things");
    let sequence = [FixedResponse::new(201).json(&json!({ "id": 1 })), FixedResponse::new(204)];
    stub.faults(sequence);
    let send = || {
        let client = client(&sandbox);
        client.request(Method::POST, "v2/things").json(&json!({ "a": 1 })).send(decode::bytes)
    };
    let created = send().unwrap();
    assert_eq!((created.status().as_u16(), created.body().as_slice()), (201, &br#"{"id":1}"#[..]));
    assert_eq!(send().unwrap().status().as_u16(), 204);
    assert!(send().unwrap_err().is_not_found());
    let requests = stub.assert_count(3);
    assert_eq!((requests[0].operation, requests[0].body.as_slice()), (None, &br#"{"a":1}"#[..]));
}

#[test]
fn fixed_response_has_its_status_headers_and_body() {
    let (sandbox, group) = with_group();
    let response = FixedResponse::new(418).header("X-Test", "yes").body("short and stout");
    sandbox.operation("get_group").fault(response);
    let error = group.info().unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 418);
    assert_eq!(error.headers().unwrap()["x-test"], "yes");
    assert_eq!(error.body(), Some(&b"short and stout"[..]));

    sandbox.operation("get_group").fault(FixedResponse::ok(&json!({ "Name": "Stub" })));
    assert_eq!(group.info().unwrap().data().unwrap().name.as_deref(), Some("Stub"));

    sandbox.operation("get_group").fault(FixedResponse::error_under_200("no"));
    let error = group.info().unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::OK)));
    assert_eq!(Envelope::from_error(&error).unwrap().message.as_deref(), Some("no"));
}

#[test]
fn retry_after_is_sent_in_whole_seconds() {
    let (sandbox, group) = with_group();
    for (time, expected) in [(Duration::from_millis(1), "1"), (Duration::from_secs(7), "7")] {
        sandbox.fault(FixedResponse::error(429, "Slow down").retry_after(time));
        let error = group.info().unwrap_err();
        assert_eq!(error.headers().unwrap()["retry-after"], expected);
        assert_eq!(error.delivery(), Delivery::Rejected);
    }
}

#[test]
fn response_is_cut_at_any_byte() {
    let (sandbox, group) = with_group();
    let whole = crate::send_raw(&sandbox, "GET", "/instances/list", "").len();
    let length = whole - "Connection: close\r\n".len();
    let client = client(&sandbox);
    for bytes in 0..length {
        sandbox.operation("list_instances").fault(Fault::CutAfter(bytes));
        let error = client.list_instances().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{bytes}: {error}");
    }
    sandbox.operation("list_instances").fault(Fault::CutAfter(length));
    client.list_instances().unwrap();

    // The handler has run, although the response does not show it.
    sandbox.operation("set_group_name").fault(Fault::CutAfter(20));
    assert!(group.set_name("Cut").unwrap_err().may_have_been_applied());
    assert_eq!(name(&sandbox, &group), "Cut");
    let cut = FixedResponse::new(200).body("0123456789").cut_after(45);
    sandbox.operation("set_group_name").fault(cut);
    assert_eq!(group.set_name("Not").unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(name(&sandbox, &group), "Cut");
}

#[test]
fn wrong_length_and_slow_body_are_sent_as_given() {
    let (sandbox, group) = with_group();
    let long = FixedResponse::ok(&json!(null)).header("Content-Length", "1000").cut_after(1 << 20);
    sandbox.fault(long);
    assert_eq!(group.info().unwrap_err().kind(), ErrorKind::Io);
    sandbox.fault(FixedResponse::ok(&json!({ "Name": "Slow" })).slowly(Duration::from_millis(1)));
    assert_eq!(group.info().unwrap().data().unwrap().name.as_deref(), Some("Slow"));
}

#[test]
fn requests_are_recorded_with_their_headers() {
    let (sandbox, group) = with_group();
    group.participants().add([ANN]).unwrap().all().unwrap();
    let request = sandbox.operation("add_participant").assert_one();
    assert_eq!(request.header("AUTHORIZATION"), Some(sandbox.api_key()));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert!(request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("user-agent")));
    assert_eq!(request.json::<serde_json::Value>(), json!({ "participants": [ANN] }));
}

#[test]
#[should_panic(
    expected = "set_group_name was requested 0 times, not 1; the requests were:\n  1. PUT /api/instances/demo/groups/"
)]
fn failed_count_shows_what_was_asked_instead() {
    let (sandbox, group) = with_group();
    group.set_announce(true).unwrap();
    sandbox.operation("set_group_name").assert_one();
}

#[test]
#[should_panic(expected = r#"{"name":"New"} (set_group_name)"#)]
fn failed_order_assertion_shows_the_actual_requests() {
    let (sandbox, group) = with_group();
    group.set_name("New").unwrap();
    sandbox.assert_operations(["set_group_name"]);
    sandbox.assert_operations(["get_group"]);
}

#[test]
#[should_panic(expected = "demo to 919876543210@s.whatsapp.net: Text(\"Hello!\")")]
fn failed_text_assertion_shows_the_actual_messages() {
    let (sandbox, _) = with_group();
    sandbox.client().instance("demo").messages().text(ANN, "Hello!").unwrap();
    sandbox.assert_text(ANN, "Hello!");
    sandbox.assert_text(ANN, "Hello");
}

#[test]
#[should_panic(expected = "there is no operation \"addParticipant\"; they are ")]
fn unknown_operation_panics() {
    let _ = Sandbox::start().operation("addParticipant");
}

#[test]
#[should_panic(expected = "99 is not a status of a final response")]
fn status_that_ends_no_exchange_panics() {
    Sandbox::start().operation("get_group").fault(Fault::Status(99));
}

#[test]
#[should_panic(expected = "is not a header")]
fn header_with_a_line_break_panics() {
    let _ = FixedResponse::new(200).header("X", "a\r\nb");
}
