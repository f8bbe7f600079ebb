//! The events of whatsmeow, in the encoding of Go's `encoding/json`: fields of embedded structs are on the
//! same level, and an unknown JID is an empty string.
//!
//! Sources: `Message`, `GroupInfo` and `JoinedGroup` in `types/events/events.go`, `MessageInfo` and
//! `MessageSource` in `types/message.go` of <https://github.com/tulir/whatsmeow>.

use serde_json::Value;

use crate::replies::field::{field, text};
use crate::webhook::content;
use crate::webhook::group::{GroupChange, people, text_within};
use crate::webhook::message::{MessageRead, ReceivedMessage};

pub(super) fn message(event: &Value) -> Option<MessageRead> {
    let info = event.get("Info").filter(|info| info.is_object())?;
    let (content, kind) = event.get("Message").map(content::read).unwrap_or_default();
    let mut message = ReceivedMessage {
        id: text(info, "ID"),
        chat: field(info, "Chat"),
        sender_name: text(info, "PushName"),
        is_from_me: field(info, "IsFromMe"),
        timestamp: field(info, "Timestamp"),
        ..content
    };
    message.set_sender([field(info, "Sender"), field(info, "SenderAlt")]);
    Some((message, kind))
}

pub(super) fn group(event: &Value) -> Option<GroupChange> {
    // Other events also have a `JID`. `GroupInfo` always has `Join`, and `JoinedGroup` has `Participants`.
    if event.get("Join").is_none() && event.get("Participants").is_none() {
        return None;
    }
    Some(GroupChange {
        group: Some(field(event, "JID")?),
        by: field(event, "Sender"),
        timestamp: field(event, "Timestamp"),
        name: text_within(event, "Name"),
        description: text_within(event, "Topic"),
        joined: people(event.get("Join")),
        left: people(event.get("Leave")),
        promoted: people(event.get("Promote")),
        demoted: people(event.get("Demote")),
    })
}
