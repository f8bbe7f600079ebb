//! Schemas: known types, and names that stay apart when they become Rust.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Checker;
use crate::diagnostic::Pointer;
use crate::document::{for_each_subschema, members, operations, resolve};
use crate::name::{RustName, WireName};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

impl Checker<'_> {
    pub(super) fn check_schemas(&mut self) {
        let components = Pointer::from("/components/schemas");
        let mut names: BTreeMap<RustName, &str> = BTreeMap::new();
        for (name, schema) in members(self.root, components.as_str()) {
            let at = components.child(name);
            let rust = match schema.get("x-rust-name").and_then(Value::as_str) {
                Some(chosen) => WireName::from(chosen).to_type(),
                None => WireName::from(name.as_str()).to_type(),
            };
            if let Some(other) = names.insert(rust.clone(), name) {
                self.report(
                    &at,
                    format!("the schemas `{other}` and `{name}` would both be the Rust type `{rust}`"),
                    "give one of them another name with an overlay action that adds `x-rust-name` to it",
                );
            }
            self.check_schema(schema, &at);
        }
        for (at, schema) in operation_schemas(self.root) {
            self.check_schema(schema, &at);
        }
    }

    fn check_schema(&mut self, schema: &Value, at: &Pointer) {
        match schema.get("type") {
            None => {}
            Some(Value::String(kind)) if TYPES.contains(&kind.as_str()) => {}
            Some(other) => self.report(
                &at.child("type"),
                format!("{other} is not a type of OpenAPI 3.0"),
                format!("use one of {}; for null add `nullable: true`", TYPES.join(", ")),
            ),
        }
        self.check_enumeration(schema, at);
        self.check_properties(schema, at);
        for_each_subschema(schema, |tokens, child| {
            let at = tokens.iter().fold(at.clone(), |at, token| at.child(token));
            self.check_schema(child, &at);
        });
    }

    fn check_enumeration(&mut self, schema: &Value, at: &Pointer) {
        let Some(values) = schema.get("enum").and_then(Value::as_array) else { return };
        if schema.get("type").and_then(Value::as_str) != Some("string") {
            return;
        }
        let mut variants: BTreeMap<RustName, &str> = BTreeMap::new();
        for (index, value) in values.iter().enumerate() {
            let at = at.child("enum").child(index);
            match value {
                Value::String(text) => {
                    let variant = WireName::from(text.as_str()).to_type();
                    match variants.insert(variant.clone(), text) {
                        Some(other) if other != text => self.report(
                            &at,
                            format!("the values {other:?} and {text:?} would both be the variant `{variant}`"),
                            "remove the `enum` with an overlay action, so that the type is a plain string",
                        ),
                        _ => {}
                    }
                }
                Value::Null => {}
                Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => self.report(
                    &at,
                    format!("{value} is among the values of a string"),
                    format!("quote it: `\"{value}\"`"),
                ),
            }
        }
    }

    fn check_properties(&mut self, schema: &Value, at: &Pointer) {
        let mut fields: BTreeMap<RustName, &str> = BTreeMap::new();
        for (name, _) in members(schema, "/properties") {
            let field = WireName::from(name.as_str()).to_snake();
            if let Some(other) = fields.insert(field.clone(), name) {
                self.report(
                    &at.child("properties").child(name),
                    format!("the properties `{other}` and `{name}` would both be the field `{field}`"),
                    "remove one of them with an overlay action, or replace both by `additionalProperties: true`",
                );
            }
        }
    }
}

/// The schemas of parameters and bodies, with their places.
pub(super) fn operation_schemas(root: &Value) -> Vec<(Pointer, &Value)> {
    let mut found = Vec::new();
    for operation in operations(root).filter(|operation| operation.skip_reason().is_none()) {
        for (at, parameter) in operation.parameters(root) {
            found.extend(parameter.get("schema").map(|schema| (at.child("schema"), schema)));
        }
        let responses = operation.responses(root).into_iter().map(|(at, _, response)| (at, response));
        for (at, holder) in operation.request_body(root).into_iter().chain(responses) {
            for (media_type, node) in members(holder, "/content") {
                let at = at.child("content").child(media_type).child("schema");
                found.extend(node.get("schema").map(|schema| (at, schema)));
            }
        }
    }
    found.retain(|(_, schema)| resolve(root, schema).is_some());
    found
}
