//! Chat presence: typing or recording.

use serde_json::Value;

use super::Messages;
use crate::generated::operations;
use crate::handles::validate::convert;
use crate::ids::recipient::{IntoRecipient, Recipient};
use crate::replies::reply::Reply;
use openapi_ureq::Error;

/// The activity that is shown in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Presence {
    /// Typing a message.
    Typing,
    /// Recording a voice message.
    Recording,
    /// Stopped typing or recording.
    Paused,
}

impl Presence {
    /// The value that is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Typing => "typing",
            Self::Recording => "recording",
            Self::Paused => "paused",
        }
    }
}

impl Messages {
    /// Shows an activity to the members of a chat.
    ///
    /// Calls [`set_chat_presence`](crate::Client::set_chat_presence), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::Presence;
    ///
    /// messages.presence("919876543210", Presence::Typing)?;
    /// messages.text("919876543210", "Hello")?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`]. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist
    /// (404) or may not write to the chat.
    pub fn presence(
        &self,
        to: impl IntoRecipient,
        presence: Presence,
    ) -> Result<Reply<Value>, Error> {
        let chat: Recipient = convert(to, &operations::SET_CHAT_PRESENCE)?;
        let chat = chat.jid();
        self.context.call(|client, key| client.set_chat_presence(key, &chat, presence.as_str()))
    }
}
