//! Messages in the shapes of the public servers that `whatsapi::webhook` names.

use serde_json::{Value, json};
use whatsapi::webhook::{Event, EventKind, ReceivedMessage};
use whatsapi::{ErrorKind, Recipient};

use crate::{ANN, ANN_JID, GROUP, chat, event, person};

/// An event of whatsmeow about a message with this content, as wuzapi posts it.
pub(crate) fn wuzapi(content: &Value) -> Value {
    json!({
        "type": "Message",
        "instanceName": "sales",
        "userID": "5f1d",
        "token": "planted-token-77aa",
        "event": whatsmeow(content),
    })
}

fn whatsmeow(content: &Value) -> Value {
    json!({
        "Info": {
            "Chat": GROUP, "Sender": "44:3@lid", "IsFromMe": false, "IsGroup": true,
            "AddressingMode": "lid", "SenderAlt": ANN_JID, "RecipientAlt": "",
            "BroadcastListOwner": "", "BroadcastRecipients": null,
            "ID": "3EB0C127D7BACC83D6A1", "ServerID": 0, "Type": "text", "PushName": "Ann",
            "Timestamp": "2024-01-02T08:34:05+05:30", "Category": "", "Multicast": false,
            "MediaType": "", "Edit": "", "VerifiedName": null, "DeviceSentMeta": null,
        },
        "Message": content,
        "IsEphemeral": false, "IsViewOnce": false, "IsEdit": false,
        "RawMessage": content,
    })
}

/// An event of Baileys about a message with this content, as whatsapp-api-nodejs posts it.
pub(crate) fn nodejs(content: &Value) -> Value {
    json!({
        "type": "message",
        "instanceKey": "sales",
        "body": {
            "key": {
                "remoteJid": GROUP, "fromMe": false, "id": "3EB0C127D7BACC83D6A1",
                "participant": "44:3@lid", "participantAlt": ANN_JID,
            },
            "messageTimestamp": { "low": 1_704_164_645, "high": 0, "unsigned": true },
            "pushName": "Ann", "broadcast": false, "message": content,
        },
    })
}

fn message(body: &Value) -> ReceivedMessage {
    event(body).message.unwrap()
}

#[test]
fn message_is_read_in_the_shape_of_each_server() {
    let content = json!({ "conversation": "Hello" });
    let evolution_go = json!({
        "event": "Message", "data": whatsmeow(&content),
        "instanceToken": "secret", "instanceId": "5f1d", "instanceName": "sales",
    });
    let evolution = json!({
        "event": "messages.upsert", "instance": "sales",
        "data": {
            "key": {
                "remoteJid": GROUP, "fromMe": false, "id": "3EB0C127D7BACC83D6A1",
                "participant": "44@lid", "participantAlt": ANN_JID,
            },
            "pushName": "Ann", "status": "DELIVERY_ACK", "message": content,
            "contextInfo": null, "messageType": "conversation",
            "messageTimestamp": 1_704_164_645, "instanceId": "5f1d", "source": "android",
        },
        "destination": "https://host/hook", "date_time": "2024-01-02T03:04:05.000Z",
        "sender": "15550000001@s.whatsapp.net", "server_url": "https://host", "apikey": "secret",
    });
    let multidevice = json!({
        "event": "message", "device_id": "15550000001@s.whatsapp.net", "session_id": "sales",
        "payload": {
            "id": "3EB0C127D7BACC83D6A1", "chat_id": GROUP, "from": "44@lid", "from_lid": "44@lid",
            "from_name": "Ann", "timestamp": "2024-01-02T03:04:05Z", "is_from_me": false,
            "body": "Hello",
        },
    });
    for body in [wuzapi(&content), evolution_go, nodejs(&content), evolution, multidevice] {
        let event = event(&body);
        assert_eq!(event.instance.as_deref(), Some("sales"), "{body}");
        assert_eq!((&event.kind, event.text()), (&EventKind::Message, Some("Hello")), "{body}");
        assert_eq!((event.chat(), event.sender()), (chat(GROUP), person("44@lid").as_ref()));
        let message = event.message.clone().unwrap();
        assert_eq!(message.id.as_deref(), Some("3EB0C127D7BACC83D6A1"));
        assert_eq!(message.sender_lid, person("44@lid"));
        let number = person(ANN).filter(|_| body.get("payload").is_none());
        assert_eq!(message.sender_phone_number, number, "{body}");
        assert_eq!(message.sender_name.as_deref(), Some("Ann"));
        assert_eq!((message.is_from_me, message.is_in_group()), (Some(false), Some(true)));
        assert_eq!(message.timestamp.unwrap().to_string(), "2024-01-02T03:04:05Z", "{body}");
        assert_eq!(message.media, None);
        assert_eq!(event.raw, body);
    }
}

#[test]
fn form_of_wuzapi_is_read_as_its_json() {
    let body =
        json!({ "type": "Message", "event": whatsmeow(&json!({ "conversation": "a&b=c+d é" })) });
    let encode = |text: &str| {
        let bytes = text.bytes().map(|byte| match byte {
            b' ' => "+".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        });
        bytes.collect::<String>()
    };
    let json = encode(&body.to_string());
    let form = format!("instanceName={}&jsonData={json}&token=planted", encode("our sales"));
    let event = Event::from_slice(form.as_bytes()).unwrap();
    assert_eq!((event.instance.as_deref(), event.text()), (Some("our sales"), Some("a&b=c+d é")));

    let without_instance = Event::from_slice(format!("jsonData={json}").as_bytes()).unwrap();
    assert_eq!((without_instance.instance, without_instance.raw), (None, body));
}

#[test]
fn text_is_read_wherever_whatsapp_puts_it() {
    let texts = [
        json!({ "conversation": "Hi" }),
        json!({ "extendedTextMessage": { "text": "Hi", "title": "no" } }),
        json!({ "imageMessage": { "caption": "Hi" } }),
        json!({ "videoMessage": { "caption": "Hi" } }),
        json!({ "ephemeralMessage": { "message": { "conversation": "Hi" } } }),
        json!({ "deviceSentMessage": { "message": {
            "viewOnceMessageV2": { "message": { "imageMessage": { "caption": "Hi" } } } } } }),
        json!({ "documentWithCaptionMessage": { "message": { "documentMessage": { "caption": "Hi" } } } }),
        json!({ "buttonsResponseMessage": { "Response": { "SelectedDisplayText": "Hi" } } }),
        json!({ "buttonsResponseMessage": { "selectedDisplayText": "Hi" } }),
        json!({ "templateButtonReplyMessage": { "selectedDisplayText": "Hi" } }),
        json!({ "listResponseMessage": { "title": "Hi" } }),
    ];
    for content in texts {
        for body in [wuzapi(&content), nodejs(&content)] {
            let event = event(&body);
            assert_eq!((&event.kind, event.text()), (&EventKind::Message, Some("Hi")), "{body}");
        }
    }
    let without = [
        json!({}),
        json!(null),
        json!("Hi"),
        json!({ "conversation": "" }),
        json!({ "conversation": 7 }),
        json!({ "stickerMessage": { "mimetype": "image/webp" } }),
        json!({ "senderKeyDistributionMessage": { "groupID": GROUP } }),
        json!({ "protocolMessage": { "type": 9 } }),
    ];
    for content in without {
        let event = event(&wuzapi(&content));
        assert_eq!((&event.kind, event.text()), (&EventKind::Message, None), "{content}");
        assert_eq!(event.chat(), chat(GROUP));
    }
}

#[test]
fn choice_and_quoted_message_are_read_in_both_spellings() {
    for (content, choice) in [
        (json!({ "buttonsResponseMessage": { "selectedButtonID": "y" } }), "y"),
        (json!({ "buttonsResponseMessage": { "selectedButtonId": "y" } }), "y"),
        (json!({ "templateButtonReplyMessage": { "selectedID": "t" } }), "t"),
        (json!({ "listResponseMessage": { "singleSelectReply": { "selectedRowID": "r" } } }), "r"),
        (json!({ "listResponseMessage": { "singleSelectReply": { "selectedRowId": "r" } } }), "r"),
    ] {
        assert_eq!(message(&wuzapi(&content)).choice.as_deref(), Some(choice), "{content}");
    }
    for context in [json!({ "stanzaID": "3EB0" }), json!({ "stanzaId": "3EB0" })] {
        let content = json!({ "extendedTextMessage": { "text": "Yes", "contextInfo": context } });
        assert_eq!(message(&nodejs(&content)).reply_to.as_deref(), Some("3EB0"));
    }
}

#[test]
fn edits_deletions_and_reactions_are_no_messages() {
    let key = json!({ "remoteJID": GROUP, "ID": "3EB0" });
    let edit = |kind: Value| {
        json!({ "protocolMessage": {
            "key": key, "type": kind, "editedMessage": { "conversation": "Hello, Bob" } } })
    };
    let wrapped = json!({ "editedMessage": { "message": edit(json!(14)) } });
    for content in [edit(json!(14)), edit(json!("MESSAGE_EDIT")), wrapped] {
        let event = event(&wuzapi(&content));
        assert_eq!(event.kind, EventKind::MessageEdited, "{content}");
        assert_eq!(event.text(), Some("Hello, Bob"));
    }
    for kind in [json!(0), json!("REVOKE")] {
        let content = json!({ "protocolMessage": { "key": key, "type": kind } });
        assert_eq!(event(&nodejs(&content)).kind, EventKind::MessageDeleted);
    }
    let reaction = json!({ "reactionMessage": { "key": key, "text": "👍" } });
    let event = event(&wuzapi(&reaction));
    assert_eq!((&event.kind, event.text()), (&EventKind::Reaction, None));
    assert_eq!(event.chat(), chat(GROUP));
}

#[test]
fn sender_of_a_chat_of_two_is_the_other_one() {
    let body = |from_me: bool| {
        json!({ "event": "messages.upsert", "instance": "sales", "data": {
            "key": { "remoteJid": "44@lid", "remoteJidAlt": ANN_JID, "fromMe": from_me, "id": "1" },
            "message": { "conversation": "Hi" } } })
    };
    let received = message(&body(false));
    assert_eq!((received.sender, received.sender_phone_number), (person("44@lid"), person(ANN)));
    let sent = message(&body(true));
    assert_eq!((sent.sender, sent.sender_lid, sent.is_from_me), (None, None, Some(true)));
    assert_eq!(sent.chat, chat("44@lid"));
}

#[test]
fn status_and_broadcast_lists_are_answered_to_their_sender() {
    let mut body = wuzapi(&json!({ "conversation": "Hi" }));
    assert_eq!(message(&body).answer_to(), chat(GROUP));
    for list in ["status@broadcast", "1693000000@broadcast"] {
        body["event"]["Info"]["Chat"] = list.into();
        assert_eq!(message(&body).answer_to(), person("44@lid").map(Recipient::Person), "{list}");
    }
    // Who cannot be read is not answered.
    body["event"]["Info"]["Chat"] = "1@unknown".into();
    body["event"]["Info"]["Sender"] = "".into();
    body["event"]["Info"]["SenderAlt"] = "".into();
    assert_eq!(message(&body).answer_to(), None);
}

#[test]
fn each_name_of_a_server_has_a_kind_and_others_are_kept() {
    for (name, kind) in [
        ("ReadReceipt", EventKind::Receipt),
        ("Receipt", EventKind::Receipt),
        ("message.ack", EventKind::Receipt),
        ("ChatPresence", EventKind::Presence),
        ("presence.update", EventKind::Presence),
        ("JoinedGroup", EventKind::GroupJoined),
        ("group_created", EventKind::GroupJoined),
        ("groups.update", EventKind::GroupChanged),
        ("Connected", EventKind::Connection),
        ("connection.update", EventKind::Connection),
        ("qrcode.updated", EventKind::QrCode),
        ("CallOffer", EventKind::Call),
        ("HistorySync", EventKind::History),
        ("message.edited", EventKind::MessageEdited),
        ("message.revoked", EventKind::MessageDeleted),
        ("message.reaction", EventKind::Reaction),
        ("label.edit", EventKind::Other("label.edit".into())),
        ("", EventKind::Other(String::new())),
    ] {
        for body in [json!({ "type": name, "event": {} }), json!({ "event": name, "data": {} })] {
            assert_eq!(event(&body).kind, kind, "{body}");
        }
    }
    for body in [json!({}), json!([]), json!(null), json!({ "event": 7, "type": [] })] {
        let event = event(&body);
        assert_eq!(event.kind, EventKind::Other(String::new()));
        assert_eq!((event.instance.clone(), event.chat(), event.sender()), (None, None, None));
        assert_eq!(event.raw, body);
    }
}

#[test]
fn body_that_is_not_json_is_an_error_that_does_not_repeat_it() {
    for (body, problem) in [
        ("", "the body of the event is empty"),
        (" \r\n", "the body of the event is empty"),
        ("<html>planted</html>", "the body of the event is not JSON (line 1, column 1)"),
        ("{\n\"planted", "the body of the event is not JSON (line 2, column 8)"),
        ("jsonData=planted", "the body of the event is not JSON (line 1, column 1)"),
        ("token=planted", "the body of the event is not JSON (line 1, column 2)"),
    ] {
        let error = Event::from_slice(body.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        let remedy = "pass the body of the request as it was received";
        assert_eq!(error.to_string(), format!("{problem}; {remedy}"));
    }
}

#[test]
fn event_is_serialized_as_its_body_and_shows_no_secret() {
    let body =
        wuzapi(&json!({ "imageMessage": { "mediaKey": "cGxhbnRlZC1rZXk=", "caption": "Look" } }));
    let event = event(&body);
    let stored = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&stored).unwrap(), event);
    assert_eq!(serde_json::from_str::<Value>(&stored).unwrap(), body);
    let shown = format!("{event:?} {event:#?}");
    assert!(shown.contains("Look"), "{shown}");
    assert!(!shown.contains("planted") && !shown.contains("cGxhbnRlZC1rZXk"), "{shown}");
}
