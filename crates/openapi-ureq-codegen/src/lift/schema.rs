//! Schemas.

use std::collections::HashSet;

use serde_json::Value;

use super::node::{flag, list, member, optional_text, text};
use super::{Lift, Version};
use crate::diagnostic::{FileId, Place};
use crate::model::{Discriminator, Number, Property, Schema, SchemaId, TypeName, Types};

/// The maximum nesting of schemas. Deeper ones are an error, since this stage is recursive.
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
    /// Lifts the schema at a place, unless that has been done already.
    pub(super) fn schema(&mut self, node: &'a Value, at: &Place, depth: usize) -> SchemaId {
        let (id, is_new) = self.reserve(at);
        if is_new {
            self.schemas[id] = self.read_schema(node, at, depth);
        }
        id
    }

    /// The id of the schema at a place, and whether it is new. A new one must be lifted, now or later.
    fn reserve(&mut self, place: &Place) -> (SchemaId, bool) {
        if let Some(id) = self.known.get(place) {
            return (*id, false);
        }
        let id = self.schemas.add(Schema { at: place.clone(), ..Schema::default() });
        self.known.insert(place.clone(), id);
        (id, true)
    }

    /// The target of a reference. If it is new, it is queued.
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
            // Some languages serialize an empty object as a list.
            Value::Array(items) if items.is_empty() => {}
            Value::Number(_) | Value::String(_) | Value::Array(_) => {
                self.report(at, "the schema is not an object", "describe it by an object");
            }
        }
        schema
    }

    /// Lifts the queued schemas, then runs the steps that need all schemas.
    pub(super) fn finish_schemas(&mut self) {
        while let Some((id, node, at)) = self.queue.pop_front() {
            self.schemas[id] = self.read_schema(node, &at, 0);
        }
        self.check_references();
        if self.problems.is_empty() {
            self.remove_null_alternatives();
        }
    }

    /// Reports circular references that never reach a schema, once per cycle.
    fn check_references(&mut self) {
        let ids: Vec<SchemaId> = self.schemas.ids().collect();
        // The number of the walk that visited a schema first.
        let mut walks: Vec<usize> = vec![usize::MAX; ids.len()];
        for (walk, id) in ids.iter().enumerate() {
            let mut next = Some(*id);
            while let Some(id) = next {
                let Some(first) = walks.get_mut(id.index()) else { break };
                if *first == walk {
                    let at = self.schemas[id].at.clone();
                    let message = "the schema refers to itself, directly or through others that only refer on";
                    self.report(&at, message, "describe it, for example by `type: object`");
                }
                if *first != usize::MAX {
                    break;
                }
                *first = walk;
                next = self.schemas[id].reference;
            }
        }
    }

    /// Converts an alternative that accepts only null to a nullable schema.
    fn remove_null_alternatives(&mut self) {
        for id in self.schemas.ids() {
            let schema = &self.schemas[id];
            if schema.any_of.is_empty() && schema.one_of.is_empty() {
                continue;
            }
            let any_of = self.without_nulls(&schema.any_of);
            let one_of = self.without_nulls(&schema.one_of);
            let is_gone =
                |before: &[SchemaId], after: &[SchemaId]| after.is_empty() && !before.is_empty();
            let is_only_null = is_gone(&schema.any_of, &any_of) || is_gone(&schema.one_of, &one_of);
            let has_null = any_of.len() < schema.any_of.len() || one_of.len() < schema.one_of.len();
            let has_nullable = schema.types.is_none()
                && any_of.iter().chain(&one_of).any(|member| self.permits_null(*member));
            let schema = &mut self.schemas[id];
            schema.nullable |= has_null || has_nullable;
            if is_only_null {
                schema.types = Some(Types::default());
            }
            (schema.any_of, schema.one_of) = (any_of, one_of);
        }
    }

    fn without_nulls(&self, members: &[SchemaId]) -> Vec<SchemaId> {
        members.iter().copied().filter(|member| !self.is_null(*member)).collect()
    }

    /// Whether the schema, or the target of its reference, accepts null in addition to other values.
    fn permits_null(&self, id: SchemaId) -> bool {
        self.chain(id).any(|schema| schema.nullable)
    }

    fn is_null(&self, id: SchemaId) -> bool {
        let target = self.chain(id).last();
        target.is_some_and(|schema| schema.nullable && schema.types.is_some_and(Types::is_empty))
    }

    /// A schema and the chain of its references.
    fn chain(&self, id: SchemaId) -> impl Iterator<Item = &Schema> {
        let next = |schema: &&Schema| Some(&self.schemas[schema.reference?]);
        // A longer chain is a cycle, which has been reported.
        std::iter::successors(Some(&self.schemas[id]), next).take(self.schemas.len() + 1)
    }

    fn read_members(&mut self, node: &'a Value, schema: &mut Schema, depth: usize) {
        schema.title = optional_text(node, "title").filter(|title| !title.is_empty());
        schema.description = optional_text(node, "description").filter(|text| !text.is_empty());
        schema.deprecated = flag(node, "deprecated").unwrap_or(false);
        schema.rust_name = self.extension_text(node, &schema.at, "x-rust-name");
        let nullable = flag(node, "nullable");
        schema.nullable = nullable.unwrap_or(false);
        schema.not_null = nullable == Some(false);
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            schema.reference = self.referred(&schema.at.child("$ref"), reference);
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
        match node.get("type") {
            None => {}
            // Without quotes, `null` is not a string. Next to other keywords it is ignored.
            Some(Value::Null) if is_bare(node) => schema.types = self.types(&[Value::Null], schema),
            Some(Value::Null) => {}
            Some(Value::Array(names)) if names.is_empty() => {}
            Some(Value::Array(names)) => schema.types = self.types(names, schema),
            Some(name) => schema.types = self.types(std::slice::from_ref(name), schema),
        }
        schema.format = schema.format.take().or_else(|| optional_text(node, "format"));
        schema.content_encoding = optional_text(node, "contentEncoding");
        schema.content_media_type = optional_text(node, "contentMediaType");
        schema.minimum = bound(node, "minimum", "exclusiveMinimum");
        schema.maximum = bound(node, "maximum", "exclusiveMaximum");
    }

    /// Parses type names; `null` makes the schema nullable.
    fn types(&mut self, names: &[Value], schema: &mut Schema) -> Option<Types> {
        let mut types = Types::default();
        for name in names {
            let text = name.as_str().unwrap_or_default().trim();
            match TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(text)) {
                Some((_, name)) => types = types.with(*name),
                None if text == "null" || name.is_null() => schema.nullable = true,
                // Some document generators write this for any value.
                None if text == "any" => return None,
                // Part of Swagger 2, and found in later documents too.
                None if text == "file" => {
                    schema.format = Some("binary".to_owned());
                    types = types.with(TypeName::String);
                }
                None => {
                    let known = TYPES.map(|(name, _)| name).join(", ");
                    let message = format!("{name} is not a type of OpenAPI");
                    let remedy = format!("use one of {known}; for null add `nullable: true`");
                    self.report(&schema.at.child("type"), message, remedy);
                }
            }
        }
        Some(types)
    }

    fn read_values(&mut self, node: &'a Value, schema: &mut Schema) {
        let values = match node.get("const") {
            Some(value) => std::slice::from_ref(value),
            None => list(node, "enum"),
        };
        let mut known = HashSet::new();
        let distinct = values.iter().filter(|value| known.insert(value.to_string()));
        let (nulls, values): (Vec<_>, Vec<_>) = distinct.cloned().partition(Value::is_null);
        schema.nullable |= !nulls.is_empty();
        match values.is_empty() {
            true if !nulls.is_empty() => schema.types = Some(Types::default()),
            true => {}
            false => schema.values = Some(values),
        }
    }

    fn read_object(&mut self, node: &'a Value, schema: &mut Schema, depth: usize) {
        let properties = self.members(node, &schema.at, "properties");
        let at = schema.at.child("properties");
        for (name, child) in properties {
            let id = self.schema(child, &at.child(name), depth + 1);
            schema.properties.push(Property { name: name.clone(), schema: id });
        }
        // OpenAPI 3.0 documents often have `required: true` on a property, as in early drafts of JSON Schema.
        let mut known = HashSet::new();
        let required = list(node, "required").iter().filter_map(Value::as_str);
        schema.required = required.filter(|name| known.insert(*name)).map(str::to_owned).collect();
        schema.additional = self.read_additional(node, schema, depth);
    }

    /// The schema of additional properties: those of all patterns and of `additionalProperties`, as alternatives.
    fn read_additional(
        &mut self,
        node: &'a Value,
        schema: &Schema,
        depth: usize,
    ) -> Option<SchemaId> {
        let others = ["additionalProperties", "unevaluatedProperties"];
        let other = others
            .iter()
            .find_map(|keyword| Some((member(node, keyword)?, schema.at.child(keyword))));
        let at = schema.at.child("patternProperties");
        let patterns = self.members(node, &schema.at, "patternProperties");
        let mut children: Vec<(&Value, Place)> = other
            .into_iter()
            .chain(patterns.map(|(pattern, child)| (child, at.child(pattern))))
            .collect();
        // `false` is not an alternative.
        match children.iter().all(|(child, _)| **child == Value::Bool(false)) {
            true => children.truncate(1),
            false => children.retain(|(child, _)| **child != Value::Bool(false)),
        }
        let children: Vec<SchemaId> =
            children.iter().map(|(child, at)| self.schema(child, at, depth + 1)).collect();
        match children[..] {
            [] => None,
            [one] => Some(one),
            _ => Some(self.schemas.add(Schema { at, any_of: children, ..Schema::default() })),
        }
    }

    fn read_array(&mut self, node: &'a Value, schema: &mut Schema, depth: usize) {
        let at = schema.at.child("prefixItems");
        for (index, child) in list(node, "prefixItems").iter().enumerate() {
            let id = self.schema(child, &at.child(index), depth + 1);
            schema.prefix_items.push(id);
        }
        let keyword = if member(node, "items").is_some() { "items" } else { "unevaluatedItems" };
        let at = schema.at.child(keyword);
        match node.get(keyword) {
            None | Some(Value::Null) => {}
            // Older versions of JSON Schema describe tuples by a list of schemas.
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
        schema.any_of = self.schemas_in(node, "anyOf", schema, depth);
        schema.one_of = self.schemas_in(node, "oneOf", schema, depth);
    }

    fn schemas_in(
        &mut self,
        node: &'a Value,
        keyword: &str,
        schema: &Schema,
        depth: usize,
    ) -> Vec<SchemaId> {
        let at = schema.at.child(keyword);
        let children = self.list(node, &schema.at, keyword).iter().enumerate();
        children.map(|(index, child)| self.schema(child, &at.child(index), depth + 1)).collect()
    }

    fn read_discriminator(&mut self, node: &'a Value, schema: &mut Schema) {
        let Some(node) = node.get("discriminator") else { return };
        // In Swagger 2, the discriminator is just the name of the property.
        let property = node.as_str().map_or_else(|| text(node, "propertyName"), str::to_owned);
        if property.is_empty() {
            return;
        }
        let at = schema.at.child("discriminator");
        let targets = self.members(node, &at, "mapping");
        let at = at.child("mapping");
        let mut mapping = Vec::new();
        for (value, target) in targets {
            let at = at.child(value);
            let Some(target) = target.as_str() else {
                self.report(
                    &at,
                    format!("{target} is not a schema"),
                    "write the name of a schema, or a reference to it",
                );
                continue;
            };
            if let Some(id) = self.mapped(&at, target) {
                mapping.push((value.clone(), id));
            }
        }
        schema.discriminator = Some(Discriminator { property, mapping });
    }

    /// The schema that a discriminator maps a value to, by the name of a component or by a reference.
    fn mapped(&mut self, at: &Place, target: &str) -> Option<SchemaId> {
        let file = |file: FileId| self.resolver.files.get(usize::from(file.0));
        let is_component = |id: FileId| {
            let schemas = file(id).and_then(|file| file.root.get("components")?.get("schemas"));
            schemas.is_some_and(|schemas| schemas.get(target).is_some())
        };
        let name = || {
            let name = target.replace('~', "~0").replace('/', "~1").replace('%', "%25");
            format!("#/components/schemas/{name}")
        };
        if is_component(at.file) {
            return self.referred(at, &name());
        }
        // The name can also be that of a component of the main document.
        if is_component(FileId::default()) {
            return self.referred(&Place::default(), &name());
        }
        let is_file =
            [".json", ".yaml", ".yml"].iter().any(|extension| target.ends_with(extension));
        if target.contains(['#', '/']) || is_file {
            self.referred(at, target)
        } else {
            self.referred(at, &name())
        }
    }
}

/// Whether `type` is the only keyword that restricts the schema.
fn is_bare(node: &Value) -> bool {
    let says_nothing = |key: &String| {
        matches!(
            key.as_str(),
            "type" | "title" | "description" | "deprecated" | "example" | "examples"
        )
    };
    node.as_object().is_some_and(|members| members.keys().all(says_nothing))
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
