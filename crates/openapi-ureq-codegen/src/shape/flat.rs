//! Flattened schemas: a schema merged with its references and `allOf` members.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Scalar, ScalarKind, Shapes};
use crate::model::{Number, SchemaId, Schemas, TypeName, Types};

/// Merged keywords. Alternatives are not merged yet.
#[derive(Debug, Default)]
pub(crate) struct Flat {
    pub(crate) never: bool,
    pub(crate) types: Option<Types>,
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) format: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_media_type: Option<String>,
    minimum: Option<Number>,
    maximum: Option<Number>,
    /// In the order of their declarations, each with all schemas that declare it.
    pub(crate) properties: Vec<(String, Vec<SchemaId>)>,
    by_name: HashMap<String, usize>,
    pub(crate) required: Vec<String>,
    pub(crate) additional: Option<SchemaId>,
    pub(crate) items: Vec<SchemaId>,
    pub(crate) prefix_items: Vec<SchemaId>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    /// The lists of alternatives (`oneOf`, `anyOf`). One alternative of each list applies.
    pub(crate) groups: Vec<Vec<SchemaId>>,
}

impl Shapes<'_> {
    /// Merges a schema, in time linear in the number of merged schemas.
    pub(crate) fn flat(&self, id: SchemaId) -> Flat {
        let mut flat = Flat::default();
        let mut parts = HashSet::new();
        let mut open = vec![(id, false)];
        while let Some((id, is_done)) = open.pop() {
            if is_done {
                flat.add(self.schemas, id);
            } else if parts.insert(id) {
                // The target of a reference comes before the keywords next to it.
                let schema = &self.schemas[id];
                open.push((id, true));
                open.extend(schema.all_of.iter().rev().map(|member| (*member, false)));
                open.extend(schema.reference.map(|target| (target, false)));
            }
        }
        // An alternative that applies anyway is not a choice.
        let is_part = |member: &SchemaId| {
            parts.contains(member)
                || self.schemas[*member].reference.is_some_and(|id| parts.contains(&id))
        };
        flat.groups.retain(|group| !group.iter().any(is_part));
        flat
    }
}

impl Flat {
    fn add(&mut self, schemas: &Schemas, id: SchemaId) {
        let schema = &schemas[id];
        self.never |= schema.never;
        self.types = match (self.types, schema.types) {
            (Some(one), Some(other)) => Some(narrowed(one, other)),
            (one, other) => one.or(other),
        };
        self.values = match (self.values.take(), &schema.values) {
            (Some(one), Some(other)) => {
                Some(one.into_iter().filter(|value| other.contains(value)).collect())
            }
            (one, other) => one.or_else(|| other.clone()),
        };
        // The keyword nearest to the place of use is the most specific.
        replace(&mut self.format, &schema.format);
        replace(&mut self.content_encoding, &schema.content_encoding);
        replace(&mut self.content_media_type, &schema.content_media_type);
        replace(&mut self.minimum, &schema.minimum);
        replace(&mut self.maximum, &schema.maximum);
        replace(&mut self.min_items, &schema.min_items);
        replace(&mut self.max_items, &schema.max_items);
        for property in &schema.properties {
            match self.by_name.get(&property.name) {
                Some(index) => self.properties[*index].1.push(property.schema),
                None => {
                    self.by_name.insert(property.name.clone(), self.properties.len());
                    self.properties.push((property.name.clone(), vec![property.schema]));
                }
            }
        }
        for name in &schema.required {
            if !self.required.contains(name) {
                self.required.push(name.clone());
            }
        }
        // One schema can declare properties that another one forbids.
        let forbids = |id: Option<SchemaId>| id.is_none_or(|id| schemas[id].never);
        if schema.additional.is_some() && forbids(self.additional) {
            self.additional = schema.additional;
        }
        self.items.extend(schema.items);
        if self.prefix_items.is_empty() {
            self.prefix_items.clone_from(&schema.prefix_items);
        }
        let groups = [&schema.one_of, &schema.any_of].into_iter().filter(|group| !group.is_empty());
        self.groups.extend(groups.cloned());
    }

    /// The schemas of a declared property.
    pub(crate) fn property(&self, name: &str) -> Option<&[SchemaId]> {
        self.by_name.get(name).map(|index| self.properties[*index].1.as_slice())
    }

    /// The types, inferred from the other keywords if none are specified.
    pub(crate) fn types(&self) -> Option<Types> {
        let inferred = || {
            let is_object = !self.properties.is_empty()
                || !self.required.is_empty()
                || self.additional.is_some();
            let is_array = !self.items.is_empty() || !self.prefix_items.is_empty();
            let is_string = self.content_encoding.is_some() || self.content_media_type.is_some();
            match (is_object, is_array, is_string) {
                (true, false, _) => Some(TypeName::Object),
                (false, true, _) => Some(TypeName::Array),
                (false, false, true) => Some(TypeName::String),
                _ => None,
            }
        };
        self.types.or_else(|| inferred().map(|name| Types::default().with(name)))
    }

    /// Whether there are no keywords beyond `required`, the type, the format and the like.
    pub(crate) fn only_requires(&self) -> bool {
        let is_object = self.types.is_none_or(|types| types.iter().eq([TypeName::Object]));
        is_object
            && self.values.is_none()
            && self.properties.is_empty()
            && self.additional.is_none()
            && self.items.is_empty()
            && self.prefix_items.is_empty()
            && self.groups.is_empty()
    }

    /// Whether the schema adds nothing to its alternatives.
    pub(crate) fn is_bare(&self) -> bool {
        self.values.is_none()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional.is_none()
            && self.items.is_empty()
            && self.prefix_items.is_empty()
    }

    pub(crate) fn items_are_forbidden(&self, schemas: &Schemas) -> bool {
        self.items.iter().any(|items| schemas[*items].never)
    }

    /// The scalar of this type, one of boolean, integer, number and string.
    pub(crate) fn scalar(&self, name: TypeName) -> Scalar {
        let format = self.format.as_deref();
        let (kind, format) = match name {
            TypeName::Boolean => (ScalarKind::Boolean, None),
            TypeName::Integer => (ScalarKind::Integer, self.integer_format()),
            TypeName::Number => (
                ScalarKind::Number,
                known(format, &["float", "double"]).filter(|format| *format == "float"),
            ),
            TypeName::String | TypeName::Array | TypeName::Object => {
                let is_raw = self.content_media_type.is_some() && self.content_encoding.is_none();
                match format {
                    Some("binary") => (ScalarKind::Binary, None),
                    None if is_raw && !self.is_textual() => (ScalarKind::Binary, None),
                    _ => (ScalarKind::String, None),
                }
            }
        };
        Scalar { kind, format }
    }

    /// Whether the content of a string is text: JSON, XML and the like.
    fn is_textual(&self) -> bool {
        let media_type = self.content_media_type.as_deref().unwrap_or_default();
        media_type.starts_with("text/")
            || media_type.ends_with("json")
            || media_type.ends_with("xml")
    }

    /// The format of an integer: as specified, or unsigned if its bounds need `u64`.
    fn integer_format(&self) -> Option<&'static str> {
        const FORMATS: [&str; 9] =
            ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint", "uint64"];
        let stated = known(self.format.as_deref(), &FORMATS);
        let exceeds = |bound: &Number| {
            bound.value.as_i64().is_none()
                && bound.value.as_f64().is_some_and(|value| value > i64::MAX as f64)
        };
        let is_large = [&self.maximum, &self.minimum].into_iter().flatten().any(exceeds);
        match stated {
            None | Some("int64") if is_large => Some("uint64"),
            // Word-sized.
            Some("uint") => Some("uint64"),
            stated => stated.filter(|format| *format != "int64"),
        }
    }
}

fn known(format: Option<&str>, formats: &[&'static str]) -> Option<&'static str> {
    formats.iter().copied().find(|known| Some(*known) == format)
}

fn replace<T: Clone>(target: &mut Option<T>, value: &Option<T>) {
    if value.is_some() {
        target.clone_from(value);
    }
}

/// The types that both permit. An integer is also a number.
fn narrowed(one: Types, other: Types) -> Types {
    let both = one.intersection(other);
    let is_integer =
        |a: Types, b: Types| a.contains(TypeName::Integer) && b.contains(TypeName::Number);
    if is_integer(one, other) || is_integer(other, one) {
        both.with(TypeName::Integer)
    } else {
        both
    }
}
