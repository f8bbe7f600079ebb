//! An event.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::body;
use super::group::GroupChange;
use super::kind::EventKind;
use super::media::ReceivedMedia;
use super::message::ReceivedMessage;
use super::shapes;
use crate::ids::participant::Participant;
use crate::ids::recipient::Recipient;
use crate::replies::view::view;
use openapi_ureq::Error;

/// An event that a server posted.
///
/// Its serialized form is [`raw`](Self::raw), for example for a queue. `Debug` does not show `raw`, since some
/// servers include the secret of the instance.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct Event {
    /// The instance: its key, or another identifier that the server uses.
    pub instance: Option<String>,
    /// The kind of event.
    pub kind: EventKind,
    /// The message of the event.
    pub message: Option<ReceivedMessage>,
    /// The change of a group.
    pub group: Option<GroupChange>,
    /// The original body.
    pub raw: Value,
}

impl From<Value> for Event {
    fn from(raw: Value) -> Self {
        let kind = EventKind::of_name(&body::name(&raw).unwrap_or_default());
        let event = body::event(&raw);
        let (message, by_content) = event.and_then(shapes::message).unzip();
        let kind = match by_content.flatten() {
            Some(other) if kind == EventKind::Message => other,
            _ => kind,
        };
        let is_of_group = matches!(kind, EventKind::GroupJoined | EventKind::GroupChanged);
        let group = event.filter(|_| is_of_group).and_then(shapes::group);
        Self { instance: body::instance(&raw), kind, message, group, raw }
    }
}

view!(Event);

impl Event {
    /// Reads the body of a request to a webhook, which is JSON, or a form that contains JSON.
    ///
    /// ```
    /// use whatsapi::webhook::{Event, EventKind};
    ///
    /// let event = Event::from_slice(br#"{ "type": "brand.new", "instanceKey": "sales", "body": {} }"#)?;
    /// assert_eq!(event.kind, EventKind::Other("brand.new".into()));
    /// assert_eq!(event.instance.as_deref(), Some("sales"));
    /// assert!(Event::from_slice(b"<html>").is_err());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the body is neither. The content of the JSON never
    /// causes an error.
    pub fn from_slice(body: &[u8]) -> Result<Self, Error> {
        body::parse(body).map(Self::from)
    }

    /// The chat of the message, or the group that changed. For answers, see
    /// [`ReceivedMessage::answer_to`].
    #[must_use]
    pub fn chat(&self) -> Option<Recipient> {
        let of_message = self.message.as_ref().and_then(|message| message.chat.clone());
        let of_group = || self.group.as_ref()?.group.clone().map(Recipient::Group);
        of_message.or_else(of_group)
    }

    /// The sender of the message, or the user who changed the group.
    #[must_use]
    pub fn sender(&self) -> Option<&Participant> {
        let of_message = self.message.as_ref().and_then(|message| message.sender.as_ref());
        of_message.or_else(|| self.group.as_ref()?.by.as_ref())
    }

    /// The text of the message; see [`ReceivedMessage::text`].
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.message.as_ref()?.text.as_deref()
    }

    /// The file of the message.
    #[must_use]
    pub fn media(&self) -> Option<&ReceivedMedia> {
        self.message.as_ref()?.media.as_ref()
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("instance", &self.instance)
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("group", &self.group)
            .finish_non_exhaustive()
    }
}
