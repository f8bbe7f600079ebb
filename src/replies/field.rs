//! Reading of one field of a view: leniently, so that no field can make its entry unreadable.

use std::time::Duration;

use serde_json::Value;

use crate::ids::group::GroupId;
use crate::ids::participant::Participant;
use openapi_ureq::{Delivery, Error, ErrorKind};

/// A value that is read from JSON of any shape, if that is possible.
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
        // Some programs write every number as a floating-point one.
        text.strip_suffix(".0").unwrap_or(text).parse().ok()
    }
}

/// A number of seconds.
impl Lenient for Duration {
    fn read(value: &Value) -> Option<Self> {
        u64::try_from(i64::read(value)?).ok().map(Self::from_secs)
    }
}

impl Lenient for GroupId {
    fn read(value: &Value) -> Option<Self> {
        String::read(value)?.parse().ok()
    }
}

impl Lenient for Participant {
    fn read(value: &Value) -> Option<Self> {
        String::read(value)?.parse().ok()
    }
}

/// A list of views, which has an entry for each element whatever that is.
impl<T: From<Value>> Lenient for Vec<T> {
    fn read(value: &Value) -> Option<Self> {
        Some(value.as_array()?.iter().cloned().map(T::from).collect())
    }
}

/// The field `name` of a view; `None` if it is missing or cannot be read.
pub(crate) fn field<T: Lenient>(raw: &Value, name: &str) -> Option<T> {
    T::read(raw.get(name)?)
}

/// The text of a field. Servers written in Go send an empty one if there is none.
pub(crate) fn text(raw: &Value, name: &str) -> Option<String> {
    field(raw, name).filter(|text: &String| !text.is_empty())
}

/// The object in a field, as a view.
pub(crate) fn object<T: From<Value>>(raw: &Value, name: &str) -> Option<T> {
    raw.get(name).filter(|value| value.is_object()).cloned().map(T::from)
}

/// The error for an id that cannot be read, in a reply to a call that succeeded.
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
