//! Decodes `data`, and describes mismatches.

use std::collections::BTreeMap;

use openapi_ureq::decode::SchemaDeserializer;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use super::field::{Lenient, type_name};

/// Decodes `data`. The error contains the path and the type of the mismatched value, not the value.
pub(crate) fn decode<T: DeserializeOwned>(data: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(SchemaDeserializer::new(data))
        .map_err(|error| misfit(&error, data))
}

/// The elements of the list in `data`, each as a view; none if `data` is null.
pub(crate) fn list<T: From<Value>>(data: &Value) -> Result<Vec<T>, String> {
    if data.is_null() {
        return Ok(Vec::new());
    }
    Vec::read(data).ok_or_else(|| mismatch("data", data, "a list"))
}

/// The object in `data`, as a view.
pub(crate) fn object<T: From<Value>>(data: &Value) -> Result<T, String> {
    match data {
        Value::Object(_) => Ok(T::from(data.clone())),
        _ => Err(mismatch("data", data, "an object")),
    }
}

/// The members of the object in `data`, each as a view; none if `data` is null.
pub(crate) fn members<T: From<Value>>(data: &Value) -> Result<BTreeMap<String, T>, String> {
    match data {
        Value::Null => Ok(BTreeMap::new()),
        Value::Object(members) => {
            let read = |(name, value): (&String, &Value)| (name.clone(), T::from(value.clone()));
            Ok(members.iter().map(read).collect())
        }
        _ => Err(mismatch("data", data, "an object")),
    }
}

/// Describes a value of the wrong type.
pub(crate) fn mismatch(place: &str, found: &Value, expected: &str) -> String {
    format!("`{place}` of the reply is {}, where {expected} was expected", type_name(found))
}

/// Describes a decoding error. Not generic, to be compiled once instead of per type.
fn misfit(error: &serde_path_to_error::Error<serde_json::Error>, data: &Value) -> String {
    let mut place = String::from("data");
    let mut found = Some(data);
    for segment in error.path() {
        match segment {
            Segment::Map { key } => {
                place.push('.');
                key.chars().take(80).for_each(|c| place.extend(c.escape_debug()));
                found = found.and_then(|value| value.get(key));
            }
            Segment::Seq { index } => {
                place.push_str(&format!("[{index}]"));
                found = found.and_then(|value| value.get(index));
            }
            Segment::Enum { .. } | Segment::Unknown => found = None,
        }
    }
    let problem = describe(&error.inner().to_string(), found);
    format!("`{place}` of the reply {problem}")
}

/// serde's message, without the value that it quotes.
fn describe(message: &str, found: Option<&Value>) -> String {
    let found = found.map_or("something else", type_name);
    // Other messages come from custom types, and may contain the value anywhere.
    let known = ["invalid type: ", "invalid value: ", "invalid length ", "unknown "];
    let is_known = known.iter().any(|start| message.starts_with(start));
    match message.split(", expected ").skip(1).last().filter(|_| is_known) {
        _ if message.starts_with("missing field") => format!("is {found} with a {message}"),
        Some(expected) => format!("is {found}, where {expected} was expected"),
        None => format!("is {found} that is not valid there"),
    }
}
