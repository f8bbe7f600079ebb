//! The recipient of a message: a user, a group, a channel, the status or a broadcast list.

use super::argument::{Argument, accepts};
use super::broadcast::{BroadcastListId, STATUS, is_status};
use super::channel::ChannelId;
use super::group::GroupId;
use super::participant::Participant;
use super::text::visible;
use super::{conversions, doubtful, invalid, phone};
use openapi_ureq::Error;

const WHAT: &str = "a phone number, or the JID of a user, a group, a channel or a broadcast list";

const VALID: &str = "one looks like 919876543210, which is a phone number with its country code, \
                     like 919876543210@s.whatsapp.net, like 120363025246125486@g.us, like \
                     120363144038483540@newsletter, or like status@broadcast";

/// The recipient of a message: a user, a group, a channel, the status or a broadcast list.
///
/// It parses the spellings of [`Participant`], [`GroupId`], [`ChannelId`] and [`BroadcastListId`], and
/// `status@broadcast`, and is compared, displayed and sent like these: a phone number as digits, anything
/// else as its JID. Digits alone are a phone number, unless there are too many for one: then they are a
/// group id without `@g.us`.
///
/// The API's document allows any JID, and does not specify to which of them a server can send. The
/// library that servers of this family are built on sends to channels and to the status, but not to
/// broadcast lists (`ErrBroadcastListUnsupported` in
/// <https://github.com/tulir/whatsmeow/blob/main/errors.go>). If a server cannot send to a recipient, the
/// error is an [`ErrorKind::Api`](crate::ErrorKind::Api).
///
/// ```
/// use whatsapi::Recipient;
///
/// let person: Recipient = "+91 98765-43210".parse()?;
/// assert_eq!(person.to_string(), "919876543210");
/// let group: Recipient = "120363025246125486@g.us".parse()?;
/// assert!(matches!(group, Recipient::Group(_)));
/// let channel: Recipient = "120363144038483540@newsletter".parse()?;
/// assert!(matches!(channel, Recipient::Channel(_)));
/// assert_eq!(Recipient::Status.to_string(), "status@broadcast");
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Recipient {
    /// A user.
    Person(Participant),
    /// All members of a group.
    Group(GroupId),
    /// All followers of a channel.
    Channel(ChannelId),
    /// Everyone who may see the status of the account.
    Status,
    /// All members of a broadcast list.
    BroadcastList(BroadcastListId),
}

impl Recipient {
    fn parse(text: &str) -> Result<Self, Error> {
        if !text.contains('@') {
            return Self::parse_digits(text);
        }
        if is_status(text) {
            return Ok(Self::Status);
        }
        let person = text.parse().map(Self::Person);
        let group = person.or_else(|_| text.parse().map(Self::Group));
        let channel = group.or_else(|_: Error| text.parse().map(Self::Channel));
        let list = channel.or_else(|_: Error| text.parse().map(Self::BroadcastList));
        list.map_err(|_: Error| invalid(WHAT, text, VALID))
    }

    /// Parses a phone number, or a group id without `@g.us`. A short text is more likely a malformed phone
    /// number.
    fn parse_digits(text: &str) -> Result<Self, Error> {
        let doubt = match phone::digits(&visible(text)) {
            Ok(_) => return text.parse().map(Self::Person),
            Err(doubt) => doubt,
        };
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let group = text.parse().ok().filter(|_| digits > phone::MAX_DIGITS);
        group.map(Self::Group).ok_or_else(|| doubtful(WHAT, text, &doubt, VALID))
    }

    /// The recipient as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(person) => person.as_str(),
            Self::Group(group) => group.as_str(),
            Self::Channel(channel) => channel.as_str(),
            Self::Status => STATUS,
            Self::BroadcastList(list) => list.as_str(),
        }
    }

    /// The JID of the chat. For a phone number, it is the JID of its user.
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
            _ => self.as_str().to_owned(),
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

impl From<ChannelId> for Recipient {
    fn from(channel: ChannelId) -> Self {
        Self::Channel(channel)
    }
}

impl From<BroadcastListId> for Recipient {
    fn from(list: BroadcastListId) -> Self {
        Self::BroadcastList(list)
    }
}

/// An argument that identifies the recipient of a message: a [`Recipient`], [`Participant`], [`GroupId`],
/// [`ChannelId`] or [`BroadcastListId`], or a `&str` or `String` that parses as a recipient.
///
/// The trait is sealed, and also implemented for references to these types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the recipient of a message",
    label = "expected a phone number, or the JID of a user, a group, a channel, the status or a \
             broadcast list",
    note = "pass a `&str` or `String` such as \"919876543210\" or \"120363025246125486@g.us\", or a \
            `Recipient`, `Participant`, `GroupId`, `ChannelId` or `BroadcastListId`"
)]
pub trait IntoRecipient: Argument<Recipient> {}

accepts!(IntoRecipient(Recipient): Recipient, Participant, GroupId, ChannelId, BroadcastListId);
