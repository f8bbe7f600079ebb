//! Sent messages, and the permission to send to a chat.

use serde_json::Value;

use super::people::check_spelling;
use super::{ApiError, Media, Role, State};
use crate::{shapes, time};
use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayload,
    GroupInviteMessagePayload, ListMessagePayload, LocationMessagePayload, PaymentRequestPayload,
    PollMessagePayload, TemplateButtonPayload, TemplateButtonWithMediaPayload,
};
use whatsapi::{GroupId, Recipient};

/// A message that an instance sent.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// The id, as in the response to the sender.
    pub id: String,
    /// The key of the instance.
    pub instance: String,
    /// The JID of the chat, in its canonical form.
    pub to: String,
    /// The content.
    pub content: Content,
}

/// The content of a message: the received payload, and files with their bytes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// A text.
    Text(String),
    /// A file, sent directly or by its media keys.
    Media(Media),
    /// A contact.
    Contact(ContactMessagePayload),
    /// A location.
    Location(LocationMessagePayload),
    /// A poll.
    Poll(PollMessagePayload),
    /// A list of options.
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
    /// A payment request.
    PaymentRequest(PaymentRequestPayload),
}

impl State {
    /// Records a message to a chat, and returns the JSON that describes it in a response.
    pub(crate) fn send(&mut self, instance: &str, to: String, content: Content) -> Value {
        let id = format!("3EB0{:016X}", self.messages.len() + 1);
        let sender = self.instance(instance).map(|instance| instance.phone.clone());
        let response = shapes::sent(&id, time::now(), &sender.unwrap_or_default());
        self.messages.push(Message { id, instance: instance.to_owned(), to, content });
        response
    }

    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The JID of the chat that `text` identifies, if `actor` may send messages to it.
    pub(crate) fn chat(&self, actor: &str, text: &str) -> Result<String, ApiError> {
        check_spelling(text)?;
        if let Some(id) = group_id(text) {
            let group = self.group(&id).ok_or_else(|| ApiError::bad_request(NOT_A_MEMBER))?;
            return match group.members.get(actor) {
                None => Err(ApiError::bad_request(NOT_A_MEMBER)),
                Some(Role::Member) if group.announce => {
                    Err(ApiError::bad_request("Only admins may write to the group"))
                }
                Some(_) => Ok(id),
            };
        }
        match text.parse::<Recipient>() {
            Ok(Recipient::BroadcastList(_)) => Err(ApiError::bad_request(NO_LISTS)),
            // Digits that are too many for a phone number: a group has to be written as one.
            Ok(Recipient::Group(_)) | Err(_) => {
                let message = format!("{text} is neither a phone number nor a JID");
                Err(ApiError::bad_request(message))
            }
            Ok(chat) => Ok(chat.jid()),
        }
    }
}

/// The message of whatsmeow's `ErrBroadcastListUnsupported`.
const NO_LISTS: &str = "sending to non-status broadcast lists is not yet supported";

const NOT_A_MEMBER: &str = "You are not in the group";

/// The group id in `text`, unless it is a phone number.
pub(crate) fn group_id(text: &str) -> Option<String> {
    text.contains('@').then(|| text.parse::<GroupId>().ok())?.map(|id| id.to_string())
}
