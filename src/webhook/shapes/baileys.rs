//! The events of Baileys.
//!
//! Sources: `WAMessageKey` in `src/Types/Message.ts`, `group-participants.update` in
//! `src/Types/Events.ts` and `GroupMetadata` in `src/Types/GroupMetadata.ts` of
//! <https://github.com/WhiskeySockets/Baileys>; `WebMessageInfo` in its `WAProto/WAProto.proto`.

use serde_json::Value;

use crate::ids::participant::Participant;
use crate::replies::field::{Lenient, field, text};
use crate::replies::timestamp::Timestamp;
use crate::webhook::content;
use crate::webhook::group::{GroupChange, people};
use crate::webhook::message::{MessageRead, ReceivedMessage};
use crate::webhook::read::{integer, only};

pub(super) fn message(event: &Value) -> Option<MessageRead> {
    let key = event.get("key").filter(|key| key.is_object())?;
    let (content, kind) = event.get("message").map(content::read).unwrap_or_default();
    let is_from_me = field(key, "fromMe");
    let mut message = ReceivedMessage {
        id: text(key, "id"),
        chat: field(key, "remoteJid"),
        sender_name: text(event, "pushName"),
        is_from_me,
        timestamp: event.get("messageTimestamp").and_then(timestamp),
        ..content
    };
    message.set_sender(sender(event, key, is_from_me));
    Some((message, kind))
}

/// The sender of a message: the participant in a group, or the other user in an individual chat unless the
/// message is from the account itself.
fn sender(event: &Value, key: &Value, is_from_me: Option<bool>) -> [Option<Participant>; 2] {
    let participant = field(key, "participant").or_else(|| field(event, "participant"));
    match participant {
        Some(_) => [participant, field(key, "participantAlt")],
        None if is_from_me == Some(false) => [field(key, "remoteJid"), field(key, "remoteJidAlt")],
        None => [None, None],
    }
}

fn timestamp(value: &Value) -> Option<Timestamp> {
    Timestamp::read(&integer(value)?.into())
}

/// The change of a group. whatsapp-api-nodejs nests it in `data`.
pub(super) fn group(event: &Value) -> Option<GroupChange> {
    let event = event.get("data").and_then(only).unwrap_or(event);
    let mut change = GroupChange {
        group: Some(field(event, "id")?),
        by: field(event, "author"),
        name: text(event, "subject"),
        description: text(event, "desc"),
        ..GroupChange::default()
    };
    let changed = people(event.get("participants"));
    match event.get("action").and_then(Value::as_str) {
        Some("add") => change.joined = changed,
        Some("remove") => change.left = changed,
        Some("promote") => change.promoted = changed,
        Some("demote") => change.demoted = changed,
        _ => {}
    }
    Some(change)
}
