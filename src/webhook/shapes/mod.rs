//! What servers make of a message and of the change of a group, a file for each shape.

mod baileys;
mod multidevice;
mod whatsmeow;

use serde_json::Value;

use super::group::GroupChange;
use super::message::MessageRead;

/// The message that an event is about, in the first shape that fits.
pub(super) fn message(event: &Value) -> Option<MessageRead> {
    whatsmeow::message(event)
        .or_else(|| baileys::message(event))
        .or_else(|| multidevice::message(event))
}

/// The change of a group that an event is about, in the first shape that fits.
pub(super) fn group(event: &Value) -> Option<GroupChange> {
    whatsmeow::group(event).or_else(|| multidevice::group(event)).or_else(|| baileys::group(event))
}
