//! Stage 5: the named schemas to Rust types, by progenitor's lowering and typify.
//!
//! Keywords that they do not support are removed beforehand; their panics become diagnostics.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, TypeImpl};
use serde_json::{Map, Value, json};
use typify::TypeSpace;

use crate::diagnostic::{Diagnostic, Pointer};
use crate::document::{SCHEMAS, for_each_subschema, members};
use crate::ir::{Schema, SchemaKind};
use crate::name::RustName;

/// Keywords that describe values but do not affect the Rust type.
///
/// Lengths, patterns and ranges would become types that fail to decode a response which violates them.
/// Formats such as `date-time` would need crates that the client does not depend on; defaults are
/// applied by the server. Titles would rename types.
const DROPPED: [&str; 23] = [
    "title",
    "default",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "discriminator",
    "readOnly",
    "writeOnly",
    "deprecated",
    "pattern",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

/// The code of all schemas that are [`SchemaKind::Typified`], as the items of one module.
pub(crate) fn typify(document: &Value, schemas: &[Schema]) -> Result<TokenStream, Vec<Diagnostic>> {
    let openapi = components_only(document).map_err(|problem| vec![problem])?;
    let replaced = schemas.iter().filter(|schema| !matches!(schema.kind, SchemaKind::Typified));
    let replaced: Vec<&RustName> = replaced.map(|schema| &schema.name).collect();
    quiet_catch(|| {
        let mut generator = Generator::new(&settings(&replaced));
        generator.generate_tokens(&openapi).map_err(|error| error.to_string())?;
        let types = generator.get_type_space();
        Ok((type_names(types), types.to_stream()))
    })
    .and_then(|(names, tokens)| match missing(schemas, &replaced, &names) {
        None => Ok(tokens),
        Some(name) => Err(format!("no type `{name}` was generated")),
    })
    .map_err(|message| blame(document, &replaced, &message))
}

/// The input of progenitor: the components, reduced to the keywords that affect types, and no paths.
fn components_only(document: &Value) -> Result<OpenAPI, Diagnostic> {
    let mut schemas = document.pointer(SCHEMAS).cloned().unwrap_or_else(|| json!({}));
    if let Value::Object(schemas) = &mut schemas {
        schemas.values_mut().for_each(|schema| reduce(schema, false));
    }
    let reduced = json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": "" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    serde_path_to_error::deserialize(&reduced).map_err(|error| {
        Diagnostic::new(
            &Pointer::from(SCHEMAS),
            format!("the schemas cannot be read: {error}"),
            "compare the schema with the OpenAPI 3.0 specification",
        )
    })
}

fn reduce(schema: &mut Value, merged: bool) {
    let Value::Object(object) = schema else { return };
    if !merged && !object.contains_key("allOf") {
        drop_unknown_required(object);
    }
    object.retain(|name, _| !DROPPED.contains(&name.as_str()) && !name.starts_with("x-"));
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if !matches!(kind.as_str(), "integer" | "number") {
        object.shift_remove("format");
    }
    // A constant without a type distinguishes variants.
    if !matches!(kind.as_str(), "string" | "") {
        object.shift_remove("enum");
    }
    if object.get("additionalProperties") == Some(&Value::Bool(false)) {
        object.shift_remove("additionalProperties");
    }
    object.shift_remove("not");
    for (name, child) in object.iter_mut() {
        match (name.as_str(), child) {
            ("properties", Value::Object(properties)) => {
                properties.values_mut().for_each(|property| reduce(property, false));
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(list)) => {
                list.iter_mut().for_each(|member| reduce(member, true));
            }
            ("items" | "additionalProperties", child) => reduce(child, false),
            _ => {}
        }
    }
}

/// A required but undeclared name would become a separate field, in addition to a declared one that is
/// only spelled differently.
fn drop_unknown_required(object: &mut Map<String, Value>) {
    let declared: Vec<String> = object
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
        .cloned()
        .collect();
    if let Some(Value::Array(required)) = object.get_mut("required") {
        required.retain(|name| {
            name.as_str().is_some_and(|name| declared.iter().any(|other| other == name))
        });
    }
}

fn settings(replaced: &[&RustName]) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings.with_derive("PartialEq");
    for name in replaced {
        settings.with_replacement(name, name, std::iter::empty::<TypeImpl>());
    }
    settings
}

fn type_names(types: &TypeSpace) -> BTreeSet<String> {
    types.iter_types().map(|ty| ty.name()).collect()
}

/// The first schema without a type; a replacement must be for an existing component.
fn missing<'a>(
    schemas: &'a [Schema],
    replaced: &[&RustName],
    names: &BTreeSet<String>,
) -> Option<&'a RustName> {
    let is_made = |name: &RustName| names.contains(name.as_str()) || replaced.contains(&name);
    schemas.iter().map(|schema| &schema.name).find(|name| !is_made(name))
}

/// Finds the schemas that fail, by trying each alone with the schemas that it refers to.
fn blame(document: &Value, replaced: &[&RustName], message: &str) -> Vec<Diagnostic> {
    let remedy = "simplify the schema with an overlay action, for example to `type: object`";
    let mut found = Vec::new();
    for (name, _) in members(document, SCHEMAS) {
        let Ok(openapi) = components_only(&with_dependencies(document, name)) else { continue };
        let outcome = quiet_catch(|| {
            let mut generator = Generator::new(&settings(replaced));
            generator.generate_tokens(&openapi).map(|_| ()).map_err(|error| error.to_string())
        });
        if let Err(message) = outcome {
            let at = Pointer::from(SCHEMAS).child(wire_name(document, name));
            found.push(Diagnostic::new(
                &at,
                format!("no Rust type can be generated from this schema: {message}"),
                remedy,
            ));
        }
    }
    if found.is_empty() {
        let at = Pointer::from(SCHEMAS);
        found.push(Diagnostic::new(
            &at,
            format!("no Rust types can be generated from the schemas: {message}"),
            remedy,
        ));
    }
    found
}

fn wire_name<'a>(document: &'a Value, name: &'a str) -> &'a str {
    let pointer = Pointer::from(SCHEMAS).child(name).child(crate::normalize::WIRE_NAME);
    document.pointer(pointer.as_str()).and_then(Value::as_str).unwrap_or(name)
}

/// A document with the schema `name` and all schemas that it refers to.
fn with_dependencies(document: &Value, name: &str) -> Value {
    let mut schemas = Map::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let pointer = Pointer::from(SCHEMAS).child(&name);
        if let Some(schema) =
            document.pointer(pointer.as_str()).filter(|_| !schemas.contains_key(&name))
        {
            collect_references(schema, &mut open);
            schemas.insert(name, schema.clone());
        }
    }
    json!({ "components": { "schemas": schemas } })
}

fn collect_references(schema: &Value, found: &mut Vec<String>) {
    found.extend(crate::document::schema_reference(schema));
    for_each_subschema(schema, |_, child| collect_references(child, found));
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic becomes an error with its message, and is not printed.
fn quiet_catch<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                previous(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    outcome.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
        Err(text.lines().next().unwrap_or_default().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_is_an_error_with_its_message() {
        let outcome: Result<(), String> = quiet_catch(|| {
            std::panic::panic_any(format!("schema {} is odd", 7));
        });
        assert_eq!(outcome, Err("schema 7 is odd".to_owned()));
    }
}
