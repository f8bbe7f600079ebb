//! Bodies and responses.

use serde_json::Value;

use super::Lift;
use super::node::{flag, list, members, optional_text, text};
use super::parameter::style;
use crate::diagnostic::Place;
use crate::model::{Body, MediaType, PartEncoding, Response, Status};

impl<'a> Lift<'a> {
    pub(super) fn body(&mut self, operation: &'a Value, at: &Place) -> Option<Body> {
        let at = at.child("requestBody");
        let node = operation.get("requestBody").filter(|node| !node.is_null())?;
        let (node, at) = self.resolve(node, &at)?;
        if !node.is_object() {
            self.report(&at, "`requestBody` is not an object", "describe it by an object");
            return None;
        }
        Some(Body {
            required: flag(node, "required").unwrap_or(false),
            description: text(node, "description"),
            content: self.content(node, &at),
            at,
        })
    }

    fn content(&mut self, node: &'a Value, at: &Place) -> Vec<MediaType> {
        let at = at.child("content");
        let mut content = Vec::new();
        for (name, media_type) in members(node, "content") {
            let at = at.child(name);
            let schema = media_type.get("schema").filter(|schema| !schema.is_null());
            let schema = schema.map(|schema| self.schema(schema, &at.child("schema"), 0));
            let encoding = members(media_type, "encoding").map(|(property, part)| PartEncoding {
                property: property.clone(),
                content_type: optional_text(part, "contentType").filter(|one| !one.is_empty()),
                style: optional_text(part, "style").and_then(|name| style(&name)),
                explode: flag(part, "explode"),
                allow_reserved: flag(part, "allowReserved"),
            });
            content.push(MediaType {
                at,
                name: name.clone(),
                schema,
                encoding: encoding.collect(),
            });
        }
        content
    }

    pub(super) fn responses(&mut self, operation: &'a Value, at: &Place) -> Vec<Response> {
        let at = at.child("responses");
        if operation.get("responses").is_some_and(|node| !node.is_object() && !node.is_null()) {
            self.report(
                &at,
                "`responses` is not an object",
                "list the responses by their statuses",
            );
        }
        let mut responses = Vec::new();
        for (key, node) in members(operation, "responses").filter(|(key, _)| !key.starts_with("x-"))
        {
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
            let Some((node, at)) = self.resolve(node, &at) else { continue };
            let description = text(node, "description");
            responses.push(Response { status, description, content: self.content(node, &at) });
        }
        responses
    }

    /// The tags of an operation.
    pub(super) fn tags(node: &Value) -> Vec<String> {
        list(node, "tags").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

fn status(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    match key.as_bytes() {
        [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(Status::Range(digit - b'0')),
        _ => key.parse().ok().filter(|code| (100..600).contains(code)).map(Status::Code),
    }
}
