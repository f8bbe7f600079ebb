//! A user, by phone number or JID.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::argument::{Argument, accepts};
use super::text::visible;
use super::{conversions, doubtful, invalid, is_digits, phone, strip_suffix};
use openapi_ureq::Error;

const VALID: &str = "one looks like 919876543210, which is a phone number with its country code, \
                     or like 919876543210@s.whatsapp.net";

const WHAT: &str = "a phone number or the JID of a user";

/// The server of users who are identified by their phone number.
const USER: &str = "@s.whatsapp.net";
/// The server of users whose phone number is hidden.
const HIDDEN_USER: &str = "@lid";
/// What JIDs end with, and what they are sent with. Source: `DefaultUserServer`, `LegacyUserServer` and
/// `HiddenUserServer` in <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>.
const SERVERS: [(&str, &str); 3] = [(USER, USER), ("@c.us", USER), (HIDDEN_USER, HIDDEN_USER)];

/// A user: a phone number, or the JID of a user.
///
/// Phone numbers parse with or without `+`, and with the spaces, dashes, dots, parentheses and
/// invisible marks that are often pasted with them. A zero in parentheses after the country code, as in
/// `+44 (0)20`, and the `.0` that spreadsheets append are dropped. A number that could be read as that of
/// another person is rejected with the reason: `0044...`, a zero after the country code of a country whose
/// numbers have none there, a number that a spreadsheet has rounded, or two lines.
///
/// JIDs end in `@s.whatsapp.net`, `@c.us` or `@lid`, with or without a device. Their digits are not
/// changed.
///
/// Participants are equal if they identify the same user, regardless of the spelling: a phone number and
/// its JIDs are equal, and so are all devices of a user. A user's `@lid` is not equal to their phone
/// number, since it does not reveal it.
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
/// JID with `@s.whatsapp.net` or `@lid`, and without a device. Equal participants can differ as text;
/// [`jid`](Self::jid) is the same for all of them.
///
/// The API's document allows phone numbers and JIDs, but does not define JIDs. Their servers are those of
/// <https://github.com/tulir/whatsmeow/blob/main/types/jid.go>, the library that servers of this family
/// are built on. It sends to `@s.whatsapp.net` and `@lid`, but not to `@c.us` (`SendMessage` in
/// <https://github.com/tulir/whatsmeow/blob/main/send.go>), which older clients write for the former.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The text to send: the user, and the server unless it is a bare phone number.
    sent: String,
    written: String,
}

impl Participant {
    fn parse(text: &str) -> Result<Self, Error> {
        let written = visible(text);
        let jid = SERVERS
            .into_iter()
            .find_map(|(suffix, server)| Some((strip_suffix(&written, suffix)?, server)));
        let sent = match jid {
            Some((user, server)) => without_device(user)
                .map(|user| format!("{user}{server}"))
                .ok_or_else(|| invalid(WHAT, text, VALID))?,
            None => phone::digits(&written).map_err(|doubt| doubtful(WHAT, text, &doubt, VALID))?,
        };
        Ok(Self { sent, written })
    }

    /// The participant as it is sent: the phone number in digits, or the JID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.sent
    }

    /// The original text, without invisible characters and surrounding white space, to show users what
    /// they entered.
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

    /// The JID, which is the same for equal participants. For a bare phone number, it is the JID of its
    /// user.
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

    /// The parts that are compared: whether the phone number is hidden, and the user.
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

/// An argument that identifies a user: a [`Participant`], or a `&str` or `String` with a phone number or
/// the JID of a user.
///
/// The trait is sealed, and also implemented for references to these types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a participant",
    label = "expected a phone number or the JID of a user",
    note = "pass a `&str` or `String` such as \"919876543210\" or \"919876543210@s.whatsapp.net\", or a \
            `Participant`"
)]
pub trait IntoParticipant: Argument<Participant> {}

accepts!(IntoParticipant(Participant): Participant);

/// The user part of `user`, `user:device` or `user.agent:device`.
fn without_device(user: &str) -> Option<&str> {
    let (user, device) = user.split_once(':').unwrap_or((user, "0"));
    let (user, agent) = user.split_once('.').unwrap_or((user, "0"));
    (is_digits(user) && is_digits(agent) && is_digits(device)).then_some(user)
}
