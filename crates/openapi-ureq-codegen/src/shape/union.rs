//! Alternatives: `oneOf`, `anyOf`, lists of types, and the subtypes of a schema with a discriminator.

use std::collections::HashSet;

use serde_json::Value;

use super::{EnumShape, EnumValue, Flat, Scalar, ScalarKind, Shape, Shapes};
use crate::model::{Discriminator, Schema, SchemaId, TypeName, Types};

/// A union.
#[derive(Debug, Clone)]
pub(crate) struct UnionShape {
    /// The discriminator property.
    pub(crate) tag: Option<String>,
    pub(crate) choices: Vec<Choice>,
}

/// An alternative of a union.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) schema: SchemaId,
    /// The name in the document: of the component, the title, or the only value of its tag.
    pub(crate) name: Option<String>,
    /// The values of the tag that select it.
    pub(crate) tags: Vec<String>,
}

impl Shapes<'_> {
    /// The shape of a schema with alternatives, if it has any.
    pub(super) fn union(&mut self, id: SchemaId, flat: &Flat) -> Option<Shape> {
        let groups: Vec<_> =
            flat.groups.iter().filter(|group| !self.only_requires(group)).collect();
        let Some(group) = groups.first() else {
            return self.subtypes_of(id);
        };
        let is_bare = flat.is_bare() && groups.len() == 1;
        let choices: Vec<(SchemaId, SchemaId)> = group
            .iter()
            .map(|member| match is_bare {
                true => (*member, *member),
                false => (*member, self.all_of(vec![id, *member])),
            })
            .collect();
        if let [(_, only)] = choices[..] {
            let (only, _) = self.resolve(only);
            return Some((*self.shape(only)).clone());
        }
        let discriminator = self.schemas[id].discriminator.clone();
        Some(self.one_of(&choices, discriminator.as_ref()))
    }

    /// Whether the alternatives differ only in `required`, so that they describe one object.
    fn only_requires(&self, group: &[SchemaId]) -> bool {
        group.iter().all(|member| self.flat(*member).only_requires())
            && group.iter().any(|member| !self.flat(*member).required.is_empty())
    }

    /// The union of these schemas, each with the original member of the group.
    fn one_of(
        &mut self,
        choices: &[(SchemaId, SchemaId)],
        discriminator: Option<&Discriminator>,
    ) -> Shape {
        let mut distinct = HashSet::new();
        let choices: Vec<_> = choices
            .iter()
            .filter(|(_, schema)| distinct.insert(self.resolve(*schema).0))
            .copied()
            .collect();
        let shapes: Vec<_> = choices
            .iter()
            .map(|(_, schema)| {
                let (schema, _) = self.resolve(*schema);
                self.shape(schema)
            })
            .collect();
        if shapes.iter().any(|shape| matches!(**shape, Shape::Any)) {
            return Shape::Any;
        }
        let plain: Vec<_> = choices.iter().map(|(_, schema)| *schema).zip(&shapes).collect();
        if let Some(shape) = self.one_scalar(&plain) {
            return shape;
        }
        let are_objects = shapes
            .iter()
            .all(|shape| matches!(**shape, Shape::Object(_) | Shape::Map(_) | Shape::Union(_)));
        let tag = match discriminator.filter(|_| are_objects) {
            Some(discriminator) => Some(discriminator.property.clone()),
            None => self.implied_tag(&choices),
        };
        let choices = choices
            .into_iter()
            .map(|(member, schema)| self.choice(member, schema, tag.as_deref(), discriminator))
            .collect();
        Shape::Union(UnionShape { tag, choices })
    }

    fn choice(
        &self,
        member: SchemaId,
        schema: SchemaId,
        tag: Option<&str>,
        discriminator: Option<&Discriminator>,
    ) -> Choice {
        let component = self.component(member).map(str::to_owned);
        let constants = tag.map_or(Vec::new(), |tag| self.constants(schema, tag));
        let mut tags: Vec<String> = Vec::new();
        if let Some(discriminator) = discriminator {
            let (target, _) = self.resolve(member);
            let mapped =
                discriminator.mapping.iter().filter(|(_, id)| self.resolve(*id).0 == target);
            tags.extend(mapped.map(|(value, _)| value.clone()));
        }
        if tags.is_empty() {
            tags.extend(constants.iter().filter_map(Value::as_str).map(str::to_owned));
        }
        if tags.is_empty() && discriminator.is_some() {
            tags.extend(component.clone());
        }
        let title =
            || self.schemas[member].title.clone().or_else(|| self.schemas[schema].title.clone());
        let only_tag = || (tags.len() == 1).then(|| tags[0].clone());
        let name = component.or_else(title).or_else(only_tag);
        Choice { schema, name, tags }
    }

    /// The property that every alternative requires, with different values in each.
    fn implied_tag(&self, choices: &[(SchemaId, SchemaId)]) -> Option<String> {
        let (first, rest) = choices.split_first()?;
        let candidates = self.flat(first.1).required;
        candidates.into_iter().find(|name| {
            let mut seen: HashSet<String> = HashSet::new();
            std::iter::once(first).chain(rest).all(|(_, schema)| {
                let values = self.constants(*schema, name);
                let is_required = self.flat(*schema).required.contains(name);
                let mut texts = values.iter().map(Value::as_str);
                is_required
                    && !values.is_empty()
                    && texts.all(|text| text.is_some_and(|text| seen.insert(text.to_owned())))
            })
        })
    }

    /// The permitted values of a property, if they are enumerated.
    pub(crate) fn constants(&self, object: SchemaId, property: &str) -> Vec<Value> {
        let flat = self.flat(object);
        let declared = flat.property(property).into_iter().flatten();
        declared.filter_map(|schema| self.flat(*schema).values).next_back().unwrap_or_default()
    }

    /// The shape of alternatives that are all the same scalar, with or without `enum`.
    fn one_scalar(&self, choices: &[(SchemaId, &std::rc::Rc<Shape>)]) -> Option<Shape> {
        let mut base: Option<Scalar> = None;
        let mut values: Vec<EnumValue> = Vec::new();
        for (schema, shape) in choices {
            let scalar = match &***shape {
                Shape::Scalar(scalar) => scalar,
                Shape::OpenEnum(known) => {
                    let described = known.values.iter().map(|value| match known.values.len() {
                        1 => self.described(*schema, value),
                        _ => value.clone(),
                    });
                    values.extend(described);
                    &known.base
                }
                _ => return None,
            };
            match &base {
                Some(base) if base != scalar => return None,
                _ => base = Some(scalar.clone()),
            }
        }
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(value.value.to_string()));
        match base? {
            base if values.is_empty() => Some(Shape::Scalar(base)),
            base => Some(Shape::OpenEnum(EnumShape { base, values })),
        }
    }

    /// An enum value with the title and description of its alternative.
    fn described(&self, schema: SchemaId, value: &EnumValue) -> EnumValue {
        let Schema { title, description, .. } = &self.schemas[schema];
        EnumValue {
            value: value.value.clone(),
            title: value.title.clone().or_else(|| title.clone()),
            description: value.description.clone().or_else(|| description.clone()),
        }
    }

    /// The union of the subtypes of a schema with a discriminator and no alternatives.
    fn subtypes_of(&mut self, id: SchemaId) -> Option<Shape> {
        let discriminator = self.schemas[id].discriminator.clone()?;
        let mut found = Vec::new();
        let mut open = vec![id];
        let mut seen = HashSet::from([id]);
        while let Some(base) = open.pop() {
            for subtype in self.subtypes.get(&base).into_iter().flatten().copied() {
                if seen.insert(subtype) {
                    found.push(subtype);
                    open.push(subtype);
                }
            }
        }
        found.sort();
        if found.is_empty() {
            return None;
        }
        let choices = found.iter().map(|subtype| {
            self.choice(*subtype, *subtype, Some(&discriminator.property), Some(&discriminator))
        });
        Some(Shape::Union(UnionShape {
            tag: Some(discriminator.property.clone()),
            choices: choices.collect(),
        }))
    }

    /// The union of the types of one schema.
    pub(super) fn one_of_types(&mut self, id: SchemaId, types: Types) -> Shape {
        const NUMBERS: [TypeName; 2] = [TypeName::Integer, TypeName::Number];
        let is_any = Types::from_iter([
            TypeName::Boolean,
            TypeName::Number,
            TypeName::String,
            TypeName::Array,
            TypeName::Object,
        ]);
        if types.intersection(is_any) == is_any {
            return Shape::Any;
        }
        let names: Vec<TypeName> = types.iter().collect();
        let is_covered =
            |name: &TypeName| *name == TypeName::Integer && names.contains(&NUMBERS[1]);
        let choices: Vec<_> = names
            .iter()
            .filter(|name| !is_covered(name))
            .map(|name| {
                let only = Schema {
                    at: self.schemas[id].at.clone(),
                    types: Some(Types::default().with(*name)),
                    ..Schema::default()
                };
                let only = self.schemas.add(only);
                let choice = self.all_of(vec![id, only]);
                (choice, choice)
            })
            .collect();
        self.one_of(&choices, None)
    }

    /// The JSON types that a schema permits, to distinguish alternatives.
    pub(crate) fn json_types(&mut self, id: SchemaId) -> Vec<&'static str> {
        let (id, _) = self.resolve(id);
        let shape = self.shape(id);
        let of_scalar = |scalar: &Scalar| match scalar.kind {
            ScalarKind::Boolean => "boolean",
            ScalarKind::Integer => "integer",
            ScalarKind::Number => "number",
            ScalarKind::String | ScalarKind::Binary => "string",
        };
        match &*shape {
            Shape::Any => Vec::new(),
            Shape::Scalar(scalar) => vec![of_scalar(scalar)],
            Shape::OpenEnum(known) => vec![of_scalar(&known.base)],
            Shape::Object(_) | Shape::Map(_) => vec!["object"],
            Shape::Array(_) | Shape::Tuple(_) => vec!["array"],
            Shape::Union(union) => {
                let mut types: Vec<&'static str> = Vec::new();
                for choice in &union.choices {
                    match self.json_types(choice.schema)[..] {
                        [] => return Vec::new(),
                        ref more => types.extend(more),
                    }
                }
                types.sort_unstable();
                types.dedup();
                types
            }
        }
    }
}
