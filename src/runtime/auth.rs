//! Credentials: kept secret, checked once, and prepared for each security scheme.

use std::fmt;

use base64::prelude::{BASE64_STANDARD, Engine};
use http::{HeaderName, HeaderValue, header};

use super::encode::{self, QUERY};
use super::error::{Error, ErrorKind};
use super::operation::{SecurityKind, SecurityScheme};

/// A text that must not be seen: an API key, a token, `user:password`.
///
/// It has no `Display`, and its `Debug` is always the same.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// `text` without this secret in it.
    pub(super) fn redact(&self, text: &str) -> String {
        // A text so short is no secret, but a part of many words.
        if self.0.len() < 4 { text.to_owned() } else { text.replace(&self.0, "[redacted]") }
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

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

/// The credential of one scheme, ready to be sent.
enum Prepared {
    Header(HeaderName, HeaderValue),
    Query(Secret),
    Cookie(HeaderValue),
}

impl Prepared {
    fn add(&self, headers: &mut Vec<(HeaderName, HeaderValue)>, target: &mut String) {
        match self {
            Self::Header(name, value) => headers.push((name.clone(), value.clone())),
            Self::Cookie(value) => headers.push((header::COOKIE, value.clone())),
            Self::Query(pair) => {
                target.push(if target.contains('?') { '&' } else { '?' });
                target.push_str(&pair.0);
            }
        }
    }
}

/// The credentials of a client, by security scheme.
pub(super) struct Credentials {
    schemes: &'static [SecurityScheme],
    prepared: Vec<Option<Prepared>>,
    secrets: Vec<Secret>,
}

impl Credentials {
    /// Prepares the secrets, which are given by the name of their scheme.
    pub(super) fn new(
        schemes: &'static [SecurityScheme],
        secrets: &[(String, Secret)],
    ) -> Result<Self, Error> {
        if let Some((name, _)) =
            secrets.iter().find(|(name, _)| schemes.iter().all(|scheme| scheme.name != name))
        {
            let known: Vec<&str> = schemes.iter().map(|scheme| scheme.name).collect();
            let known = known.join(", ");
            let message =
                format!("there is no security scheme `{name}`; the document declares: {known}");
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        let prepare_scheme = |scheme: &SecurityScheme| {
            let secret = secrets.iter().find(|(name, _)| name == scheme.name);
            secret.map(|(name, secret)| prepare(scheme.kind, secret, name)).transpose()
        };
        let prepared = schemes.iter().map(prepare_scheme).collect::<Result<_, _>>()?;
        Ok(Self {
            schemes,
            prepared,
            secrets: secrets.iter().map(|(_, secret)| secret.clone()).collect(),
        })
    }

    /// Adds the credentials that one alternative of `requirements` asks for: the first that all
    /// credentials are there for.
    pub(super) fn apply(
        &self,
        requirements: &[&[usize]],
        headers: &mut Vec<(HeaderName, HeaderValue)>,
        target: &mut String,
    ) -> Result<(), Error> {
        let credential = |index: &usize| self.prepared.get(*index).and_then(Option::as_ref);
        let usable = |schemes: &&&[usize]| schemes.iter().all(|index| credential(index).is_some());
        // Of those that can be met, the one that asks for most: none at all may be an alternative.
        let Some(alternative) =
            requirements.iter().rev().filter(usable).max_by_key(|schemes| schemes.len())
        else {
            return if requirements.is_empty() { Ok(()) } else { Err(self.missing(requirements)) };
        };
        alternative
            .iter()
            .filter_map(credential)
            .for_each(|prepared| prepared.add(headers, target));
        Ok(())
    }

    /// Adds all credentials.
    pub(super) fn apply_all(
        &self,
        headers: &mut Vec<(HeaderName, HeaderValue)>,
        target: &mut String,
    ) {
        self.prepared.iter().flatten().for_each(|prepared| prepared.add(headers, target));
    }

    /// Whether a credential is sent in this header.
    pub(super) fn use_header(&self, name: &HeaderName) -> bool {
        self.prepared
            .iter()
            .flatten()
            .any(|prepared| matches!(prepared, Prepared::Header(used, _) if used == name))
    }

    fn missing(&self, requirements: &[&[usize]]) -> Error {
        let name = |index: &usize| self.schemes.get(*index).map_or("?", |scheme| scheme.name);
        let names: Vec<&str> =
            requirements.iter().flat_map(|schemes| schemes.iter().map(name)).collect();
        let message =
            format!("no credential was configured for the security scheme {}", names.join(" or "));
        Error::new(ErrorKind::Configuration, message)
    }

    /// `text` without any of the secrets in it.
    pub(super) fn redact(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| secret.redact(&text))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials([redacted])")
    }
}

fn prepare(kind: SecurityKind, secret: &Secret, name: &str) -> Result<Prepared, Error> {
    secret.check(&format!("the credential for `{name}`"))?;
    let text = &secret.0;
    Ok(match kind {
        SecurityKind::Header(name) => Prepared::Header(header_name(name)?, sensitive(text)?),
        SecurityKind::Bearer => {
            Prepared::Header(header::AUTHORIZATION, sensitive(&format!("Bearer {text}"))?)
        }
        SecurityKind::Basic => {
            let encoded = BASE64_STANDARD.encode(text);
            Prepared::Header(header::AUTHORIZATION, sensitive(&format!("Basic {encoded}"))?)
        }
        SecurityKind::Cookie(name) => Prepared::Cookie(sensitive(&format!("{name}={text}"))?),
        SecurityKind::Query(name) => {
            let mut pair = String::new();
            encode::push(&mut pair, QUERY, name);
            pair.push('=');
            encode::push(&mut pair, QUERY, text);
            Prepared::Query(Secret(pair))
        }
    })
}

fn header_name(name: &str) -> Result<HeaderName, Error> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|error| {
        Error::new(
            ErrorKind::Configuration,
            format!("the document's header name {name:?} is not valid"),
        )
        .because(error)
    })
}

fn sensitive(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(text).map_err(|error| {
        Error::new(ErrorKind::Configuration, "the credential cannot be sent in an HTTP header")
            .because(error)
    })?;
    value.set_sensitive(true);
    Ok(value)
}
