//! Views of what the server sends in `data`.
//!
//! **The shape of `data` is not part of the vendor's document.** Servers of this family serialise
//! the structs of the library they are built on, and these views read that shape. They ignore what
//! they do not know, miss nothing but what they cannot do without, and keep the raw value at hand.

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

use crate::replies::envelope::{decode, type_name};
use openapi_ureq::{Error, ErrorKind};

/// For `read_object!`, as those below: servers written in Go send null for what they have nothing to say
/// of, which is as if it were missing.
fn null_as_default<T: Default>(received: Option<Option<T>>) -> Option<T> {
    Some(received.flatten().unwrap_or_default())
}

/// Servers send an empty string for what there is not.
fn empty_as_none(received: Option<Option<String>>) -> Option<Option<String>> {
    Some(received.flatten().filter(|text| !text.is_empty()))
}

/// The things in a list, each given its raw value; none if there is no list.
fn list<T: DeserializeOwned>(
    data: Option<&Value>,
    with_raw: impl Fn(T, Value) -> T,
) -> Result<Vec<T>, Error> {
    let Some(data) = data else { return Ok(Vec::new()) };
    let raw = data.as_array().into_iter().flatten().cloned();
    let things: Vec<T> = decode(data)?;
    Ok(things.into_iter().zip(raw).map(|(thing, raw)| with_raw(thing, raw)).collect())
}

/// The bytes that stand as Base64 in `data`: in itself, or in the first of these members that says
/// something.
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

/// What Base64 stands for, also in a data URI, in lines, and without the padding at its end.
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
