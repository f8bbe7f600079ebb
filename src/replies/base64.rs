//! Base64 in replies.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::field::type_name;

/// The Base64-encoded bytes in `data` itself, or in the first of these members that is not empty.
pub(crate) fn bytes(data: &Value, members: &[&str]) -> Result<Vec<u8>, String> {
    let present = || members.iter().filter_map(|name| Some((*name, data.get(name)?)));
    let is_something = |value: &Value| !value.is_null() && value != "";
    let member = present().find(|(_, value)| is_something(value)).or_else(|| present().next());
    let (place, value) = match member {
        Some((name, value)) => (format!("data.{name}"), value),
        None => ("data".to_owned(), data),
    };
    let found = match value.as_str().map(decode) {
        Some(Some(bytes)) if !bytes.is_empty() => return Ok(bytes),
        Some(Some(_)) => "an empty string",
        Some(None) => "another string",
        None => type_name(value),
    };
    Err(format!("`{place}` of the reply is {found}, where Base64 was expected"))
}

/// Decodes Base64, also as a data URI, with line breaks, and without padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = match text.trim_start().split_once(',') {
        Some((start, rest)) if start.starts_with("data:") => rest,
        _ => text,
    };
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    LENIENT.decode(text).ok()
}
