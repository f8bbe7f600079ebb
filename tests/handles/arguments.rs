//! Invalid arguments: nothing is sent, and the error names the operation, the problem and the remedy.

use std::time::Duration;

use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayloadVcard, FileUpload,
    ListItem, ListMessagePayload, ListSection, LocationMessagePayloadLocation, ReplyButton,
    TemplateButton, TemplateButtonPayload, TemplateButtonWithMediaPayload,
};
use whatsapi::{
    Error, ErrorKind, MediaType, Presence, SendGroupInviteOptions, SendMediaOptions, Upload,
};

use crate::mock::MockServer;
use crate::support::GROUP;
use crate::support::table::uploads::keys;
use crate::support::table::{PERSON, group, instance};

/// Asserts that each call failed with an error of this operation with this text, and that nothing was sent.
#[track_caller]
fn assert_rejected<const N: usize>(server: &MockServer, calls: [(Option<Error>, &str, &str); N]) {
    for (error, operation, part) in calls {
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        let text = error.to_string();
        assert!(text.starts_with(&format!("{operation}: ")) && text.contains(part), "{text}");
        assert!(!text.contains('\n'), "{text}");
    }
    assert!(server.requests().is_empty());
}

fn empty() -> Upload {
    Upload::from_bytes(*b"")
}

fn file() -> Upload {
    Upload::from_bytes(*b"content")
}

#[test]
fn invalid_group_arguments_are_rejected() {
    let server = MockServer::ok();
    let client = server.client();
    let (groups, group) = (instance(&client).groups(), group(&client));
    let nobody: [&str; 0] = [];
    #[rustfmt::skip]
    assert_rejected(&server, [
        (groups.create("", ["919876543210"]).err(), "create_group", "name is empty"),
        (groups.create("Team", nobody).err(), "create_group", "participants is empty"),
        (groups.create("Team", ["nobody"]).err(), "create_group", "\"nobody\" is not a phone number"),
        (groups.join("https://example.com/x").err(), "join_group_with_link", "chat.whatsapp.com"),
        (groups.info_from_invite("").err(), "get_group_from_invite_link", "chat.whatsapp.com"),
        (group.set_name(" \n").err(), "set_group_name", "name is empty"),
        (group.participants().add(nobody).err(), "add_participant", "participants is empty"),
        (group.participants().demote([GROUP]).err(), "demote_participant", "phone number"),
        (group.set_picture(empty()).err(), "set_group_picture", "is empty"),
        (group.set_picture(Upload::from_bytes(*b"\x89PNG")).err(), "set_group_picture", "not a JPEG"),
    ]);
    for id in ["admin", "create", "join", "invite-info", "", ".."] {
        assert_eq!(groups.group(id).unwrap_err().kind(), ErrorKind::InvalidArgument, "{id}");
    }
}

#[test]
fn invalid_instance_keys_are_rejected() {
    let server = MockServer::ok();
    let client = server.client();
    let instances = client.instances();
    #[rustfmt::skip]
    assert_rejected(&server, [
        (instances.create(" ").err(), "create_instance", "the key is empty"),
        (instances.create(".").err(), "create_instance", "dot segment, which no URL can hold; choose another"),
        (instances.create("..").err(), "create_instance", "dot segment"),
        (instances.create("list").err(), "create_instance", "\"list\" is the name of another endpoint; choose another key"),
        (instances.create("create").err(), "create_instance", "another endpoint"),
        (client.instance("list").info().err(), "get_instance", "\"list\" is the name of another endpoint"),
        (client.instance("create").info().err(), "get_instance", "another endpoint"),
        (client.instance("").info().err(), "get_instance", "`instance_key` is empty"),
        (client.instance("..").delete().err(), "delete_instance", "dot segment"),
        (client.instance("").messages().text(PERSON, "Hello").err(), "send_text_message", "`instance_key` is empty"),
    ]);
}

#[test]
fn instance_with_the_name_of_an_endpoint_can_send() {
    let server = MockServer::ok();
    server.client().instance("list").messages().text(PERSON, "Hello").unwrap();
    assert_eq!(server.only_request().line, "POST /api/instances/list/send/text");
}

#[test]
fn invalid_urls_are_rejected_and_not_shown() {
    let server = MockServer::ok();
    let client = server.client();
    let instance = instance(&client);
    for (url, part) in [
        ("", "has no scheme; write it as https://host/path"),
        ("hunter2.example.com/hook", "has no scheme"),
        ("ftp://host/hunter2", "a scheme other than https and http"),
        ("https://", "has no host"),
        ("https:///hunter2", "has no host"),
        ("https://user:hunter2@/", "has no host"),
        ("https://:8080/hunter2", "has no host"),
        ("https://host/a hunter2", "white space"),
        ("https://host/hunter2\n", "white space"),
    ] {
        let here = location("Here", 0.0, 0.0);
        for error in [
            instance.set_webhook(url).err(),
            client.instances().create_with_webhook("sales", url).err(),
            instance.media().upload_from_url(MediaType::Image, url).err(),
            instance.messages().location_with_url(PERSON, here, url).err(),
        ] {
            let error = error.unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidArgument);
            assert!(error.to_string().contains(part), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }
    assert!(server.requests().is_empty());
    instance.set_webhook("HTTP://user:pass@127.0.0.1:8080?a=ü").unwrap();
}

fn location(name: &str, latitude: f64, longitude: f64) -> LocationMessagePayloadLocation {
    LocationMessagePayloadLocation { name: name.into(), latitude, longitude, address: None }
}

#[test]
fn invalid_messages_are_rejected() {
    let server = MockServer::ok();
    let client = server.client();
    let messages = instance(&client).messages();
    let card = |name: &str| ContactMessagePayloadVcard {
        full_name: Some(name.into()),
        organization: Some("Engines".into()),
        phone: None,
    };
    let (invite, zero) = (SendGroupInviteOptions::default(), Some(Duration::ZERO));
    #[rustfmt::skip]
    assert_rejected(&server, [
        (messages.text("nobody", "Hello").err(), "send_text_message",
            "\"nobody\" is not a phone number, or the JID of a user, a group, a channel"),
        (messages.text(PERSON, " \n").err(), "send_text_message", "the text is empty"),
        (messages.contact(PERSON, card(" ")).err(), "send_contact", "neither a name nor a phone number"),
        (messages.contact(PERSON, ContactMessagePayloadVcard { phone: Some("0171 1234".into()), ..card("Ada") }).err(),
            "send_contact", "starts with 0, which no country code does"),
        (messages.contact(PERSON, ContactMessagePayloadVcard { phone: Some("1@lid".into()), ..card("Ada") }).err(),
            "send_contact", "hides the phone number of the contact"),
        (messages.location(PERSON, location("", 0.0, 0.0)).err(), "send_location", "the name of the place is empty"),
        (messages.location(PERSON, location("Here", 90.1, 0.0)).err(), "send_location",
            "the latitude is 90.1; pass degrees from -90 to 90"),
        (messages.location(PERSON, location("Here", 0.0, -181.0)).err(), "send_location",
            "the longitude is -181; pass degrees from -180 to 180"),
        (messages.location(PERSON, location("Here", f64::NAN, 0.0)).err(), "send_location", "the latitude is NaN"),
        (messages.poll(PERSON, "", ["Tea", "Coffee"], 1).err(), "send_poll_message", "the question is empty"),
        (messages.poll(PERSON, "What?", ["Tea"], 1).err(), "send_poll_message", "at least two options, but has 1"),
        (messages.poll(PERSON, "What?", ["Tea", ""], 1).err(), "send_poll_message", "option 2 is empty"),
        (messages.poll(PERSON, "What?", ["Tea", "Coffee", "Tea"], 1).err(), "send_poll_message",
            "the option \"Tea\" is there twice"),
        (messages.poll(PERSON, "What?", ["Tea", "Coffee"], 3).err(), "send_poll_message",
            "one cannot choose 3 of 2 options; pass at most 2"),
        (messages.group_invite(PERSON, "no code!", invite).err(), "send_group_invite", "invite link or code"),
        (messages.group_invite(PERSON, "AbC", SendGroupInviteOptions { caption: Some(""), ..invite }).err(), "send_group_invite",
            "the caption is empty; pass None to leave it out"),
        (messages.group_invite(PERSON, "AbC", SendGroupInviteOptions { expiry: zero, ..invite }).err(),
            "send_group_invite", "the expiry is zero"),
        (messages.presence("", Presence::Paused).err(), "set_chat_presence", "\"\" is not a phone number"),
    ]);
    messages.poll(PERSON, "What?", ["Tea", "Coffee"], 0).unwrap();
}

#[test]
fn limits_of_whatsapp_are_left_to_the_server() {
    use whatsapi::limits::{
        GROUP_DESCRIPTION_MAX, GROUP_NAME_MAX, POLL_OPTION_MAX, POLL_OPTIONS_MAX, POLL_QUESTION_MAX,
    };

    let server = MockServer::ok();
    let client = server.client();
    let (messages, group) = (instance(&client).messages(), group(&client));
    let long = |longest: usize| "x".repeat(longest + 1);
    let options = (0..=POLL_OPTIONS_MAX).map(|number| number.to_string());
    messages.poll(PERSON, "What?", options, 1).unwrap();
    messages.poll(PERSON, &long(POLL_QUESTION_MAX), ["Tea", "Coffee"], 1).unwrap();
    messages.poll(PERSON, "What?", ["Tea", &long(POLL_OPTION_MAX)], 1).unwrap();
    group.set_name(&long(GROUP_NAME_MAX)).unwrap();
    group.set_description(&long(GROUP_DESCRIPTION_MAX)).unwrap();
    instance(&client).groups().create(&long(GROUP_NAME_MAX), [PERSON]).unwrap();
    assert_eq!(server.requests().len(), 6);
}

#[test]
fn empty_files_and_invalid_media_keys_are_rejected() {
    let server = MockServer::ok();
    let client = server.client();
    let instance = instance(&client);
    let (messages, media) = (instance.messages(), instance.media());
    let (no_path, none) = (FileUpload::default(), SendMediaOptions::default());
    #[rustfmt::skip]
    assert_rejected(&server, [
        (messages.image(PERSON, empty(), None).err(), "send_image", "the image is empty; pass a file with content"),
        (messages.video(PERSON, empty(), None).err(), "send_video", "the video is empty"),
        (messages.audio(PERSON, empty(), None).err(), "send_audio", "the audio is empty"),
        (messages.document(PERSON, empty(), None).err(), "send_document", "the document is empty"),
        (messages.image(PERSON, file(), " ").err(), "send_image", "the caption is empty; pass None"),
        (messages.document("me", file(), None).err(), "send_document", "\"me\" is not a phone number"),
        (messages.media(PERSON, MediaType::Image, &no_path, none).err(), "send_media_message", "no direct_path"),
        (messages.media(PERSON, MediaType::Image, &keys(), SendMediaOptions { caption: Some(""), ..none }).err(), "send_media_message", "the caption is empty"),
        (messages.media(PERSON, MediaType::Image, &keys(), SendMediaOptions { file_name: Some(""), ..none }).err(), "send_media_message", "the file name is empty"),
        (media.upload(MediaType::Image, empty()).err(), "upload_media", "the file is empty"),
        (media.download(MediaType::Image, &no_path).err(), "download_media",
            "no direct_path; pass those that an upload returned"),
        (instance.profile().set_picture(empty()).err(), "update_profile_pic", "the picture is empty"),
    ]);
    let empty_reader = Upload::from_reader(std::io::empty());
    assert_rejected(
        &server,
        [(messages.image(PERSON, empty_reader, None).err(), "send_image", "the image is empty")],
    );
}

fn reply_button(id: &str, text: &str) -> ReplyButton {
    ReplyButton { button_id: Some(id.into()), button_text: Some(text.into()) }
}

fn template_button(kind: &str, id: &str, payload: &str) -> TemplateButton {
    TemplateButton {
        type_: kind.into(),
        title: "Title".into(),
        button_id: Some(id.into()),
        payload: Some(payload.into()),
    }
}

#[test]
fn lists_without_rows_are_rejected() {
    let server = MockServer::ok();
    let client = server.client();
    let messages = instance(&client).messages();
    let list = |rows: Option<Vec<ListItem>>| {
        let section = |rows| ListSection { rows, title: "Food".into() };
        let sections = rows.into_iter().map(section).collect();
        ListMessagePayload { sections, ..Default::default() }
    };
    #[rustfmt::skip]
    assert_rejected(&server, [
        (messages.list("me", list(None)).err(), "send_list_message", "\"me\" is not a phone number"),
        (messages.list(PERSON, list(None)).err(), "send_list_message", "the list has no section"),
        (messages.list(PERSON, list(Some(vec![]))).err(), "send_list_message", "section 1 of the list has no row"),
        (messages.list(PERSON, list(Some(vec![ListItem::default()]))).err(), "send_list_message",
            "the title of a row in section 1 is empty"),
    ]);
}

#[test]
fn duplicate_and_incomplete_buttons_are_rejected() {
    let server = MockServer::ok();
    let client = server.client();
    let messages = instance(&client).messages();
    let buttons = |buttons: &[ReplyButton]| {
        let text = Some("Well?".to_owned());
        let message =
            ButtonMessagePayload { buttons: Some(buttons.to_vec()), text, ..Default::default() };
        messages.buttons(PERSON, message)
    };
    let template = |buttons: &[TemplateButton]| {
        let content_text = Some("Well?".to_owned());
        let buttons = buttons.to_vec();
        messages
            .template(PERSON, TemplateButtonPayload { buttons, content_text, ..Default::default() })
    };
    let (yes, no) = (reply_button("y", "Yes"), reply_button("n", "No"));
    let no_text = ButtonMessagePayload { buttons: Some(vec![yes.clone()]), ..Default::default() };
    let no_content = TemplateButtonPayload {
        buttons: vec![template_button("replyButton", "1", "")],
        ..Default::default()
    };
    let no_id = TemplateButton { button_id: None, ..template_button("replyButton", "", "") };
    #[rustfmt::skip]
    assert_rejected(&server, [
        (buttons(&[]).err(), "send_button_message", "the message has no button"),
        (buttons(&[yes.clone(), no, yes.clone()]).err(), "send_button_message",
            "two buttons have the id \"y\"; give each a unique id"),
        (buttons(&[reply_button("", "Yes")]).err(), "send_button_message", "the id of button 1 is empty"),
        (buttons(&[yes.clone(), ReplyButton::default()]).err(), "send_button_message", "the id of button 2 is empty"),
        (buttons(&[reply_button("y", "")]).err(), "send_button_message", "the text of button 1 is empty"),
        (messages.buttons(PERSON, no_text).err(), "send_button_message", "the text is empty"),
        (template(&[]).err(), "send_template", "the message has no button"),
        (template(&[template_button("urlbutton", "1", "https://host")]).err(), "send_template",
            "the type of button 1 is \"urlbutton\"; pass replyButton, urlButton or callButton"),
        (template(&[template_button("urlButton", "1", "")]).err(), "send_template",
            "the payload of button 1, its URL, is empty"),
        (template(&[template_button("callButton", "1", " ")]).err(), "send_template", "its number, is empty"),
        (template(&[template_button("replyButton", "1", ""), template_button("callButton", "1", "+1")]).err(),
            "send_template", "two buttons have the id \"1\""),
        (template(&[TemplateButton { title: String::new(), ..no_id.clone() }]).err(), "send_template",
            "the title of button 1 is empty"),
        (messages.template(PERSON, no_content).err(), "send_template", "the text is empty"),
    ]);
    template(&[no_id.clone(), no_id]).unwrap();
}

#[test]
fn buttons_with_media_require_media_keys() {
    let server = MockServer::ok();
    let client = server.client();
    let messages = instance(&client).messages();
    let buttons = vec![reply_button("y", "Yes")];
    let missing =
        ButtonMessageWithMediaPayload { buttons: Some(buttons.clone()), ..Default::default() };
    let no_path = ButtonMessageWithMediaPayload {
        media_data: Some(FileUpload::default()),
        ..missing.clone()
    };
    let no_button =
        ButtonMessageWithMediaPayload { media_data: Some(keys()), ..Default::default() };
    let template = TemplateButtonWithMediaPayload {
        buttons: vec![template_button("replyButton", "1", "")],
        ..Default::default()
    };
    let no_template = TemplateButtonWithMediaPayload { media: keys(), ..Default::default() };
    #[rustfmt::skip]
    assert_rejected(&server, [
        (messages.buttons_with_media(PERSON, missing).err(), "send_button_with_media", "media_data is missing"),
        (messages.buttons_with_media(PERSON, no_path).err(), "send_button_with_media", "no direct_path"),
        (messages.buttons_with_media(PERSON, no_button).err(), "send_button_with_media", "the message has no button"),
        (messages.template_with_media(PERSON, template).err(), "send_template_with_media", "no direct_path"),
        (messages.template_with_media(PERSON, no_template).err(), "send_template_with_media", "no button"),
    ]);
}

#[test]
fn invalid_users_and_payments_are_rejected() {
    let server = MockServer::ok();
    let client = server.client();
    let (users, business) = (instance(&client).users(), instance(&client).business());
    let nobody: [&str; 0] = [];
    #[rustfmt::skip]
    assert_rejected(&server, [
        (users.info(nobody).err(), "get_users_info", "the list of users is empty"),
        (users.info(["919876543210", GROUP]).err(), "get_users_info", "is not a phone number"),
        (users.profile_picture(GROUP).err(), "get_profile_pic", "is not a phone number"),
        (business.payment_request("me", 1, "INR", None).err(), "send_payment_request", "\"me\" is not a phone number"),
        (business.payment_request(PERSON, 0, "INR", None).err(), "send_payment_request",
            "the amount is 0; pass one that is more than 0"),
        (business.payment_request(PERSON, -1, "INR", None).err(), "send_payment_request", "the amount is -1"),
        (business.payment_request(PERSON, 1, "₹", None).err(), "send_payment_request",
            "the currency is not three letters; pass one such as INR"),
        (business.payment_request(PERSON, 1, "INR", Duration::ZERO).err(), "send_payment_request", "the expiry is zero"),
    ]);
}

#[test]
fn phone_number_of_a_contact_is_sent_as_digits() {
    let sandbox = whatsapi_sandbox::Sandbox::start();
    sandbox.instance("sales");
    let messages = sandbox.client().instance("sales").messages();
    for (phone, sent) in [
        (Some("+44 (0)20 7946 0958"), Some("442079460958")),
        (Some("\u{202a}+91 98765\u{2011}43210\u{202c}"), Some("919876543210")),
        (Some("919876543210@c.us"), Some("919876543210")),
        (Some(" "), None),
        (None, None),
    ] {
        let card = ContactMessagePayloadVcard {
            full_name: Some("Ada".into()),
            phone: phone.map(str::to_owned),
            ..Default::default()
        };
        messages.contact(PERSON, card).unwrap();
        let whatsapi_sandbox::Content::Contact(contact) = sandbox.messages().pop().unwrap().content
        else {
            panic!("no contact was sent");
        };
        assert_eq!(contact.vcard.phone.as_deref(), sent, "{phone:?}");
    }
}

#[test]
fn webhook_is_removed_by_an_empty_url() {
    let server = MockServer::ok();
    instance(&server.client()).remove_webhook().unwrap();
    let request = server.only_request();
    assert_eq!(request.line, "PUT /api/instances/sales/webhook");
    assert_eq!(request.body, br#"{"webhook_url":""}"#);
}
