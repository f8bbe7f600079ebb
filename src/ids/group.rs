//! The id of a group.

use std::sync::Arc;

use super::argument::{Argument, accepts};
use super::text::visible;
use super::{conversions, invalid, is_digits, strip_suffix};
use openapi_ureq::Error;

/// The server of groups. Source: `GroupServer` in
/// <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>.
const SERVER: &str = "@g.us";

/// The id of a group, such as `120363025246125486@g.us`, or `919876543210-1550000000@g.us` for an older
/// group.
///
/// The suffix `@g.us` is optional when parsing, and is always displayed and sent.
///
/// ```
/// use whatsapi::GroupId;
///
/// let id: GroupId = "120363025246125486".parse()?;
/// assert_eq!(id.to_string(), "120363025246125486@g.us");
/// assert_eq!(id, "120363025246125486@g.us".parse()?);
/// assert!("admin".parse::<GroupId>().is_err());
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(Arc<str>);

impl GroupId {
    fn parse(text: &str) -> Result<Self, Error> {
        let visible = visible(text);
        let user = strip_suffix(&visible, SERVER).unwrap_or(&visible);
        let is_valid = match user.split_once('-') {
            Some((creator, created)) => is_digits(creator) && is_digits(created),
            None => is_digits(user),
        };
        match is_valid {
            true => Ok(Self(format!("{user}{SERVER}").into())),
            false => {
                Err(invalid("the id of a group", text, "one looks like 120363025246125486@g.us"))
            }
        }
    }

    /// The id as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

conversions!(GroupId);

/// An argument that identifies a group: a [`GroupId`], or a `&str` or `String` that parses as one.
///
/// The trait is sealed, and also implemented for references to these types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the id of a group",
    label = "expected the id of a group",
    note = "pass a `&str` or `String` such as \"120363025246125486@g.us\", or a `GroupId`"
)]
pub trait IntoGroupId: Argument<GroupId> {}

accepts!(IntoGroupId(GroupId): GroupId);
