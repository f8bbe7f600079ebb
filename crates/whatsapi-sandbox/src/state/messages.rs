//! The messages that were sent, and to whom one may send.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::people::jid;
use super::{ApiError, Media, Role, State};
use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayload,
    GroupInviteMessagePayload, ListMessagePayload, LocationMessagePayload, PaymentRequestPayload,
    PollMessagePayload, TemplateButtonPayload, TemplateButtonWithMediaPayload,
};
use whatsapi::{GroupId, Participant};

/// A message that an instance sent.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// The id, as the sender was told.
    pub id: String,
    /// The key of the instance.
    pub instance: String,
    /// The JID of the chat, however the recipient was spelt.
    pub to: String,
    /// What was sent.
    pub content: Content,
}

/// What a message holds: the payload as it came, and files with their bytes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// A text.
    Text(String),
    /// A file, be it sent at once or by its media keys.
    Media(Media),
    /// A contact.
    Contact(ContactMessagePayload),
    /// A place.
    Location(LocationMessagePayload),
    /// A poll.
    Poll(PollMessagePayload),
    /// A list to choose from.
    List(ListMessagePayload),
    /// A text with buttons.
    Buttons(ButtonMessagePayload),
    /// A file with buttons.
    ButtonsWithMedia(ButtonMessageWithMediaPayload, Media),
    /// A text with template buttons.
    Template(TemplateButtonPayload),
    /// A file with template buttons.
    TemplateWithMedia(TemplateButtonWithMediaPayload, Media),
    /// An invitation to a group.
    GroupInvite(GroupInviteMessagePayload),
    /// A request for money.
    PaymentRequest(PaymentRequestPayload),
}

impl State {
    /// Records a message to a chat, and tells of it as the server does.
    pub(crate) fn send(&mut self, instance: &str, to: String, content: Content) -> Value {
        let id = format!("3EB0{:016X}", self.messages.len() + 1);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let reply = json!({ "id": id, "timestamp": since.as_secs(), "to": to });
        self.messages.push(Message { id, instance: instance.to_owned(), to, content });
        reply
    }

    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The JID of the chat that `text` stands for, if `actor` may write there.
    pub(crate) fn chat(&self, actor: &str, text: &str) -> Result<String, ApiError> {
        match group_id(text) {
            Some(id) => {
                let group = self.group(&id).ok_or_else(|| ApiError::bad(NOT_IN))?;
                match group.members.get(actor) {
                    None => Err(ApiError::bad(NOT_IN)),
                    Some(Role::Member) if group.announce => {
                        Err(ApiError::bad("Only admins may write to the group"))
                    }
                    Some(_) => Ok(id),
                }
            }
            None => {
                let wrong =
                    |_| ApiError::bad(format!("{text} is neither a phone number nor a JID"));
                let person = text.parse::<Participant>().map_err(wrong)?;
                Ok(person.phone_number().map_or_else(|| person.to_string(), jid))
            }
        }
    }
}

const NOT_IN: &str = "You are not in the group";

/// The id of a group, if `text` is one and not a phone number.
pub(crate) fn group_id(text: &str) -> Option<String> {
    text.contains('@').then(|| text.parse::<GroupId>().ok())?.map(|id| id.to_string())
}
