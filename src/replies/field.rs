//! Reads the fields of a view leniently: an unreadable field does not make the whole view unreadable.

use serde_json::Value;

use crate::ids::group::GroupId;
use crate::ids::participant::Participant;
use openapi_ureq::{Delivery, Error, ErrorKind};

/// A value that is read from any JSON value, if possible.
pub(crate) trait Lenient: Sized {
    fn read(value: &Value) -> Option<Self>;
}

impl Lenient for String {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl Lenient for bool {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(*flag),
            _ => match String::read(value)?.trim() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
        }
    }
}

impl Lenient for i64 {
    fn read(value: &Value) -> Option<Self> {
        let text = String::read(value)?;
        let text = text.trim();
        // Some servers write all numbers as floats.
        text.strip_suffix(".0").unwrap_or(text).parse().ok()
    }
}

impl Lenient for GroupId {
    fn read(value: &Value) -> Option<Self> {
        String::read(value)?.parse().ok()
    }
}

impl Lenient for Participant {
    fn read(value: &Value) -> Option<Self> {
        let text = String::read(value)?;
        // In a string, dashes and dots separate digits; in a number, they change the value.
        let whole = text.strip_suffix(".0").unwrap_or(&text);
        let is_digits = whole.bytes().all(|byte| byte.is_ascii_digit());
        (is_digits || value.is_string()).then(|| text.parse().ok())?
    }
}

/// A list of views with an entry for every element.
impl<T: From<Value>> Lenient for Vec<T> {
    fn read(value: &Value) -> Option<Self> {
        Some(value.as_array()?.iter().cloned().map(T::from).collect())
    }
}

/// The field `name` of a view; `None` if it is missing or cannot be read.
pub(crate) fn field<T: Lenient>(raw: &Value, name: &str) -> Option<T> {
    T::read(raw.get(name)?)
}

/// The text of a field. Servers written in Go send an empty string for a missing text.
pub(crate) fn text(raw: &Value, name: &str) -> Option<String> {
    field(raw, name).filter(|text: &String| !text.is_empty())
}

/// The object in a field, as a view.
pub(crate) fn object<T: From<Value>>(raw: &Value, name: &str) -> Option<T> {
    raw.get(name).filter(|value| value.is_object()).cloned().map(T::from)
}

/// The error for an unreadable id in the reply to a successful call.
pub(crate) fn unreadable(view: &str, raw: &Value, name: &str, expected: &str) -> Error {
    let problem = match raw.get(name).unwrap_or(&Value::Null) {
        Value::Null => "is missing".to_owned(),
        Value::String(_) => format!("is a string that is not {expected}"),
        found => format!("is {}, where {expected} was expected", type_name(found)),
    };
    let message = format!("`{name}` of {view} {problem}; the call itself succeeded");
    Error::new(ErrorKind::Decode, message).with_delivery(Delivery::Done)
}

pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
