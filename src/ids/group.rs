//! The id of a group.

use std::fmt;

use super::{conversions, invalid, is_digits, strip_suffix};
use openapi_ureq::Error;

const SERVER: &str = "@g.us";

/// The id of a group, such as `120363025246125486@g.us` or, of an older group,
/// `919876543210-1550000000@g.us`.
///
/// It parses with or without `@g.us`, and always displays with it.
///
/// ```
/// use whatsapi::GroupId;
///
/// let id: GroupId = "120363025246125486".parse()?;
/// assert_eq!(id.to_string(), "120363025246125486@g.us");
/// assert!("admin".parse::<GroupId>().is_err());
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(String);

impl GroupId {
    fn parse(text: &str) -> Result<Self, Error> {
        let trimmed = text.trim();
        let user = strip_suffix(trimmed, SERVER).unwrap_or(trimmed);
        let is_valid = match user.split_once('-') {
            Some((creator, created)) => is_digits(creator) && is_digits(created),
            None => is_digits(user),
        };
        match is_valid {
            true => Ok(Self(user.to_owned())),
            false => {
                Err(invalid("the id of a group", text, "one looks like 120363025246125486@g.us"))
            }
        }
    }
}

conversions!(GroupId);

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{SERVER}", self.0)
    }
}
