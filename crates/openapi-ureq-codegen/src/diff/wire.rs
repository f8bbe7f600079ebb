//! Compares requests and the decoding of responses, including differences that callers do not see.

use super::report::{Bump, Changes, Group};
use super::text::quoted;
use crate::ir::{
    Api, Body, BodyKind, Location, Operation, Parameter, ParameterFormat, ResponseKind,
    SecurityKind, Status, Style, Success,
};
use crate::model::{SecurityScheme, Server};

/// Compares the settings that all operations share.
pub(super) fn compare(old: &Api, new: &Api, changes: &mut Changes) {
    let server = |api: &Api| server(api.servers.first());
    fact("server", &server(old), &server(new), Bump::Minor, changes);
    let find = |api: &'_ Api, name: &str| {
        let scheme = api.security.iter().find(|scheme| scheme.name.as_str() == name);
        scheme.map_or_else(|| "none".to_owned(), credential)
    };
    let added = new
        .security
        .iter()
        .filter(|scheme| old.security.iter().all(|other| other.name != scheme.name));
    for SecurityScheme { name, .. } in old.security.iter().chain(added) {
        let (before, after) = (find(old, name.as_str()), find(new, name.as_str()));
        let name = format!("security scheme {}", quoted(name.as_str()));
        fact(&name, &before, &after, Bump::Minor, changes);
    }
}

/// Compares two versions of an operation, which may have different names.
pub(super) fn operation(
    (old, old_api): (&Operation, &Api),
    (new, new_api): (&Operation, &Api),
    changes: &mut Changes,
) {
    let name = new.name.as_str();
    let bump = if is_same_request(old, new) { Bump::Patch } else { Bump::Minor };
    fact(name, &request(old), &request(new), bump, changes);
    for parameter in &new.parameters {
        let is_same = |other: &&Parameter| other.name == parameter.name;
        if let Some(before) = old.parameters.iter().find(is_same) {
            let subject = format!("{name}: argument `{}`", parameter.name);
            fact(&subject, &place(before, old), &place(parameter, new), Bump::Minor, changes);
        }
    }
    let (before, after) = (facts(old, old_api), facts(new, new_api));
    for ((subject, before, bump), (_, after, _)) in before.into_iter().zip(after) {
        fact(&format!("{name}: {subject}"), &before, &after, bump, changes);
    }
}

pub(super) fn request(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn fact(subject: &str, old: &str, new: &str, bump: Bump, changes: &mut Changes) {
    if old != new {
        changes.push(Group::Wire, bump, format!("{subject}: {old} -> {new}"));
    }
}

fn facts(operation: &Operation, api: &Api) -> [(&'static str, String, Bump); 7] {
    let body = operation.body.as_ref().map(body);
    let errors = operation.errors.iter().map(|error| error.status.text()).collect();
    let tag = operation.tag.as_deref().map(quoted);
    [
        ("server", server(operation.server.as_ref()), Bump::Minor),
        ("idempotent", operation.idempotent.to_string(), Bump::Minor),
        ("security", security(operation, api), Bump::Minor),
        ("body", list(body.into_iter().collect(), ""), Bump::Minor),
        ("response", response(&operation.success), Bump::Minor),
        ("documented errors", list(errors, ", "), Bump::Patch),
        ("tag", list(tag.into_iter().collect(), ""), Bump::Patch),
    ]
}

/// Whether method and path are equal, regardless of the names of path parameters.
pub(super) fn is_same_request(one: &Operation, other: &Operation) -> bool {
    let shape = |path: &str| {
        let slots = placeholders(path).into_iter();
        slots.fold(path.to_owned(), |path, slot| path.replace(&format!("{{{slot}}}"), "{}"))
    };
    one.method == other.method && shape(&one.path) == shape(&other.path)
}

/// The location of a parameter, and its name on the wire, if it has one.
fn place(parameter: &Parameter, operation: &Operation) -> String {
    let wire = parameter.wire.as_str();
    match parameter.location {
        Location::Path => {
            let slots = placeholders(&operation.path);
            let number = slots.iter().position(|slot| *slot == wire).map_or(0, |index| index + 1);
            format!("slot {number} of the path{}", format(&parameter.format))
        }
        Location::Query => format!("query {}{}", quoted(wire), format(&parameter.format)),
        Location::Header => format!("header {}{}", quoted(wire), format(&parameter.format)),
        Location::Cookie => format!("cookie {}", quoted(wire)),
    }
}

/// How the value is serialized, unless it is the default.
fn format(format: &ParameterFormat) -> String {
    match format {
        ParameterFormat::Json => " as JSON".to_owned(),
        ParameterFormat::Style { style: Style::Form, explode: true, allow_reserved: false }
        | ParameterFormat::Style { style: Style::Simple, explode: false, allow_reserved: false } => {
            String::new()
        }
        ParameterFormat::Style { style, explode, allow_reserved } => {
            let explode = if *explode { "exploded" } else { "not exploded" };
            let reserved = if *allow_reserved { ", reserved characters as they are" } else { "" };
            format!(" in style {style:?}, {explode}{reserved}")
        }
    }
}

fn server(server: Option<&Server>) -> String {
    server.map_or_else(|| "none".to_owned(), |server| quoted(&server.default_url()))
}

/// The media types of a body and of a form's parts.
fn body(body: &Body) -> String {
    let mut text = body.media_type.clone();
    if let BodyKind::Multipart(_, parts) = &body.kind {
        let parts = parts.iter().map(|(name, ty)| format!(", {} as {ty}", quoted(name.as_str())));
        text.extend(parts);
    }
    text
}

fn security(operation: &Operation, api: &Api) -> String {
    let name = |index: &usize| api.security.get(*index).map(|scheme| quoted(scheme.name.as_str()));
    let alternatives = operation.security.iter().map(|schemes| match schemes.as_slice() {
        [] => "no credentials".to_owned(),
        schemes => list(schemes.iter().filter_map(name).collect(), " and "),
    });
    list(alternatives.collect(), ", or ")
}

fn credential(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SecurityKind::Header(name) => format!("header {}", quoted(name)),
        SecurityKind::Query(name) => format!("query {}", quoted(name)),
        SecurityKind::Cookie(name) => format!("cookie {}", quoted(name)),
        SecurityKind::Basic => "basic".to_owned(),
        SecurityKind::Bearer => "bearer token".to_owned(),
    }
}

fn response(success: &Success) -> String {
    let kind = |kind: &ResponseKind| match kind {
        ResponseKind::Json(_) => "JSON",
        ResponseKind::Text => "text",
        ResponseKind::Binary => "bytes",
        ResponseKind::Raw => "raw content",
        ResponseKind::Empty => "nothing",
    };
    match success {
        Success::One(one) => kind(one).to_owned(),
        Success::ByStatus { variants, .. } => {
            let variants = variants.iter().map(|variant| match variant.status {
                Status::Code(status) => format!("{} for {status}", kind(&variant.kind)),
                Status::Range(_) | Status::Default => format!("{} for others", kind(&variant.kind)),
            });
            list(variants.collect(), ", ")
        }
    }
}

fn list(parts: Vec<String>, separator: &str) -> String {
    if parts.is_empty() { "none".to_owned() } else { parts.join(separator) }
}

/// The names between braces in a path.
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}
