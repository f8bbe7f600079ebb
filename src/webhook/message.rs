//! A received message.

use super::kind::EventKind;
use super::media::ReceivedMedia;
use crate::ids::participant::Participant;
use crate::ids::recipient::Recipient;
use crate::replies::timestamp::Timestamp;

/// A message, and the kind of event if the content is not that of a new message.
pub(super) type MessageRead = (ReceivedMessage, Option<EventKind>);

/// A message in a chat of the instance.
///
/// A missing or unreadable field is `None`; the original value is in [`Event::raw`](super::Event::raw).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ReceivedMessage {
    /// The id.
    pub id: Option<String>,
    /// The chat: a user, a group or the like. See also [`answer_to`](Self::answer_to).
    pub chat: Option<Recipient>,
    /// The sender, with the server's id for them: a phone number, or a JID that hides it.
    pub sender: Option<Participant>,
    /// The phone number of the sender, if known.
    pub sender_phone_number: Option<Participant>,
    /// The JID that hides the phone number of the sender, if known.
    pub sender_lid: Option<Participant>,
    /// The name that the sender has set.
    pub sender_name: Option<String>,
    /// Whether the account of the instance is the sender, on any device. A program that answers messages
    /// must skip these, or it answers its own answers in an infinite loop.
    pub is_from_me: Option<bool>,
    /// The time of sending.
    pub timestamp: Option<Timestamp>,
    /// The text, the caption of a file, or the text of a selected button or list row.
    pub text: Option<String>,
    /// The id of the selected button or list row.
    pub choice: Option<String>,
    /// The id of the quoted message.
    pub reply_to: Option<String>,
    /// The file.
    pub media: Option<ReceivedMedia>,
}

impl ReceivedMessage {
    /// Whether the chat is a group; `None` if the chat is not known.
    #[must_use]
    pub fn is_in_group(&self) -> Option<bool> {
        self.chat.as_ref().map(|chat| matches!(chat, Recipient::Group(_)))
    }

    /// The recipient for an answer: the chat, or the sender if the chat is the status or a broadcast list,
    /// where an answer would go to other people.
    ///
    /// Assumption: a message to a broadcast list belongs to the chat with its sender, as documented for
    /// `IsIncomingBroadcast` in <https://github.com/tulir/whatsmeow/blob/main/types/message.go>.
    ///
    /// ```
    /// use whatsapi::Recipient;
    /// use whatsapi::webhook::Event;
    ///
    /// let status = br#"{ "type": "Message", "event": {
    ///     "Info": { "Chat": "status@broadcast", "Sender": "919876543210@s.whatsapp.net" },
    ///     "Message": { "conversation": "On holiday" } } }"#;
    /// let message = Event::from_slice(status)?.message.unwrap();
    /// assert_eq!(message.chat, Some(Recipient::Status));
    /// assert_eq!(message.answer_to(), Some("919876543210".parse()?));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn answer_to(&self) -> Option<Recipient> {
        match &self.chat {
            Some(Recipient::Status | Recipient::BroadcastList(_)) | None => {
                self.sender.clone().map(Recipient::Person)
            }
            Some(chat) => Some(chat.clone()),
        }
    }

    /// Sets the sender from the server's ids for them, the primary one first.
    pub(super) fn set_sender(&mut self, ids: [Option<Participant>; 2]) {
        let with = |has_number: bool| {
            let known = ids.iter().flatten();
            known.clone().find(|id| id.phone_number().is_some() == has_number).cloned()
        };
        self.sender_phone_number = with(true);
        self.sender_lid = with(false);
        self.sender = ids.into_iter().flatten().next();
    }
}
