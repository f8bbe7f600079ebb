//! Moves inline schemas that need a Rust type of their own to the components, under names derived from
//! their location: `{OperationId}{Parameter}`, `{OperationId}Request`, `{Type}{Property}`.
//!
//! For inline schemas, typify would invent names, and silently merge two schemas for which it invents
//! the same one.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::{METHODS, SCHEMA_REFERENCE, SCHEMAS, schema_reference};
use crate::name::{RustName, WireName};

pub(super) fn hoist_schemas(document: &mut Value) {
    let schemas = match document.pointer_mut(SCHEMAS).map(Value::take) {
        Some(Value::Object(schemas)) => schemas,
        _ => Map::new(),
    };
    let taken = schemas.keys().map(|name| WireName::from(name.as_str()).to_type()).collect();
    let mut hoister = Hoister { taken, schemas: Map::new() };
    for (name, mut schema) in schemas {
        hoister.hoist_children(&mut schema, &name);
        hoister.schemas.insert(name, schema);
    }
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        for operation in paths.values_mut().flat_map(operations_mut) {
            hoister.hoist_operation(operation);
        }
    }
    document["components"]["schemas"] = Value::Object(hoister.schemas);
}

fn operations_mut(item: &mut Value) -> impl Iterator<Item = &mut Value> {
    let members = item.as_object_mut().into_iter().flatten();
    members.filter(|(key, _)| METHODS.contains(&key.as_str())).map(|(_, operation)| operation)
}

struct Hoister {
    taken: BTreeSet<RustName>,
    schemas: Map<String, Value>,
}

impl Hoister {
    fn hoist_operation(&mut self, operation: &mut Value) {
        let id =
            operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        for parameter in
            operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
        {
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            let hint = format!("{id} {name}");
            if let Some(schema) = parameter.get_mut("schema") {
                self.hoist(schema, &hint);
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            self.hoist_content(body, &format!("{id} request"));
        }
        for response in
            operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten()
        {
            self.hoist_content(response.1, &format!("{id} response"));
        }
    }

    fn hoist_content(&mut self, holder: &mut Value, hint: &str) {
        for (_, media_type) in
            holder.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten()
        {
            if let Some(schema) = media_type.get_mut("schema") {
                self.hoist(schema, hint);
            }
        }
    }

    /// Hoists the schemas below `schema`, then `schema` itself if it needs a name.
    fn hoist(&mut self, schema: &mut Value, hint: &str) {
        self.hoist_children(schema, hint);
        if let Some(target) = sole_reference(schema) {
            *schema = target;
        }
        if !needs_name(schema) {
            return;
        }
        let name = WireName::from(hint).to_type().made_unique(&mut self.taken).to_string();
        let reference = json!({ "$ref": format!("{SCHEMA_REFERENCE}{name}") });
        let mut hoisted = schema.take();
        let nullable = hoisted.as_object_mut().and_then(|schema| schema.shift_remove("nullable"));
        *schema = match nullable {
            Some(Value::Bool(true)) => json!({ "allOf": [reference], "nullable": true }),
            _ => reference,
        };
        self.schemas.insert(name, hoisted);
    }

    fn hoist_children(&mut self, schema: &mut Value, hint: &str) {
        for (name, property) in
            schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
        {
            self.hoist(property, &format!("{hint} {name}"));
        }
        self.hoist_elements(schema, hint);
    }

    fn hoist_elements(&mut self, schema: &mut Value, hint: &str) {
        for (keyword, suffix) in [("items", "item"), ("additionalProperties", "value")] {
            if let Some(child) = schema.get_mut(keyword).filter(|child| child.is_object()) {
                self.hoist(child, &format!("{hint} {suffix}"));
            }
        }
        // The members of a combination stay inline: they are merged into one type, or are its variants.
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let list = schema.get_mut(keyword).and_then(Value::as_array_mut);
            for (index, member) in list.into_iter().flatten().enumerate() {
                let hint =
                    if keyword == "allOf" { hint.to_owned() } else { format!("{hint} {index}") };
                self.hoist_member(member, &hint);
            }
        }
    }

    /// Hoists the schemas below a member of a combination, except for constants among its properties:
    /// they distinguish variants.
    fn hoist_member(&mut self, member: &mut Value, hint: &str) {
        for (name, property) in
            member.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
        {
            if property.get("enum").and_then(Value::as_array).is_none_or(|values| values.len() != 1)
            {
                self.hoist(property, &format!("{hint} {name}"));
            }
        }
        self.hoist_elements(member, hint);
    }
}

/// The reference, if the schema only wraps one, as in `allOf: [$ref]`.
fn sole_reference(schema: &Value) -> Option<Value> {
    let members = schema.get("allOf")?.as_array()?;
    let plain =
        schema.get("nullable") != Some(&Value::Bool(true)) && schema.get("properties").is_none();
    match members.as_slice() {
        [only] if plain && schema_reference(only).is_some() => Some(only.clone()),
        _ => None,
    }
}

fn needs_name(schema: &Value) -> bool {
    let has_properties =
        schema.get("properties").and_then(Value::as_object).is_some_and(|p| !p.is_empty());
    let values = schema.get("enum").and_then(Value::as_array).map_or(0, Vec::len);
    let is_string = schema.get("type").and_then(Value::as_str) == Some("string");
    let combination = ["oneOf", "anyOf"].iter().any(|keyword| schema.get(keyword).is_some());
    let merged = schema.get("allOf").and_then(Value::as_array).is_some_and(|members| {
        members.len() > 1 || members.iter().any(|member| schema_reference(member).is_none())
    });
    has_properties || (is_string && values > 0) || combination || merged
}
