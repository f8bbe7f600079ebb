//! The payloads of go-whatsapp-web-multidevice.
//!
//! Source: `docs/webhook-payload.md` of <https://github.com/aldinokemal/go-whatsapp-web-multidevice>.

use serde_json::Value;

use crate::handles::media_type::MediaType;
use crate::replies::field::{field, text};
use crate::webhook::group::{GroupChange, people};
use crate::webhook::media::ReceivedMedia;
use crate::webhook::message::{MessageRead, ReceivedMessage};

/// The fields that contain a file: its path, or an object with its path or URL. There are no media keys.
const FILES: [(&str, MediaType); 6] = [
    ("image", MediaType::Image),
    ("video", MediaType::Video),
    ("video_note", MediaType::Video),
    ("audio", MediaType::Audio),
    ("document", MediaType::Document),
    ("sticker", MediaType::Image),
];

pub(super) fn message(payload: &Value) -> Option<MessageRead> {
    // Payloads of receipts have `ids` instead.
    let chat = payload.get("chat_id").filter(|_| payload.get("id").is_some())?;
    let media = FILES.iter().find_map(|(name, kind)| {
        let file = payload.get(name).filter(|file| file.is_object() || file.is_string())?;
        Some(ReceivedMedia::new(*kind, file))
    });
    let mut message = ReceivedMessage {
        id: text(payload, "id"),
        chat: chat.as_str().and_then(|chat| chat.parse().ok()),
        sender_name: text(payload, "from_name"),
        is_from_me: field(payload, "is_from_me"),
        timestamp: field(payload, "timestamp"),
        text: text(payload, "body"),
        reply_to: text(payload, "replied_to_id"),
        media,
        ..ReceivedMessage::default()
    };
    message.set_sender([field(payload, "from"), field(payload, "from_lid")]);
    Some((message, None))
}

pub(super) fn group(payload: &Value) -> Option<GroupChange> {
    let changed = people(Some(payload.get("jids")?));
    let mut change =
        GroupChange { group: Some(field(payload, "chat_id")?), ..GroupChange::default() };
    match payload.get("type").and_then(Value::as_str) {
        Some("join") => change.joined = changed,
        Some("leave") => change.left = changed,
        Some("promote") => change.promoted = changed,
        Some("demote") => change.demoted = changed,
        _ => {}
    }
    Some(change)
}
