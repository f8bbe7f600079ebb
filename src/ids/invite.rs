//! The code of an invite link.

use super::argument::{Argument, accepts};
use super::text::visible;
use super::{conversions, invalid};
use openapi_ureq::Error;

const HOST: &str = "chat.whatsapp.com";

/// The code for joining a group: the last part of an invite link.
///
/// Parses the code or the whole link, with or without a query. `Display` shows the code.
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
        let visible = visible(text);
        let trimmed = visible.as_str();
        let without_scheme = match trimmed.split_once("://") {
            Some((scheme, rest)) if is_web(scheme) => rest,
            _ => trimmed,
        };
        let code = match without_scheme.split_once('/') {
            Some((host, path)) if host.eq_ignore_ascii_case(HOST) => {
                let path = path.split(['?', '#']).next().unwrap_or_default();
                path.strip_prefix("invite/").unwrap_or(path).trim_end_matches('/')
            }
            _ => trimmed,
        };
        match is_code(code) {
            true => Ok(Self(code.to_owned())),
            false => {
                let valid = "one looks like https://chat.whatsapp.com/AbCdEf123, or like AbCdEf123";
                Err(invalid("an invite link or code", text, valid))
            }
        }
    }

    /// The code as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The invite link with this code.
    #[must_use]
    pub fn link(&self) -> String {
        format!("https://{HOST}/{}", self.0)
    }
}

fn is_web(scheme: &str) -> bool {
    ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// `invite` is a path segment of some links, and not a code.
fn is_code(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !text.is_empty() && text.bytes().all(is_allowed) && !text.eq_ignore_ascii_case("invite")
}

conversions!(InviteCode);

/// An argument that identifies an invite: an [`InviteCode`], or a `&str` or `String` with an invite link
/// or its code.
///
/// The trait is sealed, and also implemented for references to these types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an invite link or code",
    label = "expected an invite link or code",
    note = "pass a `&str` or `String` such as \"https://chat.whatsapp.com/AbCdEf123\", or an \
            `InviteCode`"
)]
pub trait IntoInviteCode: Argument<InviteCode> {}

accepts!(IntoInviteCode(InviteCode): InviteCode);
