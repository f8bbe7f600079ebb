//! Types: the Rust type of every schema, and the definitions of those that need one.

use std::rc::Rc;

use super::{Hint, Pending, Planner};
use crate::ir::{
    Alternative, Direction, Field, Fit, OpenEnum, Presence, Struct, Type, TypeDef, TypeKind, Union,
    Variant,
};
use crate::model::{Schema, SchemaId};
use crate::name::{RustName, Scope, WireName};
use crate::shape::{
    Choice, EnumShape, Extra, ObjectShape, PropertyShape, ScalarKind, Shape, UnionShape,
};

impl Planner<'_> {
    /// Names all components first, so that no inline schema takes the name of a component.
    pub(super) fn name_components(&mut self) {
        let components = self.components.clone();
        let mut hints = Vec::with_capacity(components.len());
        for (owner, (wire, schema)) in components.iter().enumerate() {
            let chosen = self.shapes.schemas[*schema].rust_name.clone();
            let wanted = chosen.map_or_else(|| wire.clone(), WireName);
            let at = self.shapes.schemas[*schema].at.clone();
            let mut scope = std::mem::take(&mut self.type_names);
            let name = self.member_name(&mut scope, &at, "schema", &wanted, WireName::to_type);
            self.type_names = scope;
            self.component_names.insert(wire.clone(), name.clone());
            hints.push((name.clone(), Hint { owner, text: wanted.0 }));
            if !self.forms.contains(schema) {
                self.claim(*schema, name);
            }
        }
        for ((wire, schema), (name, hint)) in components.into_iter().zip(hints) {
            if !self.forms.contains(&schema) {
                self.queue.push_back(Pending { schema, name, wire: Some(wire), hint });
            }
        }
    }

    /// Gives a component's name to its schema. A component that wraps an inline schema is that schema; one that
    /// references another component is an alias.
    fn claim(&mut self, component: SchemaId, name: RustName) {
        let (target, _) = self.shapes.resolve(component);
        let is_own = target == component || self.shapes.component(target).is_none();
        if is_own && !self.named.contains_key(&target) && self.needs_name(target) {
            let ty = self.reference(target, name);
            self.named.insert(target, ty);
        }
    }

    /// Plans the components that could be sent as forms, but are not, since every body that references them is sent
    /// in another encoding.
    pub(super) fn define_unsent_forms(&mut self) {
        for (owner, (wire, schema)) in self.components.clone().into_iter().enumerate() {
            let (target, _) = self.shapes.resolve(schema);
            if !self.forms.contains(&schema) || self.has_form(target) {
                continue;
            }
            let Some(name) = self.component_names.get(&wire).cloned() else { continue };
            self.claim(schema, name.clone());
            let hint = Hint { owner, text: wire.0.clone() };
            self.queue.push_back(Pending { schema, name, wire: Some(wire), hint });
        }
    }

    /// Whether the schema becomes a type with a definition.
    fn needs_name(&mut self, schema: SchemaId) -> bool {
        matches!(
            &*self.shapes.shape(schema),
            Shape::Object(_) | Shape::OpenEnum(_) | Shape::Union(_)
        )
    }

    fn reference(&mut self, schema: SchemaId, name: RustName) -> Type {
        match &*self.shapes.shape(schema) {
            Shape::OpenEnum(_) => Type::Enum(name),
            _ => Type::Model(name),
        }
    }

    /// The type of a schema, in an `Option` if null is valid.
    pub(super) fn type_of(&mut self, schema: SchemaId, hint: &Hint) -> Type {
        match self.bare_type(schema, hint) {
            (ty, true) if ty != Type::Json => Type::Option(Box::new(ty)),
            (ty, _) => ty,
        }
    }

    /// The type of a schema without null, and whether null is valid.
    pub(super) fn bare_type(&mut self, schema: SchemaId, hint: &Hint) -> (Type, bool) {
        let (target, nullable) = self.shapes.resolve(schema);
        if let Some(ty) = self.named.get(&target) {
            return (ty.clone(), nullable);
        }
        let shape = self.shapes.shape(target);
        let ty = match &*shape {
            Shape::Any => Type::Json,
            Shape::Scalar(scalar) => Type::Plain(scalar.clone()),
            Shape::Array(_) | Shape::Map(_) | Shape::Tuple(_) => {
                self.container(target, &shape, hint)
            }
            Shape::Object(_) | Shape::OpenEnum(_) | Shape::Union(_) => {
                let name = self.inline_name(target, hint);
                let ty = self.reference(target, name.clone());
                self.named.insert(target, ty.clone());
                let hint = hint.clone();
                self.queue.push_back(Pending { schema: target, name, wire: None, hint });
                ty
            }
        };
        (ty, nullable)
    }

    fn inline_name(&mut self, schema: SchemaId, hint: &Hint) -> RustName {
        let chosen = self.shapes.schemas[schema].rust_name.clone();
        let wanted = WireName(chosen.unwrap_or_else(|| hint.text.clone()));
        self.type_names.unique(&wanted, WireName::to_type)
    }

    /// The type of a list, map or tuple. If it contains itself without a named type in between, it becomes a newtype.
    fn container(&mut self, schema: SchemaId, shape: &Rc<Shape>, hint: &Hint) -> Type {
        if let Some(entry) = self.open.get(&schema).cloned() {
            let component = self.components.iter().find(|(_, component)| *component == schema);
            let own = component.and_then(|(wire, _)| self.component_names.get(wire).cloned());
            let name = entry.or(own).unwrap_or_else(|| self.inline_name(schema, hint));
            self.open.insert(schema, Some(name.clone()));
            return Type::Model(name);
        }
        self.open.insert(schema, None);
        let element = |planner: &mut Self, schema: &Option<SchemaId>, suffix: &str| {
            let ty = schema.map(|schema| planner.type_of(schema, &hint.child(suffix)));
            Box::new(ty.unwrap_or(Type::Json))
        };
        let ty = match &**shape {
            Shape::Array(items) => Type::Vec(element(self, items, "item")),
            Shape::Map(values) => Type::Map(element(self, values, "value")),
            Shape::Tuple(items) => {
                let items = items.iter().enumerate();
                Type::Tuple(
                    items.map(|(index, item)| self.type_of(*item, &hint.child(index))).collect(),
                )
            }
            Shape::Any
            | Shape::Scalar(_)
            | Shape::Object(_)
            | Shape::OpenEnum(_)
            | Shape::Union(_) => Type::Json,
        };
        let Some(name) = self.open.remove(&schema).flatten() else { return ty };
        let reference = Type::Model(name.clone());
        self.named.insert(schema, reference.clone());
        let owner = self.components.iter().position(|(_, component)| *component == schema);
        let wire = owner.map(|owner| self.components[owner].0.clone());
        let definition = self.definition(schema, name, wire, TypeKind::Newtype(ty));
        self.definitions.push((owner.unwrap_or(hint.owner), definition));
        reference
    }

    /// Defines all named types, and the types that these need.
    pub(super) fn finish_types(&mut self) {
        while let Some(pending) = self.queue.pop_front() {
            self.define(pending);
        }
    }

    fn define(&mut self, pending: Pending) {
        let Pending { schema, name, wire, hint } = pending;
        let (target, _) = self.shapes.resolve(schema);
        let own = self.named.get(&target);
        let is_own = matches!(own, Some(Type::Model(known) | Type::Enum(known)) if *known == name);
        let shape = self.shapes.shape(target);
        let kind = match &*shape {
            Shape::Object(object) if is_own => self.structure(target, object, &hint),
            Shape::OpenEnum(known) if is_own => self.open_enum(target, known),
            Shape::Union(union) if is_own => self.union(union, &hint),
            _ => match self.type_of(schema, &hint) {
                // A component that contains itself only through lists or maps is now defined.
                Type::Model(known) if known == name => return,
                ty => TypeKind::Alias(ty),
            },
        };
        let definition = self.definition(schema, name, wire, kind);
        self.definitions.push((hint.owner, definition));
    }

    pub(super) fn definition(
        &self,
        schema: SchemaId,
        name: RustName,
        wire: Option<WireName>,
        kind: TypeKind,
    ) -> TypeDef {
        let Schema { at, title, description, deprecated, .. } = &self.shapes.schemas[schema];
        TypeDef {
            at: at.clone(),
            name,
            wire,
            title: title.as_deref().map(WireName::from),
            description: description.clone().unwrap_or_default(),
            deprecated: *deprecated,
            direction: Direction::Unused,
            has_default: false,
            kind,
        }
    }

    fn structure(&mut self, schema: SchemaId, object: &ObjectShape, hint: &Hint) -> TypeKind {
        let at = self.shapes.schemas[schema].at.clone();
        let mut scope = Scope::default();
        let mut fields = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            let wire = WireName::from(property.name.as_str());
            let at = at.child("properties").child(&property.name);
            let name = self.member_name(&mut scope, &at, "property", &wire, WireName::to_snake);
            fields.push(self.field(property, wire, name, hint));
        }
        let extra = match object.extra {
            Extra::Unmentioned => None,
            Extra::Declared(values) => {
                let values =
                    values.map_or(Type::Json, |values| self.type_of(values, &hint.child("value")));
                Some((scope.unique(&WireName::from("extra"), WireName::to_snake), values))
            }
        };
        TypeKind::Struct(Struct { fields, extra })
    }

    fn field(
        &mut self,
        property: &PropertyShape,
        wire: WireName,
        name: RustName,
        hint: &Hint,
    ) -> Field {
        let hint = hint.child(&property.name);
        let (ty, nullable) = match property.schema {
            Some(schema) => self.bare_type(schema, &hint),
            None => (Type::Json, false),
        };
        let nullable = match property.schema {
            Some(schema) if ty == Type::Json => !self.is_not_null(schema),
            _ => nullable,
        };
        let presence = match (property.required, nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
        let direction = match property.schema.map(|schema| self.access(schema)) {
            Some((true, false)) => Direction::Received,
            Some((false, true)) => Direction::Sent,
            _ => Direction::Both,
        };
        let (description, deprecated) =
            property.schema.map_or_else(Default::default, |schema| self.annotations(schema));
        Field { wire, name, ty, presence, boxed: false, description, deprecated, direction }
    }

    /// Whether a schema without a type excludes null.
    fn is_not_null(&self, schema: SchemaId) -> bool {
        let (target, _) = self.shapes.resolve(schema);
        [schema, target].iter().any(|id| self.shapes.schemas[*id].not_null)
    }

    /// Whether a property is read-only and whether it is write-only, by its own schema or a referenced one.
    fn access(&self, schema: SchemaId) -> (bool, bool) {
        let (target, _) = self.shapes.resolve(schema);
        let both = [schema, target].map(|id| &self.shapes.schemas[id]);
        (both.iter().any(|schema| schema.read_only), both.iter().any(|schema| schema.write_only))
    }

    /// The description at the place of use, which is more specific than that of the type, and the deprecation flag.
    pub(super) fn annotations(&self, schema: SchemaId) -> (String, bool) {
        let own = &self.shapes.schemas[schema];
        let (target, _) = self.shapes.resolve(schema);
        let is_named = self.named.contains_key(&target) || self.shapes.component(schema).is_some();
        let inherited = || self.shapes.schemas[target].description.clone().filter(|_| !is_named);
        (own.description.clone().or_else(inherited).unwrap_or_default(), own.deprecated)
    }

    fn open_enum(&mut self, schema: SchemaId, known: &EnumShape) -> TypeKind {
        let at = self.shapes.schemas[schema].at.clone();
        let mut scope = Scope::default();
        let mut variants = Vec::with_capacity(known.values.len());
        let mut seen = std::collections::HashSet::new();
        for (index, value) in known.values.iter().enumerate() {
            let text = value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned);
            if !seen.insert(text.clone()) {
                continue;
            }
            if known.base.kind == ScalarKind::String && !value.value.is_string() {
                let message =
                    format!("the value {text} of a string is not quoted; it is \"{text}\"");
                let remedy = "quote it in the document, or with an overlay action";
                self.note(&at.child("enum").child(index), message, remedy);
            }
            let wire = WireName(text);
            let label = value
                .title
                .clone()
                .filter(|_| !value.value.is_string())
                .map_or_else(|| wire.clone(), WireName);
            let at = at.child("enum").child(index);
            let name = self.member_name(&mut scope, &at, "value", &label, WireName::to_type);
            variants.push(Variant {
                wire,
                name,
                description: value.description.clone().unwrap_or_default(),
            });
        }
        let other = scope.unique(&WireName::from("Other"), WireName::to_type);
        TypeKind::OpenEnum(OpenEnum { base: Type::Plain(known.base.clone()), variants, other })
    }

    fn union(&mut self, union: &UnionShape, hint: &Hint) -> TypeKind {
        let mut scope = Scope::default();
        let mut alternatives = Vec::with_capacity(union.choices.len());
        for (index, choice) in union.choices.iter().enumerate() {
            let label = choice.name.clone().unwrap_or_else(|| self.kind_name(choice, index));
            let name = scope.unique(&WireName::from(label.as_str()), WireName::to_type);
            let ty = self.type_of(choice.schema, &hint.child(&label));
            let (description, _) = self.annotations(choice.schema);
            let fit = self.fit(choice);
            alternatives.push(Alternative {
                name,
                ty,
                boxed: false,
                description,
                tags: choice.tags.clone(),
                fit,
            });
        }
        let other = scope.unique(&WireName::from("Other"), WireName::to_type);
        let tag = union.tag.as_deref().map(WireName::from);
        TypeKind::Union(Union { tag, alternatives, other })
    }

    /// The name of an alternative without a name in the document.
    fn kind_name(&mut self, choice: &Choice, index: usize) -> String {
        let (target, _) = self.shapes.resolve(choice.schema);
        match &*self.shapes.shape(target) {
            Shape::Scalar(_) => {
                self.shapes.json_types(target).first().map_or_else(String::new, ToString::to_string)
            }
            Shape::Array(_) | Shape::Tuple(_) => "list".to_owned(),
            Shape::Map(_) => "map".to_owned(),
            Shape::Any | Shape::Object(_) | Shape::OpenEnum(_) | Shape::Union(_) => {
                format!("variant {index}")
            }
        }
    }

    fn fit(&mut self, choice: &Choice) -> Fit {
        const MAX_DEPTH: usize = 8;
        let (target, _) = self.shapes.resolve(choice.schema);
        let types = self.shapes.json_types(target);
        Fit { types, ..self.members(target, MAX_DEPTH) }
    }

    /// What is known of the members of a schema's values. Of alternatives it is what one of them knows.
    fn members(&mut self, schema: SchemaId, depth: usize) -> Fit {
        let (schema, _) = self.shapes.resolve(schema);
        match &*self.shapes.shape(schema) {
            Shape::Object(object) => {
                let properties = &object.properties;
                let required = properties.iter().filter(|property| property.required);
                let constants = properties.iter().filter_map(|property| {
                    let values = self.shapes.constants(schema, &property.name);
                    (!values.is_empty()).then(|| (property.name.clone(), values))
                });
                Fit {
                    required: required.map(|property| property.name.clone()).collect(),
                    known: properties.iter().map(|property| property.name.clone()).collect(),
                    constants: constants.collect(),
                    ..Fit::default()
                }
            }
            Shape::Union(union) if depth > 0 => {
                let choices = union.choices.iter();
                let known = choices.flat_map(|one| self.members(one.schema, depth - 1).known);
                let mut known: Vec<String> = known.collect();
                known.sort();
                known.dedup();
                Fit { known, ..Fit::default() }
            }
            Shape::Map(_) | Shape::Any | Shape::Union(_) | Shape::Scalar(_) => Fit::default(),
            Shape::Array(_) | Shape::Tuple(_) | Shape::OpenEnum(_) => Fit::default(),
        }
    }
}
