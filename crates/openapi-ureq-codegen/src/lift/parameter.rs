//! Parameters.

use serde_json::Value;

use super::Lift;
use super::node::{description, flag, member, optional_text, text};
use crate::diagnostic::Place;
use crate::model::{Location, Parameter, ParameterFormat, Schema, Style};

impl<'a> Lift<'a> {
    /// The parameters of these nodes: those of the path item, then those of the operation. A parameter that is
    /// declared again replaces the earlier one.
    pub(super) fn parameters<'p>(
        &mut self,
        nodes: impl Iterator<Item = (&'a Value, &'p Place)>,
    ) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (node, at) in nodes {
            for parameter in self.parameter_list(node, at) {
                match parameters.iter_mut().find(|other| is_same(other, &parameter)) {
                    Some(other) => *other = parameter,
                    None => parameters.push(parameter),
                }
            }
        }
        parameters
    }

    fn parameter_list(&mut self, node: &'a Value, at: &Place) -> Vec<Parameter> {
        let nodes = self.list(node, at, "parameters");
        let at = at.child("parameters");
        let mut parameters: Vec<Parameter> = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let listed = at.child(index);
            let Some(parameter) = self.parameter(node, &listed) else { continue };
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

    fn parameter(&mut self, listed: &'a Value, at: &Place) -> Option<Parameter> {
        let (node, at) = self.resolve(listed, at)?;
        let name = text(node, "name");
        if name.is_empty() {
            self.report(&at, "the parameter has no name", "add `name`");
            return None;
        }
        let location = match text(node, "in").as_str() {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            other => {
                let message = format!("{other:?} is not a location of parameters");
                let remedy = match other {
                    "body" | "formData" => "describe it by `requestBody`, as OpenAPI 3 does",
                    _ => "use one of path, query, header, cookie",
                };
                self.report(&at.child("in"), message, remedy);
                return None;
            }
        };
        Some(Parameter {
            location,
            // Path parameters are always required.
            required: location == Location::Path || flag(node, "required").unwrap_or(false),
            deprecated: flag(node, "deprecated").unwrap_or(false),
            description: description(listed, node),
            rust_name: self.extension_text(node, &at, "x-rust-name"),
            format: self.format(node, &at, location)?,
            at,
            name,
        })
    }

    fn format(
        &mut self,
        node: &'a Value,
        at: &Place,
        location: Location,
    ) -> Option<ParameterFormat> {
        if let Some((media_type, content)) = self.members(node, at, "content").next() {
            let at = at.child("content").child(media_type);
            let schema = match member(content, "schema") {
                Some(schema) => self.schema(schema, &at.child("schema"), 0),
                None => self.schemas.add(Schema { at, ..Schema::default() }),
            };
            return Some(ParameterFormat::Content { media_type: media_type.clone(), schema });
        }
        let schema = match member(node, "schema") {
            Some(schema) => self.schema(schema, &at.child("schema"), 0),
            // The type is next to the name, as in Swagger 2, or missing.
            None => self.schema(node, at, 0),
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
                let remedy = format!("use {}, with an overlay action", permitted.join(" or "));
                self.report(&at.child("style"), message, remedy);
                None
            }
        }
    }
}

fn is_same(one: &Parameter, other: &Parameter) -> bool {
    let is_same_name = match one.location {
        Location::Header => one.name.eq_ignore_ascii_case(&other.name),
        Location::Path | Location::Query | Location::Cookie => one.name == other.name,
    };
    is_same_name && one.location == other.location
}

/// The style with this name.
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
