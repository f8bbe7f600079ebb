//! Lenient access to the members of a node.

use serde_json::Value;

/// The string member `key`, or an empty string.
pub(super) fn text(node: &Value, key: &str) -> String {
    optional_text(node, key).unwrap_or_default()
}

/// The string member `key`, if there is one.
pub(super) fn optional_text(node: &Value, key: &str) -> Option<String> {
    node.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned())
}

/// The boolean member `key`, if there is one; some documents quote it.
pub(super) fn flag(node: &Value, key: &str) -> Option<bool> {
    match node.get(key)? {
        Value::Bool(value) => Some(*value),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The elements of the list `key`, or none.
pub(super) fn list<'a>(node: &'a Value, key: &str) -> &'a [Value] {
    node.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The members of the object `key`, or none.
pub(super) fn members<'a>(
    node: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    node.get(key).and_then(Value::as_object).into_iter().flatten()
}

/// The member `key`, unless it is missing or null.
pub(super) fn member<'a>(node: &'a Value, key: &str) -> Option<&'a Value> {
    node.get(key).filter(|member| !member.is_null())
}

/// A scalar as text: numbers and booleans are often not quoted.
pub(super) fn scalar_text(node: Option<&Value>) -> String {
    match node {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
    }
}

/// The description next to the reference if there is one, otherwise that of the referenced node.
pub(super) fn description(listed: &Value, node: &Value) -> String {
    optional_text(listed, "description")
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| text(node, "description"))
}
