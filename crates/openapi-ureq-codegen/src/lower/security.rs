//! Security schemes, and the security requirements of operations.

use serde_json::Value;

use super::text;
use crate::document::members;
use crate::ir::{SecurityKind, SecurityScheme};
use crate::name::WireName;

pub(super) fn schemes(document: &Value) -> Vec<SecurityScheme> {
    members(document, "/components/securitySchemes")
        .map(|(name, node)| SecurityScheme {
            name: WireName::from(name.as_str()),
            kind: kind(node),
        })
        .collect()
}

fn kind(node: &Value) -> SecurityKind {
    let name = text(node, "name");
    match (text(node, "type").as_str(), text(node, "in").as_str()) {
        ("apiKey", "query") => SecurityKind::Query(name),
        ("apiKey", "cookie") => SecurityKind::Cookie(name),
        ("apiKey", _) => SecurityKind::Header(name),
        ("http", _) if text(node, "scheme").eq_ignore_ascii_case("basic") => SecurityKind::Basic,
        // OAuth 2.0 and OpenID Connect yield an access token, which is sent as a bearer token.
        _ => SecurityKind::Bearer,
    }
}

/// The alternatives of an operation, or of the document if the operation declares none.
pub(super) fn requirements(
    document: &Value,
    operation: &Value,
    schemes: &[SecurityScheme],
) -> Vec<Vec<usize>> {
    let requirements = operation.get("security").or_else(|| document.get("security"));
    requirements
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|requirement| {
            members(requirement, "")
                .filter_map(|(name, _)| {
                    schemes.iter().position(|scheme| scheme.name.as_str() == name)
                })
                .collect()
        })
        .collect()
}
