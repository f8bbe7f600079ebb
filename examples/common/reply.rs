//! Prints replies as text or JSON.
//!
//! The vendor does not document the shape of `data`. If it differs from the expected one, the JSON is
//! printed, so that nothing is lost.

use serde_json::Value;
use whatsapi::{Envelope, Error, FromData, Reply};

use super::print_error;
use super::table::{escape, is_hidden};

/// The result of a successful call.
pub(crate) struct Output {
    envelope: Envelope,
    /// The text for users; the error explains why `data` cannot be read.
    readable: Result<String, String>,
}

impl Output {
    /// The output of a reply. `readable` formats its data. Without data, the text is `nothing`, followed by the
    /// server's message.
    pub(crate) fn of_data<T: FromData>(
        reply: &Reply<T>,
        nothing: &str,
        readable: impl FnOnce(T) -> Result<String, String>,
    ) -> Self {
        let envelope = reply.envelope();
        let text = match has_data(envelope) {
            true => reply.data().map_err(|error: Error| error.to_string()).and_then(readable),
            false => Ok(without_data(nothing, envelope)),
        };
        Self { envelope: envelope.clone(), readable: text }
    }

    /// The output of a reply without meaningful data.
    pub(crate) fn of_message<T>(reply: &Reply<T>) -> Self {
        Self::of_text(reply, message_and_data(reply.envelope()))
    }

    pub(crate) fn of_text<T>(reply: &Reply<T>, text: String) -> Self {
        Self { envelope: reply.envelope().clone(), readable: Ok(text) }
    }

    /// The text to print: JSON for programs, or the text for users.
    pub(crate) fn shown(self, json: bool) -> String {
        match (json, self.readable) {
            (true, _) => one_line(&self.envelope),
            (false, Ok(text)) => text,
            (false, Err(error)) => {
                print_error(&format!("note: {error}; data is printed unchanged"));
                raw(&self.envelope)
            }
        }
    }
}

/// The envelope of the reply on one line.
fn one_line(reply: &Envelope) -> String {
    json(serde_json::to_string(reply))
}

/// The `data` of the reply, as JSON.
fn raw(reply: &Envelope) -> String {
    json(serde_json::to_string_pretty(&reply.data))
}

/// The message of the reply, followed by its data, if there is any.
pub(crate) fn message_and_data(reply: &Envelope) -> String {
    let message = message(reply).unwrap_or_else(|| "done".to_owned());
    if has_data(reply) { format!("{message}\n{}", raw(reply)) } else { message }
}

/// A text for a reply without data, followed by its message.
fn without_data(text: &str, reply: &Envelope) -> String {
    match message(reply) {
        Some(message) => format!("{text}; the server says: {message}"),
        None => text.to_owned(),
    }
}

fn message(reply: &Envelope) -> Option<String> {
    reply.message.as_deref().filter(|message| !message.trim().is_empty()).map(escape)
}

fn has_data(reply: &Envelope) -> bool {
    match &reply.data {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(values)) => !values.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Bool(_) | Value::Number(_)) => true,
    }
}

/// Equivalent JSON that also escapes the characters that a terminal interprets, and Unicode line separators.
fn json(text: serde_json::Result<String>) -> String {
    let mut shown = String::new();
    // Serializing a value that was deserialized does not fail.
    for c in text.unwrap_or_default().chars() {
        // Line breaks are part of the layout; those in strings are already escaped.
        if c != '\n' && is_hidden(c) {
            shown.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// An id as text, or the server's value if it is invalid.
pub(crate) fn id<T: ToString>(id: Result<T, Error>, raw: &Value, name: &str) -> String {
    match (id, raw.get(name)) {
        (Ok(id), _) => id.to_string(),
        (Err(_), Some(Value::String(text))) => text.clone(),
        (Err(_), Some(Value::Null) | None) => String::new(),
        (Err(_), Some(value)) => value.to_string(),
    }
}
