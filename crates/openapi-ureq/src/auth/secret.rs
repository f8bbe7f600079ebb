//! A string that is never shown.

use std::fmt;

use crate::error::{Error, ErrorKind};
use crate::operation::SecurityKind;

/// A secret string: an API key, a token, `user:password`.
///
/// It has no `Display`, and a constant `Debug`.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Checks that the secret can be sent as this kind of credential. `name` identifies it in errors.
    pub(crate) fn check(&self, name: &str, kind: SecurityKind) -> Result<(), Error> {
        let problem = if self.0.is_empty() {
            Some("is empty")
        } else if self.0.chars().any(char::is_control) {
            Some("contains a control character; a line break at its end often comes from a file")
        } else {
            match kind {
                SecurityKind::Header(_) | SecurityKind::Bearer => problem_in_header(&self.0),
                SecurityKind::Cookie(_) => problem_in_cookie(&self.0),
                // These are encoded, and can carry any text.
                SecurityKind::Query(_) | SecurityKind::Basic => None,
            }
        };
        match problem {
            Some(problem) => Err(Error::new(
                ErrorKind::Configuration,
                format!("{name} {problem}; pass the key as the service shows it"),
            )),
            None => Ok(()),
        }
    }
}

fn problem_in_header(text: &str) -> Option<&'static str> {
    if text.trim() != text {
        Some("starts or ends with white space")
    } else if !text.is_ascii() {
        Some("contains characters beyond ASCII, which an HTTP header cannot carry")
    } else {
        None
    }
}

/// Validates a cookie value by RFC 6265, where surrounding quotes are part of the value.
fn problem_in_cookie(text: &str) -> Option<&'static str> {
    let unquoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let is_octet = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
    (!unquoted.bytes().all(is_octet)).then_some(
        "contains a space, a quote, a comma, a semicolon, a backslash or a character beyond ASCII, which a \
         cookie cannot carry",
    )
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    /// Ambiguous for types that implement `Display` or `Serialize`, so that using it fails to
    /// compile.
    trait IsHidden<Because> {
        fn holds() {}
    }

    impl<T> IsHidden<()> for T {}
    impl<T: fmt::Display> IsHidden<[u8; 1]> for T {}
    impl<T: Serialize> IsHidden<[u8; 2]> for T {}

    #[test]
    fn secret_has_a_constant_debug_output() {
        <Secret as IsHidden<_>>::holds();
        let secret = Secret::new("hunter22");
        assert_eq!(format!("{secret:?} {secret:#?}"), "Secret([redacted]) Secret([redacted])");
    }
}
