//! What each of the functions sends, and that it decodes the reply: a table over all operations.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use mockito::{Matcher, Server};
use serde_json::{Value, json};
use whatsapi::models::{
    ApiResponse, GetAllGroupsIncludeParticipants, GroupCreatePayload,
    GroupUpdateDescriptionPayload, GroupUpdateNamePayload, GroupUpdateParticipantsPayload,
    SetGroupPictureRequest,
};
use whatsapi::{Client, Error, ResponseValue, Upload, operations};

const GROUP: &str = "120363025246125486@g.us";

type Call = fn(&Client) -> Result<ResponseValue<ApiResponse>, Error>;

struct Expected {
    function: &'static str,
    method: &'static str,
    /// After `/api/instances/`.
    path: &'static str,
    query: &'static str,
    /// `None` for no body at all; the picture's form is checked elsewhere, byte by byte.
    body: Option<Value>,
    call: Call,
}

fn participants() -> GroupUpdateParticipantsPayload {
    GroupUpdateParticipantsPayload {
        participants: vec!["919876543210".into(), "918888888888".into()],
    }
}

fn row(
    function: &'static str,
    method: &'static str,
    path_and_query: &'static str,
    body: Option<Value>,
    call: Call,
) -> Expected {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    Expected { function, method, path, query, body, call }
}

#[rustfmt::skip]
fn table() -> Vec<Expected> {
    let people = || Some(json!({ "participants": ["919876543210", "918888888888"] }));
    vec![
        row("get_all_groups", "GET", "sales/groups/?include_participants=false", None,
            |client| client.get_all_groups("sales", Some(GetAllGroupsIncludeParticipants::False))),
        row("get_all_groups", "GET", "sales/groups/", None,
            |client| client.get_all_groups("sales", None)),
        row("get_admin_groups", "GET", "sales/groups/admin", None,
            |client| client.get_admin_groups("sales")),
        row("create_group", "POST", "sales/groups/create",
            Some(json!({ "group_name": "Team", "participants": ["919876543210"] })),
            |client| client.create_group("sales", &GroupCreatePayload {
                group_name: Some("Team".into()),
                participants: vec!["919876543210".into()],
            })),
        row("get_group_from_invite_link", "GET",
            "sales/groups/invite-info?invite_link=https%3A%2F%2Fchat.whatsapp.com%2FAbC%3Fx%3D1%262", None,
            |client| client.get_group_from_invite_link("sales", "https://chat.whatsapp.com/AbC?x=1&2")),
        row("join_group_with_link", "GET", "sales/groups/join?invite_code=AbC", None,
            |client| client.join_group_with_link("sales", "AbC")),
        row("get_group", "GET", "sales/groups/120363025246125486@g.us", None,
            |client| client.get_group("sales", GROUP)),
        row("leave_group", "DELETE", "sales/groups/120363025246125486@g.us/", None,
            |client| client.leave_group("sales", GROUP)),
        row("set_group_announce", "PUT", "sales/groups/120363025246125486@g.us/announce?announce=true", None,
            |client| client.set_group_announce("sales", true, GROUP)),
        row("set_group_description", "PUT", "sales/groups/120363025246125486@g.us/description",
            Some(json!({ "description": "Über \"uns\"\n" })),
            |client| client.set_group_description("sales", GROUP,
                &GroupUpdateDescriptionPayload { description: Some("Über \"uns\"\n".into()) })),
        row("get_group_invite_code", "GET", "sales/groups/120363025246125486@g.us/invite-code", None,
            |client| client.get_group_invite_code("sales", GROUP)),
        row("set_group_locked", "PUT", "sales/groups/120363025246125486@g.us/lock?locked=false", None,
            |client| client.set_group_locked("sales", false, GROUP)),
        row("set_group_name", "PUT", "sales/groups/120363025246125486@g.us/name",
            Some(json!({ "name": "New" })),
            |client| client.set_group_name("sales", GROUP, &GroupUpdateNamePayload { name: Some("New".into()) })),
        row("get_all_participants", "GET", "sales/groups/120363025246125486@g.us/participants", None,
            |client| client.get_all_participants("sales", GROUP)),
        row("add_participant", "POST", "sales/groups/120363025246125486@g.us/participants/add", people(),
            |client| client.add_participant("sales", GROUP, &participants())),
        row("demote_participant", "PUT", "sales/groups/120363025246125486@g.us/participants/demote", people(),
            |client| client.demote_participant("sales", GROUP, &participants())),
        row("promote_participant", "PUT", "sales/groups/120363025246125486@g.us/participants/promote", people(),
            |client| client.promote_participant("sales", GROUP, &participants())),
        row("remove_participant", "DELETE", "sales/groups/120363025246125486@g.us/participants/remove", people(),
            |client| client.remove_participant("sales", GROUP, &participants())),
        row("set_group_picture", "PUT", "sales/groups/120363025246125486@g.us/profile-pic", None,
            |client| client.set_group_picture("sales", GROUP,
                &SetGroupPictureRequest { file: Upload::from_bytes(*b"\xFF\xD8\xFF") })),
    ]
}

#[test]
fn the_table_covers_every_operation() {
    let table = table();
    for operation in operations::ALL {
        let row = table.iter().find(|row| row.function == operation.name);
        let row = row.unwrap_or_else(|| panic!("{} is not in the table", operation.name));
        assert_eq!(row.method, operation.method.as_str(), "{}", operation.name);
    }
    assert_eq!(operations::ALL.len(), 18);
}

#[test]
fn each_function_sends_its_request_and_decodes_the_reply() {
    for row in table() {
        let mut server = Server::new();
        let client = Client::new(server.url(), "the-key").unwrap();
        let reply = json!({ "error": false, "message": row.function, "status": 200, "data": { "n": [1, null] } });
        let path = format!("/api/instances/{}", row.path);
        let target = if row.query.is_empty() { path } else { format!("{path}?{}", row.query) };
        let expected_target = target.clone();
        let expected_body = row.body.clone();
        let is_picture = row.function == "set_group_picture";
        let mock = server
            .mock(row.method, Matcher::Any)
            .match_request(move |request| {
                let body = request.body().unwrap();
                let body_is_right = match &expected_body {
                    Some(expected) => body == &serde_json::to_vec(expected).unwrap(),
                    None => is_picture || body.is_empty(),
                };
                request.path_and_query() == expected_target && body_is_right
            })
            .match_header("authorization", "the-key")
            .match_header("accept", "application/json")
            .match_header("user-agent", Matcher::Regex("^whatsapi-rust/[0-9.]+$".into()))
            .match_header(
                "content-type",
                match (&row.body, is_picture) {
                    (Some(_), _) => Matcher::Exact("application/json".into()),
                    (None, true) => {
                        Matcher::Regex("^multipart/form-data; boundary=[0-9a-f]{32}$".into())
                    }
                    (None, false) => Matcher::Missing,
                },
            )
            .with_status(200)
            .with_header("content-type", "application/json")
            .with_header("x-request-id", "r-1")
            .with_body(reply.to_string())
            .create();

        let response = (row.call)(&client).unwrap_or_else(|error| panic!("{target}: {error}"));

        mock.assert();
        assert_eq!(response.status(), 200, "{target}");
        assert_eq!(response.headers()["x-request-id"], "r-1");
        assert_eq!(response.message.as_deref(), Some(row.function));
        assert_eq!((response.error, response.status), (Some(false), Some(200)));
        assert_eq!(response.into_inner().data, Some(json!({ "n": [1, null] })));
    }
}

#[test]
fn the_data_of_a_reply_may_be_any_json() {
    for (data, expected) in [
        (r#","data":{"a":1}"#, Some(json!({ "a": 1 }))),
        (r#","data":[]"#, Some(json!([]))),
        (r#","data":"text""#, Some(json!("text"))),
        (r#","data":7.5"#, Some(json!(7.5))),
        (r#","data":true"#, Some(json!(true))),
        (r#","data":null"#, None),
        ("", None),
    ] {
        let mut server = Server::new();
        let body = format!(r#"{{"error":false{data},"unknown":{{}}}}"#);
        server.mock("GET", Matcher::Any).with_body(&body).create();
        let client = Client::new(server.url(), "the-key").unwrap();
        let reply =
            client.get_group("sales", GROUP).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(reply.data, expected, "{body}");
    }
}
