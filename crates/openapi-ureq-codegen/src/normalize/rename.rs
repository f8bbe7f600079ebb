//! Gives every schema component the name of its Rust type.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{SCHEMA_REFERENCE, SCHEMAS, members, schema_reference};
use crate::name::WireName;

/// The member with the name that a renamed component has in the document.
pub(crate) const WIRE_NAME: &str = "x-wire-name";

pub(super) fn rename_schemas(document: &mut Value) {
    let names: BTreeMap<String, String> = members(document, SCHEMAS)
        .map(|(name, schema)| {
            let chosen = schema.get("x-rust-name").and_then(Value::as_str).unwrap_or(name);
            (name.clone(), WireName::from(chosen).to_type().to_string())
        })
        .collect();
    rewrite_references(document, &names);
    if let Some(Value::Object(schemas)) = document.pointer_mut(SCHEMAS) {
        let renamed: Map<String, Value> = std::mem::take(schemas)
            .into_iter()
            .map(|(name, mut schema)| {
                let rust_name = names.get(&name).unwrap_or(&name).clone();
                if let Value::Object(schema) = &mut schema {
                    schema.insert(WIRE_NAME.to_owned(), Value::String(name));
                }
                (rust_name, schema)
            })
            .collect();
        *schemas = renamed;
    }
}

fn rewrite_references(node: &mut Value, names: &BTreeMap<String, String>) {
    if let Some(name) = schema_reference(node).and_then(|name| names.get(&name)) {
        // Siblings of a `$ref` are ignored in OpenAPI 3.0.
        *node = serde_json::json!({ "$ref": format!("{SCHEMA_REFERENCE}{name}") });
        return;
    }
    match node {
        Value::Object(object) => {
            object.values_mut().for_each(|child| rewrite_references(child, names))
        }
        Value::Array(items) => items.iter_mut().for_each(|child| rewrite_references(child, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
