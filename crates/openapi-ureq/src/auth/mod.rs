//! Credentials: kept secret, validated once, and prepared for each security scheme.

mod secret;
mod withhold;

use std::fmt;

use base64::prelude::{BASE64_STANDARD, Engine};
use http::{HeaderName, HeaderValue, header};

use crate::auth::withhold::{Views, WITHHELD};
use crate::encode::percent::is_cookie_name;
use crate::encode::percent::{QUERY, push};
use crate::error::{Error, ErrorKind};
use crate::operation::{SecurityKind, SecurityScheme};

pub(crate) use crate::auth::secret::Secret;

/// The credential of one scheme, ready to be sent.
enum Prepared {
    Header(HeaderName, HeaderValue),
    Query(String),
}

impl Prepared {
    fn add(&self, headers: &mut Vec<(HeaderName, HeaderValue)>, target: &mut String) {
        match self {
            Self::Header(name, value) => headers.push((name.clone(), value.clone())),
            Self::Query(pair) => {
                target.push(if target.contains('?') { '&' } else { '?' });
                target.push_str(pair);
            }
        }
    }
}

/// The credentials of a client, by security scheme.
pub(crate) struct Credentials {
    schemes: &'static [SecurityScheme],
    prepared: Vec<Option<Prepared>>,
    /// The secrets, each with the kind of its scheme.
    secrets: Vec<(SecurityKind, Secret)>,
}

impl Credentials {
    /// Validates and prepares the secrets, keyed by the name of their scheme.
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
                let name = name.escape_debug();
                let message =
                    format!("there is no security scheme `{name}`; the document declares: {known}");
                return Err(Error::new(ErrorKind::Configuration, message));
            };
            let kind = schemes[index].kind;
            credentials.prepared[index] = Some(prepare(kind, secret, name)?);
            credentials.secrets.push((kind, secret.clone()));
        }
        Ok(credentials)
    }

    /// Adds the credentials of one alternative of `requirements`.
    pub(crate) fn apply(
        &self,
        requirements: &[&[usize]],
        headers: &mut Vec<(HeaderName, HeaderValue)>,
        target: &mut String,
    ) -> Result<(), Error> {
        let credential = |index: usize| self.prepared.get(index).and_then(Option::as_ref);
        // Among the alternatives that can be met, prefers the one with most schemes: an empty one
        // may be among them.
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

    /// Returns whether a credential is sent in this header.
    pub(crate) fn use_header(&self, name: &HeaderName) -> bool {
        self.prepared.iter().any(|prepared| match prepared {
            Some(Prepared::Header(used, _)) => used == name,
            Some(Prepared::Query(_)) | None => false,
        })
    }

    /// Returns whether a credential is sent in this query parameter.
    pub(crate) fn use_query(&self, name: &str) -> bool {
        let sent = self.schemes.iter().zip(&self.prepared);
        sent.filter(|(_, prepared)| prepared.is_some())
            .any(|(scheme, _)| matches!(scheme.kind, SecurityKind::Query(used) if used == name))
    }

    fn missing(&self, requirements: &[&[usize]]) -> Error {
        let mut names = String::new();
        for &index in requirements.iter().copied().flatten() {
            list(&mut names, " or ", self.schemes.get(index).map_or("?", |scheme| scheme.name));
        }
        let message = format!("no credential was configured for the security scheme {names}");
        Error::new(ErrorKind::Configuration, message)
    }

    /// Returns `text`, or a placeholder if it contains one of the secrets in any encoding.
    pub(crate) fn redact(&self, text: &str) -> String {
        let views = Views::new(text);
        let occurs = self.secrets.iter().any(|(kind, secret)| views.hold(*kind, secret));
        if occurs { WITHHELD.to_owned() } else { text.to_owned() }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials([redacted])")
    }
}

/// Appends a name to a list, with `between` as separator.
fn list(names: &mut String, between: &str, name: &str) {
    if !names.is_empty() {
        names.push_str(between);
    }
    names.push_str(name);
}

fn prepare(kind: SecurityKind, secret: &Secret, name: &str) -> Result<Prepared, Error> {
    secret.check(&format!("the credential for `{}`", name.escape_debug()), kind)?;
    let text = secret.text();
    let (name, text) = match kind {
        SecurityKind::Header(name) => (header_name(name)?, text.to_owned()),
        SecurityKind::Cookie(name) => (header::COOKIE, format!("{}={text}", cookie_name(name)?)),
        SecurityKind::Bearer => (header::AUTHORIZATION, format!("Bearer {text}")),
        SecurityKind::Basic => {
            (header::AUTHORIZATION, format!("Basic {}", BASE64_STANDARD.encode(text)))
        }
        SecurityKind::Query(name) => {
            let mut pair = String::new();
            push(&mut pair, QUERY, name);
            pair.push('=');
            push(&mut pair, QUERY, text);
            return Ok(Prepared::Query(pair));
        }
    };
    Ok(Prepared::Header(name, sensitive(&text)?))
}

fn cookie_name(name: &str) -> Result<&str, Error> {
    if is_cookie_name(name) {
        return Ok(name);
    }
    let message = format!(
        "the document's cookie name {name:?} is not valid; correct the security scheme in the document"
    );
    Err(Error::new(ErrorKind::Configuration, message))
}

fn header_name(name: &str) -> Result<HeaderName, Error> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|error| {
        Error::new(
            ErrorKind::Configuration,
            format!(
                "the document's header name {name:?} is not valid; correct the security scheme in the document"
            ),
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
    use super::*;

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

    /// Schemes of which `one` and `two` have credentials.
    fn two_of_three() -> Credentials {
        static SCHEMES: [SecurityScheme; 3] = [
            SecurityScheme { name: "one", kind: SecurityKind::Header("X-One") },
            SecurityScheme { name: "two", kind: SecurityKind::Header("X-Two") },
            SecurityScheme { name: "three", kind: SecurityKind::Header("X-Three") },
        ];
        let secrets = ["one", "two"].map(|name| (name.to_owned(), Secret::new("hunter22")));
        Credentials::new(&SCHEMES, &secrets).unwrap()
    }

    #[test]
    fn alternative_with_most_credentials_that_are_there_is_chosen() {
        for (requirements, expected) in [
            (&[&[0][..], &[1][..]][..], &["x-one"][..]),
            (&[&[0], &[0, 1]], &["x-one", "x-two"]),
            (&[&[0, 1], &[0]], &["x-one", "x-two"]),
            (&[&[], &[1]], &["x-two"]),
            (&[&[1], &[]], &["x-two"]),
            (&[&[0, 1, 2], &[1]], &["x-two"]),
            (&[&[2], &[]], &[]),
            (&[], &[]),
        ] {
            let mut headers = Vec::new();
            two_of_three().apply(requirements, &mut headers, &mut String::new()).unwrap();
            let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, expected, "{requirements:?}");
        }
    }

    #[test]
    fn missing_and_unknown_schemes_are_named() {
        let missing = two_of_three().apply(&[&[2], &[0, 2]], &mut Vec::new(), &mut String::new());
        let line = "no credential was configured for the security scheme three or one or three";
        assert_eq!(missing.unwrap_err().to_string(), line);
        let unknown = [("four".to_owned(), Secret::new("hunter22"))];
        let error = Credentials::new(two_of_three().schemes, &unknown).unwrap_err();
        let line = "there is no security scheme `four`; the document declares: one, two, three";
        assert_eq!(error.to_string(), line);
    }

    #[test]
    fn headers_with_credentials_are_known() {
        let credentials = two_of_three();
        assert!(credentials.use_header(&HeaderName::from_static("x-two")));
        assert!(!credentials.use_header(&HeaderName::from_static("x-three")));
        assert_eq!(format!("{credentials:?}"), "Credentials([redacted])");
    }

    fn refusal(kind: SecurityKind, secret: &str) -> Option<String> {
        let schemes: &'static [SecurityScheme] =
            Box::leak(Box::new([SecurityScheme { name: "key", kind }]));
        let secrets = [("key".to_owned(), Secret::new(secret))];
        Credentials::new(schemes, &secrets).err().map(|error| error.to_string())
    }

    #[test]
    fn credential_may_contain_any_character_legal_in_its_place() {
        use SecurityKind::{Basic, Bearer, Cookie, Header, Query};
        let (header, cookie, query) = (Header("X-Key"), Cookie("key"), Query("key"));
        for kind in [Basic, query] {
            assert_eq!(refusal(kind, " user:p\u{e4}ss; "), None, "{kind:?}");
        }
        for (kind, secret, problem) in [
            (header, " key1", "starts or ends with white space"),
            (Bearer, "key1 ", "starts or ends with white space"),
            (header, "k\u{e9}y1", "beyond ASCII"),
            (cookie, "key1; admin=1", "which a cookie cannot carry"),
            (cookie, "key1,", "which a cookie cannot carry"),
            (cookie, "k\u{e9}y1", "which a cookie cannot carry"),
            (query, "key1\n", "control character"),
            (Basic, "user:key1\u{7f}", "control character"),
            (query, "", "is empty"),
            (Cookie("a;b"), "key1", "cookie name \"a;b\" is not valid"),
            (Cookie("a\nb"), "key1", "cookie name \"a\\nb\" is not valid"),
            (Header("a\nb"), "key1", "header name \"a\\nb\" is not valid"),
        ] {
            let message = refusal(kind, secret).unwrap();
            assert!(message.contains(problem), "{kind:?}: {message}");
            assert!(!message.contains("key1") && !message.contains('\n'), "{message}");
        }
    }
}
