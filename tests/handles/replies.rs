//! The reply of each handle method: the type of its `data`, and its other parts.

use mockito::{Matcher, Server};
use serde_json::{Value, json};
use whatsapi::http::StatusCode;
use whatsapi::{Client, Delivery, Envelope, ErrorKind};

use crate::handle_calls;
use crate::mock::mock_client;
use crate::support::hostile::client_receiving;
use crate::support::table::{group, instance, uploads};
use crate::support::{GROUP, KEY, assert_presentable};
use crate::views::client;

/// The type of the data of each operation.
fn type_of(operation: &str) -> &'static str {
    match operation {
        "get_all_groups" | "get_admin_groups" => "Vec<GroupInfo>",
        "create_group" | "get_group" | "get_group_from_invite_link" => "GroupInfo",
        "join_group_with_link" => "GroupId",
        "get_group_invite_code" => "InviteCode",
        "get_all_participants" => "Vec<GroupParticipant>",
        "add_participant" | "remove_participant" | "promote_participant" | "demote_participant" => {
            "Outcomes"
        }
        "list_instances" => "Vec<InstanceInfo>",
        "create_instance" | "get_instance" => "InstanceInfo",
        "get_contacts" => "BTreeMap<String, Contact>",
        "get_qr_code" => "QrCode",
        "upload_media" | "upload_media_from_url" => "FileUpload",
        "download_media" => "Vec<u8>",
        "get_users_info" => "BTreeMap<String, UserInfo>",
        "get_profile_pic" => "ProfilePicture",
        name if name.starts_with("send_") => "SentMessage",
        // The shape of the others is not known.
        "fetch_catalog" => "Value",
        "leave_group" | "logout_instance" | "delete_instance" | "change_webhook_url" => "Value",
        "set_chat_presence" | "update_profile_pic" => "Value",
        name if name.starts_with("set_group_") => "Value",
        other => panic!(
            "operation `{other}` has no type of data in tests/handles/replies.rs; add that of its method"
        ),
    }
}

/// Valid data for each type.
fn sample(type_name: &str) -> Value {
    match type_name {
        "Vec<GroupInfo>" => json!([{ "JID": GROUP }]),
        "GroupInfo" => json!({ "JID": GROUP }),
        "GroupId" => json!(GROUP),
        "InviteCode" => json!("https://chat.whatsapp.com/AbC"),
        "Vec<GroupParticipant>" | "Outcomes" => json!([{ "JID": "919876543210" }]),
        "Vec<InstanceInfo>" => json!([{ "instance_key": "sales" }]),
        "InstanceInfo" => json!({ "instance_key": "sales" }),
        "QrCode" => json!({ "qrcode": "iVBORw0KGgo=" }),
        "FileUpload" => serde_json::to_value(uploads::keys()).unwrap(),
        "Vec<u8>" => json!("AP8B/g=="),
        "BTreeMap<String, UserInfo>" => json!({ "1@lid": { "Status": "Here" } }),
        "BTreeMap<String, Contact>" => json!({ "1@lid": { "PushName": "ada" } }),
        "ProfilePicture" => json!({ "url": "https://host/1.jpg" }),
        "SentMessage" => json!({ "id": "3EB0" }),
        "Value" => json!(["anything"]),
        other => {
            panic!("the type `{other}` has no sample of data in tests/handles/replies.rs; add one")
        }
    }
}

#[test]
fn each_handle_method_reads_data_as_its_type() {
    for (row, call) in handle_calls() {
        let (name, type_name) = (row.name(), type_of(row.name()));
        let handled = call(&client(&sample(type_name))).unwrap();
        assert_eq!((handled.operation, handled.type_name.as_str()), (name, type_name));
        handled.data.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn data_of_another_type_is_an_error_of_a_call_that_was_done() {
    let secret = json!("a \"secret\"");
    for (row, call) in handle_calls() {
        let handled = call(&client(&secret)).unwrap();
        if ["Value", "Outcomes"].contains(&type_of(row.name())) {
            handled.data.unwrap();
            continue;
        }
        let error = handled.data.unwrap_err();
        assert_presentable(&error, Some(row.name()));
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
        assert_eq!(error.status(), Some(StatusCode::OK));
        let message = error.to_string();
        assert!(message.contains("`data` of the reply is "), "{message}");
        assert!(!message.contains("secret"), "{message}");
        assert_eq!(Envelope::from_error(&error).unwrap().data, Some(secret.clone()));
    }
}

#[test]
fn reply_has_the_response_and_the_envelope() {
    let body = r#"{"error":false,"message":"joined","data":"1@g.us","status":201}"#;
    let mut server = Server::new();
    let mock = server.mock("GET", Matcher::Any).with_status(202).with_header("X-Request-Id", "7");
    mock.with_body(body).create();
    let reply = instance(&mock_client(&server)).groups().join("AbC").unwrap();
    assert_eq!((reply.message(), reply.status()), (Some("joined"), StatusCode::ACCEPTED));
    assert_eq!(reply.headers()["x-request-id"], "7");
    assert_eq!(reply.envelope().status, Some(201));
    assert_eq!(reply.envelope().data, Some(json!("1@g.us")));
    assert_eq!(reply.operation().name, "join_group_with_link");
    let clone = reply.clone();
    assert_eq!(clone.data().unwrap(), reply.data().unwrap());
}

#[test]
fn debug_of_a_reply_does_not_show_data_or_message() {
    let body = format!(r#"{{"error":false,"message":"{KEY}","data":["{KEY}"]}}"#);
    let reply = group(&client_receiving(200, body.as_bytes())).info().unwrap();
    let shown = format!("{reply:?} {reply:#?}");
    assert!(shown.contains(r#"Reply { operation: "get_group", status: 200, data: a list, .. }"#));
    assert!(!shown.contains(KEY), "{shown}");
}

#[test]
fn data_is_decoded_as_any_type() {
    let reply = |data: &Value| instance(&client(data)).contacts().unwrap();
    assert_eq!(reply(&json!([1, 2])).data_as::<Vec<u8>>().unwrap(), [1, 2]);
    assert_eq!(reply(&Value::Null).data_as::<Option<u8>>().unwrap(), None);
    let without_data = client_receiving(200, br#"{"message":"none"}"#);
    let contacts = instance(&without_data).contacts().unwrap();
    assert_eq!(contacts.data_as::<Option<u8>>().unwrap(), None);
    assert!(contacts.data().unwrap().is_empty());
}

/// A type that makes the path in an error contain keys chosen by the server.
type AnyKeys = std::collections::BTreeMap<String, u8>;

/// The end of the error of decoding `data` as these types.
fn problem<T: serde::de::DeserializeOwned + std::fmt::Debug>(data: &Value) -> String {
    let error = instance(&client(data)).contacts().unwrap().data_as::<T>().unwrap_err();
    assert_presentable(&error, Some("get_contacts"));
    let message = error.to_string();
    message.strip_prefix("get_contacts: 200 OK: ").unwrap().to_owned()
}

#[test]
fn decode_error_names_path_and_types_but_not_the_value() {
    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "it is not read")]
    struct Group {
        name: String,
        #[serde(default)]
        size: u8,
    }

    for (data, message) in [
        (
            json!([{ "name": 7 }]),
            "`data[0].name` of the reply is a number, where a string was expected",
        ),
        (json!([{}]), "`data[0]` of the reply is an object with a missing field `name`"),
        (
            json!([{ "name": "a", "size": "secret, expected secret" }]),
            "`data[0].size` of the reply is a string, where u8 was expected",
        ),
        (
            json!([{ "name": "a", "size": 300 }]),
            "`data[0].size` of the reply is a number, where u8 was expected",
        ),
        (json!("secret"), "`data` of the reply is a string, where a sequence was expected"),
    ] {
        assert_eq!(problem::<Vec<Group>>(&data), message);
    }
    let message = problem::<whatsapi::GroupId>(&json!("secret, expected secret"));
    assert_eq!(message, "`data` of the reply is a string that is not valid there");
    let message = problem::<AnyKeys>(&json!({ "a\nb": "no number" }));
    assert_eq!(message, r"`data.a\nb` of the reply is a string, where u8 was expected");
}

#[test]
fn envelope_is_read_from_an_error_with_any_status() {
    for (status, error) in [(404, true), (200, true), (500, false)] {
        let body = json!({ "error": error, "message": "no", "data": [1] }).to_string();
        let client: Client = client_receiving(status, body.as_bytes());
        let envelope = Envelope::from_error(&group(&client).info().unwrap_err()).unwrap();
        assert_eq!((envelope.error, envelope.message.as_deref()), (Some(error), Some("no")));
        assert_eq!(envelope.data, Some(json!([1])));
    }
    let refused = group(&client_receiving(502, b"<html>")).info().unwrap_err();
    assert_eq!(Envelope::from_error(&refused), None);
    let unsent = instance(&client(&Value::Null)).groups().join("?").unwrap_err();
    assert_eq!(Envelope::from_error(&unsent), None);
}
