//! The document's schemas as JSON Schema 2020-12 for one direction: requests have no `readOnly` properties, replies
//! no `writeOnly` ones.
//!
//! The crate `jsonschema` validates values. This module converts the dialect of OpenAPI 3.0 for it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use jsonschema::{Registry, Validator};
use serde_json::{Map, Value, json};

use crate::discriminator;
use crate::document::{Document, pointer_of};

/// The URI of the document in references.
const DOCUMENT: &str = "urn:openapi";

/// Members that contain data instead of schemas.
const DATA: [&str; 6] = ["default", "enum", "const", "example", "examples", "mapping"];

/// Members whose own members have arbitrary names, such as `default`, instead of keywords.
const NAMED: [&str; 4] = ["properties", "patternProperties", "responses", "schemas"];

/// The sender of the value that a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Reply,
}

/// The schemas of a document, in one direction.
pub(crate) struct Schemas {
    root: Value,
    registry: Registry<'static>,
    validators: RefCell<HashMap<u64, Rc<Result<Validator, String>>>>,
}

impl Schemas {
    pub(crate) fn new(document: &Document, direction: Direction) -> Result<Self, String> {
        let conversion = Conversion { document, direction };
        let mut root = document.root().clone();
        conversion.convert(&mut root, "");
        let registry = Registry::new()
            .add(DOCUMENT, root.clone())
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| format!("the schemas cannot be read: {error}"))?;
        Ok(Self { root, registry, validators: RefCell::default() })
    }

    /// The schema at a pointer; the schema that accepts everything if there is none.
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.root.pointer(pointer).unwrap_or(&Value::Bool(true))
    }

    /// The target of a `$ref` in a converted schema.
    pub(crate) fn target(&self, reference: &str) -> Option<&Value> {
        self.root.pointer(&pointer_of(reference.strip_prefix(DOCUMENT)?)?)
    }

    /// The schema at the end of a chain of references.
    pub(crate) fn resolve<'a>(&'a self, mut schema: &'a Value) -> &'a Value {
        for _ in 0..32 {
            match schema.get("$ref").and_then(Value::as_str).and_then(|to| self.target(to)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    pub(crate) fn is_valid(&self, schema: &Value, value: &Value) -> bool {
        matches!(&*self.validator(schema), Ok(validator) if validator.is_valid(value))
    }

    /// Validates a value. The error contains only the first few problems.
    pub(crate) fn validate(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let validator = self.validator(schema);
        let validator = validator.as_ref().as_ref().map_err(Clone::clone)?;
        let problems: Vec<String> = validator
            .iter_errors(value)
            .take(3)
            .map(|error| format!("at `{}`: {}", error.instance_path(), error.masked()))
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(problems.join("; ")) }
    }

    fn validator(&self, schema: &Value) -> Rc<Result<Validator, String>> {
        let key = fingerprint(schema);
        if let Some(known) = self.validators.borrow().get(&key) {
            return Rc::clone(known);
        }
        let built = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .with_registry(&self.registry)
            .build(schema)
            .map_err(|error| format!("the schema cannot be compiled: {error}"));
        let built = Rc::new(built);
        self.validators.borrow_mut().insert(key, Rc::clone(&built));
        built
    }
}

/// Identifies a schema in tables: schemas with the same fingerprint have the same text.
pub(crate) fn fingerprint(schema: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    schema.hash(&mut hasher);
    hasher.finish()
}

struct Conversion<'a> {
    document: &'a Document,
    direction: Direction,
}

impl Conversion<'_> {
    /// Converts a node, which is the member `name` of another.
    fn convert(&self, node: &mut Value, name: &str) {
        match node {
            Value::Array(items) => items.iter_mut().for_each(|item| self.convert(item, "")),
            Value::Object(members) => {
                self.drop_properties(members);
                discriminator::apply(self.document.root(), members);
                for (key, child) in members.iter_mut() {
                    if !DATA.contains(&key.as_str()) || NAMED.contains(&name) {
                        self.convert(child, key);
                    }
                }
                if self.document.is_3_0() {
                    lift(members);
                }
                absolute(members);
                drop_unusable_pattern(members);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Removes properties that are not sent in this direction.
    fn drop_properties(&self, schema: &mut Map<String, Value>) {
        let keyword = match self.direction {
            Direction::Request => "readOnly",
            Direction::Reply => "writeOnly",
        };
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
        let dropped: Vec<String> = properties
            .iter()
            .filter(|(_, property)| self.has_flag(property, keyword, 0))
            .map(|(name, _)| name.clone())
            .collect();
        properties.retain(|name, _| !dropped.contains(name));
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|name| !dropped.iter().any(|dropped| name == dropped));
        }
    }

    fn has_flag(&self, schema: &Value, keyword: &str, depth: usize) -> bool {
        if depth > 8 {
            return false;
        }
        let target = schema.get("$ref").and_then(Value::as_str).and_then(pointer_of);
        let target = target.and_then(|pointer| self.document.root().pointer(&pointer));
        let members = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        schema.get(keyword) == Some(&Value::Bool(true))
            || target.into_iter().chain(members).any(|part| self.has_flag(part, keyword, depth + 1))
    }
}

/// Converts OpenAPI 3.0 to JSON Schema 2020-12.
fn lift(schema: &mut Map<String, Value>) {
    if schema.get("$ref").is_some_and(Value::is_string) {
        // Keywords next to a reference are ignored in 3.0.
        schema.retain(|key, _| key == "$ref");
        return;
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if let Some(Value::Bool(is_exclusive)) = schema.get(exclusive).cloned() {
            schema.remove(exclusive);
            if let Some(limit) = schema.get(bound).cloned().filter(|_| is_exclusive) {
                schema.remove(bound);
                schema.insert(exclusive.to_owned(), limit);
            }
        }
    }
    if schema.get("nullable") != Some(&Value::Bool(true)) {
        return;
    }
    schema.remove("nullable");
    match schema.get("type").cloned() {
        Some(Value::String(one)) => {
            schema.insert("type".to_owned(), json!([one, "null"]));
        }
        // Without a type, such as around a reference, the intention is to allow null as well.
        _ if !schema.is_empty() && !schema.contains_key("enum") => {
            let rest = Value::Object(std::mem::take(schema));
            schema.insert("anyOf".to_owned(), json!([rest, { "type": "null" }]));
        }
        _ => {}
    }
}

/// Makes references absolute, so that they do not depend on where the schema is compiled.
fn absolute(schema: &mut Map<String, Value>) {
    if let Some(Value::String(reference)) = schema.get_mut("$ref")
        && reference.starts_with('#')
    {
        reference.insert_str(0, DOCUMENT);
    }
}

/// Removes a pattern in a dialect that the validator does not support.
fn drop_unusable_pattern(schema: &mut Map<String, Value>) {
    if let Some(Value::String(pattern)) = schema.get("pattern")
        && jsonschema::validator_for(&json!({ "pattern": pattern })).is_err()
    {
        schema.remove("pattern");
    }
}
