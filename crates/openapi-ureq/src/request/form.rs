//! `application/x-www-form-urlencoded` (WHATWG URL).

use serde_json::Value;

use super::argument_error;
use crate::encode::finite::not_written;
use crate::encode::percent::{Escape, QUERY};
use crate::encode::{Encoding, Location, encode as encode_parameter};
use crate::error::{Error, ErrorKind};

/// Encodes the members of an object as a form. Members in `formats` have a style, or are JSON if the style is
/// `None`. Of the others, lists become repeated members, and deeper values JSON.
pub(super) fn encode(
    value: serde_json::Result<Value>,
    formats: &[(&str, Option<Encoding>)],
) -> Result<String, Error> {
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
        let format = formats.iter().find(|(property, _)| *property == name.as_str());
        match value {
            value if let Some((_, format)) = format => push_as(&mut form, name, *format, value)?,
            Value::Array(elements) => {
                elements.iter().for_each(|element| push_member(&mut form, name, element))
            }
            value => push_member(&mut form, name, value),
        }
    }
    Ok(form)
}

/// Appends a property in a style, or as JSON.
fn push_as(
    form: &mut String,
    name: &str,
    format: Option<Encoding>,
    value: &Value,
) -> Result<(), Error> {
    let Some(encoding) = format else {
        push_member(form, name, &Value::String(value.to_string()));
        return Ok(());
    };
    let mut text = String::new();
    encode_parameter(&mut text, Location::Query, name, encoding, value)
        .map_err(|error| argument_error(name, &error))?;
    // Each parameter is preceded by `&`.
    form.push_str(if form.is_empty() { text.trim_start_matches('&') } else { &text });
    Ok(())
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
