//! Parameters.

use serde_json::Value;

use super::Lift;
use super::node::{flag, members, optional_text, text};
use crate::diagnostic::Place;
use crate::model::{Location, Parameter, ParameterFormat, Schema, Style};

impl<'a> Lift<'a> {
    /// The parameters of an operation and its path item. One of the operation takes the place of one of the
    /// path item with the same name and location.
    pub(super) fn parameters(
        &mut self,
        path_item: (&'a Value, &Place),
        operation: (&'a Value, &Place),
    ) -> Vec<Parameter> {
        let mut parameters = self.parameter_list(path_item.0, path_item.1);
        for parameter in self.parameter_list(operation.0, operation.1) {
            match parameters.iter_mut().find(|other| is_same(other, &parameter)) {
                Some(other) => *other = parameter,
                None => parameters.push(parameter),
            }
        }
        parameters
    }

    fn parameter_list(&mut self, node: &'a Value, at: &Place) -> Vec<Parameter> {
        let at = at.child("parameters");
        let nodes = match node.get("parameters") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(nodes)) => nodes,
            Some(_) => {
                let remedy = "write it as a list: `[..]`, or a line with `-` each";
                self.report(&at, "`parameters` is not a list", remedy);
                return Vec::new();
            }
        };
        let mut parameters: Vec<Parameter> = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let listed = at.child(index);
            let Some((node, at)) = self.resolve(node, &listed) else { continue };
            let Some(parameter) = self.parameter(node, &at) else { continue };
            if parameters.iter().any(|other| is_same(other, &parameter)) {
                let message = format!("the parameter `{}` is declared twice", parameter.name);
                self.report(
                    &listed,
                    message,
                    "remove one of the declarations with an overlay action",
                );
                continue;
            }
            parameters.push(parameter);
        }
        parameters
    }

    fn parameter(&mut self, node: &'a Value, at: &Place) -> Option<Parameter> {
        let name = text(node, "name");
        if name.is_empty() {
            self.report(at, "the parameter has no name", "add `name`");
            return None;
        }
        let location = match text(node, "in").as_str() {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            other => {
                let message = format!("{other:?} is not a place for a parameter");
                self.report(&at.child("in"), message, "use one of path, query, header, cookie");
                return None;
            }
        };
        Some(Parameter {
            at: at.clone(),
            location,
            // A slot of the path cannot stay empty, whatever the document says.
            required: location == Location::Path || flag(node, "required").unwrap_or(false),
            deprecated: flag(node, "deprecated").unwrap_or(false),
            description: text(node, "description"),
            rust_name: optional_text(node, "x-rust-name").filter(|name| !name.is_empty()),
            format: self.format(node, at, location)?,
            name,
        })
    }

    fn format(
        &mut self,
        node: &'a Value,
        at: &Place,
        location: Location,
    ) -> Option<ParameterFormat> {
        if let Some((media_type, content)) = members(node, "content").next() {
            let at = at.child("content").child(media_type);
            let schema = match content.get("schema") {
                Some(schema) => self.schema(schema, &at.child("schema"), 0),
                None => self.schemas.add(Schema { at, ..Schema::default() }),
            };
            return Some(ParameterFormat::Content { media_type: media_type.clone(), schema });
        }
        let schema = match node.get("schema").filter(|schema| !schema.is_null()) {
            Some(schema) => self.schema(schema, &at.child("schema"), 0),
            // As in Swagger 2, or not at all: it is read where it would be.
            None => self.schema(node, &at.child("schema"), 0),
        };
        let style = self.style(node, at, location)?;
        let explode =
            flag(node, "explode").unwrap_or(matches!(style, Style::Form | Style::DeepObject));
        let allow_reserved = flag(node, "allowReserved").unwrap_or(false);
        Some(ParameterFormat::Style { schema, style, explode, allow_reserved })
    }

    fn style(&mut self, node: &Value, at: &Place, location: Location) -> Option<Style> {
        let (permitted, default): (&[&str], _) = match location {
            Location::Path => (&["simple", "label", "matrix"], Style::Simple),
            Location::Header => (&["simple"], Style::Simple),
            Location::Query => {
                (&["form", "spaceDelimited", "pipeDelimited", "deepObject"], Style::Form)
            }
            Location::Cookie => (&["form"], Style::Form),
        };
        let Some(name) = optional_text(node, "style").filter(|name| !name.is_empty()) else {
            return Some(default);
        };
        match style(&name).filter(|_| permitted.contains(&name.as_str())) {
            Some(style) => Some(style),
            None => {
                let place = format!("{location:?}").to_lowercase();
                let message = format!("the style `{name}` is not one of a parameter in {place}");
                let remedy = format!("use {} with an overlay action", permitted.join(" or "));
                self.report(&at.child("style"), message, remedy);
                None
            }
        }
    }
}

fn is_same(one: &Parameter, other: &Parameter) -> bool {
    one.name == other.name && one.location == other.location
}

/// The style of this name.
pub(super) fn style(name: &str) -> Option<Style> {
    Some(match name {
        "simple" => Style::Simple,
        "label" => Style::Label,
        "matrix" => Style::Matrix,
        "form" => Style::Form,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "deepObject" => Style::DeepObject,
        _ => return None,
    })
}
