//! The recipient of a message: a user, a group, a channel, a broadcast list or the status.

use super::argument::{Argument, accepts};
use super::broadcast::BroadcastId;
use super::channel::ChannelId;
use super::group::GroupId;
use super::participant::Participant;
use super::{conversions, invalid, phone, visible};
use openapi_ureq::Error;

const VALID: &str = "one looks like 919876543210, which is a phone number with its country code, \
                     like 919876543210@s.whatsapp.net, or like 120363025246125486@g.us";

/// The recipient of a message: a user, a group, a channel, a broadcast list or the status.
///
/// It parses what a [`Participant`] or a [`GroupId`] parses, and is compared, displayed and sent as
/// they are: a phone number as digits, a group as its JID. Digits alone are a phone number, unless
/// there are more than a phone number can have: those are a group id without `@g.us`. A channel
/// (`@newsletter`) and a broadcast list (`@broadcast`) are written with their server, and the status
/// is `status@broadcast`.
///
/// That the API takes all of these is an assumption: its document says JID, and whatsmeow, the library
/// that servers of this family are built on, knows these servers and sends to them:
/// <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>.
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
/// assert_eq!("status@broadcast".parse::<Recipient>()?, Recipient::Status);
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Recipient {
    /// A user.
    Person(Participant),
    /// All members of a group.
    Group(GroupId),
    /// The followers of a channel.
    Channel(ChannelId),
    /// All members of a broadcast list.
    Broadcast(BroadcastId),
    /// The status, which contacts see for a day.
    Status,
}

const STATUS: &str = "status@broadcast";

impl Recipient {
    fn parse(text: &str) -> Result<Self, Error> {
        let doubt = match Participant::read(text) {
            Ok(person) => return Ok(Self::Person(person)),
            Err(doubt) => doubt,
        };
        let cleaned = visible(text);
        let recipient = match cleaned.rsplit_once('@') {
            Some(_) if cleaned.eq_ignore_ascii_case(STATUS) => Some(Self::Status),
            Some((_, server)) if server.eq_ignore_ascii_case("newsletter") => {
                cleaned.parse().ok().map(Self::Channel)
            }
            Some((_, server)) if server.eq_ignore_ascii_case("broadcast") => {
                cleaned.parse().ok().map(Self::Broadcast)
            }
            Some(_) => cleaned.parse().ok().map(Self::Group),
            None => bare_group(&cleaned).map(Self::Group),
        };
        recipient.ok_or_else(|| {
            let what = "a phone number, or the JID of a user or a group";
            invalid(what, text, &format!("{doubt}; {VALID}"))
        })
    }

    /// The form that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(person) => person.as_str(),
            Self::Group(group) => group.as_str(),
            Self::Channel(channel) => channel.as_str(),
            Self::Broadcast(list) => list.as_str(),
            Self::Status => STATUS,
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
            other => other.as_str().to_owned(),
        }
    }
}

/// The id of a group without `@g.us`. A short text is more likely a malformed phone number, and so are
/// two with a dash between them, unless the second can be the time at which a group was created.
fn bare_group(text: &str) -> Option<GroupId> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_time = |text: &str| text.len() == 10 && text.starts_with('1');
    let is_group = text.split_once('-').is_none_or(|(_, created)| is_time(created));
    (digits > phone::MAX_DIGITS && is_group).then(|| text.parse().ok())?
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

impl From<BroadcastId> for Recipient {
    fn from(list: BroadcastId) -> Self {
        Self::Broadcast(list)
    }
}

/// An argument that stands for the recipient of a message: a [`Recipient`], a [`Participant`], a
/// [`GroupId`], a [`ChannelId`], a [`BroadcastId`], or the text of one, as a `&str` or a `String`.
///
/// It is sealed, and implemented for references to these types too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the recipient of a message",
    label = "expected a phone number, or the JID of a user or a group",
    note = "pass a `&str` or `String` such as \"919876543210\" or \"120363025246125486@g.us\", or a \
            `Participant`, `GroupId` or `Recipient`"
)]
pub trait IntoRecipient: Argument<Recipient> {}

accepts!(IntoRecipient(Recipient): Recipient, Participant, GroupId, ChannelId, BroadcastId);
