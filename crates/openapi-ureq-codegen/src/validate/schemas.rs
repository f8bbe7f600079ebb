//! Checks the types of schemas, and that names are still distinct in Rust.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Checker;
use crate::diagnostic::Pointer;
use crate::document::{
    SCHEMAS, for_each_subschema, members, operations, resolve, schema_reference,
};
use crate::media_type::{self, Encoding};
use crate::name::{RustName, WireName};

/// Later stages are recursive.
const MAX_DEPTH: usize = 32;

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// The field for additional properties of a known type in the structs of typify.
const EXTRA: &str = "extra";

impl Checker<'_> {
    pub(super) fn check_schemas(&mut self) {
        let components = Pointer::from(SCHEMAS);
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
            self.check_schema(schema, &at, 0);
        }
        for (at, schema) in operation_schemas(self.root) {
            self.check_schema(schema, &at, 0);
        }
    }

    fn check_schema(&mut self, schema: &Value, at: &Pointer, depth: usize) {
        if depth > MAX_DEPTH {
            self.report(
                at,
                format!("schemas are nested deeper than {MAX_DEPTH} levels"),
                "move an inner schema to components/schemas and refer to it",
            );
            return;
        }
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
        self.check_merge(schema, at);
        for_each_subschema(schema, |tokens, child| {
            let at = tokens.iter().fold(at.clone(), |at, token| at.child(token));
            self.check_schema(child, &at, depth + 1);
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
                Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => self
                    .report(
                        &at,
                        format!("the `enum` of a string contains {value}"),
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
            } else if field.as_str() == EXTRA
                && schema.get("additionalProperties").is_some_and(Value::is_object)
            {
                self.report(
                    &at.child("properties").child(name),
                    format!("the property `{name}` would be the field `{EXTRA}`, which holds the additional properties"),
                    "remove the property, or replace the schema of the additional ones by `true`, with an overlay action",
                );
            }
        }
        if schema.get("allOf").is_some() {
            self.check_combined_properties(schema, at);
        }
    }

    /// Checks the properties of an `allOf` together, since its members become one type.
    fn check_combined_properties(&mut self, schema: &Value, at: &Pointer) {
        let mut fields: BTreeMap<RustName, &str> = BTreeMap::new();
        let (mut seen, mut open) = (BTreeSet::new(), vec![schema]);
        while let Some(part) = open.pop() {
            let reference = schema_reference(part);
            if reference.is_some_and(|name| !seen.insert(name)) {
                continue;
            }
            let Some(part) = resolve(self.root, part) else { continue };
            open.extend(part.get("allOf").and_then(Value::as_array).into_iter().flatten().rev());
            for (name, _) in members(part, "/properties") {
                let field = WireName::from(name.as_str()).to_snake();
                match fields.insert(field.clone(), name) {
                    Some(other) if other != name && !same_holder(part, other) => self.report(
                        &at.child("allOf"),
                        format!("the combined properties `{other}` and `{name}` would both be the field `{field}`"),
                        "remove one of them with an overlay action",
                    ),
                    _ => {}
                }
            }
        }
    }

    /// A multipart form cannot be received, so that its schema must not be used elsewhere.
    pub(super) fn check_forms(&mut self) {
        let mut forms = Vec::new();
        let mut uses = Vec::new();
        for operation in operations(self.root).filter(|operation| operation.skip_reason().is_none())
        {
            if let Some((at, body)) = operation.request_body(self.root) {
                match media_type::preferred(self.root, body) {
                    Some((media_type, Some(schema), Encoding::Multipart)) => {
                        let at = at.child("content").child(media_type).child("schema");
                        forms.extend(schema_reference(schema).map(|name| (at, name)));
                        // The parts of an inline form are models.
                        for_each_subschema(schema, |_, child| collect_references(child, &mut uses));
                    }
                    Some((_, Some(schema), _)) => collect_references(schema, &mut uses),
                    Some((_, None, _)) | None => {}
                }
            }
            for (_, _, response) in operation.responses(self.root) {
                if let Some((_, Some(schema), _)) = media_type::preferred(self.root, response) {
                    collect_references(schema, &mut uses);
                }
            }
        }
        for (_, schema) in members(self.root, SCHEMAS) {
            collect_references(schema, &mut uses);
        }
        for (at, name) in forms.into_iter().filter(|(_, name)| uses.contains(name)) {
            self.report(
                &at,
                format!("the schema `{name}` is sent as a multipart form here, and used as another kind of value elsewhere"),
                "give the form a schema of its own with an overlay action",
            );
        }
    }
}

/// Whether the collision is within one schema, which is reported separately.
fn same_holder(schema: &Value, property: &str) -> bool {
    schema.get("properties").and_then(|properties| properties.get(property)).is_some()
}

fn collect_references(schema: &Value, found: &mut Vec<String>) {
    found.extend(schema_reference(schema));
    for_each_subschema(schema, |_, child| collect_references(child, found));
}

/// The schemas of parameters and bodies, with their locations.
pub(super) fn operation_schemas(root: &Value) -> Vec<(Pointer, &Value)> {
    let mut found = Vec::new();
    for operation in operations(root).filter(|operation| operation.skip_reason().is_none()) {
        for (at, parameter) in operation.parameters(root) {
            found.extend(parameter.get("schema").map(|schema| (at.child("schema"), schema)));
        }
        let responses =
            operation.responses(root).into_iter().map(|(at, _, response)| (at, response));
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
