//! Compares the client's functions: names, arguments, return types, documentation.

use super::report::{Bump, Changes, Group};
use super::surface::{Argument, Function, Surface};
use super::text::{arrow, short};
use super::wire;
use super::wire::placeholders;
use crate::ir::{Location, Operation, Parameter};

pub(super) fn compare(old: &Surface, new: &Surface, changes: &mut Changes) {
    let renames = renames(old, new);
    for function in &old.functions {
        let is_renamed = renames.iter().any(|(before, _)| before.name == function.name);
        if new.function(&function.name).is_none() && !is_renamed {
            let request = old.operation(&function.name).map(wire::request).unwrap_or_default();
            let text = format!("{}: removed  {request}", function.name);
            changes.push(Group::Operations, Bump::Major, text);
        }
    }
    for function in &new.functions {
        let renamed = renames.iter().find(|(_, after)| after.name == function.name);
        let previous = old.function(&function.name).or(renamed.map(|(before, _)| *before));
        let length = changes.len();
        match (previous, renamed) {
            (None, _) => add(function, new, changes),
            (Some(previous), Some(_)) => rename(previous, function, old, changes),
            (Some(_), None) => {}
        }
        let operations = counterparts(old, new, &function.name);
        if let Some(previous) = previous {
            signature(previous, function, operations, changes);
        }
        // A deprecated name belongs to the same operation, whose wire changes are already listed.
        let is_known = |after: &Operation| {
            after.name.as_str() != function.name && old.function(after.name.as_str()).is_some()
        };
        if let Some((before, after)) = operations.filter(|(_, after)| !is_known(after)) {
            wire::operation((before, &old.api), (after, &new.api), changes);
        }
        if previous.is_some_and(|previous| previous.docs != function.docs)
            && changes.len() == length
        {
            let text = format!("{}: documentation", function.name);
            changes.push(Group::Operations, Bump::Patch, text);
        }
    }
    lost_constants(old, new, changes);
    if old.client_docs != new.client_docs {
        let text = "Client: documentation (the document's title, version or description)";
        changes.push(Group::Operations, Bump::Patch, text);
    }
}

/// The removed functions that have a replacement: a new function that sends the same request.
fn renames<'a>(old: &'a Surface, new: &'a Surface) -> Vec<(&'a Function, &'a Function)> {
    let added = new.functions.iter().filter(|function| old.function(&function.name).is_none());
    added
        .filter_map(|function| {
            let (before, _) = counterparts(old, new, &function.name)?;
            let name = before.name.as_str();
            let is_gone = new.function(name).is_none();
            Some((old.function(name).filter(|_| is_gone)?, function))
        })
        .collect()
}

/// The operation of the function `name` before and after: the operation with the same name, or else a removed
/// operation with the same request.
fn counterparts<'a>(
    old: &'a Surface,
    new: &'a Surface,
    name: &str,
) -> Option<(&'a Operation, &'a Operation)> {
    let after = new.operation(name)?;
    let before = old.operation(name).or_else(|| {
        let gone = |operation: &&Operation| new.operation(operation.name.as_str()).is_none();
        let mut candidates = old.api.operations.iter().filter(gone);
        candidates.find(|operation| wire::is_same_request(operation, after))
    })?;
    Some((before, after))
}

fn add(function: &Function, new: &Surface, changes: &mut Changes) {
    let arguments: Vec<String> = function.arguments.iter().map(written).collect();
    let operation = new.operation(&function.name);
    let request = operation.map(wire::request).unwrap_or_default();
    // Often a mistake in the document, which would otherwise be noticed only when the server rejects calls.
    let without_credential = operation.is_some_and(|operation| operation.security.is_empty());
    let remark = if without_credential { "  (sends no credential)" } else { "" };
    let text = format!("{}({})  {request}{remark}", function.name, arguments.join(", "));
    changes.push_addition(Group::Operations, text);
}

fn rename(previous: &Function, function: &Function, old: &Surface, changes: &mut Changes) {
    let Some(operation) = old.operation(&previous.name) else { return };
    let text = format!(
        "{}: renamed to {}; to keep the name too, add `x-deprecated-names: [{}]` with an overlay action",
        previous.name, function.name, operation.id
    );
    changes.push(Group::Operations, Bump::Major, text);
}

fn signature(
    old: &Function,
    new: &Function,
    operations: Option<(&Operation, &Operation)>,
    changes: &mut Changes,
) {
    let mut push = |bump, text: String| {
        changes.push(Group::Operations, bump, format!("{}: {text}", new.name));
    };
    // Holds their new names.
    let mut kept: Vec<&str> = Vec::new();
    for argument in &old.arguments {
        let Some(now) = successor(argument, old, new, operations) else {
            push(Bump::Major, format!("argument `{}` removed", written(argument)));
            continue;
        };
        if argument.name != now.name {
            let text = format!("argument `{}` renamed to `{}`", argument.name, now.name);
            push(Bump::Patch, text);
        }
        if argument.ty != now.ty {
            let text = format!("argument `{}`: {}", now.name, arrow(&argument.ty, &now.ty));
            push(Bump::Major, text);
        }
        kept.push(&now.name);
    }
    for argument in new.arguments.iter().filter(|argument| !kept.contains(&argument.name.as_str()))
    {
        push(Bump::Major, format!("argument `{}` added", written(argument)));
    }
    let names = new.arguments.iter().map(|argument| argument.name.as_str());
    let ordered: Vec<&str> = names.filter(|name| kept.contains(name)).collect();
    if kept != ordered {
        let text = format!("arguments reordered: {} -> {}", kept.join(", "), ordered.join(", "));
        push(Bump::Major, text);
    }
    if old.output != new.output {
        push(Bump::Major, format!("returns {}", arrow(&old.output, &new.output)));
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => push(Bump::Minor, "deprecated".to_owned()),
        (true, false) => push(Bump::Minor, "no longer deprecated".to_owned()),
        (true, true) | (false, false) => {}
    }
}

/// The argument that replaces an old one: the argument with the same name, or else the one at the same position
/// of the path or the body, whose names are not part of the request.
fn successor<'a>(
    argument: &Argument,
    old: &Function,
    new: &'a Function,
    operations: Option<(&Operation, &Operation)>,
) -> Option<&'a Argument> {
    new.argument(&argument.name).or_else(|| {
        let (before, after) = operations?;
        let index = old.arguments.iter().position(|other| other.name == argument.name)?;
        let place = place(before, &old.arguments[index])?;
        let now = new.arguments.iter().find(|now| {
            self::place(after, now) == Some(place) && old.argument(&now.name).is_none()
        })?;
        Some(now).filter(|_| place == Place::Body || wire::is_same_request(before, after))
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Slot(usize),
    Body,
}

/// Where an argument is sent, if its name is not part of the request.
fn place(operation: &Operation, argument: &Argument) -> Option<Place> {
    let Some(wire) = &argument.wire else {
        return (argument.name != "params").then_some(Place::Body);
    };
    let is_in_path = |one: &&Parameter| one.location == Location::Path && one.wire.0 == *wire;
    operation.parameters.iter().find(is_in_path)?;
    placeholders(&operation.path).iter().position(|slot| slot == wire).map(Place::Slot)
}

/// Reports constants of the `operations` table that were removed while the function was kept.
fn lost_constants(old: &Surface, new: &Surface, changes: &mut Changes) {
    for operation in &old.api.operations {
        let (name, constant) = (operation.name.as_str(), operation.constant.as_str());
        if new.function(name).is_some() && !new.constants.contains(constant) {
            let text = format!("{name}: `operations::{constant}` removed");
            changes.push(Group::Operations, Bump::Major, text);
        }
    }
}

fn written(argument: &Argument) -> String {
    format!("{}: {}", argument.name, short(&argument.ty))
}
