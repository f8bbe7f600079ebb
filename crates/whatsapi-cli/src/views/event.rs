//! Events.

use whatsapi::webhook::{Event, EventKind};

use super::text;
use crate::output::record::{Field, Record, extra, shown};

pub(crate) const EVENT: &[Field; 10] = &[
    shown("instance"),
    shown("kind"),
    shown("chat"),
    shown("sender"),
    shown("sender_name"),
    shown("text"),
    extra("media"),
    extra("id"),
    extra("from_me"),
    extra("timestamp"),
];

/// The whole body, which is printed only if it is chosen: some servers put a secret into it.
pub(crate) const RAW: Field = extra("raw");

pub(crate) fn event(event: &Event) -> Record {
    let message = event.message.as_ref();
    let timestamp = message.and_then(|message| message.timestamp);
    let timestamp = timestamp.or_else(|| event.group.as_ref()?.timestamp);
    Record::new(
        EVENT,
        [
            text(event.instance.as_ref()),
            kind(&event.kind).into(),
            text(event.chat().as_ref()),
            text(event.sender()),
            text(message.and_then(|message| message.sender_name.as_ref())),
            event.text().into(),
            event.media().map(|media| media.kind.as_str()).into(),
            text(message.and_then(|message| message.id.as_ref())),
            message.and_then(|message| message.is_from_me).into(),
            text(timestamp.as_ref()),
        ],
    )
}

fn kind(kind: &EventKind) -> &str {
    match kind {
        EventKind::Message => "message",
        EventKind::MessageEdited => "message_edited",
        EventKind::MessageDeleted => "message_deleted",
        EventKind::Reaction => "reaction",
        EventKind::Receipt => "receipt",
        EventKind::Presence => "presence",
        EventKind::GroupJoined => "group_joined",
        EventKind::GroupChanged => "group_changed",
        EventKind::Connection => "connection",
        EventKind::QrCode => "qr_code",
        EventKind::Call => "call",
        EventKind::History => "history",
        EventKind::Other(name) => name,
        _ => "other",
    }
}

/// A line for people: `sales message from 919876543210 (Ann): Hello`.
pub(crate) fn line(event: &Event) -> String {
    let mut line = event.instance.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    line.push_str(kind(&event.kind));
    if let Some(sender) = event.sender() {
        line.push_str(&format!(" from {sender}"));
    }
    let name = event.message.as_ref().and_then(|message| message.sender_name.as_ref());
    if let Some(name) = name {
        line.push_str(&format!(" ({name})"));
    }
    match event.chat() {
        Some(chat) if Some(chat.to_string()) != event.sender().map(ToString::to_string) => {
            line.push_str(&format!(" in {chat}"));
        }
        _ => {}
    }
    if let Some(media) = event.media() {
        line.push_str(&format!(" [{}]", media.kind));
    }
    if let Some(text) = event.text() {
        line.push_str(&format!(": {text}"));
    }
    line
}
