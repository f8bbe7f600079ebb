//! The body of a request to a webhook: its JSON, and the envelope of the event.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::read::only;
use crate::replies::field::text;
use openapi_ureq::{Error, ErrorKind};

/// The fields that contain the event of a library, or the server's own version of it.
const EVENTS: [&str; 4] = ["event", "data", "body", "payload"];

/// The fields that contain the name of the event.
const NAMES: [&str; 2] = ["event", "type"];

/// The fields that identify the instance, by preference: some servers also send an internal id, or the JID
/// of the account. `instance_key` is the name in the vendor's API; its use in events is an assumption
/// without a source.
const INSTANCES: [&str; 7] = [
    "instanceKey",
    "instance_key",
    "instanceName",
    "instance",
    "session_id",
    "instanceId",
    "device_id",
];

/// The JSON of a body, which can also be in a form.
pub(super) fn parse(body: &[u8]) -> Result<Value, Error> {
    if body.trim_ascii().is_empty() {
        return Err(problem("the body of the event is empty"));
    }
    // What is JSON is never read as a form: a text in it can contain what looks like the field of one.
    let is_json = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    if let Some(value) = (!is_json).then(|| form(body)).flatten() {
        return Ok(value);
    }
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        problem(&format!("the body of the event is not JSON (line {line}, column {column})"))
    })
}

fn problem(message: &str) -> Error {
    let remedy = "pass the body of the request as it was received";
    Error::new(ErrorKind::Decode, format!("{message}; {remedy}"))
}

/// The JSON in the field `jsonData` of a form. `instanceName` is added to it, as wuzapi does when it posts
/// JSON.
///
/// Source: `callHookWithHmac` in <https://github.com/asternic/wuzapi/blob/main/helpers.go>.
fn form(body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let fields = || text.trim().split('&').filter_map(|field| field.split_once('='));
    let field = |name: &str| Some(decoded(fields().find(|(found, _)| *found == name)?.1));
    let mut value: Value = serde_json::from_str(&field("jsonData")?).ok()?;
    if let (Some(members), Some(instance)) = (value.as_object_mut(), field("instanceName")) {
        members.entry("instanceName").or_insert(instance.into());
    }
    Some(value)
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// The server's name of the event.
pub(super) fn name(body: &Value) -> Option<String> {
    NAMES.iter().find_map(|name| body.get(name)?.as_str().map(str::to_owned))
}

/// The instance of the event.
pub(super) fn instance(body: &Value) -> Option<String> {
    INSTANCES.iter().find_map(|name| text(body, name))
}

/// The event: an object, or a list of one.
pub(super) fn event(body: &Value) -> Option<&Value> {
    EVENTS.iter().find_map(|name| only(body.get(name)?))
}
