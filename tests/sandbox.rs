//! The sandbox serves every operation of the API: tests over the table of calls.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use whatsapi::models::ApiResponse;
use whatsapi::{Client, Envelope, Error, ErrorKind, Operation, Response, RetryPolicy};
use whatsapi_sandbox::Sandbox;

use support::table::{ExpectedBody, Row, table};

type CallResult = Result<Response<ApiResponse>, Error>;

/// The status and the message of an error response.
fn api_error(result: CallResult) -> (u16, String) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    (error.status().unwrap().as_u16(), Envelope::from_error(&error).unwrap().message.unwrap())
}

/// The raw response to a request.
fn send_raw(sandbox: &Sandbox, method: &str, target: &str, body: &str) -> String {
    use std::io::{Read, Write};

    let address = sandbox.url().replace("http://", "");
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let key = sandbox.api_key();
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

/// The error of a call of the table, where the instance is connected and has no groups, media or
/// pictures; `None` if the call succeeds.
fn expected_error(row: &Row) -> Option<(u16, &'static str)> {
    match row.name() {
        "get_qr_code" => Some((400, "Instance is already connected")),
        "get_profile_pic" => Some((404, "that user or group does not have a profile picture")),
        "get_group_from_invite_link" | "join_group_with_link" | "send_group_invite" => {
            Some((404, "Invite link not found"))
        }
        "download_media"
        | "send_media_message"
        | "send_button_with_media"
        | "send_template_with_media" => Some((404, "Media not found")),
        // The instance exists, unless the server generates a key.
        "create_instance" if has_key(row) => Some((400, "The instance exists already")),
        _ if row.operation.path.contains("{group_id}") => Some((404, "Group not found")),
        _ => None,
    }
}

fn has_key(row: &Row) -> bool {
    matches!(&row.body, ExpectedBody::Json(body) if body.get("instance_key").is_some())
}

/// Makes each call of the table against a new sandbox, and checks its result. `set_up` prepares the
/// sandbox and returns the client.
fn for_each_call(set_up: fn(&Sandbox) -> Client, check: impl Fn(&Row, CallResult)) {
    for row in table() {
        let sandbox = Sandbox::start();
        let client = set_up(&sandbox);
        check(&row, (row.call)(&client));
    }
}

fn assert_error(row: &Row, result: CallResult, status: u16, message: &str) {
    assert!(result.is_err(), "{}: {result:?}", row.name());
    assert_eq!(api_error(result), (status, message.to_owned()), "{}", row.name());
}

/// Whether the path of an operation has an instance.
fn has_instance(operation: &Operation) -> bool {
    operation.path.contains("{instance_key}")
}

#[test]
fn every_operation_succeeds_or_fails_with_the_expected_error() {
    let connected = |sandbox: &Sandbox| {
        sandbox.instance("sales");
        sandbox.client()
    };
    for_each_call(connected, |row, result| match expected_error(row) {
        None => assert!(
            result.is_ok(),
            "{}: {result:?}; if this is correct, add it to expected_error in tests/sandbox.rs",
            row.name()
        ),
        Some((status, message)) => assert_error(row, result, status, message),
    });
}

#[test]
fn logged_out_instance_serves_only_its_own_management() {
    let logged_out = |sandbox: &Sandbox| {
        sandbox.instance("sales");
        sandbox.client().logout_instance("sales").unwrap();
        sandbox.client()
    };
    let available = ["get_instance", "get_qr_code", "change_webhook_url", "delete_instance"];
    for_each_call(logged_out, |row, result| {
        if available.contains(&row.name()) {
            assert!(result.is_ok(), "{}: {result:?}", row.name());
        } else if has_instance(row.operation) {
            assert_error(row, result, 400, "Instance is not connected");
        }
    });
}

#[test]
fn unknown_instance_is_404_for_every_operation() {
    for_each_call(Sandbox::client, |row, result| {
        if has_instance(row.operation) {
            assert_error(row, result, 404, "Instance not found");
        } else {
            assert!(result.is_ok(), "{}: {result:?}", row.name());
        }
    });
}

#[test]
fn wrong_api_key_is_401_for_every_operation() {
    let unauthorized = |sandbox: &Sandbox| Client::new(sandbox.url(), "wrong").unwrap();
    for_each_call(unauthorized, |row, result| {
        assert_error(row, result, 401, "The API key is wrong");
    });
}

#[test]
fn malformed_body_is_400_for_every_operation() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    for row in table() {
        if matches!(row.body, ExpectedBody::Empty) {
            continue;
        }
        for body in
            ["", "{", "null", "[]", "\"x\"", "{\"file\":\"x\"}[", "[\"a\",\"b\",\"c\",\"d\"]"]
        {
            let method = row.operation.method.as_str();
            let response = send_raw(&sandbox, method, &row.target(), body);
            assert!(response.starts_with("HTTP/1.1 400"), "{} {body}: {response}", row.name());
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
        let response = send_raw(&sandbox, "POST", "/api/instances/sales/send/text", body);
        assert!(response.contains(&reason.replace('"', "\\\"")), "{body}: {response}");
    }
}

#[test]
fn requests_are_recorded_by_operation() {
    for row in table() {
        let sandbox = Sandbox::start();
        let client = sandbox.client_builder().retry(RetryPolicy::none()).build().unwrap();
        // Failed requests are recorded too.
        let _ = (row.call)(&client);
        let operations: Vec<_> =
            sandbox.requests().iter().map(|request| request.operation).collect();
        assert_eq!(operations, [Some(row.name())]);
    }
}
