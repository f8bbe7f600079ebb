//! The 18 functions of the reference document of the group management API: their names, the order
//! and types of their arguments, the bytes that each sends, and the handling of the reply.
//!
//! The expectations are written by hand. The client is generated from the API's document, so expectations
//! derived from that document would repeat a mistake of the generator. For the same reason, the tests use
//! only the public functions and models, and read requests from a socket.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::needless_update, reason = "a model may gain optional fields")]

use std::any::type_name;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use whatsapi::models::{
    ApiResponse, GetAllGroupsIncludeParticipants, GroupCreatePayload,
    GroupUpdateDescriptionPayload, GroupUpdateNamePayload, GroupUpdateParticipantsPayload,
    SetGroupPictureRequest,
};
use whatsapi::{Client, Error, ErrorKind, Upload};

const API_KEY: &str = "key-of-the-api";
const GROUP: &str = "120363025246125486@g.us";
const DONE: &str = r#"{"error":false,"message":"done","data":{"id":"120363025246125486@g.us"}}"#;
const NOT_FOUND: &str = r#"{"error":true,"message":"no such group","status":404}"#;

/// The headers that matter to the server, without those that vary: the host and the user agent.
const HEADERS: [&str; 5] =
    ["authorization", "accept", "content-type", "content-length", "transfer-encoding"];

/// How long the server waits for input.
const PATIENCE: Duration = Duration::from_secs(10);

type People = GroupUpdateParticipantsPayload;
type IncludeParticipants = GetAllGroupsIncludeParticipants;

fn people() -> People {
    let participants = vec!["919876543210".into(), "918888888888@s.whatsapp.net".into()];
    People { participants, ..Default::default() }
}

// The server.

/// A received request.
struct Arrived {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Arrived {
    /// Reads a request and answers it. All further input counts as part of its body.
    fn serve(stream: &mut TcpStream, answer: &str) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        let head = String::from_utf8(head).unwrap();
        let (line, rest) = head.trim_end().split_once("\r\n").unwrap();
        let headers = rest.split("\r\n").map(|header| header.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        let mut arrived =
            Self { line: line.to_owned(), headers: headers.collect(), body: Vec::new() };

        let length = arrived.header("content-length").map_or(0, |length| length.parse().unwrap());
        arrived.body.resize(length, 0);
        stream.read_exact(&mut arrived.body).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        stream.read_to_end(&mut arrived.body).unwrap();
        arrived
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(found, value)| (found == name).then_some(value.as_str()))
    }

    /// The request line, then the relevant headers including repetitions, then the body.
    fn text(&self) -> String {
        let mut text = format!("{}\n", self.line);
        for name in HEADERS {
            for (_, value) in self.headers.iter().filter(|(found, _)| found == name) {
                text.push_str(&format!("{name}: {value}\n"));
            }
        }
        text + "\n" + std::str::from_utf8(&self.body).unwrap()
    }
}

/// Makes a call to a server with this answer, and returns the result and the request.
fn exchange<R>(
    call: impl Fn(&Client) -> Result<R, Error>,
    status: &str,
    body: &str,
) -> (Result<R, Error>, Arrived) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}/api", listener.local_addr().unwrap());
    let client = Client::builder().base_url(base_url).api_key(API_KEY).build().unwrap();
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        sender.send(Arrived::serve(&mut stream, &answer)).unwrap();
    });
    let result = call(&client);
    drop(client);
    (result, receiver.recv_timeout(PATIENCE).unwrap())
}

// The assertions for each function.

/// Asserts that the call succeeds with an `ApiResponse`, and returns its request.
fn request_of<R>(call: impl Fn(&Client) -> Result<R, Error>) -> Arrived {
    let (result, arrived) = exchange(call, "200 OK", DONE);
    assert!(result.is_ok(), "{}", result.err().unwrap());
    let (reply, payload) = (type_name::<R>(), type_name::<ApiResponse>());
    assert!(reply.ends_with(&format!("<{payload}>")), "{reply}");
    arrived
}

/// Asserts that an error of the server is reported with its status and the name of the function.
fn assert_fails_as<R>(function: &str, call: impl Fn(&Client) -> Result<R, Error>) {
    let (result, _) = exchange(call, "404 Not Found", NOT_FOUND);
    let error = result.err().unwrap();
    assert_eq!(error.operation(), Some(function));
    assert_eq!(error.status().unwrap().as_u16(), 404);
    assert_eq!(error.kind(), ErrorKind::Api);
}

/// Asserts that the function sends a request with exactly this target, these headers and this body.
fn assert_sends<R>(
    function: &str,
    call: impl Fn(&Client) -> Result<R, Error>,
    target: &str,
    headers: &str,
    body: &str,
) {
    let expected = format!(
        "{target} HTTP/1.1\nauthorization: key-of-the-api\naccept: application/json\n\
         {headers}\n{body}"
    );
    assert_eq!(request_of(&call).text(), expected, "{function}");
    assert_fails_as(function, call);
}

/// Asserts a request without a body, and without headers about a body.
fn assert_asks<R>(function: &str, call: impl Fn(&Client) -> Result<R, Error>, target: &str) {
    assert_sends(function, call, target, "", "");
}

/// Asserts a request whose method implies a body, with a `Content-Length` of zero.
fn assert_sets<R>(function: &str, call: impl Fn(&Client) -> Result<R, Error>, target: &str) {
    assert_sends(function, call, target, "content-length: 0\n", "");
}

fn assert_sends_json<R>(
    function: &str,
    call: impl Fn(&Client) -> Result<R, Error>,
    target: &str,
    body: &str,
) {
    let length = body.len();
    let headers = format!("content-type: application/json\ncontent-length: {length}\n");
    assert_sends(function, call, target, &headers, body);
}

// The functions, in the order of the reference.

#[test]
fn add_participant_posts_the_people_to_the_group() {
    let call: fn(&Client, instance_key: &str, group_id: &str, data: &People) -> Result<_, Error> =
        Client::add_participant;
    assert_sends_json(
        "add_participant",
        |client| call(client, "sales", GROUP, &people()),
        "POST /api/instances/sales/groups/120363025246125486@g.us/participants/add",
        r#"{"participants":["919876543210","918888888888@s.whatsapp.net"]}"#,
    );
}

#[test]
fn create_group_posts_the_name_and_the_people() {
    let call: fn(&Client, instance_key: &str, data: &GroupCreatePayload) -> Result<_, Error> =
        Client::create_group;
    let participants = people().participants;
    let group_name = Some("Team \"ü\"".into());
    let data = GroupCreatePayload { group_name, participants, ..Default::default() };
    assert_sends_json(
        "create_group",
        |client| call(client, "sales", &data),
        "POST /api/instances/sales/groups/create",
        r#"{"group_name":"Team \"ü\"","participants":["919876543210","918888888888@s.whatsapp.net"]}"#,
    );
}

#[test]
fn demote_participant_puts_the_people_who_lose_the_rights() {
    let call: fn(&Client, instance_key: &str, group_id: &str, data: &People) -> Result<_, Error> =
        Client::demote_participant;
    assert_sends_json(
        "demote_participant",
        |client| call(client, "sales", GROUP, &people()),
        "PUT /api/instances/sales/groups/120363025246125486@g.us/participants/demote",
        r#"{"participants":["919876543210","918888888888@s.whatsapp.net"]}"#,
    );
}

#[test]
fn get_admin_groups_gets_the_groups_of_an_instance() {
    let call: fn(&Client, instance_key: &str) -> Result<_, Error> = Client::get_admin_groups;
    assert_asks(
        "get_admin_groups",
        |client| call(client, "sales"),
        "GET /api/instances/sales/groups/admin",
    );
}

#[test]
fn get_all_groups_says_whether_to_include_people_only_if_told() {
    type Include = Option<IncludeParticipants>;
    let call: fn(&Client, instance_key: &str, include_participants: Include) -> Result<_, Error> =
        Client::get_all_groups;
    let include = |text: &str| Some(IncludeParticipants::from(text.to_owned()));
    for (include_participants, target) in [
        (None, "GET /api/instances/sales/groups/"),
        (include("true"), "GET /api/instances/sales/groups/?include_participants=true"),
        (include("false"), "GET /api/instances/sales/groups/?include_participants=false"),
        (include("a&b=c"), "GET /api/instances/sales/groups/?include_participants=a%26b%3Dc"),
    ] {
        assert_asks(
            "get_all_groups",
            |client| call(client, "sales", include_participants.clone()),
            target,
        );
    }
}

#[test]
fn get_all_participants_gets_the_people_of_a_group() {
    let call: fn(&Client, instance_key: &str, group_id: &str) -> Result<_, Error> =
        Client::get_all_participants;
    assert_asks(
        "get_all_participants",
        |client| call(client, "sales", GROUP),
        "GET /api/instances/sales/groups/120363025246125486@g.us/participants",
    );
}

#[test]
fn get_group_gets_one_group() {
    let call: fn(&Client, instance_key: &str, group_id: &str) -> Result<_, Error> =
        Client::get_group;
    assert_asks(
        "get_group",
        |client| call(client, "sales", GROUP),
        "GET /api/instances/sales/groups/120363025246125486@g.us",
    );
}

#[test]
fn get_group_from_invite_link_sends_the_whole_link_in_the_query() {
    let call: fn(&Client, instance_key: &str, invite_link: &str) -> Result<_, Error> =
        Client::get_group_from_invite_link;
    assert_asks(
        "get_group_from_invite_link",
        |client| call(client, "sales", "https://chat.whatsapp.com/dsfsf34r3d3dsds"),
        "GET /api/instances/sales/groups/invite-info\
         ?invite_link=https%3A%2F%2Fchat.whatsapp.com%2Fdsfsf34r3d3dsds",
    );
}

#[test]
fn get_group_invite_code_gets_the_code_of_a_group() {
    let call: fn(&Client, instance_key: &str, group_id: &str) -> Result<_, Error> =
        Client::get_group_invite_code;
    assert_asks(
        "get_group_invite_code",
        |client| call(client, "sales", GROUP),
        "GET /api/instances/sales/groups/120363025246125486@g.us/invite-code",
    );
}

#[test]
fn join_group_with_link_sends_the_bare_code_in_the_query() {
    let call: fn(&Client, instance_key: &str, invite_code: &str) -> Result<_, Error> =
        Client::join_group_with_link;
    assert_asks(
        "join_group_with_link",
        |client| call(client, "sales", "dsfsf34r3d3dsds"),
        "GET /api/instances/sales/groups/join?invite_code=dsfsf34r3d3dsds",
    );
}

#[test]
fn leave_group_deletes_with_a_slash_at_the_end() {
    let call: fn(&Client, instance_key: &str, group_id: &str) -> Result<_, Error> =
        Client::leave_group;
    assert_asks(
        "leave_group",
        |client| call(client, "sales", GROUP),
        "DELETE /api/instances/sales/groups/120363025246125486@g.us/",
    );
}

#[test]
fn promote_participant_puts_the_people_who_gain_the_rights() {
    let call: fn(&Client, instance_key: &str, group_id: &str, data: &People) -> Result<_, Error> =
        Client::promote_participant;
    assert_sends_json(
        "promote_participant",
        |client| call(client, "sales", GROUP, &people()),
        "PUT /api/instances/sales/groups/120363025246125486@g.us/participants/promote",
        r#"{"participants":["919876543210","918888888888@s.whatsapp.net"]}"#,
    );
}

#[test]
fn remove_participant_deletes_with_the_people_in_the_body() {
    let call: fn(&Client, instance_key: &str, group_id: &str, data: &People) -> Result<_, Error> =
        Client::remove_participant;
    assert_sends_json(
        "remove_participant",
        |client| call(client, "sales", GROUP, &people()),
        "DELETE /api/instances/sales/groups/120363025246125486@g.us/participants/remove",
        r#"{"participants":["919876543210","918888888888@s.whatsapp.net"]}"#,
    );
}

#[test]
fn set_group_announce_takes_the_boolean_before_the_group() {
    let call: fn(&Client, instance_key: &str, announce: bool, group_id: &str) -> Result<_, Error> =
        Client::set_group_announce;
    let path = "PUT /api/instances/sales/groups/120363025246125486@g.us/announce";
    for (announce, query) in [(true, "?announce=true"), (false, "?announce=false")] {
        assert_sets(
            "set_group_announce",
            |client| call(client, "sales", announce, GROUP),
            &format!("{path}{query}"),
        );
    }
}

#[test]
fn set_group_description_puts_the_description() {
    type Data = GroupUpdateDescriptionPayload;
    let call: fn(&Client, instance_key: &str, group_id: &str, data: &Data) -> Result<_, Error> =
        Client::set_group_description;
    let data = Data { description: Some("Two\nlines".into()), ..Default::default() };
    assert_sends_json(
        "set_group_description",
        |client| call(client, "sales", GROUP, &data),
        "PUT /api/instances/sales/groups/120363025246125486@g.us/description",
        r#"{"description":"Two\nlines"}"#,
    );
}

#[test]
fn set_group_locked_takes_the_boolean_before_the_group() {
    let call: fn(&Client, instance_key: &str, locked: bool, group_id: &str) -> Result<_, Error> =
        Client::set_group_locked;
    let path = "PUT /api/instances/sales/groups/120363025246125486@g.us/lock";
    for (locked, query) in [(true, "?locked=true"), (false, "?locked=false")] {
        assert_sets(
            "set_group_locked",
            |client| call(client, "sales", locked, GROUP),
            &format!("{path}{query}"),
        );
    }
}

#[test]
fn set_group_name_puts_the_name() {
    type Data = GroupUpdateNamePayload;
    let call: fn(&Client, instance_key: &str, group_id: &str, data: &Data) -> Result<_, Error> =
        Client::set_group_name;
    let data = Data { name: Some("Team".into()), ..Default::default() };
    assert_sends_json(
        "set_group_name",
        |client| call(client, "sales", GROUP, &data),
        "PUT /api/instances/sales/groups/120363025246125486@g.us/name",
        r#"{"name":"Team"}"#,
    );
}

#[test]
fn set_group_picture_puts_a_form_with_the_jpeg_file() {
    type Form = SetGroupPictureRequest;
    let function: fn(&Client, &str, &str, set_group_picture_request: &Form) -> Result<_, Error> =
        Client::set_group_picture;
    let form = Form { file: Upload::from_bytes(*b"\xFF\xD8\r\n--\0").file_name("logo.jpg") };
    let call = |client: &Client| function(client, "sales", GROUP, &form);

    let arrived = request_of(call);
    let path = "/api/instances/sales/groups/120363025246125486@g.us/profile-pic";
    assert_eq!(arrived.line, format!("PUT {path} HTTP/1.1"));
    let content_type = arrived.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = [
        format!("--{boundary}\r\n").as_bytes(),
        b"Content-Disposition: form-data; name=\"file\"; filename=\"logo.jpg\"\r\n",
        b"Content-Type: image/jpeg\r\n\r\n",
        b"\xFF\xD8\r\n--\0",
        format!("\r\n--{boundary}--\r\n").as_bytes(),
    ]
    .concat();
    assert_eq!(arrived.body.escape_ascii().to_string(), expected.escape_ascii().to_string());
    assert_eq!(arrived.header("content-length"), Some(expected.len().to_string().as_str()));
    assert_eq!(arrived.header("transfer-encoding"), None);
    assert_eq!(arrived.header("authorization"), Some(API_KEY));
    assert_eq!(arrived.header("accept"), Some("application/json"));
    assert_fails_as("set_group_picture", call);
}

// Tests of all functions.

#[test]
fn awkward_arguments_in_the_path_stay_one_segment_each() {
    const KEY: &str = "a/b ü";
    let line = |arrived: Arrived| arrived.line;
    assert_eq!(
        line(request_of(|client| client.get_group(KEY, "1-2:3/4?5#6%7+8@g.us"))),
        "GET /api/instances/a%2Fb%20%C3%BC/groups/1-2:3%2F4%3F5%236%257+8@g.us HTTP/1.1"
    );
    assert_eq!(
        line(request_of(|client| client.add_participant(KEY, "..x", &people()))),
        "POST /api/instances/a%2Fb%20%C3%BC/groups/..x/participants/add HTTP/1.1"
    );
    assert_eq!(
        line(request_of(|client| client.set_group_locked(KEY, true, "g/1"))),
        "PUT /api/instances/a%2Fb%20%C3%BC/groups/g%2F1/lock?locked=true HTTP/1.1"
    );
    assert_eq!(
        line(request_of(|client| client.leave_group("{group_id}", "x\"y"))),
        "DELETE /api/instances/%7Bgroup_id%7D/groups/x%22y/ HTTP/1.1"
    );
}

#[test]
fn awkward_arguments_in_the_query_stay_one_value() {
    let line = |arrived: Arrived| arrived.line;
    assert_eq!(
        line(request_of(|client| client.join_group_with_link("a/b ü", "A+b=c&d e#f%25ü~"))),
        "GET /api/instances/a%2Fb%20%C3%BC/groups/join\
         ?invite_code=A%2Bb%3Dc%26d%20e%23f%2525%C3%BC~ HTTP/1.1"
    );
    assert_eq!(
        line(request_of(|client| client.get_group_from_invite_link("sales", "//h/A?x=1&y"))),
        "GET /api/instances/sales/groups/invite-info\
         ?invite_link=%2F%2Fh%2FA%3Fx%3D1%26y HTTP/1.1"
    );
}

#[test]
fn reply_is_decoded_as_the_envelope() {
    let get_group = |client: &Client| client.get_group("sales", GROUP);
    for (body, data) in [
        (DONE, Some(json!({ "id": GROUP }))),
        (r#"{"error":false,"message":"done","data":["a",null]}"#, Some(json!(["a", null]))),
        (r#"{"error":false,"message":"done","unknown":1}"#, None::<Value>),
    ] {
        let (reply, _) = exchange(get_group, "200 OK", body);
        assert_eq!(reply.unwrap().status().as_u16(), 200, "{body}");
        let envelope: ApiResponse = serde_json::from_str(body).unwrap();
        assert_eq!(envelope.error, Some(false), "{body}");
        assert_eq!(envelope.message.as_deref(), Some("done"), "{body}");
        assert_eq!((envelope.data, envelope.status), (data, None), "{body}");
    }
}

#[test]
fn reply_that_is_not_an_envelope_is_an_error_of_the_function() {
    let (result, _) = exchange(|client| client.get_group("sales", GROUP), "200 OK", "[1]");
    let error = result.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.operation(), Some("get_group"));
    assert_eq!(error.status().unwrap().as_u16(), 200);
}
