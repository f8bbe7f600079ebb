//! The contacts of an instance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::members;
use super::field::{field, text};
use super::reply::{Reply, sealed};
use super::view::view;

/// A contact, as the account of an instance knows them.
///
/// A field is `None` if the server does not send it, or not in a form that can be read; it is still
/// in [`raw`](Self::raw), which is also what is serialized.
///
/// Assumption: servers send what the library that this family is built on returns for contacts: an
/// object by JIDs, with the names that are in parentheses. Source: `ContactInfo` in
/// <https://github.com/tulir/whatsmeow/blob/main/types/user.go> and `GetAllContacts` in
/// <https://github.com/tulir/whatsmeow/blob/main/store/store.go>.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct Contact {
    /// Whether anything is known of them (`Found`).
    pub is_found: Option<bool>,
    /// The first name in the address book (`FirstName`).
    pub first_name: Option<String>,
    /// The whole name in the address book (`FullName`).
    pub full_name: Option<String>,
    /// The name that they gave themselves (`PushName`).
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
    /// The name to show: that in the address book, or else that of their business, or else the one
    /// that they gave themselves.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let names = [&self.full_name, &self.first_name, &self.business_name, &self.push_name];
        names.into_iter().flatten().map(String::as_str).next()
    }
}

/// Contacts by their JIDs, as the server writes them.
impl sealed::FromReply for BTreeMap<String, Contact> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        members(reply.value())
    }
}
