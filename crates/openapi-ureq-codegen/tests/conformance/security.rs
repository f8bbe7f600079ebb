//! Credentials: one for each scheme of the document, and a check that a request contains exactly those of one
//! alternative.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::document::{Document, Operation};
use super::parameters::Accounted;
use super::received::Received;

/// A scheme with the client's credential for it.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) name: String,
    pub(crate) credential: String,
    carrier: Carrier,
}

#[derive(Debug)]
enum Carrier {
    Header(String, String),
    Query(String),
    Cookie(String),
}

/// The schemes with text credentials, in the document's order.
pub(crate) fn schemes(document: &Document) -> Vec<Scheme> {
    let mut schemes = Vec::new();
    for (index, (name, node)) in document.security_schemes().into_iter().enumerate() {
        let mut credential = format!("secret-{index}");
        let authorization = |value: String| Carrier::Header("authorization".to_owned(), value);
        let http = node.text("scheme").unwrap_or_default().to_ascii_lowercase();
        let carrier = match (node.text("type"), node.text("in"), node.text("name")) {
            (Some("apiKey"), Some("header"), Some(name)) => {
                Carrier::Header(name.to_ascii_lowercase(), credential.clone())
            }
            (Some("apiKey"), Some("query"), Some(name)) => Carrier::Query(name.to_owned()),
            (Some("apiKey"), Some("cookie"), Some(name)) => Carrier::Cookie(name.to_owned()),
            (Some("http"), ..) if http == "basic" => {
                credential = format!("user-{index}:secret-{index}");
                authorization(format!("Basic {}", base64(credential.as_bytes())))
            }
            (Some("http"), ..) if http == "bearer" => authorization(format!("Bearer {credential}")),
            (Some("oauth2" | "openIdConnect"), ..) => authorization(format!("Bearer {credential}")),
            _ => continue,
        };
        schemes.push(Scheme { name: name.to_owned(), credential, carrier });
    }
    schemes
}

/// Base64 of RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            let digit = ALPHABET[(group >> (18 - 6 * position) & 63) as usize];
            text.push(if position > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

/// Checks the credentials of a request.
pub(crate) fn check(
    operation: &Operation,
    schemes: &[Scheme],
    received: &Received,
    accounted: &mut Accounted,
) -> Result<(), String> {
    let present: Vec<&str> = schemes
        .iter()
        .filter(|scheme| is_present(&scheme.carrier, &scheme.credential, received, accounted))
        .map(|scheme| scheme.name.as_str())
        .collect();
    let known = |name: &&String| schemes.iter().any(|scheme| scheme.name == **name);
    let fits = |alternative: &Vec<String>| {
        // Two schemes may use the same place, such as two API keys in one header.
        alternative.iter().filter(known).all(|name| present.contains(&name.as_str()))
            && present.iter().all(|name| alternative.iter().any(|other| other == name))
    };
    if operation.security.iter().any(fits) || (operation.security.is_empty() && present.is_empty())
    {
        return Ok(());
    }
    Err(format!("the credentials of {present:?} came; allowed are {:?}", operation.security))
}

fn is_present(
    carrier: &Carrier,
    credential: &str,
    received: &Received,
    accounted: &mut Accounted,
) -> bool {
    let is = |text: &str| percent_decode_str(text).decode_utf8_lossy() == credential;
    match carrier {
        Carrier::Header(name, value) => {
            let found = received.header(name) == Some(value);
            if found {
                accounted.headers.push(name.clone());
            }
            found
        }
        Carrier::Query(name) => {
            let found = received.query.iter().any(|(other, value)| other == name && is(value));
            if found {
                accounted.query.push(name.clone());
            }
            found
        }
        Carrier::Cookie(name) => {
            let found = received.cookies().iter().any(|(other, value)| other == name && is(value));
            if found {
                accounted.cookies.push(name.clone());
            }
            found
        }
    }
}

/// The credentials in the driver's format.
pub(crate) fn for_driver(schemes: &[Scheme]) -> Value {
    schemes.iter().map(|scheme| serde_json::json!([scheme.name, scheme.credential])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of RFC 4648.
    #[test]
    fn base64_matches_the_rfc() {
        let encoded = ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes()));
        assert_eq!(encoded, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}
