//! Tests of the sandbox through its public interface.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod communities;
mod events;
mod faults;
mod groups;
mod http;
mod instances;
mod media;
mod messages;
mod people;
mod server;

use serde::de::DeserializeOwned;
use serde_json::Value;
use whatsapi::models::ApiResponse;
use whatsapi::{Client, Envelope, Error, ErrorKind, Group, Response, RetryPolicy};
use whatsapi_sandbox::Sandbox;

type CallResult = Result<Response<ApiResponse>, Error>;

const ANN: &str = "919876543210";
const ANN_JID: &str = "919876543210@s.whatsapp.net";
const BOB: &str = "918888888888";
const PICTURE: &[u8] = b"\xFF\xD8\xFF a picture";

/// A sandbox with the instance `sales`, and a client.
fn start() -> (Sandbox, Client) {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let client = sandbox.client();
    (sandbox, client)
}

/// A sandbox with a group that the instance `demo` created, and a handle of the group.
fn with_group() -> (Sandbox, Group) {
    let sandbox = Sandbox::start();
    let fixture = sandbox.instance("demo").group("Team").member(ANN);
    let group = handle(&sandbox, "demo", fixture.id());
    (sandbox, group)
}

fn handle(sandbox: &Sandbox, instance: &str, id: &str) -> Group {
    let client = sandbox.client_builder().retry(RetryPolicy::none()).build().unwrap();
    client.instance(instance).groups().group(id).unwrap()
}

fn status(error: &Error) -> u16 {
    error.status().unwrap().as_u16()
}

/// The `data` of a successful response.
fn data(result: CallResult) -> Value {
    result.unwrap().into_body().data.unwrap_or_default()
}

/// The status and the message of an error response.
fn api_error(result: CallResult) -> (u16, String) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    (status(&error), Envelope::from_error(&error).unwrap().message.unwrap())
}

/// A payload, from its JSON.
fn payload<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

/// The raw response to a request.
fn send_raw(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> String {
    use std::io::{Read, Write};

    let address = sandbox.url().replace("http://", "");
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let key = sandbox.api_key();
    let length = body.len();
    let request = format!(
        "{method} /api{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}
