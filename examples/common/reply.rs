//! Printing of replies, as text or JSON.
//!
//! The vendor does not document the shape of `data`. Where it is not the expected one, the JSON is
//! printed, so that nothing is lost.

use std::fmt::Display;

use serde_json::Value;
use whatsapi::models::ApiResponse;

use super::print_error;
use super::table::{escape, is_hidden};

/// The text to print: JSON for programs, or the result of `readable` for people.
pub(crate) fn shown<E: Display>(
    reply: &ApiResponse,
    json: bool,
    readable: impl FnOnce() -> Result<String, E>,
) -> String {
    match json {
        true => one_line(reply),
        false => readable().unwrap_or_else(|error| {
            print_error(&format!("note: {error}; data is printed as it came"));
            raw(reply)
        }),
    }
}

/// The envelope of the reply in one line.
fn one_line(reply: &ApiResponse) -> String {
    json(serde_json::to_string(reply))
}

/// The `data` of the reply, as JSON.
pub(crate) fn raw(reply: &ApiResponse) -> String {
    json(serde_json::to_string_pretty(&reply.data))
}

/// The message of the reply, followed by its data, if there is any.
pub(crate) fn message_and_data(reply: &ApiResponse) -> String {
    let message = message(reply).unwrap_or_else(|| "done".to_owned());
    if has_data(reply) { format!("{message}\n{}", raw(reply)) } else { message }
}

/// A text for a reply without data, followed by its message.
pub(crate) fn without_data(text: &str, reply: &ApiResponse) -> String {
    match message(reply) {
        Some(message) => format!("{text}; the server says: {message}"),
        None => text.to_owned(),
    }
}

fn message(reply: &ApiResponse) -> Option<String> {
    reply.message.as_deref().filter(|message| !message.trim().is_empty()).map(escape)
}

pub(crate) fn has_data(reply: &ApiResponse) -> bool {
    match &reply.data {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(values)) => !values.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Bool(_) | Value::Number(_)) => true,
    }
}

/// Equivalent JSON with the characters escaped that JSON allows but a terminal interprets, and the line
/// separators that some programs break lines at.
fn json(text: serde_json::Result<String>) -> String {
    let mut shown = String::new();
    // Serializing a value that was deserialized does not fail.
    for c in text.unwrap_or_default().chars() {
        // A line break is part of the layout: those in strings are escaped already.
        if c != '\n' && is_hidden(c) {
            shown.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}
