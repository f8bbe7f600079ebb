//! A user, by phone number or JID.

use std::fmt;

use super::{conversions, invalid, is_digits, strip_suffix};
use openapi_ureq::Error;

const VALID: &str = "one looks like 919876543210, which is a phone number with its country code, \
                     or like 919876543210@s.whatsapp.net";

/// The limit of E.164 for numbers with a country code.
pub(super) const MAX_PHONE_DIGITS: usize = 15;
const MIN_PHONE_DIGITS: usize = 5;

/// A user: a phone number, or the JID of a user.
///
/// Phone numbers parse with or without `+`, spaces, dashes, dots and parentheses, and display as
/// digits. JIDs (`@s.whatsapp.net`, `@c.us`, `@lid`) display unchanged, but without the device that
/// some programs append to the user.
///
/// ```
/// use whatsapi::Participant;
///
/// let person: Participant = "+91 98765-43210".parse()?;
/// assert_eq!(person.to_string(), "919876543210");
/// assert!("120363025246125486@g.us".parse::<Participant>().is_err());
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Participant {
    user: String,
    server: Server,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Server {
    /// A bare phone number.
    None,
    User,
    LegacyUser,
    HiddenUser,
}

impl Server {
    const ALL: [Self; 3] = [Self::User, Self::LegacyUser, Self::HiddenUser];

    fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::User => "@s.whatsapp.net",
            Self::LegacyUser => "@c.us",
            Self::HiddenUser => "@lid",
        }
    }
}

impl Participant {
    fn parse(text: &str) -> Result<Self, Error> {
        let trimmed = text.trim();
        let jid = Server::ALL
            .into_iter()
            .find_map(|server| Some((strip_suffix(trimmed, server.suffix())?, server)));
        let parsed = match jid {
            Some((user, server)) => {
                without_device(user).map(|user| Self { user: user.to_owned(), server })
            }
            None => phone_number(trimmed).map(|user| Self { user, server: Server::None }),
        };
        parsed.ok_or_else(|| invalid("a phone number or the JID of a user", text, VALID))
    }

    /// The phone number, in digits; `None` for a JID that hides it (`@lid`).
    #[must_use]
    pub fn phone_number(&self) -> Option<&str> {
        (self.server != Server::HiddenUser).then_some(&self.user)
    }

    /// The JID. For a bare phone number, it is that of the number's user.
    ///
    /// ```
    /// # use whatsapi::Participant;
    /// assert_eq!("+1 555 0100".parse::<Participant>()?.jid(), "15550100@s.whatsapp.net");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn jid(&self) -> String {
        match self.server {
            Server::None => format!("{}{}", self.user, Server::User.suffix()),
            Server::User | Server::LegacyUser | Server::HiddenUser => self.to_string(),
        }
    }
}

conversions!(Participant);

/// The user of `user`, `user:device` or `user.agent:device`.
fn without_device(user: &str) -> Option<&str> {
    let (user, device) = user.split_once(':').unwrap_or((user, "0"));
    let (user, agent) = user.split_once('.').unwrap_or((user, "0"));
    (is_digits(user) && is_digits(agent) && is_digits(device)).then_some(user)
}

fn phone_number(text: &str) -> Option<String> {
    let national = text.strip_prefix('+').unwrap_or(text);
    let digits: String =
        national.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}')).collect();
    (is_digits(&digits)
        && (MIN_PHONE_DIGITS..=MAX_PHONE_DIGITS).contains(&digits.len())
        && !digits.starts_with('0'))
    .then_some(digits)
}

impl fmt::Display for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.user, self.server.suffix())
    }
}
