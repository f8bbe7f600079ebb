//! The shapes of messages and of changes of groups.

mod baileys;
mod multidevice;
mod whatsmeow;

use serde_json::Value;

use super::group::GroupChange;
use super::message::MessageRead;

/// The message of an event, in the first shape that matches.
pub(super) fn message(event: &Value) -> Option<MessageRead> {
    whatsmeow::message(event)
        .or_else(|| baileys::message(event))
        .or_else(|| multidevice::message(event))
}

/// The change of a group in an event, in the first shape that matches.
pub(super) fn group(event: &Value) -> Option<GroupChange> {
    whatsmeow::group(event).or_else(|| multidevice::group(event)).or_else(|| baileys::group(event))
}
