//! The id of a channel.

use super::{conversions, invalid, jid_at};
use openapi_ureq::Error;

/// The server of channels, which WhatsApp first called newsletters. Source: `NewsletterServer` in
/// <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>.
const SERVER: &str = "@newsletter";

/// The id of a channel, such as `120363144038483540@newsletter`.
///
/// The suffix `@newsletter` is required: without it, the digits look like a group id.
///
/// ```
/// use whatsapi::{ChannelId, Recipient};
///
/// let id: ChannelId = "120363144038483540@newsletter".parse()?;
/// assert_eq!(Recipient::from(id).to_string(), "120363144038483540@newsletter");
/// assert!("120363144038483540".parse::<ChannelId>().is_err());
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelId(String);

impl ChannelId {
    fn parse(text: &str) -> Result<Self, Error> {
        let valid = "one looks like 120363144038483540@newsletter";
        jid_at(SERVER, text).map(Self).ok_or_else(|| invalid("the id of a channel", text, valid))
    }

    /// The id as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

conversions!(ChannelId);
