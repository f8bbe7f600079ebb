//! The id of a channel.

use std::sync::Arc;

use super::{conversions, invalid, is_digits, strip_suffix, visible};
use openapi_ureq::Error;

const SERVER: &str = "@newsletter";

/// The id of a channel, such as `120363144038483540@newsletter`.
///
/// It parses with or without `@newsletter`, and is always displayed and sent with it. The API's
/// document allows JIDs, but does not define them; that these end so is taken from the library that
/// servers of this family are built on, whatsmeow:
/// <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>.
///
/// ```
/// use whatsapi::ChannelId;
///
/// let id: ChannelId = "120363144038483540".parse()?;
/// assert_eq!(id.to_string(), "120363144038483540@newsletter");
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelId(Arc<str>);

impl ChannelId {
    fn parse(text: &str) -> Result<Self, Error> {
        let cleaned = visible(text);
        let user = strip_suffix(&cleaned, SERVER).unwrap_or(&cleaned);
        match is_digits(user) {
            true => Ok(Self(format!("{user}{SERVER}").into())),
            false => Err(invalid(
                "the id of a channel",
                text,
                "one looks like 120363144038483540@newsletter",
            )),
        }
    }

    /// The id, in the form that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

conversions!(ChannelId);
