//! The handles: what each method sends, what is checked before, and what becomes of the reply.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod refusals;
#[path = "../support/mod.rs"]
mod support;
mod views;

use std::io::Cursor;
use std::time::Duration;

use serde_json::Value;
use support::table::{FILE, messages, table, uploads};
use support::{GROUP, KEY, RawServer, answer, split, without_chunks};
use whatsapi::http::StatusCode;
use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayloadVcard,
    LocationMessagePayloadLocation, TemplateButtonPayload, TemplateButtonWithMediaPayload,
};
use whatsapi::{Client, Error, ErrorKind, Group, Instance, MediaType, Presence, Recipient, Upload};

const PERSON: &str = "+91 98765-43210";

fn instance(client: &Client) -> Instance {
    client.instance("sales")
}

fn group(client: &Client) -> Group {
    instance(client).groups().group(GROUP).unwrap()
}

type Call = fn(&Client) -> Result<(), Error>;

/// A method: the function that the same request comes from in the table of functions, and the call.
macro_rules! row {
    ($function:literal, |$client:ident| $call:expr) => {
        ($function, |$client: &Client| $call.map(|_| ()))
    };
}

#[rustfmt::skip]
fn methods() -> Vec<(&'static str, Call)> {
    [methods_of_groups(), methods_of_instances(), methods_of_messages()].concat()
}

#[rustfmt::skip]
fn methods_of_groups() -> Vec<(&'static str, Call)> {
    const PEOPLE: [&str; 2] = [PERSON, "918888888888"];
    vec![
        row!("get_all_groups", |client| instance(client).groups().list_without_participants()),
        row!("get_admin_groups", |client| instance(client).groups().admin()),
        row!("create_group", |client| instance(client).groups().create("Team", [PERSON])),
        row!("get_group_from_invite_link", |client| instance(client).groups().info_from_invite("AbC")),
        row!("join_group_with_link", |client| instance(client).groups().join("https://chat.whatsapp.com/AbC?x=1")),
        row!("get_group", |client| group(client).info()),
        row!("leave_group", |client| group(client).leave()),
        row!("set_group_announce", |client| group(client).set_announce(true)),
        row!("set_group_description", |client| group(client).set_description("Über \"uns\"\n")),
        row!("get_group_invite_code", |client| group(client).invite_code()),
        row!("set_group_locked", |client| group(client).set_locked(false)),
        row!("set_group_name", |client| group(client).set_name("New")),
        row!("get_all_participants", |client| group(client).participants().list()),
        row!("add_participant", |client| group(client).participants().add(PEOPLE)),
        row!("demote_participant", |client| group(client).participants().demote(PEOPLE)),
        row!("promote_participant", |client| group(client).participants().promote(PEOPLE)),
        row!("remove_participant", |client| group(client).participants().remove(PEOPLE)),
        row!("set_group_picture", |client| group(client).set_picture(Upload::from_bytes(FILE))),
    ]
}

#[rustfmt::skip]
fn methods_of_instances() -> Vec<(&'static str, Call)> {
    vec![
        row!("create_instance", |client| client.instances()
            .create_with_webhook("sales", "https://host/hook?a=1")),
        row!("list_instances", |client| client.instances().list()),
        row!("get_instance", |client| instance(client).info()),
        row!("get_qr_code", |client| instance(client).qr_code()),
        row!("get_contacts", |client| instance(client).contacts()),
        row!("logout_instance", |client| instance(client).logout()),
        row!("delete_instance", |client| instance(client).delete()),
        row!("change_webhook_url", |client| instance(client).set_webhook("https://host/new")),
        row!("fetch_catalog", |client| instance(client).business().catalog()),
        row!("send_payment_request", |client| instance(client).business()
            .payment_request(PERSON, 5_000_000_000, "inr", Duration::from_secs(3600))),
        row!("get_profile_pic", |client| instance(client).users().profile_picture(PERSON)),
        row!("get_users_info", |client| instance(client).users().info([PERSON, "918888888888@s.whatsapp.net"])),
        row!("update_profile_pic", |client| instance(client).profile().set_picture(Upload::from_bytes(FILE))),
        row!("upload_media", |client| instance(client).media()
            .upload(MediaType::Document, Upload::from_bytes(FILE))),
        row!("upload_media_from_url", |client| instance(client).media()
            .upload_from_url(MediaType::Video, "https://host/clip.mp4")),
        row!("download_media", |client| instance(client).media().download(MediaType::Image, &uploads::keys())),
    ]
}

#[rustfmt::skip]
fn methods_of_messages() -> Vec<(&'static str, Call)> {
    vec![
        row!("set_chat_presence", |client| instance(client).messages().presence(PERSON, Presence::Typing)),
        row!("send_text_message", |client| instance(client).messages().text(PERSON, "Grüße\n\"quoted\" 👋")),
        row!("send_contact", |client| instance(client).messages().contact(PERSON, ContactMessagePayloadVcard {
            full_name: Some("Ada L".into()),
            organization: Some("Engines".into()),
            phone: Some("918888888888".into()),
        })),
        row!("send_location", |client| instance(client).messages().location(PERSON, LocationMessagePayloadLocation {
            latitude: -0.25,
            longitude: 36.5,
            name: "Equator".into(),
            ..Default::default()
        })),
        row!("send_poll_message", |client| instance(client).messages()
            .poll(PERSON, "What?", ["Tea", "Coffee"], 1)),
        row!("send_list_message", |client| instance(client).messages().list(PERSON, messages::list())),
        row!("send_button_message", |client| instance(client).messages().buttons(PERSON, ButtonMessagePayload {
            buttons: messages::buttons(),
            footer_text: Some("below".into()),
            header_text: Some("above".into()),
            text: Some("Well?".into()),
            to: Some("is replaced".into()),
        })),
        row!("send_template", |client| instance(client).messages().template(PERSON, TemplateButtonPayload {
            buttons: vec![messages::template_button()],
            content_text: Some("Well?".into()),
            footer: Some("below".into()),
            header: Some("above".into()),
            to: "is replaced".into(),
        })),
        row!("send_group_invite", |client| instance(client).messages()
            .group_invite(PERSON, "https://chat.whatsapp.com/AbC", "Join us", Duration::from_secs(3600))),
        row!("send_audio", |client| instance(client).messages()
            .audio(PERSON, uploads::file("voice.ogg"), "Listen!")),
        row!("send_document", |client| instance(client).messages()
            .document(PERSON, uploads::file("paper.pdf"), None)),
        row!("send_image", |client| instance(client).messages()
            .image(PERSON, uploads::file("photo.png"), "Look & see")),
        row!("send_video", |client| instance(client).messages()
            .video(PERSON, uploads::file("clip.mp4"), None)),
        row!("send_media_message", |client| instance(client).messages()
            .media(PERSON, MediaType::Image, &uploads::keys(), "Look", "photo.png")),
        row!("send_button_with_media", |client| instance(client).messages()
            .buttons_with_media(PERSON, ButtonMessageWithMediaPayload {
                buttons: messages::buttons(),
                footer_text: Some("below".into()),
                media_data: Some(uploads::keys()),
                text: Some("Well?".into()),
                to: None,
            })),
        row!("send_template_with_media", |client| instance(client).messages()
            .template_with_media(PERSON, TemplateButtonWithMediaPayload {
                buttons: vec![messages::template_button()],
                content_text: Some("Well?".into()),
                footer: Some("below".into()),
                media: uploads::keys(),
                ..Default::default()
            })),
    ]
}

/// The request without what differs from call to call.
fn comparable(request: &[u8], server: &RawServer) -> String {
    let (head, body) = split(request);
    let text = format!("{head}\n{}", String::from_utf8_lossy(&body));
    let boundary = text.split_once("boundary=").map(|(_, rest)| rest[..32].to_owned());
    let text = boundary.map_or(text.clone(), |boundary| text.replace(&boundary, "BOUNDARY"));
    text.replace(server.address(), "HOST")
}

#[test]
fn every_operation_has_a_method() {
    let mut methods: Vec<&str> = methods().iter().map(|(function, _)| *function).collect();
    let mut all: Vec<&str> =
        whatsapi::operations::ALL.iter().map(|operation| operation.name).collect();
    methods.sort_unstable();
    all.sort_unstable();
    assert_eq!(methods, all);
}

#[test]
fn each_method_sends_what_its_function_sends() {
    let functions = table();
    for (function, call) in methods() {
        let by_function = RawServer::agreeing();
        let row = functions.iter().find(|row| row.function == function).unwrap();
        (row.call)(&by_function.client()).unwrap();
        let by_method = RawServer::agreeing();
        call(&by_method.client()).unwrap_or_else(|error| panic!("{function}: {error}"));
        let mut expected = comparable(&by_function.requests()[0], &by_function);
        if function == "get_group_from_invite_link" {
            // The method sends the link of the code, whatever it was given.
            expected = expected.replace("AbC%3Fx%3D1%262", "AbC");
        }
        assert_eq!(comparable(&by_method.requests()[0], &by_method), expected);
    }
}

#[test]
fn listing_all_groups_leaves_the_members_to_the_servers_default() {
    let server = RawServer::agreeing();
    instance(&server.client()).groups().list().unwrap();
    assert!(server.only_request().0.starts_with("GET /api/instances/sales/groups/ HTTP/1.1\r\n"));
}

#[test]
fn a_reply_that_says_it_failed_is_an_error_under_the_status_200() {
    let body = format!(r#"{{"error":true,"message":"not an admin, {KEY}","data":null}}"#);
    for (function, call) in methods() {
        let server = RawServer::answering(answer("200 OK", &body));
        let error = call(&server.client()).unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::OK)));
        assert_eq!(
            error.to_string(),
            format!("{function}: 200 OK: [withheld: it repeats a credential]")
        );
        assert_eq!(whatsapi::models::ApiResponse::from_error(&error).unwrap().error, Some(true));
        assert!(!error.may_have_been_applied() && !error.is_retryable());
    }
}

#[test]
fn a_reply_that_is_no_envelope_is_an_error() {
    let members = "the reply has none of `error`, `message`, `data` and `status`; check that the base URL \
                   is that of the API";
    let shape = "the JSON has another shape than expected at line 1, column 1";
    for (body, problem) in [(r#"{"ok":12}"#, members), (r#"[null,false,"hi",null]"#, shape)] {
        let server = RawServer::answering(answer("200 OK", body));
        let error = server.client().instance("sales").groups().list().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.to_string(), format!("get_all_groups: 200 OK: {problem}"));
        assert_eq!(error.body(), Some(body.as_bytes()));
    }
    for body in ["{}", r#"{"data":null}"#, r#"{"message":"done","more":1}"#] {
        let server = RawServer::answering(answer("200 OK", body));
        server.client().instance("sales").groups().list().unwrap();
    }
}

/// The body of the only request, which is JSON.
fn sent(server: &RawServer) -> Value {
    serde_json::from_slice(&server.only_request().1).unwrap()
}

#[test]
fn an_instance_is_created_without_a_webhook_too() {
    let server = RawServer::agreeing();
    server.client().instances().create("sales").unwrap();
    assert_eq!(sent(&server), serde_json::json!({ "instance_key": "sales" }));
}

#[test]
fn a_message_goes_to_people_and_groups_however_they_are_spelt() {
    let group: whatsapi::GroupId = GROUP.parse().unwrap();
    let person: whatsapi::Participant = PERSON.parse().unwrap();
    let recipients: [(Recipient, &str); 6] = [
        (PERSON.parse().unwrap(), "919876543210"),
        ((&person).into(), "919876543210"),
        ("44@lid".to_owned().try_into().unwrap(), "44@lid"),
        ((&group).into(), GROUP),
        (group.into(), GROUP),
        ("120363025246125486".parse().unwrap(), GROUP),
    ];
    for (recipient, to) in recipients {
        let server = RawServer::agreeing();
        instance(&server.client()).messages().text(&recipient, "Hello").unwrap();
        assert_eq!(sent(&server)["to"], to);
    }
}

#[test]
fn a_presence_is_shown_in_the_chat_with_a_jid() {
    for (to, jid, presence, name) in [
        ("919876543210", "919876543210%40s.whatsapp.net", Presence::Recording, "recording"),
        ("44@lid", "44%40lid", Presence::Typing, "typing"),
        (GROUP, "120363025246125486%40g.us", Presence::Paused, "paused"),
    ] {
        let server = RawServer::agreeing();
        instance(&server.client()).messages().presence(to, presence).unwrap();
        let (head, _) = server.only_request();
        assert!(head.contains(&format!("?jid={jid}&presence={name} HTTP/1.1\r\n")), "{head}");
    }
}

#[test]
fn a_place_may_have_a_link_and_lie_at_an_end_of_the_earth() {
    let server = RawServer::agreeing();
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
    assert_eq!(sent(&server)["url"], "https://host/pole");
}

#[test]
fn an_expiry_is_rounded_up_to_minutes() {
    for (expiry, minutes) in [
        (Some(Duration::from_nanos(1)), Value::from(1)),
        (Some(Duration::from_secs(60)), Value::from(1)),
        (Some(Duration::from_millis(60_001)), Value::from(2)),
        (Some(Duration::MAX), Value::from(u64::MAX / 60 + 1)),
        (None, Value::Null),
    ] {
        let server = RawServer::agreeing();
        let messages = instance(&server.client()).messages();
        messages.group_invite(PERSON, "AbC", None, expiry).unwrap();
        assert_eq!(sent(&server)["expiry_minutes"], minutes);
    }
}

#[test]
fn each_kind_of_file_goes_by_its_name() {
    for (kind, name) in [
        (MediaType::Image, "image"),
        (MediaType::Video, "video"),
        (MediaType::Audio, "audio"),
        (MediaType::Document, "document"),
    ] {
        assert_eq!(kind.to_string(), name);
        let keys = uploads::keys();
        let target = |call: &dyn Fn(&Instance)| {
            let server = RawServer::agreeing();
            call(&instance(&server.client()));
            server.only_request().0.lines().next().unwrap().to_owned()
        };
        let upload = Upload::from_bytes(*b"content");
        let uploaded = target(&|instance| {
            instance.media().upload(kind, upload.clone()).unwrap();
        });
        assert!(uploaded.contains(&format!("/upload?type={name} ")), "{uploaded}");
        let fetched = target(&|instance| {
            instance.media().upload_from_url(kind, "https://host/file").unwrap();
        });
        assert!(fetched.contains(&format!("/upload-url?type={name} ")), "{fetched}");
        let downloaded = target(&|instance| {
            instance.media().download(kind, &keys).unwrap();
        });
        assert!(downloaded.contains(&format!("?file_type={name}&response")), "{downloaded}");
        let server = RawServer::agreeing();
        instance(&server.client()).messages().media(PERSON, kind, &keys, None, None).unwrap();
        assert_eq!(sent(&server)["media_type"], name);
    }
}

#[test]
fn a_file_from_a_reader_arrives_whole_though_its_start_was_checked() {
    let server = RawServer::agreeing();
    let picture = b"\xFF\xD8\xFF and the rest".to_vec();
    group(&server.client()).set_picture(Upload::from_reader(Cursor::new(picture.clone()))).unwrap();
    let body = without_chunks(&server.only_request().1);
    assert!(body.windows(picture.len()).any(|window| window == picture));

    let server = RawServer::agreeing();
    let reader = Upload::from_reader(Cursor::new(picture.clone()));
    instance(&server.client()).messages().video(PERSON, reader, None).unwrap();
    let body = without_chunks(&server.only_request().1);
    assert!(body.windows(picture.len()).any(|window| window == picture));
}

#[test]
fn ids_and_lists_are_taken_in_many_forms() {
    let server = RawServer::agreeing();
    let id: whatsapi::GroupId = GROUP.parse().unwrap();
    let group = instance(&server.client()).groups().group(&id).unwrap();
    assert_eq!(instance(&server.client()).groups().group(id.to_string()).unwrap().id(), group.id());
    let owned = vec!["919876543210".to_owned()];
    let typed: Vec<whatsapi::Participant> = vec!["919876543210".parse().unwrap()];
    group.participants().add(&owned).unwrap();
    group.participants().add(owned).unwrap();
    group.participants().add(&typed).unwrap();
    group.participants().add(typed).unwrap();
    group.participants().add(&["919876543210"]).unwrap();
    let bodies: Vec<Vec<u8>> = server.requests().iter().map(|request| split(request).1).collect();
    assert_eq!(bodies.len(), 5);
    assert!(bodies.iter().all(|body| body == br#"{"participants":["919876543210"]}"#));
}
