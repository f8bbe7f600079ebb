//! The contacts of an instance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::members;
use super::field::{field, text};
use super::reply::{Reply, sealed};
use super::view::view;

/// A contact of the account of an instance.
///
/// A field is `None` if it is missing or cannot be read. [`raw`](Self::raw) keeps the original value, which
/// is also the serialized form.
///
/// Assumption: servers send the contacts of the library that this family is built on: an object keyed by
/// JID, with the field names given in parentheses. Source: `ContactInfo` in
/// <https://github.com/tulir/whatsmeow/blob/main/types/user.go> and `GetAllContacts` in
/// <https://github.com/tulir/whatsmeow/blob/main/store/store.go>.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct Contact {
    /// Whether the contact was found (`Found`).
    pub is_found: Option<bool>,
    /// The first name in the address book (`FirstName`).
    pub first_name: Option<String>,
    /// The whole name in the address book (`FullName`).
    pub full_name: Option<String>,
    /// The name that they chose themselves (`PushName`).
    pub push_name: Option<String>,
    /// The name of their business (`BusinessName`).
    pub business_name: Option<String>,
    /// The phone number with most digits hidden, if it is not known (`RedactedPhone`).
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
    /// The display name: the one in the address book, or else that of their business, or else the one
    /// that they chose themselves.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let names = [&self.full_name, &self.first_name, &self.business_name, &self.push_name];
        names.into_iter().flatten().map(String::as_str).next()
    }
}

/// Contacts by JID, in the server's spelling.
impl sealed::FromReply for BTreeMap<String, Contact> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        members(reply.value())
    }
}
