//! Sent messages.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::{field, text, unreadable};
use super::timestamp::Timestamp;
use super::view::view;
use openapi_ureq::Error;

/// A sent message.
///
/// Assumption: servers send the `SendResponse` of the library that this family is built on
/// (<https://github.com/tulir/whatsmeow/blob/main/send.go>), some with field names in lower case.
///
/// A field is `None` if it is missing or cannot be read. [`raw`](Self::raw) keeps the original value, which
/// is also the serialized form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct SentMessage {
    id: Option<String>,
    /// When WhatsApp accepted it (`Timestamp` or `timestamp`).
    pub timestamp: Option<Timestamp>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for SentMessage {
    fn from(raw: Value) -> Self {
        Self {
            id: text(&raw, "ID").or_else(|| text(&raw, "id")),
            timestamp: field(&raw, "Timestamp").or_else(|| field(&raw, "timestamp")),
            raw,
        }
    }
}

view!(SentMessage, data);

impl SentMessage {
    /// The id (`ID` or `id`), which events about the message refer to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is missing or cannot be read. The
    /// message was sent: [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done).
    pub fn id(&self) -> Result<&str, Error> {
        let id = self.id.as_deref();
        let name = if self.raw.get("ID").is_some() { "ID" } else { "id" };
        id.ok_or_else(|| unreadable("the message", &self.raw, name, "the id of a message"))
    }
}
