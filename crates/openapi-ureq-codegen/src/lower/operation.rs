//! Operations with their parameters and bodies.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Lowering, Taken, flag, security, text};
use crate::document::{OperationNode, content, members};
use crate::ir::{Body, BodyKind, Location, Operation, Parameter, SecurityScheme, Type};
use crate::media_type::{Encoding, preferred};
use crate::name::{RustName, WireName};
use crate::normalize::BODY_NAME;

impl Lowering<'_> {
    pub(super) fn operation(
        &self,
        operation: &OperationNode<'_>,
        schemes: &[SecurityScheme],
        names: &mut Taken,
    ) -> Operation {
        let node = operation.node;
        let id = WireName::from(operation.id().unwrap_or_default());
        let security = security::requirements(self.document, node, schemes);
        let mut taken = BTreeSet::new();
        let parameters = operation
            .parameters(self.document)
            .into_iter()
            .filter(|(_, parameter)| !is_set_by_the_runtime(parameter, !security.is_empty()))
            .map(|(_, parameter)| self.parameter(parameter, &mut taken))
            .collect();
        let errors = self.errors(operation);
        Operation {
            name: id.to_function(),
            deprecated_names: operation
                .deprecated_names()
                .filter_map(|(_, name)| Some(WireName::from(name.as_str()?).to_function()))
                .collect(),
            constant: id.to_constant().made_unique(&mut names.constants),
            method: operation.method.to_uppercase(),
            path: operation.path.to_owned(),
            summary: text(node, "summary"),
            description: text(node, "description"),
            deprecated: flag(node, "deprecated").unwrap_or(false),
            idempotent: flag(node, "x-idempotent").unwrap_or(is_idempotent(operation.method)),
            tag: node["tags"][0].as_str().map(str::to_owned),
            parameters,
            body: self.body(operation, &mut taken),
            success: self.success(operation, &id, names),
            errors,
            security,
            id,
        }
    }

    fn parameter(&self, node: &Value, taken: &mut BTreeSet<RustName>) -> Parameter {
        let wire = WireName(text(node, "name"));
        let location = match text(node, "in").as_str() {
            "path" => Location::Path,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => Location::Query { delimiter: delimiter(node) },
        };
        Parameter {
            name: wire.to_snake().made_unique(taken),
            location,
            // A slot of the path cannot be empty, even if the document declares the parameter optional.
            required: location == Location::Path || flag(node, "required").unwrap_or(false),
            ty: self.parameter_type(&node["schema"]),
            description: parameter_description(node),
            wire,
        }
    }

    fn body(&self, operation: &OperationNode<'_>, taken: &mut BTreeSet<RustName>) -> Option<Body> {
        let (_, node) = operation.request_body(self.document)?;
        let (media_type, schema, encoding) = preferred(self.document, node)?;
        let ty = schema.map_or(Type::Json, |schema| self.type_of(schema));
        let kind = match (encoding, ty) {
            (Encoding::Json, ty) => BodyKind::Json(ty),
            (Encoding::Form, ty) => BodyKind::Form(ty),
            (Encoding::Multipart, Type::Model(name)) => {
                BodyKind::Multipart(name, part_types(&node["content"][media_type]["encoding"]))
            }
            (Encoding::Multipart | Encoding::Binary, _) => BodyKind::Binary,
            (Encoding::Text, _) => BodyKind::Text,
        };
        let alternatives =
            content(node).map(|(other, _)| other).filter(|other| *other != media_type);
        Some(Body {
            name: WireName(text(operation.node, BODY_NAME)).to_snake().made_unique(taken),
            required: flag(node, "required").unwrap_or(false),
            description: text(node, "description"),
            media_type: if media_type.contains('*') {
                default_media_type(&kind)
            } else {
                media_type
            }
            .to_owned(),
            alternatives: alternatives.map(str::to_owned).collect(),
            kind,
        })
    }
}

/// The headers that OpenAPI excludes from parameters, since they are derived from the media types of
/// the bodies and from the security requirements, if there are any.
fn is_set_by_the_runtime(parameter: &Value, secured: bool) -> bool {
    let name = text(parameter, "name").to_ascii_lowercase();
    text(parameter, "in") == "header"
        && (matches!(name.as_str(), "accept" | "content-type" | "content-length" | "host")
            || matches!(name.as_str(), "connection" | "te" | "transfer-encoding" | "upgrade")
            || (name == "authorization" && secured))
}

/// As RFC 9110 defines it, in section 9.2.2.
fn is_idempotent(method: &str) -> bool {
    !matches!(method, "post" | "patch")
}

fn delimiter(parameter: &Value) -> Option<&'static str> {
    let explode = flag(parameter, "explode");
    match text(parameter, "style").as_str() {
        "spaceDelimited" if explode != Some(true) => Some("%20"),
        "pipeDelimited" if explode != Some(true) => Some("%7C"),
        "" | "form" if explode == Some(false) => Some(","),
        _ => None,
    }
}

/// The media types of a form's parts, where `encoding` names one.
fn part_types(encoding: &Value) -> Vec<(WireName, String)> {
    members(encoding, "")
        .map(|(name, part)| (WireName::from(name.as_str()), text(part, "contentType")))
        .filter(|(_, media_type)| !media_type.is_empty() && !media_type.contains([',', '*']))
        .collect()
}

fn default_media_type(kind: &BodyKind) -> &'static str {
    match kind {
        BodyKind::Json(_) => "application/json",
        BodyKind::Form(_) => "application/x-www-form-urlencoded",
        BodyKind::Multipart(..) => "multipart/form-data",
        BodyKind::Binary => "application/octet-stream",
        BodyKind::Text => "text/plain",
    }
}

/// The description, followed by the default that the server applies, which the type does not show.
fn parameter_description(node: &Value) -> String {
    let description = text(node, "description");
    match node["schema"].get("default") {
        Some(default) if flag(node, "required") != Some(true) => {
            let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
            let description = description.trim_end_matches('.');
            let separator = if description.is_empty() { "" } else { ". " };
            format!("{description}{separator}The server's default is `{default}`.")
        }
        _ => description,
    }
}
