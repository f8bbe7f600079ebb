//! Credentials: kept secret, checked once, and prepared for each security scheme.

use std::fmt;

use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine};
use http::{HeaderName, HeaderValue, header};

use crate::encode::percent::{QUERY, SEGMENT, push};
use crate::error::{Error, ErrorKind};
use crate::operation::{SecurityKind, SecurityScheme};

/// A text that must not be seen: an API key, a token, `user:password`.
///
/// It has no `Display`, and its `Debug` is always the same.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// `text` without this secret in it, in the spellings that a server may repeat a request in.
    pub(crate) fn redact(&self, text: &str) -> String {
        // A text so short is no secret, but a part of many words.
        if self.0.len() < 4 {
            return text.to_owned();
        }
        let encoded = |set| {
            let mut encoded = String::new();
            push(&mut encoded, set, &self.0);
            encoded
        };
        let spellings = [
            self.0.clone(),
            encoded(QUERY),
            encoded(SEGMENT),
            BASE64_STANDARD_NO_PAD.encode(&self.0),
            BASE64_URL_SAFE_NO_PAD.encode(&self.0),
        ];
        let mut text = text.to_owned();
        for spelling in &spellings {
            text = without(&text, spelling);
        }
        text
    }

    /// Checks that the secret can be sent at all. `name` is what the caller calls it.
    pub(crate) fn check(&self, name: &str) -> Result<(), Error> {
        let problem = if self.0.is_empty() {
            "is empty"
        } else if self.0.chars().any(char::is_control) {
            "contains a control character; a line break at its end often comes from a file"
        } else if self.0.trim() != self.0 {
            "starts or ends with white space"
        } else if !self.0.is_ascii() {
            "contains characters beyond ASCII, which an HTTP header cannot carry"
        } else {
            return Ok(());
        };
        Err(Error::new(
            ErrorKind::Configuration,
            format!("{name} {problem}; pass the key as the service shows it"),
        ))
    }
}

/// `text` without `part`, whatever its case: host names and percent-encoding have none.
fn without(text: &str, part: &str) -> String {
    let part = part.to_ascii_lowercase();
    let mut kept = String::new();
    let mut end = 0;
    for (start, _) in text.to_ascii_lowercase().match_indices(&part) {
        kept.push_str(&text[end..start]);
        kept.push_str("[redacted]");
        end = start + part.len();
    }
    kept + &text[end..]
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

/// The credential of one scheme, ready to be sent.
enum Prepared {
    Header(HeaderName, HeaderValue),
    Query(Secret),
}

impl Prepared {
    fn add(&self, headers: &mut Vec<(HeaderName, HeaderValue)>, target: &mut String) {
        match self {
            Self::Header(name, value) => headers.push((name.clone(), value.clone())),
            Self::Query(pair) => {
                target.push(if target.contains('?') { '&' } else { '?' });
                target.push_str(&pair.0);
            }
        }
    }
}

/// The credentials of a client, by security scheme.
pub(crate) struct Credentials {
    schemes: &'static [SecurityScheme],
    prepared: Vec<Option<Prepared>>,
    secrets: Vec<Secret>,
}

impl Credentials {
    /// Prepares the secrets, which are given by the name of their scheme.
    pub(crate) fn new(
        schemes: &'static [SecurityScheme],
        secrets: &[(String, Secret)],
    ) -> Result<Self, Error> {
        let mut credentials = Self { schemes, prepared: Vec::new(), secrets: Vec::new() };
        credentials.prepared.resize_with(schemes.len(), || None);
        for (name, secret) in secrets {
            let Some(index) = schemes.iter().position(|scheme| scheme.name == name) else {
                let mut known = String::new();
                schemes.iter().for_each(|scheme| list(&mut known, ", ", scheme.name));
                let message =
                    format!("there is no security scheme `{name}`; the document declares: {known}");
                return Err(Error::new(ErrorKind::Configuration, message));
            };
            credentials.prepared[index] = Some(prepare(schemes[index].kind, secret, name)?);
            credentials.secrets.push(secret.clone());
        }
        Ok(credentials)
    }

    /// Adds the credentials that one alternative of `requirements` asks for.
    pub(crate) fn apply(
        &self,
        requirements: &[&[usize]],
        headers: &mut Vec<(HeaderName, HeaderValue)>,
        target: &mut String,
    ) -> Result<(), Error> {
        let credential = |index: usize| self.prepared.get(index).and_then(Option::as_ref);
        // Of those that can be met, the one that asks for most: none at all may be an alternative.
        let mut chosen: Option<&[usize]> = None;
        for &schemes in requirements {
            let asks_for_more = chosen.is_none_or(|chosen| schemes.len() > chosen.len());
            if asks_for_more && schemes.iter().all(|&index| credential(index).is_some()) {
                chosen = Some(schemes);
            }
        }
        let Some(chosen) = chosen else {
            return if requirements.is_empty() { Ok(()) } else { Err(self.missing(requirements)) };
        };
        for &index in chosen {
            if let Some(prepared) = credential(index) {
                prepared.add(headers, target);
            }
        }
        Ok(())
    }

    /// Adds all credentials.
    pub(crate) fn apply_all(
        &self,
        headers: &mut Vec<(HeaderName, HeaderValue)>,
        target: &mut String,
    ) {
        for prepared in self.prepared.iter().flatten() {
            prepared.add(headers, target);
        }
    }

    /// Whether a credential is sent in this header.
    pub(crate) fn use_header(&self, name: &HeaderName) -> bool {
        self.prepared.iter().any(|prepared| match prepared {
            Some(Prepared::Header(used, _)) => used == name,
            Some(Prepared::Query(_)) | None => false,
        })
    }

    fn missing(&self, requirements: &[&[usize]]) -> Error {
        let mut names = String::new();
        for &index in requirements.iter().copied().flatten() {
            list(&mut names, " or ", self.schemes.get(index).map_or("?", |scheme| scheme.name));
        }
        let message = format!("no credential was configured for the security scheme {names}");
        Error::new(ErrorKind::Configuration, message)
    }

    /// `text` without any of the secrets in it.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = secret.redact(&text);
        }
        text
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials([redacted])")
    }
}

/// Adds a name to others, with this between them.
fn list(names: &mut String, between: &str, name: &str) {
    if !names.is_empty() {
        names.push_str(between);
    }
    names.push_str(name);
}

fn prepare(kind: SecurityKind, secret: &Secret, name: &str) -> Result<Prepared, Error> {
    secret.check(&format!("the credential for `{name}`"))?;
    let text = &secret.0;
    let (name, text) = match kind {
        SecurityKind::Header(name) => (header_name(name)?, text.clone()),
        SecurityKind::Cookie(name) => (header::COOKIE, format!("{name}={text}")),
        SecurityKind::Bearer => (header::AUTHORIZATION, format!("Bearer {text}")),
        SecurityKind::Basic => {
            (header::AUTHORIZATION, format!("Basic {}", BASE64_STANDARD.encode(text)))
        }
        SecurityKind::Query(name) => {
            let mut pair = String::new();
            push(&mut pair, QUERY, name);
            pair.push('=');
            push(&mut pair, QUERY, text);
            return Ok(Prepared::Query(Secret(pair)));
        }
    };
    Ok(Prepared::Header(name, sensitive(&text)?))
}

fn header_name(name: &str) -> Result<HeaderName, Error> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|error| {
        Error::new(
            ErrorKind::Configuration,
            format!("the document's header name {name:?} is not valid"),
        )
        .with_source(error)
    })
}

fn sensitive(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(text).map_err(|error| {
        Error::new(ErrorKind::Configuration, "the credential cannot be sent in an HTTP header")
            .with_source(error)
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde::Serialize;

    use super::*;

    /// Has two meanings for what can be displayed or serialized, so that its use does not compile.
    trait IsHidden<Because> {
        fn holds() {}
    }

    impl<T> IsHidden<()> for T {}
    impl<T: fmt::Display> IsHidden<[u8; 1]> for T {}
    impl<T: Serialize> IsHidden<[u8; 2]> for T {}

    #[test]
    fn a_secret_has_no_text_but_a_fixed_one() {
        <Secret as IsHidden<_>>::holds();
        let secret = Secret::new("hunter22");
        assert_eq!(format!("{secret:?} {secret:#?}"), "Secret([redacted]) Secret([redacted])");
    }

    #[test]
    fn a_secret_is_redacted_in_every_spelling_a_server_may_repeat_it_in() {
        let secret = Secret::new("k\u{e9}y+/=~?>1");
        for text in [
            "k\u{e9}y+/=~?>1",
            "K\u{e9}Y+/=~?>1",
            "k%C3%A9y%2B%2F%3D~%3F%3E1",
            "k%c3%a9y%2b%2f%3d~%3f%3e1",
            "k%C3%A9y+%2F=~%3F%3E1",
            "a8OpeSsvPX4/PjE",
            "a8OpeSsvPX4_PjE",
        ] {
            let redacted = secret.redact(&format!("<{text}> \u{130} <{text}>"));
            assert_eq!(redacted, "<[redacted]> \u{130} <[redacted]>", "{text}");
        }
        assert_eq!(secret.redact("k\u{e9}y"), "k\u{e9}y");
        assert_eq!(Secret::new("abc").redact("abc"), "abc");
    }

    #[test]
    fn header_values_with_a_secret_are_sensitive() {
        static SCHEMES: [SecurityScheme; 4] = [
            SecurityScheme { name: "header", kind: SecurityKind::Header("X-Key") },
            SecurityScheme { name: "bearer", kind: SecurityKind::Bearer },
            SecurityScheme { name: "basic", kind: SecurityKind::Basic },
            SecurityScheme { name: "cookie", kind: SecurityKind::Cookie("key") },
        ];
        let secret = Secret::new("hunter22");
        let secrets = SCHEMES.each_ref().map(|scheme| (scheme.name.to_owned(), secret.clone()));
        let credentials = Credentials::new(&SCHEMES, &secrets).unwrap();
        let mut headers = Vec::new();
        credentials.apply(&[&[0, 1, 2, 3]], &mut headers, &mut String::new()).unwrap();
        assert_eq!(headers.len(), SCHEMES.len());
        assert!(headers.iter().all(|(_, value)| value.is_sensitive()));
        assert!(!format!("{credentials:?} {headers:?}").contains("hunter22"));
    }
}
