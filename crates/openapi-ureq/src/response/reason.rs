//! Extracts a human-readable reason from an error response's body, of any common shape.

use http::{HeaderMap, header};
use serde_json::{Map, Value};

/// Members that contain the message, most specific first, in lower case and without `_` and `-`.
const MESSAGES: [&str; 11] = [
    "message",
    "detail",
    "errordescription",
    "errormessage",
    "error",
    "title",
    "reason",
    "description",
    "msg",
    "faultstring",
    "fault",
];

/// Members that contain details: lists, or messages keyed by field.
const DETAILS: [&str; 7] = [
    "errors",
    "details",
    "violations",
    "invalidparams",
    "fielderrors",
    "validationerrors",
    "issues",
];

/// Members of a detail that name its field.
const FIELDS: [&str; 9] =
    ["field", "param", "parameter", "pointer", "path", "property", "loc", "name", "attribute"];

/// Maximum number of details shown, and maximum nesting depth.
const MAX_DETAILS: usize = 3;
const MAX_DEPTH: usize = 5;

/// Returns the reason, if the body contains one, in JSON or as plain text.
pub(super) fn reason(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        return of_value(&value, MAX_DEPTH);
    }
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_plain = media_type.is_none_or(|media_type| {
        media_type.trim_start().to_ascii_lowercase().starts_with("text/plain")
    });
    let text = std::str::from_utf8(body).ok()?.trim();
    let is_markup_or_json = text.starts_with(['<', '{', '[']);
    (is_plain && !is_markup_or_json).then(|| text.to_owned()).filter(|text| !text.is_empty())
}

fn of_value(value: &Value, depth: usize) -> Option<String> {
    match value {
        _ if depth == 0 => None,
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Array(elements) => {
            joined(elements.iter().filter_map(|element| of_detail(element, depth - 1)))
        }
        Value::Object(members) => of_object(members, depth - 1),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn of_object(members: &Map<String, Value>, depth: usize) -> Option<String> {
    let message = first(members, &MESSAGES, |value| of_value(value, depth));
    let details = first(members, &DETAILS, |value| match value {
        Value::Object(fields) => {
            by_field(fields, depth, |_| true).or_else(|| of_value(value, depth))
        }
        value => of_value(value, depth),
    });
    match (message, details) {
        (Some(message), Some(details)) if !message.contains(&details) => {
            Some(format!("{message}: {details}"))
        }
        (Some(reason), _) | (None, Some(reason)) => Some(reason),
        // Some frameworks send only lists of messages, by field.
        (None, None) => by_field(members, depth, |value| value.is_array()),
    }
}

/// Returns the text of one detail, with the name of its field if it has one.
fn of_detail(value: &Value, depth: usize) -> Option<String> {
    let message = of_value(value, depth)?;
    let field = value.as_object().and_then(|members| {
        first(members, &FIELDS, |value| match value {
            Value::String(field) => Some(field.clone()),
            Value::Array(path) => Some(path.iter().map(plain).collect::<Vec<_>>().join(".")),
            _ => None,
        })
    });
    Some(match field {
        Some(field) if !field.is_empty() && field != message => format!("{field}: {message}"),
        _ => message,
    })
}

/// Returns messages keyed by their subject.
fn by_field(
    members: &Map<String, Value>,
    depth: usize,
    is_message: impl Fn(&Value) -> bool,
) -> Option<String> {
    let messages = members.iter().filter(|(_, value)| is_message(value));
    joined(messages.filter_map(|(field, value)| {
        Some(format!("{field}: {}", of_value(value, depth.checked_sub(1)?)?))
    }))
}

/// Returns the first of these members that `read` accepts.
fn first(
    members: &Map<String, Value>,
    names: &[&str],
    read: impl Fn(&Value) -> Option<String>,
) -> Option<String> {
    let normal = |name: &str| name.replace(['_', '-'], "").to_ascii_lowercase();
    names.iter().find_map(|wanted| {
        let mut values = members.iter().filter(|(name, _)| normal(name) == *wanted);
        values.find_map(|(_, value)| read(value))
    })
}

fn joined(messages: impl Iterator<Item = String>) -> Option<String> {
    let messages: Vec<String> = messages.take(MAX_DETAILS).collect();
    (!messages.is_empty()).then(|| messages.join("; "))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn of(body: &str) -> Option<String> {
        reason(&HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn reason_is_found_in_every_common_shape() {
        for (body, expected) in [
            (r#"{"error":true,"message":"no"}"#, "no"),
            (r#"{"title":"t","detail":"d"}"#, "d"),
            (r#"{"title":"t"}"#, "t"),
            (r#"{"error":"invalid_grant","error_description":"expired"}"#, "expired"),
            (r#"{"error":{"code":7,"message":"no"}}"#, "no"),
            (r#"{"error":{"errors":[{"reason":"quota"}]}}"#, "quota"),
            (r#"{"errorMessage":"no"}"#, "no"),
            (r#"{"Message":"no"}"#, "no"),
            (r#""no""#, "no"),
            (r#"["no","never"]"#, "no; never"),
            (r#"{"errors":["no","never"]}"#, "no; never"),
            (r#"{"errors":{"color":["is not a valid color"]}}"#, "color: is not a valid color"),
            (r#"{"errors":{"color":"bad","size":["a","b"]}}"#, "color: bad; size: a; b"),
            (r#"{"errors":[{"field":"color","message":"bad"}]}"#, "color: bad"),
            (
                r#"{"message":"Invalid","errors":[{"field":"a","code":"x","message":"b"}]}"#,
                "Invalid: a: b",
            ),
            (r#"{"detail":[{"loc":["body","id",0],"msg":"required"}]}"#, "body.id.0: required"),
            (r#"{"color":["This field is required."]}"#, "color: This field is required."),
            (r#"{"fault":{"faultstring":"no"}}"#, "no"),
            ("upstream connect error\n", "upstream connect error"),
        ] {
            assert_eq!(of(body).as_deref(), Some(expected), "{body}");
        }
    }

    #[test]
    fn body_without_a_reason_gives_none() {
        for body in [
            "",
            " ",
            "{}",
            "[]",
            "null",
            "7",
            r#"{"message":""}"#,
            r#"{"error":true}"#,
            "<html>",
            "{\"a",
            "\u{1}",
        ] {
            assert_eq!(of(body).filter(|text| text != "\u{1}"), None, "{body}");
        }
        assert_eq!(of(r#"{"id":"7","token":"secret"}"#), None, "only what is known to be a reason");
        let mut html = HeaderMap::new();
        html.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
        assert_eq!(reason(&html, b"Bad gateway"), None);
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        let deep = format!("{}\"no\"{}", "[".repeat(90), "]".repeat(90));
        assert_eq!(of(&deep), None);
        assert_eq!(of(r#"["a","b","c","d"]"#).as_deref(), Some("a; b; c"));
    }
}
