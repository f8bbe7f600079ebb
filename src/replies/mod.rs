//! Types that `data` is decoded as.
//!
//! **The shape of `data` is not part of the vendor's document.** Servers of this family serialize
//! the structs of the library they are built on, and these types decode that shape. They ignore
//! unknown members, require only what they cannot do without, and keep the raw value.

pub(crate) mod envelope;
mod file;
pub(crate) mod group;
pub(crate) mod instance;
pub(crate) mod qr_code;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use crate::replies::envelope::classify;
use crate::replies::envelope::{decode, type_name};
use openapi_ureq::{Error, ErrorKind};

/// For `read_object!`, as the next one: servers written in Go send null for unset members, which is
/// the same as a missing one.
fn null_as_default<T: Default>(received: Option<Option<T>>) -> Option<T> {
    Some(received.flatten().unwrap_or_default())
}

/// Servers send an empty string for unset text.
fn empty_as_none(received: Option<Option<String>>) -> Option<Option<String>> {
    Some(received.flatten().filter(|text| !text.is_empty()))
}

/// The elements of a list, each with its raw value; empty if there is no list.
fn list<T: DeserializeOwned>(
    data: Option<&Value>,
    with_raw: impl Fn(T, Value) -> T,
) -> Result<Vec<T>, Error> {
    let Some(data) = data else { return Ok(Vec::new()) };
    let raw = data.as_array().into_iter().flatten().cloned();
    let things: Vec<T> = decode(data)?;
    Ok(things.into_iter().zip(raw).map(|(thing, raw)| with_raw(thing, raw)).collect())
}

/// The Base64-encoded bytes in `data`: in `data` itself, or in the first of these members that is
/// not empty.
fn bytes(data: Option<&Value>, members: &[&str]) -> Result<Vec<u8>, Error> {
    let data = data.unwrap_or(&Value::Null);
    let present = || members.iter().filter_map(|name| Some((*name, data.get(name)?)));
    let says_something = |value: &Value| !value.is_null() && value.as_str() != Some("");
    let member = present().find(|(_, value)| says_something(value)).or_else(|| present().next());
    let (place, value) = match member {
        Some((name, value)) => (format!("data.{name}"), value),
        None => ("data".to_owned(), data),
    };
    let problem = |what: &str| {
        let message = format!("`{place}` of the reply is {what}, where Base64 was expected");
        Error::new(ErrorKind::Decode, message)
    };
    let text = value.as_str().ok_or_else(|| problem(type_name(value)))?;
    match base64(text) {
        Some(bytes) if !bytes.is_empty() => Ok(bytes),
        Some(_) => Err(problem("an empty string")),
        None => Err(problem("another string")),
    }
}

/// Decodes Base64, also as a data URI, with line breaks, and without padding.
fn base64(text: &str) -> Option<Vec<u8>> {
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
