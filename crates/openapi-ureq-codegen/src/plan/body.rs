//! Request bodies.

use super::form::part_types;
use super::media_type::{Encoding, essence};
use super::{Hint, Planner};
use crate::ir::{Body, BodyKind, ParameterFormat, PropertyFormat, Style, Type};
use crate::model::{self, MediaType, PartEncoding};
use crate::name::{Scope, WireName};

impl Planner<'_> {
    pub(super) fn body(
        &mut self,
        operation: &model::Operation,
        scope: &mut Scope,
        hint: &Hint,
    ) -> Option<Body> {
        let body = operation.body.as_ref()?;
        if body.content.is_empty() {
            return None;
        }
        let Some((media_type, encoding)) = self.preferred(&body.content) else {
            let names: Vec<&str> = body.content.iter().map(|one| one.name.as_str()).collect();
            let message =
                format!("no encoding is known for the request body: {}", names.join(", "));
            let remedy = "replace the media type with an overlay action (JSON, multipart/form-data, \
                          form-urlencoded, octet-stream or text), or leave the operation out with `x-skip: reason`";
            self.report(&body.at.child("content"), message, remedy);
            return None;
        };
        let kind = self.body_kind(media_type, encoding, &hint.child("request"))?;
        let name = WireName(self.body_name(operation, media_type));
        let others = body.content.iter().filter(|other| other.name != media_type.name);
        Some(Body {
            name: scope.unique(&name, WireName::to_snake),
            required: body.required,
            description: body.description.clone(),
            media_type: sent_media_type(&media_type.name, &kind),
            alternatives: others.map(|other| other.name.clone()).collect(),
            kind,
        })
    }

    fn body_kind(
        &mut self,
        media_type: &MediaType,
        encoding: Encoding,
        hint: &Hint,
    ) -> Option<BodyKind> {
        Some(match encoding {
            Encoding::Json => BodyKind::Json(match media_type.schema {
                Some(schema) => self.type_of(schema, hint),
                None => Type::Json,
            }),
            Encoding::Form => BodyKind::Form(
                match media_type.schema {
                    Some(schema) => self.bare_type(schema, hint).0,
                    None => Type::Map(Box::new(Type::Json)),
                },
                media_type.encoding.iter().filter_map(property_format).collect(),
            ),
            Encoding::Multipart => match self.form(media_type, hint) {
                Some(form) => BodyKind::Multipart(form, part_types(&media_type.encoding)),
                None => {
                    self.report(
                        &media_type.at,
                        "a multipart form needs an object schema with properties",
                        "describe its fields as `properties` with an overlay action",
                    );
                    return None;
                }
            },
            Encoding::Binary => BodyKind::Binary,
            Encoding::Text => BodyKind::Text,
        })
    }

    /// The name of the body: as the document specifies, or after its schema.
    fn body_name(&self, operation: &model::Operation, media_type: &MediaType) -> String {
        let component = || self.shapes.component(media_type.schema?).map(str::to_owned);
        let chosen = operation.body_name.clone();
        chosen.or_else(component).unwrap_or_else(|| "body".to_owned())
    }
}

/// A style takes precedence over a media type. Without a style, only JSON differs from the default.
fn property_format(encoding: &PartEncoding) -> Option<PropertyFormat> {
    let PartEncoding { property, content_type, style, explode, allow_reserved } = encoding;
    let wire = WireName::from(property.as_str());
    if style.is_some() || explode.is_some() || allow_reserved.is_some() {
        let style = style.unwrap_or(Style::Form);
        let explode = explode.unwrap_or(style == Style::Form);
        let allow_reserved = allow_reserved.unwrap_or(false);
        let format = ParameterFormat::Style { style, explode, allow_reserved };
        return Some(PropertyFormat { wire, format });
    }
    let is_json =
        content_type.as_deref().is_some_and(|name| super::media_type::is_json(&essence(name)));
    is_json.then_some(PropertyFormat { wire, format: ParameterFormat::Json })
}

/// The media type to send. A range is replaced by a concrete type.
fn sent_media_type(name: &str, kind: &BodyKind) -> String {
    if !name.contains('*') {
        return name.to_owned();
    }
    let plain = match kind {
        BodyKind::Json(_) => "application/json",
        BodyKind::Form(..) => "application/x-www-form-urlencoded",
        BodyKind::Multipart(..) => "multipart/form-data",
        BodyKind::Binary => "application/octet-stream",
        BodyKind::Text => "text/plain",
    };
    plain.to_owned()
}
