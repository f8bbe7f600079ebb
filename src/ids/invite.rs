//! The code of an invite link.

use std::fmt;

use super::{conversions, invalid};
use openapi_ureq::Error;

const HOST: &str = "chat.whatsapp.com";

/// The code for joining a group: the last part of an invite link.
///
/// It parses from the code alone and from the whole link, with or without a query, and displays as
/// the code.
///
/// ```
/// use whatsapi::InviteCode;
///
/// let code: InviteCode = "https://chat.whatsapp.com/AbCdEf123?mode=r".parse()?;
/// assert_eq!(code.to_string(), "AbCdEf123");
/// assert_eq!(code.link(), "https://chat.whatsapp.com/AbCdEf123");
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InviteCode(String);

impl InviteCode {
    fn parse(text: &str) -> Result<Self, Error> {
        let trimmed = text.trim();
        let without_scheme = trimmed.split_once("://").map_or(trimmed, |(_, rest)| rest);
        let code = match without_scheme.split_once('/') {
            Some((host, path)) if host.eq_ignore_ascii_case(HOST) => {
                let path = path.split(['?', '#']).next().unwrap_or_default();
                path.strip_prefix("invite/").unwrap_or(path).trim_end_matches('/')
            }
            _ => trimmed,
        };
        let is_code = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        match !code.is_empty() && code.bytes().all(is_code) {
            true => Ok(Self(code.to_owned())),
            false => {
                let valid = "one looks like https://chat.whatsapp.com/AbCdEf123, or like AbCdEf123";
                Err(invalid("an invite link or code", text, valid))
            }
        }
    }

    /// The invite link with this code.
    #[must_use]
    pub fn link(&self) -> String {
        format!("https://{HOST}/{}", self.0)
    }
}

conversions!(InviteCode);

impl fmt::Display for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
