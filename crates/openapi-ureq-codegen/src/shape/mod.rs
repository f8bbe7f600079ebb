//! The shape of each schema: scalar, object, map, list, tuple, enum, union, or any JSON.
//!
//! This stage resolves references and compositions, so that later stages see one flat description per schema. It
//! is independent of Rust.

mod flat;
mod union;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use crate::model::{Document, Schema, SchemaId, Schemas, TypeName, Types};

pub(crate) use flat::Flat;
pub(crate) use union::{Choice, UnionShape};

/// The shape of a schema, without null.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Any JSON.
    Any,
    Scalar(Scalar),
    Object(ObjectShape),
    /// A map with values of this schema; any JSON if `None`.
    Map(Option<SchemaId>),
    /// A list with elements of this schema; any JSON if `None`.
    Array(Option<SchemaId>),
    Tuple(Vec<SchemaId>),
    OpenEnum(EnumShape),
    Union(UnionShape),
}

/// A boolean, number or string.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Scalar {
    pub(crate) kind: ScalarKind,
    /// The format, if it determines the Rust type.
    pub(crate) format: Option<&'static str>,
}

/// The type of a [`Scalar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ScalarKind {
    Boolean,
    Integer,
    Number,
    String,
    /// Binary content: a file in a form or as a body, text elsewhere.
    Binary,
}

/// An object with declared properties.
#[derive(Debug, Clone)]
pub(crate) struct ObjectShape {
    pub(crate) properties: Vec<PropertyShape>,
    pub(crate) extra: Extra,
}

/// The additional properties of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extra {
    /// Not specified, or forbidden.
    Unmentioned,
    /// Of this schema; any JSON if `None`.
    Declared(Option<SchemaId>),
}

/// A property of an object.
#[derive(Debug, Clone)]
pub(crate) struct PropertyShape {
    pub(crate) name: String,
    /// `None` if the property is required, but not declared.
    pub(crate) schema: Option<SchemaId>,
    pub(crate) required: bool,
}

/// An enum.
#[derive(Debug, Clone)]
pub(crate) struct EnumShape {
    pub(crate) base: Scalar,
    pub(crate) values: Vec<EnumValue>,
}

/// An enum value with its documentation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EnumValue {
    pub(crate) value: Value,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
}

/// The shapes of a document's schemas, computed on demand.
pub(crate) struct Shapes<'a> {
    /// The schemas of the document, and those created by merging.
    pub(crate) schemas: &'a mut Schemas,
    /// The names of the components.
    names: HashMap<SchemaId, String>,
    /// The components that extend another one by `allOf`.
    subtypes: HashMap<SchemaId, Vec<SchemaId>>,
    known: HashMap<SchemaId, Rc<Shape>>,
    open: HashSet<SchemaId>,
    merged: HashMap<Vec<SchemaId>, SchemaId>,
}

impl<'a> Shapes<'a> {
    pub(crate) fn new(document: &'a mut Document) -> Self {
        let Document { components, schemas, .. } = document;
        let names =
            components.iter().map(|component| (component.schema, component.name.clone())).collect();
        let mut shapes = Self {
            schemas,
            names,
            subtypes: HashMap::new(),
            known: HashMap::new(),
            open: HashSet::new(),
            merged: HashMap::new(),
        };
        for component in components.iter() {
            for base in shapes.schemas[component.schema].all_of.clone() {
                let (base, _) = shapes.resolve(base);
                shapes.subtypes.entry(base).or_default().push(component.schema);
            }
        }
        shapes
    }

    /// The name of the component, if the schema is one or only references one.
    pub(crate) fn component(&self, id: SchemaId) -> Option<&str> {
        let mut id = id;
        for _ in 0..=self.schemas.len() {
            if let Some(name) = self.names.get(&id) {
                return Some(name);
            }
            id = self.schemas[id].reference.filter(|_| adds_nothing(&self.schemas[id]))?;
        }
        None
    }

    /// The schema that this one only references or wraps in a composition of one, or else the schema itself; and
    /// whether null is valid in any of them.
    pub(crate) fn resolve(&self, id: SchemaId) -> (SchemaId, bool) {
        let (mut id, mut nullable) = (id, false);
        // Without a cycle, each step reaches a new schema.
        for _ in 0..=self.schemas.len() {
            nullable |= self.schemas[id].nullable;
            match self.wrapped(id) {
                Some(target) => id = target,
                None => {
                    nullable |= self.all_members_nullable(id, 0);
                    return (id, nullable);
                }
            }
        }
        (id, nullable)
    }

    fn wrapped(&self, id: SchemaId) -> Option<SchemaId> {
        let schema = &self.schemas[id];
        let mut targets = schema
            .reference
            .iter()
            .chain(&schema.all_of)
            .chain(&schema.any_of)
            .chain(&schema.one_of);
        let target = *targets.next()?;
        let is_only = targets.next().is_none();
        (is_only && adds_nothing(schema) && self.keeps_types(schema.types, target))
            .then_some(target)
    }

    /// Whether a wrapper with these types does not restrict those of its target.
    fn keeps_types(&self, types: Option<Types>, target: SchemaId) -> bool {
        let Some(types) = types else { return true };
        let flat = self.flat(target);
        flat.types().is_some_and(|inner| inner.intersection(types) == inner)
    }

    /// Null is valid for a composition if it is valid for every member.
    fn all_members_nullable(&self, id: SchemaId, depth: usize) -> bool {
        const MAX_DEPTH: usize = 8;
        let schema = &self.schemas[id];
        if schema.all_of.is_empty() || depth > MAX_DEPTH || !adds_nothing(schema) {
            return false;
        }
        schema.all_of.iter().all(|member| {
            let member_schema = &self.schemas[*member];
            let target = member_schema.reference.unwrap_or(*member);
            member_schema.nullable
                || self.schemas[target].nullable
                || self.all_members_nullable(target, depth + 1)
        })
    }

    /// The shape of a [resolved](Self::resolve) schema.
    pub(crate) fn shape(&mut self, id: SchemaId) -> Rc<Shape> {
        if let Some(shape) = self.known.get(&id) {
            return Rc::clone(shape);
        }
        if !self.open.insert(id) {
            // A schema that is an alternative of itself does not restrict anything.
            return Rc::new(Shape::Any);
        }
        let flat = self.flat(id);
        let shape = Rc::new(self.classify(id, &flat));
        self.open.remove(&id);
        self.known.insert(id, Rc::clone(&shape));
        shape
    }

    fn classify(&mut self, id: SchemaId, flat: &Flat) -> Shape {
        if flat.never {
            return Shape::Any;
        }
        if let Some(union) = self.union(id, flat) {
            return union;
        }
        if let Some(values) = &flat.values
            && let Some(shape) = enumeration(flat, values)
        {
            return shape;
        }
        let Some(types) = flat.types() else { return Shape::Any };
        match types.iter().collect::<Vec<_>>()[..] {
            [] => Shape::Any,
            [TypeName::Integer, TypeName::Number] => self.of_type(flat, TypeName::Number),
            [name] => self.of_type(flat, name),
            _ => self.one_of_types(id, types),
        }
    }

    fn of_type(&mut self, flat: &Flat, name: TypeName) -> Shape {
        match name {
            TypeName::Array => self.array(flat),
            TypeName::Object => self.object(flat),
            TypeName::Boolean | TypeName::Integer | TypeName::Number | TypeName::String => {
                Shape::Scalar(flat.scalar(name))
            }
        }
    }

    fn array(&mut self, flat: &Flat) -> Shape {
        let length = flat.prefix_items.len() as u64;
        if length > 0 {
            let is_fixed = flat.min_items == Some(length)
                && (flat.max_items == Some(length) || flat.items_are_forbidden(self.schemas));
            return match is_fixed {
                true => Shape::Tuple(flat.prefix_items.clone()),
                false => Shape::Array(None),
            };
        }
        Shape::Array(self.merge(&flat.items))
    }

    fn object(&mut self, flat: &Flat) -> Shape {
        let extra = match flat.additional {
            Some(schema) if !self.schemas[schema].never => Extra::Declared(
                Some(schema).filter(|schema| !accepts_anything(&self.schemas[*schema])),
            ),
            _ => Extra::Unmentioned,
        };
        let undeclared = flat.required.iter().filter(|name| flat.property(name).is_none());
        let undeclared: Vec<_> = undeclared
            .map(|name| PropertyShape {
                name: name.clone(),
                schema: match extra {
                    Extra::Declared(schema) => schema,
                    Extra::Unmentioned => None,
                },
                required: true,
            })
            .collect();
        if flat.properties.is_empty() && undeclared.is_empty() {
            return match extra {
                Extra::Declared(values) => Shape::Map(values),
                Extra::Unmentioned => Shape::Map(None),
            };
        }
        let declared = flat.properties.iter().map(|(name, schemas)| PropertyShape {
            name: name.clone(),
            schema: self.merge(schemas),
            required: flat.required.contains(name),
        });
        let properties = declared.collect::<Vec<_>>().into_iter().chain(undeclared).collect();
        Shape::Object(ObjectShape { properties, extra })
    }

    /// The schema to which all of these apply; `None` if there are none.
    pub(super) fn merge(&mut self, ids: &[SchemaId]) -> Option<SchemaId> {
        let mut distinct: Vec<SchemaId> = Vec::new();
        for id in ids {
            if !distinct.iter().any(|known| self.resolve(*known).0 == self.resolve(*id).0) {
                distinct.push(*id);
            }
        }
        match distinct[..] {
            [] => None,
            [one] => Some(one),
            _ => Some(self.all_of(distinct)),
        }
    }

    /// The composition of these schemas. Equal compositions share one schema.
    fn all_of(&mut self, ids: Vec<SchemaId>) -> SchemaId {
        if let Some(known) = self.merged.get(&ids) {
            return *known;
        }
        let last = &self.schemas[ids[ids.len() - 1]];
        let schema = Schema {
            at: last.at.clone(),
            title: last.title.clone(),
            description: last.description.clone(),
            read_only: ids.iter().any(|id| self.schemas[*id].read_only),
            write_only: ids.iter().any(|id| self.schemas[*id].write_only),
            all_of: ids.clone(),
            ..Schema::default()
        };
        let id = self.schemas.add(schema);
        self.merged.insert(ids, id);
        id
    }
}

/// Whether a schema adds no assertions to its reference or composition. Types are checked separately.
fn adds_nothing(schema: &Schema) -> bool {
    !schema.never
        && schema.format.is_none()
        && schema.values.is_none()
        && schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.additional.is_none()
        && schema.items.is_none()
        && schema.prefix_items.is_empty()
        && schema.discriminator.is_none()
}

fn accepts_anything(schema: &Schema) -> bool {
    adds_nothing(schema)
        && schema.types.is_none()
        && schema.reference.is_none()
        && schema.all_of.is_empty()
        && schema.any_of.is_empty()
        && schema.one_of.is_empty()
}

/// The shape of a schema with `enum`, if the values determine it.
fn enumeration(flat: &Flat, values: &[Value]) -> Option<Shape> {
    let is_string =
        |types: Option<Types>| types.is_some_and(|types| types.iter().eq([TypeName::String]));
    let plain = |value: &Value| EnumValue { value: value.clone(), title: None, description: None };
    if values.iter().all(Value::is_string)
        || (is_string(flat.types) && values.iter().all(is_scalar))
    {
        let base = flat.scalar(TypeName::String);
        return match values.len() {
            0 => Some(Shape::Scalar(base)),
            _ => {
                let values = values.iter().map(plain).collect();
                Some(Shape::OpenEnum(EnumShape { base, values }))
            }
        };
    }
    if values.iter().all(|value| value.is_i64() || value.is_u64()) {
        let base = flat.scalar(TypeName::Integer);
        return Some(Shape::OpenEnum(EnumShape {
            base,
            values: values.iter().map(plain).collect(),
        }));
    }
    if values.iter().all(Value::is_boolean) {
        return Some(Shape::Scalar(flat.scalar(TypeName::Boolean)));
    }
    if values.iter().all(Value::is_number) {
        return Some(Shape::Scalar(flat.scalar(TypeName::Number)));
    }
    // For objects and lists, the other keywords determine the shape; mixed values are any JSON.
    let is_composite = |value: &Value| value.is_object() || value.is_array();
    if flat.types.is_some() && values.iter().all(is_composite) { None } else { Some(Shape::Any) }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}
