//! Multipart forms: a struct of parts for each, and how each part is serialized.

use std::collections::HashSet;

use super::media_type::{essence, is_json};
use super::{Hint, Planner};
use crate::ir::{FormField, PartFormat, Type, TypeKind};
use crate::model::{Component, Document, MediaType, Operation, PartEncoding, SchemaId};
use crate::name::{RustName, Scope, WireName};
use crate::shape::{ObjectShape, PropertyShape, Scalar, ScalarKind, Shape};

/// The components that are only used as multipart forms.
pub(super) fn only_forms(
    document: &Document,
    operations: &[Operation],
    components: &[Component],
) -> HashSet<SchemaId> {
    let is_form = |media_type: &&MediaType| essence(&media_type.name) == "multipart/form-data";
    let bodies = || operations.iter().filter_map(|operation| operation.body.as_ref());
    let contents = || bodies().flat_map(|body| &body.content);
    let target = |schema: SchemaId| document.schemas[schema].reference.unwrap_or(schema);
    let forms: HashSet<SchemaId> =
        contents().filter(is_form).filter_map(|media_type| media_type.schema.map(target)).collect();
    let responses = operations.iter().flat_map(|operation| &operation.responses);
    let others = contents().filter(|media_type| !is_form(media_type));
    let others = others.chain(responses.flat_map(|response| &response.content));
    let mut open: Vec<SchemaId> = others.filter_map(|media_type| media_type.schema).collect();
    // References to a component count as uses, and so do the parts of a form.
    open.extend(
        components.iter().flat_map(|component| document.schemas[component.schema].children()),
    );
    open.extend(forms.iter().flat_map(|form| document.schemas[*form].children()));
    let mut used = HashSet::new();
    while let Some(schema) = open.pop() {
        if used.insert(schema) {
            open.extend(document.schemas[schema].children());
        }
    }
    let components = components.iter().map(|component| component.schema);
    components.filter(|schema| forms.contains(schema) && !used.contains(schema)).collect()
}

impl Planner<'_> {
    /// The form type of a multipart body.
    pub(super) fn form(&mut self, media_type: &MediaType, hint: &Hint) -> Option<Type> {
        let schema = media_type.schema?;
        let (target, _) = self.shapes.resolve(schema);
        let Shape::Object(object) = &*self.shapes.shape(target) else { return None };
        let component = self.shapes.component(schema).map(WireName::from);
        let key = (target, json_parts(&media_type.encoding));
        let is_only_form = component.is_some() && self.forms.contains(&target);
        if let Some(known) = self.form_names.get(&key) {
            return Some(Type::Model(known.clone()));
        }
        let name = match &component {
            // Its name was reserved together with those of all components.
            Some(wire) if is_only_form && !self.has_form(target) => self.component_name(wire),
            Some(wire) => {
                self.type_names.unique(&WireName(format!("{wire} form")), WireName::to_type)
            }
            None => self.type_names.unique(&WireName(hint.text.clone()), WireName::to_type),
        };
        self.form_names.insert(key, name.clone());
        let hint = match &component {
            Some(wire) => Hint { owner: hint.owner, text: wire.0.clone() },
            None => hint.clone(),
        };
        let fields = self.form_fields(target, object, &media_type.encoding, &hint);
        let wire = component.filter(|_| is_only_form);
        let definition =
            self.definition(target, name.clone(), wire.clone(), TypeKind::Form(fields));
        let owner = wire.and_then(|wire| self.owner(&wire)).unwrap_or(hint.owner);
        self.definitions.push((owner, definition));
        Some(Type::Model(name))
    }

    fn component_name(&mut self, wire: &WireName) -> RustName {
        let known = self.component_names.get(wire).cloned();
        known.unwrap_or_else(|| self.type_names.unique(wire, WireName::to_type))
    }

    pub(super) fn has_form(&self, schema: SchemaId) -> bool {
        self.form_names.keys().any(|(known, _)| *known == schema)
    }

    fn owner(&self, wire: &WireName) -> Option<usize> {
        self.components.iter().position(|(name, _)| name == wire)
    }

    fn form_fields(
        &mut self,
        schema: SchemaId,
        object: &ObjectShape,
        encoding: &[PartEncoding],
        hint: &Hint,
    ) -> Vec<FormField> {
        let at = self.shapes.schemas[schema].at.clone();
        let mut scope = Scope::default();
        let properties = object.properties.iter().map(|property| {
            let wire = WireName::from(property.name.as_str());
            let at = at.child("properties").child(&property.name);
            let name = self.member_name(&mut scope, &at, "property", &wire, WireName::to_snake);
            let encoding = encoding.iter().find(|encoding| encoding.property == property.name);
            self.form_field(property, wire, name, encoding, hint)
        });
        properties.collect()
    }

    fn form_field(
        &mut self,
        property: &PropertyShape,
        wire: WireName,
        name: RustName,
        encoding: Option<&PartEncoding>,
        hint: &Hint,
    ) -> FormField {
        let hint = hint.child(&property.name);
        let stated = encoding.and_then(|encoding| encoding.content_type.as_deref());
        let (ty, nullable) = match property.schema {
            Some(schema) => self.part_type(schema, &hint),
            None => (Type::Json, false),
        };
        let (format, repeated) = part_format(&ty, stated);
        let (description, _) =
            property.schema.map_or_else(Default::default, |schema| self.annotations(schema));
        let required = property.required && !nullable;
        FormField { wire, name, description, required, ty, format, repeated }
    }

    /// The type of a part, with uploads for binary content, and whether it is nullable.
    fn part_type(&mut self, schema: SchemaId, hint: &Hint) -> (Type, bool) {
        let (target, nullable) = self.shapes.resolve(schema);
        let ty = match &*self.shapes.shape(target) {
            Shape::Scalar(Scalar { kind: ScalarKind::Binary, .. }) => Type::Upload,
            Shape::Array(Some(items)) => {
                // A list is sent as one part per element, and null cannot be sent.
                let (ty, _) = self.part_type(*items, &hint.child("item"));
                Type::Vec(Box::new(ty))
            }
            _ => self.bare_type(schema, hint).0,
        };
        (ty, nullable)
    }
}

/// The properties that are always sent as JSON. Forms that differ in them need different types.
fn json_parts(encoding: &[PartEncoding]) -> Vec<String> {
    let is_json = |media_type: &str| is_json(&essence(media_type));
    let stated = encoding.iter().filter(|part| part.content_type.as_deref().is_some_and(is_json));
    stated.map(|part| part.property.clone()).collect()
}

/// The media types of the parts, where the document specifies one.
pub(super) fn part_types(encoding: &[PartEncoding]) -> Vec<(WireName, String)> {
    let single = encoding.iter().filter_map(|part| {
        let media_type = part.content_type.as_deref()?;
        (!media_type.contains([',', '*']))
            .then(|| (WireName::from(part.property.as_str()), media_type.to_owned()))
    });
    single.collect()
}

/// How a part is serialized, by the document or else by its type, and whether a list is several parts.
fn part_format(ty: &Type, stated: Option<&str>) -> (PartFormat, bool) {
    let single = stated.filter(|media_type| !media_type.contains([',', '*']));
    let is_json = single.is_some_and(|media_type| is_json(&essence(media_type)));
    let (element, is_list) = match ty {
        Type::Vec(inner) => (&**inner, true),
        ty => (ty, false),
    };
    match element {
        Type::Upload => (PartFormat::File, is_list),
        // The media type applies to the whole property, so a list is one JSON document.
        _ if is_json => (PartFormat::Json, false),
        Type::Plain(_) | Type::String | Type::Bool | Type::Number(_) | Type::Enum(_) => {
            (PartFormat::Text, is_list)
        }
        Type::Json | Type::Model(_) | Type::Option(_) => (PartFormat::Json, is_list),
        Type::Vec(_) | Type::Map(_) | Type::Tuple(_) => (PartFormat::Json, is_list),
    }
}
