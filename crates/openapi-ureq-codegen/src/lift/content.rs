//! Bodies and responses.

use serde_json::Value;

use super::Lift;
use super::node::{description, flag, member, optional_text};
use super::parameter::style;
use crate::diagnostic::Place;
use crate::model::{Body, MediaType, PartEncoding, Response, Status, Style};

impl<'a> Lift<'a> {
    pub(super) fn body(&mut self, operation: &'a Value, at: &Place) -> Option<Body> {
        let listed = member(operation, "requestBody")?;
        let (node, at) = self.resolve(listed, &at.child("requestBody"))?;
        if !node.is_object() {
            self.report(&at, "`requestBody` is not an object", "describe it by an object");
            return None;
        }
        Some(Body {
            required: flag(node, "required").unwrap_or(false),
            description: description(listed, node),
            content: self.content(node, &at),
            at,
        })
    }

    fn content(&mut self, node: &'a Value, at: &Place) -> Vec<MediaType> {
        let media_types = self.members(node, at, "content");
        let at = at.child("content");
        let mut content = Vec::new();
        for (name, node) in media_types {
            let at = at.child(name);
            let schema = member(node, "schema");
            let schema = schema.map(|schema| self.schema(schema, &at.child("schema"), 0));
            let encoding = self.encoding(node, &at);
            content.push(MediaType { at, name: name.clone(), schema, encoding });
        }
        content
    }

    fn encoding(&mut self, media_type: &'a Value, at: &Place) -> Vec<PartEncoding> {
        let parts = self.members(media_type, at, "encoding");
        let at = at.child("encoding");
        let encoding = |(property, part): (&String, &Value)| PartEncoding {
            property: property.clone(),
            content_type: optional_text(part, "contentType").filter(|one| !one.is_empty()),
            style: self.part_style(part, &at.child(property)),
            explode: flag(part, "explode"),
            allow_reserved: flag(part, "allowReserved"),
        };
        parts.map(encoding).collect()
    }

    fn part_style(&mut self, part: &Value, at: &Place) -> Option<Style> {
        let name = optional_text(part, "style").filter(|name| !name.is_empty())?;
        let style = style(&name);
        if style.is_none() {
            let remedy =
                "use form, spaceDelimited, pipeDelimited or deepObject, with an overlay action";
            self.report(&at.child("style"), format!("`{name}` is not a style"), remedy);
        }
        style
    }

    pub(super) fn responses(&mut self, operation: &'a Value, at: &Place) -> Vec<Response> {
        let listed =
            self.members(operation, at, "responses").filter(|(key, _)| !key.starts_with("x-"));
        let at = at.child("responses");
        let mut responses: Vec<Response> = Vec::new();
        for (key, listed) in listed {
            let at = at.child(key);
            let Some(status) = status(key) else {
                let message = format!("{key:?} is not a status");
                self.report(
                    &at,
                    message,
                    "use a code such as 404, a range such as 4XX, or `default`",
                );
                continue;
            };
            if responses.iter().any(|other| other.status == status) {
                let message = format!("the status {} is documented twice", status.text());
                self.report(&at, message, "remove one of the responses with an overlay action");
                continue;
            }
            let Some((node, at)) = self.resolve(listed, &at) else { continue };
            let description = description(listed, node);
            responses.push(Response { status, description, content: self.content(node, &at) });
        }
        responses
    }
}

fn status(key: &str) -> Option<Status> {
    let key = key.trim();
    if key.eq_ignore_ascii_case("default") {
        return Some(Status::Default);
    }
    match key.as_bytes() {
        [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(Status::Range(digit - b'0')),
        _ => key.parse().ok().filter(|code| (100..600).contains(code)).map(Status::Code),
    }
}
