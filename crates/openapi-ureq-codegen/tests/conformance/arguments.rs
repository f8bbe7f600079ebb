//! Maps the arguments of a function to the document, and draws random values for them.

use serde_json::{Value, json};

use super::body::{self, Takes, is_anything};
use super::client::{Client, Function, argument_of, is_called, text};
use super::document::{Body, Location, Media, Operation, Parameter};
use super::schemas::Schemas;
use super::text::Place;
use super::values::{Plan, Values};

/// The part of a request that an argument provides.
pub(crate) enum Slot<'a> {
    Parameter(&'a Parameter),
    Body(&'a Body, &'a Media),
}

/// The slots of the arguments in the document's order: parameters, then the body. `None` if their number differs
/// from the document.
pub(crate) fn slots<'a>(
    operation: &'a Operation,
    function: &Function,
    client: &Client,
    schemas: &Schemas,
) -> Option<Vec<Slot<'a>>> {
    let parameters = |ignored: &[&str]| -> Vec<Slot<'a>> {
        let is_ignored = |parameter: &Parameter| {
            parameter.location == Location::Header
                && ignored.iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
        };
        let kept = operation.parameters.iter().filter(|parameter| !is_ignored(parameter));
        let mut kept: Vec<&Parameter> = kept.collect();
        if function.params.is_some() {
            // Optional parameters are in a struct after the others.
            kept.sort_by_key(|parameter| !parameter.required);
        }
        kept.into_iter().map(Slot::Parameter).collect()
    };
    // According to the specification, these three headers are not parameters. A client may still allow callers
    // to set the last one if no security scheme does.
    let mut slots = parameters(&["accept", "content-type"]);
    let body = operation.body.as_ref().filter(|body| !body.content.is_empty());
    if slots.len() + usize::from(body.is_some()) > function.arguments.len() {
        slots = parameters(&["accept", "content-type", "authorization"]);
    }
    if let Some(body) = body {
        let takes = takes(client, function.arguments.last()?);
        slots.push(Slot::Body(body, body::chosen(body, takes, schemas)?));
    }
    (slots.len() == function.arguments.len()).then_some(slots)
}

fn takes(client: &Client, ty: &syn::Type) -> Takes {
    let inner = if is_called(ty, "Option") { argument_of(ty) } else { None };
    let ty = inner.as_ref().unwrap_or(ty);
    let syn::Type::Reference(reference) = ty else { return Takes::Value };
    match &*reference.elem {
        ty if is_called(ty, "Upload") => Takes::Upload,
        ty if text(ty) == "str" => Takes::Text,
        ty if client.form(ty).is_some() => Takes::Form,
        _ => Takes::Value,
    }
}

/// Draws arguments; null means omitted. `None` if no valid value is found for one of them.
pub(crate) fn draw(
    slots: &[Slot<'_>],
    plan: Plan,
    values: &mut Values<'_>,
    schemas: &Schemas,
) -> Option<Vec<Value>> {
    let drawn = slots.iter().map(|slot| {
        let is_required = match slot {
            Slot::Parameter(parameter) => parameter.required,
            Slot::Body(body, _) => body.required,
        };
        let is_given = match plan {
            Plan::Full | Plan::Nulls | Plan::Empty => true,
            Plan::Minimal => is_required,
            Plan::Random | Plan::Unlisted => is_required || values.rng.bool(),
        };
        match slot {
            _ if !is_given => Some(Value::Null),
            Slot::Parameter(parameter) => {
                let schema = schemas.at(&parameter.schema);
                // The encoding of other values is not specified.
                let text = json!({ "type": "string" });
                let is_anything = !parameter.is_json && is_anything(schemas.resolve(schema));
                let schema = if is_anything { &text } else { schema };
                Some(values.draw(schema, plan, place(parameter))?.valid())
            }
            Slot::Body(_, media) => body::draw(media, plan, values, schemas),
        }
    });
    drawn.collect()
}

fn place(parameter: &Parameter) -> Place {
    match (parameter.location, parameter.style.as_str()) {
        (Location::Path, _) => Place::Path,
        (Location::Header | Location::Cookie, _) => Place::Header,
        (Location::Query, "spaceDelimited" | "pipeDelimited") => Place::Element,
        (Location::Query, _) => Place::Anywhere,
    }
}
