//! Replies, as they are printed whatever they hold.
//!
//! What `data` holds is not documented by the vendor. Where it is not what the views expect, the
//! JSON itself is printed, so that nothing is lost.

use std::fmt::Display;

use serde_json::Value;
use whatsapi::models::ApiResponse;

use super::complain;
use super::table::{escape, is_hidden};

/// The reply as it is printed: for programs, or for people as `readable` has it.
pub(crate) fn shown<E: Display>(
    reply: &ApiResponse,
    json: bool,
    readable: impl FnOnce() -> Result<String, E>,
) -> String {
    match json {
        true => one_line(reply),
        false => readable().unwrap_or_else(|error| {
            complain(&format!("note: {error}; data is printed as it came"));
            raw(reply)
        }),
    }
}

/// The envelope of the reply in one line.
fn one_line(reply: &ApiResponse) -> String {
    json(serde_json::to_string(reply))
}

/// What the reply holds, in JSON.
pub(crate) fn raw(reply: &ApiResponse) -> String {
    json(serde_json::to_string_pretty(&reply.data))
}

/// What the server says of what it did, and what else it sends, which few servers do.
pub(crate) fn said(reply: &ApiResponse) -> String {
    let sentence = message(reply).unwrap_or_else(|| "done".to_owned());
    if has_data(reply) { format!("{sentence}\n{}", raw(reply)) } else { sentence }
}

/// That there is nothing to show, and what the server says of it.
pub(crate) fn nothing(what: &str, reply: &ApiResponse) -> String {
    match message(reply) {
        Some(message) => format!("{what}; the server says: {message}"),
        None => what.to_owned(),
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

/// JSON that a terminal does not act on. It means the same: JSON itself leaves some characters
/// unescaped that terminals act on, and line separators that break lines for some programs.
fn json(text: serde_json::Result<String>) -> String {
    let mut shown = String::new();
    // It does not fail for values that came out of JSON.
    for c in text.unwrap_or_default().chars() {
        // JSON has escaped those within strings; the others lay it out.
        if c != '\n' && is_hidden(c) {
            shown.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}
