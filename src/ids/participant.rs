//! A user, by phone number or JID.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::argument::{Argument, accepts};
use super::{conversions, invalid, is_digits, phone, strip_suffix, visible};
use openapi_ureq::Error;

const VALID: &str = "one looks like 919876543210, which is a phone number with its country code, \
                     or like 919876543210@s.whatsapp.net";

/// The server of users that are identified by their phone number.
const USER: &str = "@s.whatsapp.net";
/// The server of users whose phone number is hidden.
const HIDDEN_USER: &str = "@lid";
/// What JIDs end with, and what they are sent with. Older clients write `@c.us` for the first one.
const SERVERS: [(&str, &str); 3] = [(USER, USER), ("@c.us", USER), (HIDDEN_USER, HIDDEN_USER)];

/// A user: a phone number, or the JID of a user.
///
/// Phone numbers parse with or without `+`, spaces, dashes, dots and parentheses, in all their Unicode
/// variants, and with the invisible marks that are pasted along with text. JIDs are those at
/// `@s.whatsapp.net`, `@c.us` and `@lid`, with or without a device.
///
/// A number is sent with the digits that it is written with, but for two spellings that have one
/// meaning: `(0)` after a country code (`+44 (0)20 7946 0958`), and `.0` after a number that a
/// spreadsheet exported. What may be another number is an error that says what is doubtful: a leading
/// `0` or `00`, a zero after a country code that does not keep it, decimals, exponent notation,
/// letters, an extension, several numbers.
///
/// Participants are equal if they are the same user, whatever the spelling: a phone number and its
/// JIDs are equal, and so are all devices of a user. A user's `@lid` does not reveal their phone
/// number, so that the two are not equal.
///
/// ```
/// use whatsapi::Participant;
///
/// let person: Participant = "+91 98765-43210".parse()?;
/// assert_eq!(person, "919876543210@s.whatsapp.net".parse()?);
/// assert_eq!(person, "919876543210:12@c.us".parse()?);
/// assert_ne!(person, "919876543210@lid".parse()?);
///
/// assert_eq!(person.to_string(), "919876543210");
/// assert_eq!(person.as_written(), "+91 98765-43210");
/// assert!("120363025246125486@g.us".parse::<Participant>().is_err());
/// # Ok::<(), whatsapi::Error>(())
/// ```
///
/// A participant is displayed, serialized and sent in the same form: a phone number as digits, a
/// JID with `@s.whatsapp.net` or `@lid`, and without a device. Equal participants can thus differ
/// as text; [`jid`](Self::jid) is the same for all of them.
///
/// The API's document allows phone numbers and JIDs, but does not define JIDs. That `@s.whatsapp.net`
/// is the server of users now, and `@c.us` its legacy name, is taken from whatsmeow, the library that
/// servers of this family are built on:
/// <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The form that is sent: the user, and unless it is a bare phone number, its server.
    sent: String,
    written: String,
}

impl Participant {
    fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text).map_err(|doubt| {
            invalid("a phone number or the JID of a user", text, &format!("{doubt}; {VALID}"))
        })
    }

    /// The user, or what is doubtful about the text.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let cleaned = visible(text);
        let jid = SERVERS
            .into_iter()
            .find_map(|(suffix, server)| Some((strip_suffix(&cleaned, suffix)?, server)));
        let sent = match jid {
            Some((user, server)) => without_device(user)
                .map(|user| format!("{user}{server}"))
                .ok_or("what is before the @ is not a user's digits")?,
            None if cleaned.contains('@') => return Err("it is not at a server of users".into()),
            None => phone::digits(text)?,
        };
        Ok(Self { sent, written: text.trim().to_owned() })
    }

    /// The form that is sent: the phone number in digits, or the JID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.sent
    }

    /// The text that this was parsed from, without white space around it: to show people what they
    /// wrote.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The phone number, in digits; `None` for a JID that hides it (`@lid`).
    #[must_use]
    pub fn phone_number(&self) -> Option<&str> {
        let (is_hidden, user) = self.identity();
        (!is_hidden).then_some(user)
    }

    /// The JID, which is the same for equal participants. For a bare phone number, it is that of
    /// the number's user.
    ///
    /// ```
    /// # use whatsapi::Participant;
    /// assert_eq!("+1 555 0100".parse::<Participant>()?.jid(), "15550100@s.whatsapp.net");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn jid(&self) -> String {
        match self.sent.contains('@') {
            true => self.sent.clone(),
            false => format!("{}{USER}", self.sent),
        }
    }

    /// Whether the phone number is hidden, and the user: what makes two participants the same.
    fn identity(&self) -> (bool, &str) {
        match self.sent.strip_suffix(HIDDEN_USER) {
            Some(user) => (true, user),
            None => (false, self.sent.strip_suffix(USER).unwrap_or(&self.sent)),
        }
    }
}

impl PartialEq for Participant {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Participant {}

impl PartialOrd for Participant {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Participant {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(&other.identity())
    }
}

impl Hash for Participant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}

conversions!(Participant);

/// An argument that stands for a user: a [`Participant`], or a phone number or the JID of a user,
/// as a `&str` or a `String`.
///
/// It is sealed, and implemented for references to these types too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a participant",
    label = "expected a phone number or the JID of a user",
    note = "pass a `&str` or `String` such as \"919876543210\", or a `Participant`"
)]
pub trait IntoParticipant: Argument<Participant> {}

accepts!(IntoParticipant(Participant): Participant);

/// The user of `user`, `user:device` or `user.agent:device`.
fn without_device(user: &str) -> Option<&str> {
    let (user, device) = user.split_once(':').unwrap_or((user, "0"));
    let (user, agent) = user.split_once('.').unwrap_or((user, "0"));
    (is_digits(user) && is_digits(agent) && is_digits(device)).then_some(user)
}
