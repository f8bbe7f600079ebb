//! Schemas.

use serde_json::Value;

use super::node::{flag, list, members, optional_text, text};
use super::{Lift, Version};
use crate::diagnostic::Place;
use crate::model::{Discriminator, Number, Property, Schema, SchemaId, TypeName, Types};

/// Schemas that are nested deeper in one another are an error: this stage calls itself for each level.
const MAX_DEPTH: usize = 100;

const TYPES: [(&str, TypeName); 6] = [
    ("array", TypeName::Array),
    ("boolean", TypeName::Boolean),
    ("integer", TypeName::Integer),
    ("number", TypeName::Number),
    ("object", TypeName::Object),
    ("string", TypeName::String),
];

impl<'a> Lift<'a> {
    /// Lifts the schema at a place, once.
    pub(super) fn schema(&mut self, node: &'a Value, at: &Place, depth: usize) -> SchemaId {
        let (id, is_new) = self.reserve(at);
        if is_new {
            self.schemas[id] = self.read_schema(node, at, depth);
        }
        id
    }

    /// The schema that a reference refers to, which is lifted later if it is not known.
    fn referred(&mut self, at: &Place, reference: &str) -> Option<SchemaId> {
        match self.resolver.target(at, reference) {
            Ok((node, place)) => {
                let (id, is_new) = self.reserve(&place);
                if is_new {
                    self.queue.push_back((id, node, place));
                }
                Some(id)
            }
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    pub(super) fn read_schema(&mut self, node: &'a Value, at: &Place, depth: usize) -> Schema {
        let mut schema = Schema { at: at.clone(), ..Schema::default() };
        if depth > MAX_DEPTH {
            let message = format!("schemas are nested deeper than {MAX_DEPTH} levels");
            let remedy = "move an inner schema to components/schemas and refer to it";
            self.report(at, message, remedy);
            return schema;
        }
        match node {
            Value::Bool(valid) => schema.never = !valid,
            Value::Object(_) => self.read_members(node, &mut schema, depth),
            Value::Null => {}
            Value::Number(_) | Value::String(_) | Value::Array(_) => {
                self.report(at, "the schema is not an object", "describe it by an object");
            }
        }
        schema
    }

    fn read_members(&mut self, node: &'a Value, schema: &mut Schema, depth: usize) {
        schema.title = optional_text(node, "title").filter(|title| !title.is_empty());
        schema.description = optional_text(node, "description").filter(|text| !text.is_empty());
        schema.deprecated = flag(node, "deprecated").unwrap_or(false);
        schema.rust_name = optional_text(node, "x-rust-name").filter(|name| !name.is_empty());
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            schema.reference = self.referred(&schema.at.clone(), reference);
            if self.version == Version::V30 {
                return;
            }
        }
        schema.default = node.get("default").cloned();
        schema.read_only = flag(node, "readOnly").unwrap_or(false);
        schema.write_only = flag(node, "writeOnly").unwrap_or(false);
        self.read_types(node, schema);
        self.read_values(node, schema);
        self.read_object(node, schema, depth);
        self.read_array(node, schema, depth);
        self.read_compositions(node, schema, depth);
        self.read_discriminator(node, schema);
    }

    fn read_types(&mut self, node: &Value, schema: &mut Schema) {
        let at = schema.at.child("type");
        match node.get("type") {
            None | Some(Value::Null) => {}
            Some(Value::String(name)) => schema.types = self.types(&[name.as_str()], &at, schema),
            Some(Value::Array(names)) => {
                let names: Vec<&str> =
                    names.iter().map(|name| name.as_str().unwrap_or("null")).collect();
                schema.types = self.types(&names, &at, schema);
            }
            Some(other) => {
                let names = TYPES.map(|(name, _)| name).join(", ");
                self.report(&at, format!("{other} is not a type"), format!("use one of {names}"));
            }
        }
        schema.nullable |= flag(node, "nullable").unwrap_or(false);
        schema.format = optional_text(node, "format");
        schema.content_encoding = optional_text(node, "contentEncoding");
        schema.content_media_type = optional_text(node, "contentMediaType");
        schema.minimum = bound(node, "minimum", "exclusiveMinimum");
        schema.maximum = bound(node, "maximum", "exclusiveMaximum");
    }

    /// The types of these names; null makes the schema nullable.
    fn types(&mut self, names: &[&str], at: &Place, schema: &mut Schema) -> Option<Types> {
        let mut types = Types::default();
        for name in names {
            match TYPES.iter().find(|(known, _)| known == name) {
                Some((_, name)) => types = types.with(*name),
                None if *name == "null" => schema.nullable = true,
                // A name that some generators of documents write for any value.
                None if *name == "any" => return None,
                // Swagger 2 had it, and it is met in later documents, too.
                None if *name == "file" => {
                    schema.format = Some("binary".to_owned());
                    types = types.with(TypeName::String);
                }
                None => {
                    let known = TYPES.map(|(name, _)| name).join(", ");
                    let message = format!("\"{name}\" is not a type of OpenAPI");
                    self.report(
                        at,
                        message,
                        format!("use one of {known}; for null add `nullable: true`"),
                    );
                }
            }
        }
        Some(types)
    }

    fn read_values(&mut self, node: &Value, schema: &mut Schema) {
        let values = match (node.get("const"), node.get("enum")) {
            (Some(value), _) => vec![value.clone()],
            (None, Some(Value::Array(values))) => values.clone(),
            (None, _) => return,
        };
        let (nulls, values): (Vec<_>, Vec<_>) = values.into_iter().partition(Value::is_null);
        schema.nullable |= !nulls.is_empty();
        match values.is_empty() {
            true if !nulls.is_empty() => schema.types = Some(Types::default()),
            true => {}
            false => schema.values = Some(values),
        }
    }

    fn read_object(&mut self, node: &'a Value, schema: &mut Schema, depth: usize) {
        let at = schema.at.child("properties");
        if node.get("properties").is_some_and(|node| !node.is_object() && !node.is_null()) {
            self.report(&at, "`properties` is not an object", "list the properties by their names");
        }
        for (name, child) in members(node, "properties") {
            let id = self.schema(child, &at.child(name), depth + 1);
            schema.properties.push(Property { name: name.clone(), schema: id });
        }
        let required = list(node, "required").iter().filter_map(Value::as_str);
        for name in required {
            if !schema.required.iter().any(|known| known == name) {
                schema.required.push(name.to_owned());
            }
        }
        let mut others = Vec::new();
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            if let Some(child) = node.get(keyword).filter(|child| !child.is_null()) {
                others.push(self.schema(child, &schema.at.child(keyword), depth + 1));
                break;
            }
        }
        let at = schema.at.child("patternProperties");
        for (pattern, child) in members(node, "patternProperties") {
            others.push(self.schema(child, &at.child(pattern), depth + 1));
        }
        // Patterns are alternatives to each other; what else is forbidden needs no alternative.
        let is_forbidden = |lift: &Self, id: SchemaId| lift.schemas[id].never;
        if others.len() > 1 {
            others.retain(|id| !is_forbidden(self, *id));
        }
        schema.additional = match others[..] {
            [] => None,
            [one] => Some(one),
            _ => {
                let at = schema.at.child("patternProperties");
                Some(self.schemas.add(Schema { at, any_of: others, ..Schema::default() }))
            }
        };
    }

    fn read_array(&mut self, node: &'a Value, schema: &mut Schema, depth: usize) {
        let at = schema.at.child("prefixItems");
        for (index, child) in list(node, "prefixItems").iter().enumerate() {
            let id = self.schema(child, &at.child(index), depth + 1);
            schema.prefix_items.push(id);
        }
        let at = schema.at.child("items");
        match node.get("items") {
            None | Some(Value::Null) => {}
            // A list of schemas was the tuple of older versions of JSON Schema.
            Some(Value::Array(items)) => {
                for (index, child) in items.iter().enumerate() {
                    let id = self.schema(child, &at.child(index), depth + 1);
                    schema.prefix_items.push(id);
                }
            }
            Some(child) => schema.items = Some(self.schema(child, &at, depth + 1)),
        }
        schema.min_items = node.get("minItems").and_then(Value::as_u64);
        schema.max_items = node.get("maxItems").and_then(Value::as_u64);
    }

    fn read_compositions(&mut self, node: &'a Value, schema: &mut Schema, depth: usize) {
        schema.all_of = self.schemas_in(node, "allOf", schema, depth);
        for keyword in ["anyOf", "oneOf"] {
            let mut members = self.schemas_in(node, keyword, schema, depth);
            let has_any = !members.is_empty();
            members.retain(|id| {
                let member = &self.schemas[*id];
                let is_null = member.nullable && member.types.is_some_and(Types::is_empty);
                schema.nullable |= is_null;
                !is_null
            });
            if has_any && members.is_empty() {
                schema.types = Some(Types::default());
            }
            match keyword {
                "anyOf" => schema.any_of = members,
                _ => schema.one_of = members,
            }
        }
    }

    fn schemas_in(
        &mut self,
        node: &'a Value,
        keyword: &str,
        schema: &Schema,
        depth: usize,
    ) -> Vec<SchemaId> {
        let at = schema.at.child(keyword);
        if node.get(keyword).is_some_and(|node| !node.is_array() && !node.is_null()) {
            self.report(&at, format!("`{keyword}` is not a list"), "write it as a list of schemas");
        }
        let children = list(node, keyword).iter().enumerate();
        children.map(|(index, child)| self.schema(child, &at.child(index), depth + 1)).collect()
    }

    fn read_discriminator(&mut self, node: &Value, schema: &mut Schema) {
        let Some(node) = node.get("discriminator") else { return };
        // Swagger 2 had the name of the property alone.
        let property = node.as_str().map_or_else(|| text(node, "propertyName"), str::to_owned);
        if property.is_empty() {
            return;
        }
        let at = schema.at.child("discriminator").child("mapping");
        let mut mapping = Vec::new();
        for (value, target) in members(node, "mapping") {
            let Some(target) = target.as_str() else { continue };
            // A name without any of the characters of a reference is that of a component.
            let is_reference = target.contains(['#', '/', '.']) && !self.is_component(target);
            let reference = match is_reference {
                true => target.to_owned(),
                false => {
                    let name = target.replace('~', "~0").replace('/', "~1").replace('%', "%25");
                    format!("#/components/schemas/{name}")
                }
            };
            if let Some(id) = self.referred(&at.child(value), &reference) {
                mapping.push((value.clone(), id));
            }
        }
        schema.discriminator = Some(Discriminator { property, mapping });
    }

    fn is_component(&self, name: &str) -> bool {
        let root = self.resolver.files.first().map(|file| &file.root);
        let schemas = root.and_then(|root| root.get("components")?.get("schemas"));
        schemas.is_some_and(|schemas| schemas.get(name).is_some())
    }
}

/// A bound, whether it is exclusive by a flag, as in OpenAPI 3.0, or by itself, as in 3.1.
fn bound(node: &Value, inclusive: &str, exclusive: &str) -> Option<Number> {
    let number = |key: &str| node.get(key).and_then(Value::as_number).cloned();
    match number(exclusive) {
        Some(value) => Some(Number { value, exclusive: true }),
        None => {
            let exclusive = flag(node, exclusive).unwrap_or(false);
            number(inclusive).map(|value| Number { value, exclusive })
        }
    }
}
