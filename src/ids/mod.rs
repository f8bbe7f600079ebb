//! Typed ids, which parse many spellings and are sent in one.
//!
//! Each id parses the spellings that people and programs use, and displays the one that the server
//! accepts. It rejects text that could identify something else, with an error that shows a valid
//! example. Ids are equal if they identify the same thing, regardless of the spelling.

pub(crate) mod argument;
pub(crate) mod broadcast;
pub(crate) mod channel;
pub(crate) mod group;
pub(crate) mod invite;
pub(crate) mod participant;
mod phone;
pub(crate) mod recipient;
mod text;

use openapi_ureq::{Error, ErrorKind};

/// The error for an invalid `text`, which is shown shortened and on one line.
fn invalid(what: &str, text: &str, valid: &str) -> Error {
    let shown: String = text.chars().take(80).collect();
    Error::new(ErrorKind::InvalidArgument, format!("{shown:?} is not {what}; {valid}"))
}

/// The error for an ambiguous `text`.
fn doubtful(what: &str, text: &str, doubt: &str, valid: &str) -> Error {
    invalid(&format!("{what}: {doubt}"), text, valid)
}

/// More digits than the ids of any server have.
const MAX_DIGITS: usize = 32;

fn is_digits(text: &str) -> bool {
    (1..=MAX_DIGITS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `text` without `suffix`, ignoring case.
fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(suffix.len())?;
    let (rest, end) = text.split_at_checked(start)?;
    end.eq_ignore_ascii_case(suffix).then_some(rest)
}

/// The JID in `text`, if it consists of digits and `server`.
fn jid_at(server: &str, text: &str) -> Option<String> {
    let visible = text::visible(text);
    let user = strip_suffix(&visible, server).filter(|user| is_digits(user))?;
    Some(format!("{user}{server}"))
}

/// The conversions of every id, based on its functions `parse(&str) -> Result<Self, Error>` and
/// `as_str(&self) -> &str`.
macro_rules! conversions {
    ($id:ident) => {
        impl ::std::str::FromStr for $id {
            type Err = $crate::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $id {
            type Error = $crate::Error;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $id {
            type Error = $crate::Error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$id> for String {
            fn from(id: $id) -> Self {
                id.as_str().to_owned()
            }
        }

        impl ::std::fmt::Display for $id {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $id {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $id {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let text: String = ::serde::Deserialize::deserialize(deserializer)?;
                Self::parse(&text).map_err(::serde::de::Error::custom)
            }
        }
    };
}

use conversions;
