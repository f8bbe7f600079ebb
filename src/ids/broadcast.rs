//! The id of a broadcast list.

use std::sync::Arc;

use super::{conversions, invalid, is_digits, strip_suffix, visible};
use openapi_ureq::Error;

const SERVER: &str = "@broadcast";

/// The id of a broadcast list, such as `1550000000@broadcast`.
///
/// It parses with or without `@broadcast`, and is always displayed and sent with it. The API's
/// document allows JIDs, but does not define them; that these end so is taken from the library that
/// servers of this family are built on, whatsmeow:
/// <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>.
///
/// ```
/// use whatsapi::BroadcastId;
///
/// let id: BroadcastId = "1550000000".parse()?;
/// assert_eq!(id.to_string(), "1550000000@broadcast");
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BroadcastId(Arc<str>);

impl BroadcastId {
    fn parse(text: &str) -> Result<Self, Error> {
        let cleaned = visible(text);
        let user = strip_suffix(&cleaned, SERVER).unwrap_or(&cleaned);
        match is_digits(user) {
            true => Ok(Self(format!("{user}{SERVER}").into())),
            false => Err(invalid(
                "the id of a broadcast list",
                text,
                "one looks like 1550000000@broadcast",
            )),
        }
    }

    /// The id, in the form that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

conversions!(BroadcastId);
