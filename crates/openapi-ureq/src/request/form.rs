//! `application/x-www-form-urlencoded` (WHATWG URL).

use serde_json::Value;

use crate::encode::finite::not_written;
use crate::encode::percent::{Escape, QUERY};
use crate::error::{Error, ErrorKind};

/// Encodes the members of an object as a form: lists as repeated members, deeper values as JSON.
pub(super) fn encode(value: serde_json::Result<Value>) -> Result<String, Error> {
    let members = match value {
        Ok(Value::Object(members)) => members,
        Ok(_) => {
            let message = "the body is not an object, as a form must be; pass a struct or a map";
            return Err(Error::new(ErrorKind::InvalidArgument, message));
        }
        Err(error) => return Err(not_written("the body", "a form", error)),
    };
    let mut form = String::new();
    for (name, value) in &members {
        match value {
            Value::Array(elements) => {
                elements.iter().for_each(|element| push_member(&mut form, name, element))
            }
            value => push_member(&mut form, name, value),
        }
    }
    Ok(form)
}

fn push_member(form: &mut String, name: &str, value: &Value) {
    let escape = Escape::Set(QUERY);
    if !form.is_empty() {
        form.push('&');
    }
    escape.push(form, name);
    form.push('=');
    match value {
        Value::String(text) => escape.push(form, text),
        Value::Null => {}
        other => escape.push_display(form, other),
    }
}
