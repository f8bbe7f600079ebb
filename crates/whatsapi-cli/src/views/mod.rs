//! What is printed of replies: the fields of each kind of thing, and its record.

pub(crate) mod event;
pub(crate) mod group;
pub(crate) mod instance;
pub(crate) mod media;
pub(crate) mod message;
pub(crate) mod people;
pub(crate) mod sync;

use serde_json::Value;
use whatsapi::Error;

/// An id; the value that the server sent if it cannot be read as one.
fn id<T: ToString>(id: Result<T, Error>, raw: &Value, name: &str) -> Value {
    match id {
        Ok(id) => id.to_string().into(),
        Err(_) => raw.get(name).cloned().unwrap_or_default(),
    }
}

fn text<T: ToString>(value: Option<&T>) -> Value {
    value.map(ToString::to_string).into()
}
