//! The sandbox serves every operation of the API, by the table of calls.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use whatsapi::models::ApiResponse;
use whatsapi::{Client, Error, ErrorKind, Response, RetryPolicy};
use whatsapi_sandbox::Sandbox;

use support::table::{Expected, Sent, table};
type Outcome = Result<Response<ApiResponse>, Error>;

/// The status and the message of a refusal.
fn refused(outcome: Outcome) -> (u16, String) {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    (error.status().unwrap().as_u16(), ApiResponse::from_error(&error).unwrap().message.unwrap())
}

/// The reply to a request, as it came.
fn ask(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> String {
    use std::io::{Read, Write};

    let address = sandbox.url().replace("http://", "");
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let key = sandbox.api_key();
    let length = body.len();
    let request = format!(
        "{method} /api{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

/// What the table's calls that are refused are refused with, where `sales` is connected and is in no
/// group. All others are done.
fn expected_refusals() -> BTreeMap<&'static str, (u16, &'static str)> {
    let no_group = (404, "Group not found");
    let no_invite = (404, "Invite link not found");
    let no_media = (404, "Media not found");
    BTreeMap::from([
        ("get_group_from_invite_link", no_invite),
        ("join_group_with_link", no_invite),
        ("get_group", no_group),
        ("leave_group", no_group),
        ("set_group_announce", no_group),
        ("set_group_description", no_group),
        ("get_group_invite_code", no_group),
        ("set_group_locked", no_group),
        ("set_group_name", no_group),
        ("get_all_participants", no_group),
        ("add_participant", no_group),
        ("demote_participant", no_group),
        ("promote_participant", no_group),
        ("remove_participant", no_group),
        ("set_group_picture", no_group),
        ("get_qr_code", (400, "Instance is already connected")),
        ("get_profile_pic", (404, "Profile picture not found")),
        ("send_group_invite", no_invite),
        ("download_media", no_media),
        ("send_media_message", no_media),
        ("send_button_with_media", no_media),
        ("send_template_with_media", no_media),
    ])
}

/// Makes each call of the table against a sandbox of its own.
fn each(seed: fn(&Sandbox) -> Client, judge: impl Fn(&Expected, Outcome)) {
    for expected in table() {
        let sandbox = Sandbox::start();
        let client = seed(&sandbox);
        judge(&expected, (expected.call)(&client));
    }
}

/// Whether an operation is for an instance of its path.
fn is_for_an_instance(expected: &Expected) -> bool {
    !["create", "list"].contains(&expected.path)
}

#[test]
fn every_operation_succeeds_or_fails_with_the_expected_error() {
    let refusals = expected_refusals();
    let connected = |sandbox: &Sandbox| {
        sandbox.instance("sales");
        sandbox.client()
    };
    each(connected, |expected, outcome| match refusals.get(expected.function) {
        // The table creates the instance that there is.
        None if expected.function == "create_instance" && outcome.is_err() => {
            assert_eq!(refused(outcome), (400, "The instance exists already".into()));
        }
        None => assert!(outcome.is_ok(), "{}: {outcome:?}", expected.function),
        Some((status, message)) => {
            assert_eq!(refused(outcome), (*status, (*message).to_owned()), "{}", expected.function);
        }
    });
}

#[test]
fn logged_out_instance_serves_only_its_own_management() {
    let logged_out = |sandbox: &Sandbox| {
        sandbox.instance("sales");
        sandbox.client().logout_instance("sales").unwrap();
        sandbox.client()
    };
    let at_hand = ["get_instance", "get_qr_code", "change_webhook_url", "delete_instance"];
    each(logged_out, |expected, outcome| {
        if at_hand.contains(&expected.function) {
            assert!(outcome.is_ok(), "{}: {outcome:?}", expected.function);
        } else if is_for_an_instance(expected) {
            let refusal = (400, "Instance is not connected".to_owned());
            assert_eq!(refused(outcome), refusal, "{}", expected.function);
        }
    });
}

#[test]
fn unknown_instance_is_404_for_every_operation() {
    each(Sandbox::client, |expected, outcome| {
        if is_for_an_instance(expected) {
            let refusal = (404, "Instance not found".to_owned());
            assert_eq!(refused(outcome), refusal, "{}", expected.function);
        } else {
            assert!(outcome.is_ok(), "{}: {outcome:?}", expected.function);
        }
    });
}

#[test]
fn wrong_api_key_is_401_for_every_operation() {
    let stranger = |sandbox: &Sandbox| Client::new(sandbox.url(), "wrong").unwrap();
    each(stranger, |expected, outcome| {
        let refusal = (401, "The API key is wrong".to_owned());
        assert_eq!(refused(outcome), refusal, "{}", expected.function);
    });
}

#[test]
fn malformed_body_is_400_for_every_operation() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    for expected in table() {
        if matches!(expected.body, Sent::Nothing) {
            continue;
        }
        for body in
            ["", "{", "null", "[]", "\"x\"", "{\"file\":\"x\"}[", "[\"a\",\"b\",\"c\",\"d\"]"]
        {
            let target = format!("/instances/{}?{}", expected.path, expected.query);
            let reply = ask(&sandbox, expected.method, &target, body);
            assert!(reply.starts_with("HTTP/1.1 400"), "{} {body}: {reply}", expected.function);
        }
    }
    assert_eq!((sandbox.messages().len(), sandbox.groups().len()), (0, 0));
}

#[test]
fn error_for_a_malformed_body_states_the_reason() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    for (body, reason) in [
        ("{\"text\":\"Hello\"}", "missing field `to`"),
        ("{\"text\":7,\"to\":\"1\"}", "invalid type: integer `7`, expected a string"),
        ("{", "EOF while parsing"),
    ] {
        let reply = ask(&sandbox, "POST", "/instances/sales/send/text", body);
        assert!(reply.contains(&reason.replace('"', "\\\"")), "{body}: {reply}");
    }
}

#[test]
fn requests_are_recorded_by_operation() {
    for expected in table() {
        let sandbox = Sandbox::start();
        let client = sandbox.client_builder().retry(RetryPolicy::none()).build().unwrap();
        // Whether it is done does not matter.
        let _ = (expected.call)(&client);
        let operations: Vec<_> = sandbox.requests().iter().map(|it| it.operation).collect();
        let function = expected.function;
        assert_eq!(operations, [Some(function)]);
    }
}
