//! The handles: the request of each method, the checks before it, and the reading of the reply.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/arbitrary.rs"]
mod arbitrary;
mod arguments;
mod details;
mod files;
mod many;
#[path = "../support/mock.rs"]
mod mock;
mod outcomes;
mod people;
mod replies;
#[path = "../support/mod.rs"]
mod support;
mod sync;
mod views;

use std::io::Cursor;
use std::time::Duration;

use mock::MockServer;
use serde_json::Value;
use support::table::{HandleCall, PERSON, Row, group, instance, table, uploads};
use support::{GROUP, KEY, RawServer, split};
use whatsapi::http::StatusCode;
use whatsapi::models::LocationMessagePayloadLocation;
use whatsapi::{
    BroadcastListId, CallOptions, ChannelId, ErrorKind, GroupId, Instance, InviteCode, MediaType,
    Participant, Presence, Recipient, SendGroupInviteOptions, SendMediaOptions, Upload,
};

/// The request with its boundary and host replaced, which differ from call to call.
fn comparable(request: &[u8], server: &RawServer) -> String {
    let (head, body) = split(request);
    let text = format!("{head}\n{}", String::from_utf8_lossy(&body));
    let boundary = text.split_once("boundary=").map(|(_, rest)| rest[..32].to_owned());
    let text = boundary.map_or(text.clone(), |boundary| text.replace(&boundary, "BOUNDARY"));
    text.replace(server.address(), "HOST")
}

/// The calls of the handles, with the rows that they belong to.
fn handle_calls() -> impl Iterator<Item = (Row, HandleCall)> {
    table().into_iter().filter_map(|row| row.handle.map(|call| (row, call)))
}

#[test]
fn each_handle_method_sends_the_request_of_its_function() {
    for (row, handle) in handle_calls() {
        let by_function = RawServer::ok();
        (row.call)(&by_function.client()).unwrap();
        let by_handle = RawServer::ok();
        handle(&by_handle.client()).unwrap_or_else(|error| panic!("{}: {error}", row.name()));
        assert_eq!(
            comparable(&by_handle.requests()[0], &by_handle),
            comparable(&by_function.requests()[0], &by_function),
            "{}",
            row.name()
        );
    }
}

#[test]
fn list_of_groups_omits_the_optional_query_parameter() {
    let server = MockServer::ok();
    instance(&server.client()).groups().list().unwrap();
    assert_eq!(server.only_request().line, "GET /api/instances/sales/groups/");
}

#[test]
fn envelope_with_error_true_is_an_api_error_despite_status_200() {
    let body = format!(r#"{{"error":true,"message":"not an admin, {KEY}","data":null}}"#);
    for (row, call) in handle_calls() {
        let server = MockServer::answering(200, &body);
        let error = call(&server.client()).unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::OK)));
        let withheld = "200 OK: [withheld: it repeats a credential]";
        assert_eq!(error.to_string(), format!("{}: {withheld}", row.name()));
        assert_eq!(whatsapi::Envelope::from_error(&error).unwrap().error, Some(true));
        assert!(!error.may_have_been_applied() && !error.is_retryable());
    }
}

#[test]
fn reply_without_an_envelope_is_a_decode_error() {
    let members = "the reply has none of `error`, `message`, `data` and `status`; check that the base URL \
                   is that of the API";
    let shape = "the JSON has another shape than expected at line 1, column 1";
    for (body, problem) in [(r#"{"ok":12}"#, members), (r#"[null,false,"hi",null]"#, shape)] {
        let server = MockServer::answering(200, body);
        let error = server.client().instance("sales").groups().list().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.to_string(), format!("get_all_groups: 200 OK: {problem}"));
        assert_eq!(error.body(), Some(body.as_bytes()));
    }
    for body in ["{}", r#"{"data":null}"#, r#"{"message":"done","more":1}"#] {
        let server = MockServer::answering(200, body);
        server.client().instance("sales").groups().list().unwrap();
    }
}

#[test]
fn instance_is_created_without_a_webhook() {
    let server = MockServer::ok();
    server.client().instances().create("sales").unwrap();
    assert_eq!(server.only_request().json(), serde_json::json!({ "instance_key": "sales" }));
}

#[test]
fn message_recipients_are_normalized() {
    let group: GroupId = GROUP.parse().unwrap();
    let person: Participant = PERSON.parse().unwrap();
    let channel: ChannelId = "120363144038483540@newsletter".parse().unwrap();
    let list: BroadcastListId = "1693000000@broadcast".parse().unwrap();
    let recipients: [(Recipient, &str); 11] = [
        (PERSON.parse().unwrap(), "919876543210"),
        (person.into(), "919876543210"),
        ("919876543210:7@S.WhatsApp.net".parse().unwrap(), "919876543210@s.whatsapp.net"),
        ("919876543210@c.us".parse().unwrap(), "919876543210@s.whatsapp.net"),
        ("44@lid".to_owned().try_into().unwrap(), "44@lid"),
        (group.into(), GROUP),
        ("120363025246125486".parse().unwrap(), GROUP),
        (channel.into(), "120363144038483540@newsletter"),
        ("status@broadcast".parse().unwrap(), "status@broadcast"),
        (Recipient::Status, "status@broadcast"),
        (list.into(), "1693000000@broadcast"),
    ];
    for (recipient, to) in recipients {
        let server = MockServer::ok();
        instance(&server.client()).messages().text(&recipient, "Hello").unwrap();
        assert_eq!(server.only_request().json()["to"], to);
    }
}

#[test]
fn participants_are_normalized() {
    let spellings = [PERSON, "919876543210@c.us", "919876543210:3@S.WhatsApp.net", "44:1@LID"];
    let server = MockServer::ok();
    let _ = group(&server.client()).participants().add(spellings).unwrap();
    let sent_as =
        ["919876543210", "919876543210@s.whatsapp.net", "919876543210@s.whatsapp.net", "44@lid"];
    assert_eq!(server.only_request().json()["participants"], serde_json::json!(sent_as));

    for text in &spellings[..3] {
        let server = MockServer::ok();
        instance(&server.client()).users().profile_picture(text).unwrap();
        let line = server.only_request().line;
        assert!(line.ends_with("?jid=919876543210%40s.whatsapp.net"), "{line}");
    }
}

#[test]
fn presence_is_sent_with_the_jid_of_the_chat() {
    for (to, jid, presence, name) in [
        ("919876543210", "919876543210%40s.whatsapp.net", Presence::Recording, "recording"),
        ("919876543210@c.us", "919876543210%40s.whatsapp.net", Presence::Typing, "typing"),
        ("44@lid", "44%40lid", Presence::Typing, "typing"),
        (GROUP, "120363025246125486%40g.us", Presence::Paused, "paused"),
    ] {
        let server = MockServer::ok();
        instance(&server.client()).messages().presence(to, presence).unwrap();
        let line = server.only_request().line;
        assert!(line.ends_with(&format!("?jid={jid}&presence={name}")), "{line}");
    }
}

#[test]
fn location_accepts_a_url_and_extreme_coordinates() {
    let server = MockServer::ok();
    let pole = LocationMessagePayloadLocation {
        latitude: -90.0,
        longitude: 180.0,
        name: "Pole".into(),
        address: None,
    };
    instance(&server.client())
        .messages()
        .location_with_url(GROUP, pole, "https://host/pole")
        .unwrap();
    assert_eq!(server.only_request().json()["url"], "https://host/pole");
}

#[test]
fn expiry_is_rounded_up_to_minutes() {
    for (expiry, minutes) in [
        (Some(Duration::from_nanos(1)), Value::from(1)),
        (Some(Duration::from_secs(60)), Value::from(1)),
        (Some(Duration::from_millis(60_001)), Value::from(2)),
        (Some(Duration::MAX), Value::from(u64::MAX / 60 + 1)),
        (None, Value::Null),
    ] {
        let server = MockServer::ok();
        let messages = instance(&server.client()).messages();
        let options = SendGroupInviteOptions { expiry, ..Default::default() };
        messages.group_invite(PERSON, "AbC", options).unwrap();
        assert_eq!(server.only_request().json()["expiry_minutes"], minutes);
    }
}

#[test]
fn media_types_are_sent_by_name() {
    for (kind, name) in [
        (MediaType::Image, "image"),
        (MediaType::Video, "video"),
        (MediaType::Audio, "audio"),
        (MediaType::Document, "document"),
    ] {
        assert_eq!(kind.to_string(), name);
        let keys = uploads::keys();
        let target = |call: &dyn Fn(&Instance)| {
            let server = MockServer::ok();
            call(&instance(&server.client()));
            server.only_request().line
        };
        let upload = Upload::from_bytes(*b"content");
        let uploaded = target(&|instance| {
            instance.media().upload(kind, upload.clone()).unwrap();
        });
        assert!(uploaded.ends_with(&format!("/upload?type={name}")), "{uploaded}");
        let fetched = target(&|instance| {
            instance.media().upload_from_url(kind, "https://host/file").unwrap();
        });
        assert!(fetched.ends_with(&format!("/upload-url?type={name}")), "{fetched}");
        let downloaded = target(&|instance| {
            instance.media().download(kind, &keys).unwrap();
        });
        assert!(downloaded.contains(&format!("?file_type={name}&response")), "{downloaded}");
        let server = MockServer::ok();
        instance(&server.client())
            .messages()
            .media(PERSON, kind, &keys, SendMediaOptions::default())
            .unwrap();
        assert_eq!(server.only_request().json()["media_type"], name);
    }
}

#[test]
fn upload_from_a_reader_is_complete_after_its_start_is_checked() {
    let server = MockServer::ok();
    let picture = b"\xFF\xD8\xFF and the rest".to_vec();
    group(&server.client()).set_picture(Upload::from_reader(Cursor::new(picture.clone()))).unwrap();
    assert!(server.only_request().holds(&picture));

    let server = MockServer::ok();
    let reader = Upload::from_reader(Cursor::new(picture.clone()));
    instance(&server.client()).messages().video(PERSON, reader, None).unwrap();
    assert!(server.only_request().holds(&picture));
}

#[test]
fn ids_and_lists_are_accepted_borrowed_owned_and_typed() {
    let server = MockServer::ok();
    let groups = instance(&server.client()).groups();
    let id: GroupId = GROUP.parse().unwrap();
    let group = groups.group(&id).unwrap();
    assert_eq!(groups.group(id.to_string()).unwrap().id(), &id);
    assert_eq!(groups.group("120363025246125486").unwrap().id(), group.id());
    let owned = vec!["919876543210".to_owned()];
    let typed: Vec<Participant> = vec!["+91 98765 43210".parse().unwrap()];
    let _ = group.participants().add(&owned).unwrap();
    let _ = group.participants().add(owned).unwrap();
    let _ = group.participants().add(&typed).unwrap();
    let filtered = typed.iter().filter(|person| !person.as_str().is_empty());
    let _ = group.participants().add(filtered).unwrap();
    let _ = group.participants().add(typed).unwrap();
    let _ = group.participants().add(["919876543210"].iter()).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 6);
    let expected = br#"{"participants":["919876543210"]}"#;
    assert!(requests.iter().all(|request| request.body == expected));
}

#[test]
fn every_form_of_a_recipient_and_of_an_invite_is_accepted() {
    let server = MockServer::ok();
    let instance = instance(&server.client());
    let (messages, text) = (instance.messages(), PERSON.to_owned());
    let person: Participant = PERSON.parse().unwrap();
    let recipient = Recipient::from(person.clone());
    messages.text(&text, "Hello").unwrap();
    messages.text(text, "Hello").unwrap();
    messages.text(&person, "Hello").unwrap();
    messages.text(person, "Hello").unwrap();
    messages.text(&recipient, "Hello").unwrap();
    messages.text(recipient, "Hello").unwrap();
    messages.text(group(&server.client()).id(), "Hello").unwrap();
    let channel: ChannelId = "120363144038483540@newsletter".parse().unwrap();
    let list: BroadcastListId = "1693000000@broadcast".parse().unwrap();
    messages.text(&channel, "Hello").unwrap();
    messages.text(channel, "Hello").unwrap();
    messages.text(&list, "Hello").unwrap();
    messages.text(list, "Hello").unwrap();
    let sent: Vec<Value> =
        server.requests().iter().map(|request| request.json()["to"].clone()).collect();
    let (channel, list) = ("120363144038483540@newsletter", "1693000000@broadcast");
    let others = [GROUP, channel, channel, list, list];
    assert_eq!(sent, [["919876543210"; 6].as_slice(), &others].concat());

    let code: InviteCode = "AbC".parse().unwrap();
    instance.groups().join(&code).unwrap();
    instance.groups().join(code.link()).unwrap();
    instance.groups().join(code).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), sent.len() + 3);
    for request in &requests[sent.len()..] {
        assert!(request.line.ends_with("/groups/join?invite_code=AbC"), "{}", request.line);
    }
}

#[test]
fn handles_inherit_the_options_of_their_client() {
    let server = MockServer::ok();
    let client = server.client().with_options(CallOptions::new().header("X-Request-Id", "42"));
    client.instance("sales").groups().group(GROUP).unwrap().set_locked(true).unwrap();
    assert_eq!(server.only_request().header("x-request-id"), Some("42"));
}
