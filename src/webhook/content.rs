//! The content of a message: WhatsApp's own message type, which whatsmeow and Baileys encode as JSON.
//!
//! Source: `Message` in `proto/waE2E/WAWebProtobufsE2E.pb.go` of <https://github.com/tulir/whatsmeow>.

use serde_json::Value;

use super::kind::EventKind;
use super::media::ReceivedMedia;
use super::message::{MessageRead, ReceivedMessage};
use super::read::{member, text};
use crate::handles::media_type::MediaType;

/// The fields that wrap the actual message. whatsmeow unwraps it (`UnwrapRaw` in
/// `types/events/events.go`), Baileys does not.
const WRAPPERS: [&str; 10] = [
    "deviceSentMessage",
    "ephemeralMessage",
    "viewOnceMessage",
    "viewOnceMessageV2",
    "viewOnceMessageV2Extension",
    "documentWithCaptionMessage",
    "lottieStickerMessage",
    "botInvokeMessage",
    "groupMentionedMessage",
    "editedMessage",
];

/// The fields that contain a file.
const FILES: [(&str, MediaType); 6] = [
    ("imageMessage", MediaType::Image),
    ("videoMessage", MediaType::Video),
    ("ptvMessage", MediaType::Video),
    ("audioMessage", MediaType::Audio),
    ("documentMessage", MediaType::Document),
    ("stickerMessage", MediaType::Image),
];

/// Types of a `protocolMessage` (`ProtocolMessage_Type`): the number, which Go writes, and the name, which
/// protobuf.js writes.
const REVOKE: (i64, &str) = (0, "REVOKE");
const MESSAGE_EDIT: (i64, &str) = (14, "MESSAGE_EDIT");

/// The message with this content. Fields that are not part of the content are not set.
pub(super) fn read(content: &Value) -> MessageRead {
    let (content, is_edit) = unwrapped(content);
    if member(content, "reactionMessage").is_some_and(Value::is_object) {
        return (ReceivedMessage::default(), Some(EventKind::Reaction));
    }
    if let Some(protocol) = member(content, "protocolMessage").filter(|part| part.is_object()) {
        return of_protocol(protocol);
    }
    let media = FILES.iter().find_map(|(name, kind)| {
        let file = member(content, name).filter(|file| file.is_object())?;
        Some(ReceivedMedia::new(*kind, file))
    });
    let caption = media.as_ref().and_then(|media| media.caption.clone());
    let (choice, chosen) = choice(content);
    let extended = member(content, "extendedTextMessage").and_then(|part| text(part, "text"));
    let message = ReceivedMessage {
        text: text(content, "conversation").or(extended).or(caption).or(chosen),
        choice,
        reply_to: reply_to(content),
        media,
        ..ReceivedMessage::default()
    };
    (message, is_edit.then_some(EventKind::MessageEdited))
}

/// A message that edits or deletes another one, or that is internal to WhatsApp.
fn of_protocol(protocol: &Value) -> MessageRead {
    let kind = member(protocol, "type");
    let is = |(number, name): (i64, &str)| {
        kind.is_some_and(|kind| kind.as_i64() == Some(number) || kind.as_str() == Some(name))
    };
    if is(MESSAGE_EDIT) {
        let (edited, _) = member(protocol, "editedMessage").map(read).unwrap_or_default();
        return (edited, Some(EventKind::MessageEdited));
    }
    let deleted = is(REVOKE).then_some(EventKind::MessageDeleted);
    (ReceivedMessage::default(), deleted)
}

/// The unwrapped message, and whether it is an edit of another one.
fn unwrapped(mut message: &Value) -> (&Value, bool) {
    let mut is_edit = false;
    let inner = |message, name| {
        member(member(message, name)?, "message").filter(|inner: &&Value| inner.is_object())
    };
    while let Some((name, wrapped)) =
        WRAPPERS.iter().find_map(|name| Some((*name, inner(message, name)?)))
    {
        is_edit |= name == "editedMessage";
        message = wrapped;
    }
    (message, is_edit)
}

/// The id and the text of the selected button or list row.
///
/// Source: `ButtonsResponseMessage`, `TemplateButtonReplyMessage` and `ListResponseMessage`. The text of the
/// first is in a `oneof`, which Go encodes as the object `Response`.
fn choice(message: &Value) -> (Option<String>, Option<String>) {
    if let Some(button) = member(message, "buttonsResponseMessage") {
        let within = || text(member(button, "Response")?, "selectedDisplayText");
        let shown = text(button, "selectedDisplayText").or_else(within);
        return (text(button, "selectedButtonId"), shown);
    }
    if let Some(button) = member(message, "templateButtonReplyMessage") {
        return (text(button, "selectedId"), text(button, "selectedDisplayText"));
    }
    match member(message, "listResponseMessage") {
        Some(list) => {
            let row = member(list, "singleSelectReply");
            (row.and_then(|row| text(row, "selectedRowId")), text(list, "title"))
        }
        None => (None, None),
    }
}

/// The id of the quoted message, in the `contextInfo` of any part of the message.
fn reply_to(message: &Value) -> Option<String> {
    let parts = message.as_object()?.values();
    parts.filter_map(|part| member(part, "contextInfo")).find_map(|info| text(info, "stanzaId"))
}
