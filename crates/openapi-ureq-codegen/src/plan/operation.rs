//! Operations: their functions and parameters.

use super::media_type::{essence, is_json};
use super::{Hint, Planner};
use crate::diagnostic::Place;
use crate::ir::{
    Direction, Location, Operation, Parameter, ParameterFormat, Style, Type, TypeDef, TypeKind,
};
use crate::model;
use crate::name::{Origin, RustName, Scope, WireName, operation_name};
use crate::shape::{ScalarKind, Shape};

/// An operation with more optional parameters takes them as a struct.
const MAX_OPTIONAL_ARGUMENTS: usize = 2;

/// The format for content other than JSON: the argument is the text to send.
fn text_format(location: Location) -> ParameterFormat {
    let style = match location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::Cookie => Style::Form,
    };
    ParameterFormat::Style { style, explode: false, allow_reserved: false }
}

/// Whether a list or map contains anything but scalars.
fn nests(ty: &Type) -> bool {
    let (Type::Vec(element) | Type::Map(element)) = ty else { return false };
    matches!(&**element, Type::Vec(_) | Type::Map(_) | Type::Tuple(_) | Type::Model(_))
}

impl Planner<'_> {
    pub(super) fn operations(&mut self, operations: &[model::Operation]) -> Vec<Operation> {
        // Operations with an id come first, so that derived names cannot take theirs.
        let mut names: Vec<_> = operations.iter().map(|_| None).collect();
        for made in [false, true] {
            for (operation, name) in operations.iter().zip(&mut names) {
                if operation.id.is_none() == made {
                    *name = Some(self.function_name(operation));
                }
            }
        }
        let formers: Vec<_> =
            operations.iter().map(|operation| self.former_names(operation)).collect();
        let owner = self.components.len();
        let all = operations.iter().zip(names).zip(formers).enumerate();
        all.filter_map(|(index, ((operation, name), former_names))| {
            let (id, function) = name?;
            let hint = Hint { owner: owner + index, text: id.0.clone() };
            Some(self.operation(operation, (id, function, former_names), &hint))
        })
        .collect()
    }

    fn function_name(&mut self, operation: &model::Operation) -> (WireName, RustName) {
        let model::Operation { at, id, method, path, .. } = operation;
        let (id, function, origin) =
            operation_name(id.as_deref(), method, path, &mut self.functions);
        let remedy =
            "give it an `operationId` of its own with an overlay action to choose the name";
        match origin {
            Origin::Id => {}
            Origin::Path => {
                let message =
                    format!("the operation has no `operationId`; its function is `{function}`");
                self.note(at, message, remedy);
            }
            Origin::Repeated { function: other } => {
                let message = format!(
                    "the function `{other}` is already that of another operation; this one is `{function}`"
                );
                self.note(at, message, remedy);
            }
        }
        self.note_reserved(at, "function", &function);
        (id, function)
    }

    fn note_reserved(&mut self, at: &Place, what: &str, function: &RustName) {
        if let Some(reserved) = function.reserved() {
            let message =
                format!("its {what} is `{function}`, since every client has a method `{reserved}`");
            self.note(at, message, "use that name, or give the operation another `operationId`");
        }
    }

    /// The functions of former ids. They must not collide with those of other operations.
    fn former_names(&mut self, operation: &model::Operation) -> Vec<RustName> {
        let mut names = Vec::new();
        for (at, former) in &operation.former_ids {
            let former = WireName::from(former.as_str());
            let function = former.to_function();
            if self.functions.contains(&function) {
                let message = format!(
                    "the former id `{former}` would be the function `{function}`, which there is already"
                );
                self.report(at, message, "remove it from the list: a function has one meaning");
            } else {
                let function = self.functions.unique(&former, WireName::to_function);
                self.note_reserved(at, "former function", &function);
                names.push(function);
            }
        }
        names
    }

    fn operation(
        &mut self,
        operation: &model::Operation,
        (id, name, former_names): (WireName, RustName, Vec<RustName>),
        hint: &Hint,
    ) -> Operation {
        let mut scope = Scope::default();
        let is_secured = operation.security.iter().any(|schemes| !schemes.is_empty());
        let sent =
            operation.parameters.iter().filter(|one| !is_set_by_the_runtime(one, is_secured));
        let mut parameters: Vec<Parameter> =
            sent.map(|parameter| self.parameter(parameter, &mut scope, hint)).collect();
        let params = self.params(operation, &mut parameters, &mut scope, &id, hint);
        let body = self.body(operation, &mut scope, hint);
        Operation {
            constant: self.constants.unique(&id, WireName::to_constant),
            at: operation.at.clone(),
            former_names,
            name,
            method: operation.method,
            path: encoded_path(&operation.path),
            server: operation.server.clone(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            // By RFC 9110, section 9.2.2.
            idempotent: operation
                .idempotent
                .unwrap_or(!matches!(operation.method, "POST" | "PATCH")),
            tag: operation.tags.first().cloned(),
            parameters,
            params,
            body,
            success: self.success(operation, hint),
            errors: self.errors(operation, hint),
            security: operation.security.clone(),
            id,
        }
    }

    fn parameter(
        &mut self,
        parameter: &model::Parameter,
        scope: &mut Scope,
        hint: &Hint,
    ) -> Parameter {
        let wire = WireName::from(parameter.name.as_str());
        let hint = hint.child(&parameter.name);
        let (schema, format) = match &parameter.format {
            model::ParameterFormat::Style { schema, style, explode, allow_reserved } => {
                let (style, explode, allow_reserved) = (*style, *explode, *allow_reserved);
                (*schema, ParameterFormat::Style { style, explode, allow_reserved })
            }
            model::ParameterFormat::Content { schema, media_type } => {
                match is_json(&essence(media_type)) {
                    true => (*schema, ParameterFormat::Json),
                    false => (*schema, text_format(parameter.location)),
                }
            }
        };
        let ty = match (&parameter.format, &format) {
            (_, ParameterFormat::Json) => self.type_of(schema, &hint),
            (model::ParameterFormat::Style { .. }, _) => self.styled_type(schema, &hint),
            (model::ParameterFormat::Content { .. }, _) => Type::String,
        };
        // An optional parameter cannot be null.
        let ty = match ty {
            Type::Option(inner) if !parameter.required => *inner,
            ty => ty,
        };
        if format != ParameterFormat::Json && nests(&ty) {
            let message = format!(
                "the parameter `{wire}` has lists or objects in a list or an object, which no style can write; calls with one fail"
            );
            let remedy =
                "describe how it is sent, for example as JSON by `content`, with an overlay action";
            self.note(&parameter.at, message, remedy);
        }
        let wanted = parameter.rust_name.clone().map_or_else(|| wire.clone(), WireName);
        let (name, _) = scope.name(&wanted, WireName::to_snake);
        Parameter {
            name,
            location: parameter.location,
            required: parameter.required,
            deprecated: parameter.deprecated,
            in_params: false,
            ty,
            format,
            description: self.described(parameter, schema),
            wire,
        }
    }

    /// The type of a parameter that is serialized by a style. If several types of scalars are valid, it is a string,
    /// which is sent unchanged.
    fn styled_type(&mut self, schema: crate::model::SchemaId, hint: &Hint) -> Type {
        let (target, nullable) = self.shapes.resolve(schema);
        let ty = match &*self.shapes.shape(target) {
            Shape::Any => Type::String,
            Shape::Union(union) => {
                let union = union.clone();
                let is_scalar = |types: Vec<&str>| {
                    !types.is_empty()
                        && types.iter().all(|name| !matches!(*name, "object" | "array"))
                };
                match union
                    .choices
                    .iter()
                    .all(|choice| is_scalar(self.shapes.json_types(choice.schema)))
                {
                    true => Type::String,
                    false => self.bare_type(schema, hint).0,
                }
            }
            Shape::Array(items) => {
                let items = *items;
                let element = items.map(|items| self.styled_type(items, &hint.child("item")));
                // A list in a parameter cannot contain null.
                Type::Vec(Box::new(match element {
                    Some(Type::Option(inner)) => *inner,
                    Some(element) => element,
                    None => Type::String,
                }))
            }
            Shape::Scalar(scalar) if scalar.kind == ScalarKind::Binary => Type::String,
            _ => self.bare_type(schema, hint).0,
        };
        if nullable { Type::Option(Box::new(ty)) } else { ty }
    }

    /// The description with the default value, which the server applies and the type does not show.
    fn described(&self, parameter: &model::Parameter, schema: crate::model::SchemaId) -> String {
        let (target, _) = self.shapes.resolve(schema);
        let schemas = [schema, target].map(|id| &self.shapes.schemas[id]);
        let default = schemas.iter().find_map(|schema| schema.default.as_ref());
        let description = parameter.description.trim_end_matches('.');
        match default.filter(|_| !parameter.required) {
            Some(default) => {
                let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
                let separator = if description.is_empty() { "" } else { ". " };
                format!("{description}{separator}The server's default is `{default}`.")
            }
            None => parameter.description.clone(),
        }
    }

    /// The struct of the optional parameters, if there are many or the document requests it.
    fn params(
        &mut self,
        operation: &model::Operation,
        parameters: &mut [Parameter],
        scope: &mut Scope,
        id: &WireName,
        hint: &Hint,
    ) -> Option<RustName> {
        let is_optional = |one: &&mut Parameter| !one.required || matches!(one.ty, Type::Option(_));
        let optional: Vec<_> = parameters.iter_mut().filter(is_optional).collect();
        let is_many = optional.len() > MAX_OPTIONAL_ARGUMENTS;
        if optional.is_empty() || !operation.params.unwrap_or(is_many) {
            return None;
        }
        optional.into_iter().for_each(|parameter| parameter.in_params = true);
        let name = self.type_names.unique(&WireName(format!("{id} params")), WireName::to_type);
        scope.unique(&WireName::from("params"), WireName::to_snake);
        let definition = TypeDef {
            at: operation.at.clone(),
            name: name.clone(),
            wire: None,
            title: None,
            description: String::new(),
            deprecated: false,
            direction: Direction::Sent,
            has_default: true,
            kind: TypeKind::Params,
        };
        self.definitions.push((hint.owner, definition));
        Some(name)
    }
}

/// Whether the runtime sets this header: for the media types of bodies, for security, or for HTTP itself.
fn is_set_by_the_runtime(parameter: &model::Parameter, is_secured: bool) -> bool {
    const OWN: [&str; 8] = [
        "accept",
        "content-type",
        "content-length",
        "host",
        "connection",
        "te",
        "transfer-encoding",
        "upgrade",
    ];
    let name = parameter.name.to_ascii_lowercase();
    parameter.location == Location::Header
        && (OWN.contains(&name.as_str()) || (name == "authorization" && is_secured))
}

/// Percent-encodes the characters that a URL's path cannot contain; placeholders stay unchanged.
fn encoded_path(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    let mut in_slot = false;
    for (index, c) in path.char_indices() {
        match c {
            '{' => in_slot = true,
            '}' => in_slot = false,
            _ => {}
        }
        let digits = path.as_bytes().get(index + 1..index + 3);
        let is_escape = c == '%' && digits.is_some_and(is_hex);
        // RFC 3986, section 3.3: the characters of a path segment, and the slash between segments.
        let is_plain = c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/{}".contains(c);
        if in_slot || is_plain || is_escape {
            encoded.push(c);
        } else {
            let mut bytes = [0; 4];
            encoded.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    encoded
}

fn is_hex(digits: &[u8]) -> bool {
    digits.iter().all(u8::is_ascii_hexdigit)
}
