//! Compares the models: fields, variants, traits, encoding, documentation.

use std::collections::BTreeSet;

use super::report::{Bump, Changes, Group};
use super::surface::{ItemKind, Surface, TypeItem};
use super::text::{arrow, short};

pub(super) fn compare(old: &Surface, new: &Surface, changes: &mut Changes) {
    for ty in old.types.iter().filter(|ty| new.ty(&ty.name).is_none()) {
        changes.push(Group::Types, Bump::Major, format!("{}: removed", ty.name));
    }
    for ty in &new.types {
        match old.ty(&ty.name) {
            None => changes.push_addition(Group::Types, format!("{} {}", kind(ty), ty.name)),
            // What changes in a shared definition is listed there.
            Some(before) if before.shared.is_some() && before.shared == ty.shared => {
                if before.docs != ty.docs {
                    documentation(ty, changes);
                }
            }
            Some(before) if before.kind != ty.kind => {
                let text = format!("{}: {} -> {}", ty.name, kind(before), kind(ty));
                changes.push(Group::Types, Bump::Major, text);
            }
            Some(before) => {
                let length = changes.len();
                members(before, ty, changes);
                // A newtype's conversions follow from its content, which is already compared.
                if ty.kind != ItemKind::Newtype || changes.len() == length {
                    promises(before, ty, changes);
                }
                let has_other_docs =
                    (&before.docs, &before.member_docs) != (&ty.docs, &ty.member_docs);
                if changes.len() == length && has_other_docs {
                    documentation(ty, changes);
                }
            }
        }
    }
}

fn documentation(ty: &TypeItem, changes: &mut Changes) {
    changes.push(Group::Types, Bump::Patch, format!("{}: documentation", ty.name));
}

fn kind(ty: &TypeItem) -> &'static str {
    match ty.kind {
        ItemKind::Struct => "struct",
        ItemKind::Newtype => "newtype",
        ItemKind::Enum => "enum",
        ItemKind::Alias => "alias",
    }
}

fn members(old: &TypeItem, new: &TypeItem, changes: &mut Changes) {
    let separator = if new.kind == ItemKind::Enum { "::" } else { "." };
    let path = |name: &str| format!("{}{separator}{name}", new.name);
    for member in old.members.iter().filter(|member| new.member(&member.name).is_none()) {
        changes.push(Group::Types, Bump::Major, format!("{}: removed", path(&member.name)));
    }
    for member in &new.members {
        let path = path(&member.name);
        let Some(before) = old.member(&member.name) else {
            let text = match (new.kind, member.ty.as_str()) {
                (ItemKind::Enum, payload) => format!("{path}{}: added", short(payload)),
                (ItemKind::Struct | ItemKind::Newtype | ItemKind::Alias, ty) => {
                    format!("{path}: {} added", short(ty))
                }
            };
            // By policy, users write model literals with `..Default::default()`.
            let is_optional = new.kind == ItemKind::Struct
                && ["::std::option::Option<", "::openapi_ureq::Nullable<"]
                    .iter()
                    .any(|start| member.ty.starts_with(start));
            match old.exhaustive && !is_optional {
                true => changes.push(Group::Types, Bump::Major, text),
                false => changes.push_addition(Group::Types, text),
            }
            continue;
        };
        if before.ty != member.ty {
            let text = format!("{path}: {}", arrow(&before.ty, &member.ty));
            changes.push(Group::Types, Bump::Major, text);
        }
        if before.wire != member.wire {
            let text = format!("{path}: {} -> {}", before.wire, member.wire);
            changes.push(Group::Wire, Bump::Minor, text);
        }
    }
}

/// Compares exhaustiveness, traits and serde's container attributes.
fn promises(old: &TypeItem, new: &TypeItem, changes: &mut Changes) {
    let name = &new.name;
    match (old.exhaustive, new.exhaustive) {
        (true, false) => {
            changes.push(Group::Types, Bump::Major, format!("{name}: now `#[non_exhaustive]`"));
        }
        (false, true) => {
            let text = format!("{name}: no longer `#[non_exhaustive]`");
            changes.push(Group::Types, Bump::Minor, text);
        }
        (true, true) | (false, false) => {}
    }
    if let Some(lost) = without(&old.traits, &new.traits) {
        changes.push(Group::Types, Bump::Major, format!("{name}: no longer {lost}"));
    }
    if let Some(gained) = without(&new.traits, &old.traits) {
        changes.push_addition(Group::Types, format!("{name}: {gained}"));
    }
    if old.encoding != new.encoding {
        let text = format!("{name}: {}", arrow(&old.encoding, &new.encoding));
        changes.push(Group::Wire, Bump::Minor, text);
    }
}

/// The elements of `all` that are not in `others`, as a list.
fn without(all: &BTreeSet<String>, others: &BTreeSet<String>) -> Option<String> {
    let rest: Vec<&str> = all.difference(others).map(String::as_str).collect();
    (!rest.is_empty()).then(|| rest.join(", "))
}
