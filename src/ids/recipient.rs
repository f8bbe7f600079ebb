//! The recipient of a message: a user or a group.

use super::argument::{Argument, accepts};
use super::group::GroupId;
use super::participant::{MAX_PHONE_DIGITS, Participant};
use super::{conversions, invalid};
use openapi_ureq::Error;

const VALID: &str = "one looks like 919876543210, which is a phone number with its country code, \
                     like 919876543210@s.whatsapp.net, or like 120363025246125486@g.us";

/// The recipient of a message: a user or a group.
///
/// It parses what a [`Participant`] or a [`GroupId`] parses, and is compared, displayed and sent as
/// they are: a phone number as digits, a group as its JID. Digits alone are a phone number, unless
/// there are more than a phone number can have: those are a group id without `@g.us`.
///
/// ```
/// use whatsapi::Recipient;
///
/// let person: Recipient = "+91 98765-43210".parse()?;
/// assert_eq!(person.to_string(), "919876543210");
/// let group: Recipient = "120363025246125486@g.us".parse()?;
/// assert!(matches!(group, Recipient::Group(_)));
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Recipient {
    /// A user.
    Person(Participant),
    /// All members of a group.
    Group(GroupId),
}

impl Recipient {
    fn parse(text: &str) -> Result<Self, Error> {
        if let Ok(person) = text.parse() {
            return Ok(Self::Person(person));
        }
        // A short text is more likely a malformed phone number.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let is_no_number = text.contains('@') || digits > MAX_PHONE_DIGITS;
        let group = text.parse().ok().filter(|_| is_no_number).map(Self::Group);
        group.ok_or_else(|| invalid("a phone number, or the JID of a user or a group", text, VALID))
    }

    /// The form that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(person) => person.as_str(),
            Self::Group(group) => group.as_str(),
        }
    }

    /// The JID of the chat. For a phone number, it is that of the number's user.
    ///
    /// ```
    /// # use whatsapi::Recipient;
    /// assert_eq!("+1 555 0100".parse::<Recipient>()?.jid(), "15550100@s.whatsapp.net");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn jid(&self) -> String {
        match self {
            Self::Person(person) => person.jid(),
            Self::Group(group) => group.to_string(),
        }
    }
}

conversions!(Recipient);

impl From<Participant> for Recipient {
    fn from(person: Participant) -> Self {
        Self::Person(person)
    }
}

impl From<GroupId> for Recipient {
    fn from(group: GroupId) -> Self {
        Self::Group(group)
    }
}

/// An argument that stands for the recipient of a message: a [`Recipient`], a [`Participant`], a
/// [`GroupId`], or a phone number, the JID of a user or the id of a group, as a `&str` or a
/// `String`.
///
/// It is sealed, and implemented for references to these types too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the recipient of a message",
    label = "expected a phone number, or the JID of a user or a group",
    note = "pass a `&str` or `String` such as \"919876543210\" or \"120363025246125486@g.us\", or a \
            `Participant`, `GroupId` or `Recipient`"
)]
pub trait IntoRecipient: Argument<Recipient> {}

accepts!(IntoRecipient(Recipient): Recipient, Participant, GroupId);
