//! The encoding of each media type.

use serde_json::Value;

use crate::document::{is_binary, resolve};

/// The encodings that the runtime supports, in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Encoding {
    Json,
    Multipart,
    Form,
    Binary,
    Text,
}

/// The encoding of `media_type` with this schema, or `None` if none is supported.
pub(crate) fn encoding(root: &Value, media_type: &str, schema: Option<&Value>) -> Option<Encoding> {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/')?;
    match (kind, subtype) {
        ("*" | "application", "*") => wildcard(root, schema),
        (_, "json") => Some(Encoding::Json),
        (_, subtype) if subtype.ends_with("+json") => Some(Encoding::Json),
        ("multipart", "form-data") => Some(Encoding::Multipart),
        ("application", "x-www-form-urlencoded") => Some(Encoding::Form),
        ("application", "octet-stream") | ("image" | "audio" | "video" | "font", _) => {
            Some(Encoding::Binary)
        }
        _ if schema.is_none_or(|schema| is_binary(root, schema)) => Some(Encoding::Binary),
        ("text", _) => Some(Encoding::Text),
        _ => None,
    }
}

/// `*/*` does not say how a body is encoded, so that the schema decides.
fn wildcard(root: &Value, schema: Option<&Value>) -> Option<Encoding> {
    let schema = match schema {
        Some(schema) => resolve(root, schema)?,
        None => return Some(Encoding::Binary),
    };
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if is_binary(root, schema) => Some(Encoding::Binary),
        Some("string") => Some(Encoding::Text),
        _ if schema.as_object().is_none_or(serde_json::Map::is_empty) => Some(Encoding::Binary),
        _ => Some(Encoding::Json),
    }
}

/// The media type of `node` (a request body or a response) with the most preferred encoding; the first
/// of several.
pub(crate) fn preferred<'a>(
    root: &Value,
    node: &'a Value,
) -> Option<(&'a str, Option<&'a Value>, Encoding)> {
    crate::document::content(node)
        .filter_map(|(media_type, schema)| {
            Some((media_type, schema, encoding(root, media_type, schema)?))
        })
        .min_by_key(|(_, _, encoding)| *encoding)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(media_type: &str, schema: &Value) -> Option<Encoding> {
        encoding(&Value::Null, media_type, Some(schema))
    }

    #[test]
    fn media_types_map_to_encodings() {
        let object = json!({ "type": "object" });
        for (media_type, expected) in [
            ("application/json; charset=utf-8", Some(Encoding::Json)),
            ("application/problem+json", Some(Encoding::Json)),
            ("*/*", Some(Encoding::Json)),
            ("multipart/form-data", Some(Encoding::Multipart)),
            ("application/x-www-form-urlencoded", Some(Encoding::Form)),
            ("image/jpeg", Some(Encoding::Binary)),
            ("text/csv", Some(Encoding::Text)),
            ("application/xml", None),
            ("json", None),
        ] {
            assert_eq!(of(media_type, &object), expected, "{media_type}");
        }
    }

    #[test]
    fn binary_schema_makes_any_media_type_binary() {
        let binary = json!({ "type": "string", "format": "binary" });
        assert_eq!(of("application/pdf", &binary), Some(Encoding::Binary));
        assert_eq!(of("*/*", &binary), Some(Encoding::Binary));
        assert_eq!(of("*/*", &json!({ "type": "string" })), Some(Encoding::Text));
        assert_eq!(of("*/*", &json!({})), Some(Encoding::Binary));
        assert_eq!(encoding(&Value::Null, "*/*", None), Some(Encoding::Binary));
    }
}
