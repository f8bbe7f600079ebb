//! Named schemas, and the Rust type of any schema.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Lowering, flag, text};
use crate::document::{SCHEMAS, is_binary, members, operations, resolve, schema_reference};
use crate::ir::{FormField, Schema, SchemaKind, Type, Variant};
use crate::media_type::{Encoding, preferred};
use crate::name::WireName;
use crate::normalize::WIRE_NAME;

/// The named schemas, in the document's order.
pub(super) fn schemas(document: &Value) -> Vec<Schema> {
    let forms = forms(document);
    members(document, SCHEMAS)
        .map(|(name, schema)| {
            let kind = match variants(schema) {
                Some(variants) => SchemaKind::Enum(variants),
                None if forms.contains(name) => SchemaKind::Form(fields(document, schema)),
                None => SchemaKind::Typified,
            };
            let wire = schema.get(WIRE_NAME).and_then(Value::as_str).unwrap_or(name);
            Schema {
                wire: WireName::from(wire),
                name: WireName::from(name.as_str()).to_type(),
                description: text(schema, "description"),
                kind,
            }
        })
        .collect()
}

/// The components that are sent as `multipart/form-data`.
fn forms(document: &Value) -> BTreeSet<String> {
    operations(document)
        .filter_map(|operation| {
            let (_, body) = operation.request_body(document)?;
            let (_, schema, encoding) = preferred(document, body)?;
            schema_reference(schema?).filter(|_| encoding == Encoding::Multipart)
        })
        .collect()
}

/// The known values, if the schema is a string with known values.
fn variants(schema: &Value) -> Option<Vec<Variant>> {
    let values = schema.get("enum")?.as_array()?;
    if schema.get("type")?.as_str()? != "string" {
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut variants = Vec::new();
    for value in values.iter().filter_map(Value::as_str).filter(|value| seen.insert(*value)) {
        let wire = WireName::from(value);
        variants.push(Variant { name: wire.to_type(), wire });
    }
    Some(variants)
}

fn fields(document: &Value, schema: &Value) -> Vec<FormField> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    members(schema, "/properties")
        .map(|(name, property)| {
            let wire = WireName::from(name.as_str());
            FormField {
                name: wire.to_snake(),
                description: text(property, "description"),
                required: required.contains(&name.as_str()),
                ty: upload_type(document, property),
                wire,
            }
        })
        .collect()
}

/// The type of a form field, where binary strings are uploads.
fn upload_type(document: &Value, schema: &Value) -> Type {
    let ty = match resolve(document, schema).and_then(|schema| schema.get("items")) {
        _ if is_binary(document, schema) => Type::Upload,
        Some(items) if is_binary(document, items) => Type::Vec(Box::new(Type::Upload)),
        _ => return type_of(document, schema),
    };
    match flag(schema, "nullable") {
        Some(true) => Type::Option(Box::new(ty)),
        _ => ty,
    }
}

/// The Rust type of a reference, a primitive, or an array or map of these.
pub(super) fn type_of(document: &Value, schema: &Value) -> Type {
    let ty = match schema_reference(schema) {
        Some(name) => named(document, schema, &name),
        None => unnamed(document, schema),
    };
    match flag(schema, "nullable") {
        Some(true) => Type::Option(Box::new(ty)),
        _ => ty,
    }
}

fn named(document: &Value, reference: &Value, name: &str) -> Type {
    let rust_name = WireName::from(name).to_type();
    match resolve(document, reference).and_then(variants) {
        Some(_) => Type::Enum(rust_name),
        None => Type::Model(rust_name),
    }
}

fn unnamed(document: &Value, schema: &Value) -> Type {
    let format = text(schema, "format");
    match text(schema, "type").as_str() {
        "string" => Type::String,
        "boolean" => Type::Bool,
        "integer" => Type::Number(integer(&format)),
        "number" => Type::Number(if format == "float" { "f32" } else { "f64" }),
        "array" => {
            let items = schema.get("items").map_or(Type::Json, |items| type_of(document, items));
            Type::Vec(Box::new(items))
        }
        "object" => {
            let values = schema.get("additionalProperties").filter(|values| values.is_object());
            Type::Map(Box::new(values.map_or(Type::Json, |values| type_of(document, values))))
        }
        // A nullable reference, as hoisting writes it.
        _ => match schema.get("allOf").and_then(|members| members.get(0)) {
            Some(member) => type_of(document, member),
            None => Type::Json,
        },
    }
}

fn integer(format: &str) -> &'static str {
    match format {
        "int8" => "i8",
        "int16" => "i16",
        "int32" => "i32",
        "uint8" => "u8",
        "uint16" => "u16",
        "uint32" | "uint" => "u32",
        "uint64" => "u64",
        _ => "i64",
    }
}

impl Lowering<'_> {
    /// The type of a parameter: a named primitive becomes the primitive itself.
    pub(super) fn parameter_type(&self, schema: &Value) -> Type {
        let is_enum = |name: &str| {
            self.schemas.iter().any(|schema| {
                schema.name.as_str() == name && matches!(schema.kind, SchemaKind::Enum(_))
            })
        };
        match schema_reference(schema) {
            Some(name) if is_enum(&name) => Type::Enum(WireName(name).to_type()),
            Some(_) => resolve(self.document, schema)
                .map_or(Type::Json, |target| self.parameter_type(target)),
            None => match unnamed(self.document, schema) {
                Type::Vec(_) => {
                    let items = schema
                        .get("items")
                        .map_or(Type::String, |items| self.parameter_type(items));
                    Type::Vec(Box::new(items))
                }
                // Any primitive, or one of several: sent as text.
                Type::Json | Type::Map(_) => Type::String,
                ty => ty,
            },
        }
    }

    /// The type of a body.
    pub(super) fn type_of(&self, schema: &Value) -> Type {
        type_of(self.document, schema)
    }
}
