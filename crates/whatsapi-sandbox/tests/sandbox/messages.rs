//! Messages: how they are recorded, and which are rejected.

use serde_json::{Value, json};
use whatsapi::models::{
    FileUpload, SendAudioRequest, SendDocumentRequest, SendVideoRequest, UpdateProfilePicRequest,
    UploadMediaRequest, UploadMediaType,
};
use whatsapi::{Client, Upload};
use whatsapi_sandbox::{Content, Media, Sandbox};

use crate::{ANN, ANN_JID, BOB, CallResult, api_error, data, payload, start};

fn text(client: &Client, instance: &str, to: &str) -> CallResult {
    client.send_text_message(instance, &payload(json!({ "text": "Hello", "to": to })))
}

fn uploaded(client: &Client, kind: UploadMediaType, file: Upload) -> FileUpload {
    payload(data(client.upload_media("sales", kind, &UploadMediaRequest { file })))
}

/// The content of the only message.
fn only_content(sandbox: &Sandbox) -> Content {
    let messages = sandbox.messages();
    assert_eq!(messages.len(), 1);
    messages[0].content.clone()
}

#[test]
fn message_is_recorded_and_its_id_returned() {
    let (sandbox, client) = start();
    let response = data(text(&client, "sales", ANN));
    let message = &sandbox.messages()[0];
    assert_eq!((message.instance.as_str(), message.to.as_str()), ("sales", ANN_JID));
    assert_eq!(message.content, Content::Text("Hello".into()));
    let sender = format!("{}@s.whatsapp.net", sandbox.instance("sales").phone());
    assert_eq!((&response["ID"], &response["Sender"]), (&json!(message.id), &json!(sender)));
    assert!(message.id.starts_with("3EB0"));
    let timestamp = response["Timestamp"].as_str().unwrap();
    assert!(timestamp > "2024" && timestamp.ends_with('Z') && timestamp.len() == 20, "{timestamp}");
    assert_ne!(data(text(&client, "sales", ANN))["ID"], response["ID"]);
}

#[test]
fn recipients_are_taken_and_refused_as_servers_of_the_family_do() {
    let (sandbox, client) = start();
    let group = sandbox.instance("sales").group("Team");
    for (to, jid) in [
        (ANN, ANN_JID),
        ("+919876543210", ANN_JID),
        (ANN_JID, ANN_JID),
        ("120363144038483540@newsletter", "120363144038483540@newsletter"),
        ("status@broadcast", "status@broadcast"),
        ("123456789@lid", "123456789@lid"),
        (group.id(), group.id()),
    ] {
        text(&client, "sales", to).unwrap();
        assert_eq!(sandbox.messages().last().unwrap().to, jid);
    }
    for (to, reason) in [
        ("919876543210@c.us", "can't send message to unknown server c.us"),
        ("919876543210@S.WhatsApp.net", "can't send message to unknown server S.WhatsApp.net"),
        ("1@example.com", "can't send message to unknown server example.com"),
        (
            "919876543210:3@s.whatsapp.net",
            "message recipient must be a user JID with no device part",
        ),
        ("1@broadcast", "sending to non-status broadcast lists is not yet supported"),
    ] {
        assert_eq!(api_error(text(&client, "sales", to)), (400, reason.into()));
    }
    for to in [
        "Ann",
        "+91 98765-43210",
        "\u{202a}919876543210",
        "+",
        "+ 1",
        // A group has to be written as one.
        "120363025246125486",
        "x@broadcast",
        "x@g.us",
        "@g.us",
        "1 2@s.whatsapp.net",
    ] {
        let (status, message) = api_error(text(&client, "sales", to));
        assert_eq!((status, message), (400, format!("{to} is neither a phone number nor a JID")));
    }
    assert_eq!(api_error(text(&client, "sales", " ")), (400, "to is missing".into()));
    assert_eq!(sandbox.messages().len(), 7);
}

#[test]
fn debug_of_a_message_does_not_show_the_bytes_of_its_file() {
    let (sandbox, client) = start();
    let file = Upload::from_bytes(vec![0x25; 1 << 20]).file_name("report.pdf");
    client.send_document("sales", ANN, None, &SendDocumentRequest { file }).unwrap();
    let shown = format!("{:?}", sandbox.messages());
    assert!(shown.contains("length: Some(1048576)") && shown.len() < 500, "{shown}");
}

#[test]
fn messages_are_recorded_per_instance() {
    let (sandbox, client) = start();
    let support = sandbox.instance("support");
    text(&client, "sales", ANN).unwrap();
    text(&client, "support", BOB).unwrap();
    assert_eq!(sandbox.messages().len(), 2);
    assert_eq!(support.messages()[0].to, format!("{BOB}@s.whatsapp.net"));
    assert_eq!(support.messages().len(), 1);
}

#[test]
fn only_members_write_to_a_group_and_only_admins_if_announced() {
    let (sandbox, client) = start();
    let member = sandbox.instance("member").phone();
    sandbox.instance("stranger");
    let group = sandbox.instance("sales").group("Team").member(&member);
    text(&client, "member", group.id()).unwrap();
    for (instance, id) in [("stranger", group.id()), ("sales", "1@g.us")] {
        let (status, message) = api_error(text(&client, instance, id));
        assert_eq!((status, message.as_str()), (400, "You are not in the group"));
    }
    client.set_group_announce("sales", true, group.id()).unwrap();
    let announced = api_error(text(&client, "member", group.id()));
    assert_eq!(announced, (400, "Only admins may write to the group".into()));
    text(&client, "sales", group.id()).unwrap();
    assert_eq!(sandbox.messages().len(), 2);
}

#[test]
fn file_message_has_its_bytes_name_type_and_caption() {
    let (sandbox, client) = start();
    let file = Upload::from_bytes(*b"%PDF \0\r\n").file_name("the \"paper\".pdf");
    let image = |bytes: &[u8]| UpdateProfilePicRequest { file: Upload::from_bytes(bytes) };
    client.send_document("sales", ANN, Some("Read & sign"), &SendDocumentRequest { file }).unwrap();
    client.send_image("sales", ANN, None, &image(b"\x89PNG")).unwrap();
    let file = Upload::from_bytes(*b"v");
    client.send_video("sales", ANN, None, &SendVideoRequest { file }).unwrap();
    let file = Upload::from_bytes(*b"a");
    client.send_audio("sales", ANN, None, &SendAudioRequest { file }).unwrap();

    let messages = sandbox.messages();
    let media: Vec<&Media> = messages
        .iter()
        .map(|message| match &message.content {
            Content::Media(media) => media,
            other => panic!("{other:?} is not a file"),
        })
        .collect();
    assert_eq!(media[0].bytes.as_deref(), Some(&b"%PDF \0\r\n"[..]));
    assert_eq!(media[0].file_name.as_deref(), Some("the \"paper\".pdf"));
    assert_eq!(media[0].content_type, "application/pdf");
    assert_eq!(media[0].caption.as_deref(), Some("Read & sign"));
    assert_eq!(media[1].caption, None);
    let kinds: Vec<&str> = media.iter().map(|media| media.kind.as_str()).collect();
    assert_eq!(kinds, ["document", "image", "video", "audio"]);

    let empty = client.send_image("sales", ANN, None, &image(b""));
    let problem = "The body is not a form with a file in the part `file`";
    assert_eq!(api_error(empty), (400, problem.into()));
    let nobody = client.send_image("sales", "", None, &image(b"x"));
    assert_eq!(api_error(nobody), (400, "to is missing".into()));
}

#[test]
fn uploaded_file_is_sent_by_its_media_keys() {
    let (sandbox, client) = start();
    let keys = uploaded(&client, UploadMediaType::Video, Upload::from_bytes(*b"clip"));
    let body = |kind: &str, keys: &FileUpload| {
        payload(json!({
            "to": ANN, "media_type": kind, "media_data": keys, "filename": "c.mp4", "caption": "Look",
        }))
    };
    client.send_media_message("sales", &body("video", &keys)).unwrap();
    let Content::Media(media) = only_content(&sandbox) else { panic!("the content is not a file") };
    assert_eq!(media.bytes.as_deref(), Some(&b"clip"[..]));
    assert_eq!((media.kind, media.content_type), (UploadMediaType::Video, keys.mime_type.clone()));
    assert_eq!((media.file_name, media.caption), (Some("c.mp4".into()), Some("Look".into())));

    let as_image = api_error(client.send_media_message("sales", &body("image", &keys)));
    assert_eq!(as_image, (400, "The file was uploaded as video, not as image".into()));
    let as_gif = api_error(client.send_media_message("sales", &body("gif", &keys)));
    assert_eq!(as_gif, (400, "media_type is not image, video, audio or document".into()));
    let unknown = FileUpload { direct_path: "/elsewhere".into(), ..keys };
    let unknown = client.send_media_message("sales", &body("video", &unknown));
    assert_eq!(api_error(unknown), (404, "Media not found".into()));
}

#[test]
fn payloads_are_recorded_unchanged() {
    let (sandbox, client) = start();
    let buttons = json!([{ "button_id": "y", "button_text": "Yes" }]);
    let template = json!([{ "type": "urlButton", "title": "Open", "payload": "https://host/" }]);
    let keys = uploaded(&client, UploadMediaType::Image, Upload::from_bytes(*b"picture"));
    let code = {
        let group = sandbox.instance("sales").group("Team");
        sandbox.group(group.id()).unwrap().invite_code
    };
    let location = json!({ "latitude": 1.5, "longitude": -2.5, "name": "Here" });
    let rows = json!([{ "title": "Food", "rows": [{ "title": "Soup" }] }]);

    macro_rules! assert_recorded {
        ($function:ident, $variant:ident, $json:expr $(, $media:ident)?) => {{
            let mut json: Value = $json;
            json["to"] = json!(ANN);
            client.$function("sales", &payload(json.clone())).unwrap();
            let message = sandbox.messages().pop().unwrap();
            assert_eq!(message.to, ANN_JID);
            let Content::$variant(recorded $(, $media)?) = message.content else {
                panic!("{} became {:?}", stringify!($function), message.content)
            };
            assert_eq!(recorded, payload(json));
            $(assert_eq!($media.bytes.as_deref(), Some(&b"picture"[..]));)?
        }};
    }

    assert_recorded!(
        send_contact,
        Contact,
        json!({ "vcard": { "full_name": "Ada", "phone": BOB } })
    );
    assert_recorded!(
        send_location,
        Location,
        json!({ "location": location, "url": "https://host/" })
    );
    let options = ["Tea", "Coffee"];
    let poll = json!({ "title": "What?", "options": options, "selectable_options_count": 2 });
    assert_recorded!(send_poll_message, Poll, poll);
    assert_recorded!(send_list_message, List, json!({ "title": "Menu", "sections": rows }));
    assert_recorded!(send_button_message, Buttons, json!({ "text": "Well?", "buttons": buttons }));
    let with_media = json!({ "text": "Well?", "buttons": buttons, "media_data": keys });
    assert_recorded!(send_button_with_media, ButtonsWithMedia, with_media, media);
    assert_recorded!(
        send_template,
        Template,
        json!({ "content_text": "Well?", "buttons": template })
    );
    let with_media = json!({ "content_text": "Well?", "buttons": template, "media": keys });
    assert_recorded!(send_template_with_media, TemplateWithMedia, with_media, media);
    assert_recorded!(
        send_group_invite,
        GroupInvite,
        json!({ "invite_code": code, "caption": "Join" })
    );
    let payment = json!({ "amount": 5, "currency": "INR", "expiry_minutes": 60 });
    assert_recorded!(send_payment_request, PaymentRequest, payment);
}

#[test]
fn error_for_an_invalid_message_names_the_field() {
    let (sandbox, client) = start();
    let keys = uploaded(&client, UploadMediaType::Image, Upload::from_bytes(*b"picture"));
    let yes = json!({ "button_id": "y", "button_text": "Yes" });
    let open = |kind: &str| json!({ "button_id": "o", "type": kind, "title": "Open" });

    macro_rules! assert_rejected {
        ($function:ident, $json:tt, $status:literal, $message:expr) => {
            let (status, message) = api_error(client.$function("sales", &payload(json!($json))));
            assert_eq!((status, message.as_str()), ($status, $message), stringify!($function));
        };
    }

    assert_rejected!(send_text_message, { "text": "", "to": ANN }, 400, "text is missing");
    assert_rejected!(send_contact, { "to": ANN, "vcard": { "full_name": "", "organization": "A" } }, 400,
        "vcard.phone is missing");
    assert_rejected!(send_location,
        { "to": ANN, "location": { "latitude": 91.0, "longitude": 0.0, "name": "x" } },
        400, "latitude must be from -90 to 90, longitude from -180 to 180");
    assert_rejected!(send_poll_message,
        { "to": ANN, "title": "?", "options": [], "selectable_options_count": 0 }, 400, "options is missing");
    assert_rejected!(send_poll_message,
        { "to": ANN, "title": "", "options": ["a"], "selectable_options_count": 0 }, 400, "title is missing");
    for count in [-1, 3] {
        assert_rejected!(send_poll_message,
            { "to": ANN, "title": "?", "options": ["a", "b"], "selectable_options_count": count },
            400, "selectable_options_count must be from 0 to the number of options");
    }
    assert_rejected!(send_list_message, { "to": ANN, "sections": [] }, 400, "The list has no rows");
    assert_rejected!(send_button_message, { "to": ANN, "buttons": [] }, 400, "buttons is missing");
    assert_rejected!(send_button_message, { "to": ANN, "buttons": [{ "button_text": "Yes" }] }, 400, "button_id is missing");
    assert_rejected!(send_button_message, { "to": ANN, "buttons": [yes, yes] }, 400, "y is the id of two buttons");
    assert_rejected!(send_button_message, { "buttons": [yes] }, 400, "to is missing");
    assert_rejected!(send_button_with_media, { "to": ANN, "buttons": [yes] }, 400, "media_data is missing");
    assert_rejected!(send_template, { "to": ANN, "buttons": [open("linkButton")] },
        400, "type must be replyButton, urlButton or callButton");
    assert_rejected!(send_template_with_media,
        { "to": ANN, "buttons": [open("urlButton"), open("callButton")], "media": keys },
        400, "o is the id of two buttons");
    assert_rejected!(send_group_invite, { "to": ANN }, 400, "invite_code is missing");
    assert_rejected!(send_group_invite, { "to": ANN, "invite_code": "AbC" }, 404, "Invite link not found");
    assert_rejected!(send_payment_request, { "to": ANN, "amount": 5 }, 400, "currency is missing");
    assert_rejected!(send_payment_request, { "to": ANN, "currency": "INR", "amount": 0 }, 400, "amount is not more than 0");
    assert_rejected!(send_payment_request, { "to": ANN, "currency": "INR" }, 400, "amount is not more than 0");
    assert_eq!(sandbox.messages(), []);
}

#[test]
fn polls_and_names_are_within_the_limits_of_whatsapp() {
    use whatsapi::limits;

    let (sandbox, client) = start();
    let instance = client.instance("sales");
    // Characters, not bytes.
    let text = |length: usize| "\u{e4}".repeat(length);
    let options = |count: usize| (0..count).map(|number| format!("Option {number}"));
    let poll = |question: String, options: Vec<String>| {
        instance.messages().poll(ANN, &question, options, 1).map(drop)
    };
    let longest = |length: usize| vec!["a".to_owned(), text(length)];
    poll(text(limits::POLL_QUESTION_MAX), options(limits::POLL_OPTIONS_MAX).collect()).unwrap();
    poll("Tea?".into(), longest(limits::POLL_OPTION_MAX)).unwrap();
    for (question, options, problem) in [
        (text(limits::POLL_QUESTION_MAX + 1), options(2).collect(), "title is too long"),
        ("Tea?".into(), options(limits::POLL_OPTIONS_MAX + 1).collect(), "from 2 to 12 options"),
        ("Tea?".into(), longest(limits::POLL_OPTION_MAX + 1), "an option is too long"),
    ] {
        // The client sends it, and the server refuses it.
        let error = poll(question, options).unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
        assert!(error.to_string().contains(problem), "{error}");
    }
    assert_eq!(sandbox.messages().len(), 2);

    let groups = instance.groups();
    let longest = text(limits::GROUP_NAME_MAX);
    let id = groups.create(&longest, [ANN]).unwrap().data().unwrap().id().unwrap().clone();
    groups.group(&id).unwrap().set_name(&longest).unwrap();
    for error in [
        groups.create(&text(limits::GROUP_NAME_MAX + 1), [ANN]).unwrap_err(),
        groups.group(&id).unwrap().set_name(&text(limits::GROUP_NAME_MAX + 1)).unwrap_err(),
    ] {
        assert!(error.to_string().contains("too long"), "{error}");
    }
}
