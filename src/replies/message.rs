//! Sent messages.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::{field, text, unreadable};
use super::timestamp::Timestamp;
use super::view::view;
use openapi_ureq::Error;

/// A message that was sent.
///
/// A field is `None` if the server does not send it, or not in a form that can be read; it is still
/// in [`raw`](Self::raw), which is also what is serialized.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct SentMessage {
    id: Option<String>,
    /// When the server accepted it (`timestamp` or `Timestamp`).
    pub timestamp: Option<Timestamp>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for SentMessage {
    fn from(raw: Value) -> Self {
        // The second spelling is that of the library that servers of this family are built on.
        Self {
            id: text(&raw, "id").or_else(|| text(&raw, "ID")),
            timestamp: field(&raw, "timestamp").or_else(|| field(&raw, "Timestamp")),
            raw,
        }
    }
}

view!(SentMessage, data);

impl SentMessage {
    /// The id (`id` or `ID`), which events about the message refer to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is missing or cannot be read. The
    /// message was sent: [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done).
    pub fn id(&self) -> Result<&str, Error> {
        let id = self.id.as_deref();
        id.ok_or_else(|| unreadable("the message", &self.raw, "id", "the id of a message"))
    }
}
