//! Stage 4: an equivalent document in a canonical form.
//!
//! Only references to schemas remain, parameters of a path are moved to its operations, every schema
//! that becomes a Rust type is a component, and components have the names of their Rust types.

mod hoist;
mod rename;

pub(crate) use rename::WIRE_NAME;

use serde_json::{Map, Value, json};

use crate::diagnostic::Pointer;
use crate::document::{self, SCHEMAS, resolve, schema_reference};
use crate::name::WireName;

/// The name of the argument for the body, an extension of openapi-generator.
pub(crate) const BODY_NAME: &str = "x-codegen-request-body-name";

/// An operation that the document excludes by `x-skip`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// Its `operationId`.
    pub(crate) operation: String,
    /// The reason, from `x-skip`.
    pub(crate) reason: String,
}

/// A normalized document.
pub(crate) struct Normalized {
    pub(crate) document: Value,
    pub(crate) skipped: Vec<Skipped>,
}

/// Normalizes a document that has passed validation.
pub(crate) fn normalize(document: &Value) -> Normalized {
    let mut skipped = Vec::new();
    let mut normalized = document.clone();
    for operation in document::operations(document) {
        if let Some(reason) = operation.skip_reason() {
            let operation = operation.id().unwrap_or_default().to_owned();
            skipped.push(Skipped { operation, reason: reason.to_owned() });
        }
        let inlined = inline(document, &operation);
        let item = Pointer::default().child("paths").child(operation.path);
        if let Some(Value::Object(item)) = normalized.pointer_mut(item.as_str()) {
            item.shift_remove("parameters");
            match inlined {
                Some(node) => item.insert(operation.method.to_owned(), node),
                None => item.shift_remove(operation.method),
            };
        }
    }
    keep_components(document, &mut normalized);
    rename::rename_schemas(&mut normalized);
    hoist::hoist_schemas(&mut normalized);
    Normalized { document: normalized, skipped }
}

/// The operation with all references resolved, except those to schemas; `None` if it is skipped.
fn inline(document: &Value, operation: &document::OperationNode<'_>) -> Option<Value> {
    if operation.skip_reason().is_some() {
        return None;
    }
    let mut node = operation.node.as_object()?.clone();
    let parameters =
        operation.parameters(document).into_iter().map(|(_, parameter)| parameter.clone());
    node.insert("parameters".to_owned(), parameters.collect());
    if let Some((_, body)) = operation.request_body(document) {
        if !node.contains_key(BODY_NAME) {
            node.insert(BODY_NAME.to_owned(), json!(body_name(document, body)));
        }
        node.insert("requestBody".to_owned(), body.clone());
    }
    let responses: Map<String, Value> = operation
        .responses(document)
        .into_iter()
        .map(|(_, status, response)| (status.to_owned(), response.clone()))
        .collect();
    node.insert("responses".to_owned(), Value::Object(responses));
    Some(Value::Object(node))
}

/// A body is named after its schema, as openapi-generator does it.
fn body_name(document: &Value, body: &Value) -> String {
    crate::media_type::preferred(document, body)
        .and_then(|(_, schema, _)| schema_reference(schema?))
        .map_or_else(|| "body".to_owned(), |name| WireName(name).to_snake().to_string())
}

/// Removes the components that are no longer referred to: all but schemas and security schemes.
fn keep_components(document: &Value, normalized: &mut Value) {
    let schemas = document.pointer(SCHEMAS).cloned().unwrap_or_else(|| json!({}));
    let schemes: Map<String, Value> = document::members(document, "/components/securitySchemes")
        .filter_map(|(name, scheme)| Some((name.clone(), resolve(document, scheme)?.clone())))
        .collect();
    normalized["components"] = json!({ "schemas": schemas, "securitySchemes": schemes });
}
