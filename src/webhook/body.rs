//! The body of a request to a webhook: its JSON, and what servers put around an event.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::read::only;
use crate::replies::field::text;
use openapi_ureq::{Error, ErrorKind};

/// The members that hold the event of a library, or what the server makes of it.
const EVENTS: [&str; 4] = ["event", "data", "body", "payload"];

/// The members that name what happened.
const NAMES: [&str; 2] = ["event", "type"];

/// The members that name the instance, the best name first: some servers have an internal id beside it,
/// or the JID of the account. `instance_key` is how the vendor's API calls it; that its events do is
/// an assumption without a source.
const INSTANCES: [&str; 7] = [
    "instanceKey",
    "instance_key",
    "instanceName",
    "instance",
    "session_id",
    "instanceId",
    "device_id",
];

/// The JSON of a body, also of one that is a form.
pub(super) fn parse(body: &[u8]) -> Result<Value, Error> {
    if body.trim_ascii().is_empty() {
        return Err(problem("the body of the event is empty"));
    }
    if let Some(value) = form(body) {
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

/// The JSON in the field `jsonData` of a form, with the other fields that wuzapi adds to it if it is
/// configured to post JSON.
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

/// What happened, as the server calls it.
pub(super) fn name(body: &Value) -> Option<String> {
    NAMES.iter().find_map(|name| body.get(name)?.as_str().map(str::to_owned))
}

/// The instance that it happened to.
pub(super) fn instance(body: &Value) -> Option<String> {
    INSTANCES.iter().find_map(|name| text(body, name))
}

/// The event: an object, or a list of one.
pub(super) fn event(body: &Value) -> Option<&Value> {
    EVENTS.iter().find_map(|name| only(body.get(name)?))
}
