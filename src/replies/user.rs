//! Users and their profile pictures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::members;
use super::field::{field, text};
use super::reply::{Reply, sealed};
use super::view::view;
use crate::ids::participant::Participant;

/// The public details of a user.
///
/// A field is `None` if it is missing or cannot be read. [`raw`](Self::raw) keeps the original value, which
/// is also the serialized form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct UserInfo {
    /// The status text, which may be empty (`Status`).
    pub status: Option<String>,
    /// The id of the profile picture (`PictureID`).
    pub picture_id: Option<String>,
    /// The JID that hides the phone number (`LID`).
    pub lid: Option<Participant>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for UserInfo {
    fn from(raw: Value) -> Self {
        Self {
            status: field(&raw, "Status"),
            picture_id: text(&raw, "PictureID"),
            lid: field(&raw, "LID"),
            raw,
        }
    }
}

view!(UserInfo);

/// Users by JID, in the server's spelling.
impl sealed::FromReply for BTreeMap<String, UserInfo> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        members(reply.value())
    }
}
