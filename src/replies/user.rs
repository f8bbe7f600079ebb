//! Users, contacts and profile pictures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::mismatch;
use super::field::{field, text};
use super::reply::{Reply, sealed};
use super::view::view;
use crate::ids::participant::Participant;

/// What WhatsApp shows of a user.
///
/// A field is `None` if the server does not send it, or not in a form that can be read; it is still
/// in [`raw`](Self::raw), which is also what is serialized.
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

/// A contact of an instance: the names that are known of a user.
///
/// Fields are read as those of [`UserInfo`]; a name that is empty is none. The names that a server
/// sends, which are in parentheses, are those of `types.ContactInfo` in whatsmeow
/// (`types/user.go`), the library that servers of this family are built on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct Contact {
    /// Whether anything is known of the user (`Found`).
    pub is_found: Option<bool>,
    /// The first name that they are saved under (`FirstName`).
    pub first_name: Option<String>,
    /// The name that they are saved under (`FullName`).
    pub full_name: Option<String>,
    /// The name that they have given themselves (`PushName`).
    pub push_name: Option<String>,
    /// The name of their business (`BusinessName`).
    pub business_name: Option<String>,
    /// The phone number with most digits withheld, of users who hide it (`RedactedPhone`).
    pub redacted_phone: Option<String>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for Contact {
    fn from(raw: Value) -> Self {
        Self {
            is_found: field(&raw, "Found"),
            first_name: text(&raw, "FirstName"),
            full_name: text(&raw, "FullName"),
            push_name: text(&raw, "PushName"),
            business_name: text(&raw, "BusinessName"),
            redacted_phone: text(&raw, "RedactedPhone"),
            raw,
        }
    }
}

view!(Contact);

impl Contact {
    /// The name to show: that which they are saved under, or else that of their business or the one
    /// that they have given themselves.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let names = [&self.full_name, &self.first_name, &self.business_name, &self.push_name];
        names.into_iter().flatten().map(String::as_str).next()
    }
}

/// Users by their JIDs, as the server writes them.
impl sealed::FromReply for BTreeMap<String, UserInfo> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        by_jid(reply.value())
    }
}

/// Contacts by their JIDs, as the server writes them.
impl sealed::FromReply for BTreeMap<String, Contact> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        by_jid(reply.value())
    }
}

/// The members of the object in `data`, each as a view; none if `data` is null.
fn by_jid<T: From<Value>>(data: &Value) -> Result<BTreeMap<String, T>, String> {
    match data {
        Value::Null => Ok(BTreeMap::new()),
        Value::Object(users) => {
            let read = |(jid, user): (&String, &Value)| (jid.clone(), user.clone().into());
            Ok(users.iter().map(read).collect())
        }
        found => Err(mismatch("data", found, "an object")),
    }
}

/// The profile picture of a user or a group. [`NoPicture`](crate::NoPicture) tells why there is none.
///
/// Fields are read as those of [`UserInfo`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct ProfilePicture {
    /// The URL to download it from (`url`).
    pub url: Option<String>,
    /// The id (`id`), which changes with the picture.
    pub id: Option<String>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for ProfilePicture {
    fn from(raw: Value) -> Self {
        Self { url: text(&raw, "url"), id: text(&raw, "id"), raw }
    }
}

view!(ProfilePicture, data);
