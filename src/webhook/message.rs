//! A received message.

use super::kind::EventKind;
use super::media::ReceivedMedia;
use crate::ids::participant::Participant;
use crate::ids::recipient::Recipient;
use crate::replies::timestamp::Timestamp;

/// A message, and the kind of event that its content makes it, if that is another one.
pub(super) type MessageRead = (ReceivedMessage, Option<EventKind>);

/// A message of a chat of the instance.
///
/// A field is `None` if the server does not send it, or not in a form that can be read; it is still in
/// [`Event::raw`](super::Event::raw).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ReceivedMessage {
    /// The id.
    pub id: Option<String>,
    /// The chat that it was written in: for the messages of a group, the group. See
    /// [`answer_to`](Self::answer_to).
    pub chat: Option<Recipient>,
    /// Who wrote it, as the server names them: by phone number or by the JID that hides it.
    pub sender: Option<Participant>,
    /// The phone number of who wrote it, if it is known.
    pub sender_phone_number: Option<Participant>,
    /// The JID that hides the phone number of who wrote it, if it is known.
    pub sender_lid: Option<Participant>,
    /// The name that they have given themselves.
    pub sender_name: Option<String>,
    /// Whether the account of the instance wrote it, on any of its devices. A program that answers messages
    /// must not answer these: it would answer itself, without end.
    pub is_from_me: Option<bool>,
    /// When it was sent.
    pub timestamp: Option<Timestamp>,
    /// The text: of a text message, below a file, or of the button or row that was chosen.
    pub text: Option<String>,
    /// The id of the button or row that was chosen in a message that had some.
    pub choice: Option<String>,
    /// The id of the message that it answers, if it quotes one.
    pub reply_to: Option<String>,
    /// The file, if it has one.
    pub media: Option<ReceivedMedia>,
}

impl ReceivedMessage {
    /// Whether it was written in a group; `None` if the chat is not known.
    #[must_use]
    pub fn is_in_group(&self) -> Option<bool> {
        self.chat.as_ref().map(|chat| matches!(chat, Recipient::Group(_)))
    }

    /// Where to answer: in the chat, but to who wrote it if the chat is the status or a broadcast list, in
    /// which an answer would go to other people.
    ///
    /// Assumption: a message to a broadcast list is shown in the chat with who sent it, as for
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

    /// Sets who wrote it, by all ids that the server sends, the one that it names them by first.
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
