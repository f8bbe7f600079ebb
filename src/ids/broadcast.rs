//! The id of a broadcast list.

use super::text::visible;
use super::{conversions, invalid, jid_at};
use openapi_ureq::Error;

/// The server of broadcast lists, and of the status. Source: `BroadcastServer` and
/// `StatusBroadcastJID` in <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>.
const SERVER: &str = "@broadcast";
pub(super) const STATUS: &str = "status@broadcast";

/// The id of a broadcast list of the account, such as `1693000000@broadcast`.
///
/// The suffix `@broadcast` is required: without it, the digits look like a phone number.
///
/// ```
/// use whatsapi::BroadcastListId;
///
/// let id: BroadcastListId = "1693000000@broadcast".parse()?;
/// assert_eq!(id.as_str(), "1693000000@broadcast");
/// assert!("1693000000".parse::<BroadcastListId>().is_err());
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BroadcastListId(String);

impl BroadcastListId {
    fn parse(text: &str) -> Result<Self, Error> {
        let valid = "one looks like 1693000000@broadcast";
        jid_at(SERVER, text)
            .map(Self)
            .ok_or_else(|| invalid("the id of a broadcast list", text, valid))
    }

    /// The id as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

conversions!(BroadcastListId);

/// Whether this is the JID of the status.
pub(super) fn is_status(text: &str) -> bool {
    visible(text).eq_ignore_ascii_case(STATUS)
}
