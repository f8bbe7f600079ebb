//! Inline schemas that are equal become one type, with an alias at each of their other places.

use std::collections::{HashMap, HashSet};

use crate::ir::{Direction, Type, TypeDef, TypeKind};
use crate::name::{RustName, Scope, WireName};

/// Replaces the definitions of inline schemas that are equal by aliases of a single one.
///
/// That one is the component that is equal to them, if there is exactly one. Otherwise it has the name that the
/// schemas have as their title, if no other schema claims it, or else that of the first place. The name at each
/// place is kept in any case, so no name goes when another place is added to the document.
pub(super) fn equal_types(types: &mut Vec<TypeDef>, names: &mut Scope) {
    let classes = classes(types);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    for (at, class) in classes.iter().enumerate() {
        members[*class].push(at);
    }
    members.retain(|class| class.len() > 1 && class.iter().any(|at| is_inline(&types[*at])));
    let titles = unique_titles(types, &members);
    let mut added = Vec::new();
    for class in members {
        let (inline, components): (Vec<usize>, Vec<usize>) =
            class.into_iter().partition(|at| is_inline(&types[*at]));
        if let [component] = components[..] {
            alias(types, &inline, component);
            continue;
        }
        let [first, ref rest @ ..] = inline[..] else { continue };
        if rest.is_empty() {
            continue;
        }
        match titles.get(&first).filter(|title| !names.contains(&title.to_type())) {
            Some(title) => {
                let name = names.unique(title, WireName::to_type);
                let titled = TypeDef { name, ..types[first].clone() };
                let target = types.len();
                types.push(titled);
                alias(types, &inline, target);
                added.push((first, target));
            }
            None => alias(types, rest, first),
        }
    }
    move_before(types, added);
    settle_alternatives(types);
}

fn is_inline(def: &TypeDef) -> bool {
    def.wire.is_none()
        && match def.kind {
            TypeKind::Struct(_) | TypeKind::OpenEnum(_) | TypeKind::Union(_) => true,
            TypeKind::Alias(_) | TypeKind::Newtype(_) | TypeKind::Form(_) | TypeKind::Params => {
                false
            }
        }
}

/// The class of each definition. Those of one class differ in nothing but their names, descriptions and places,
/// and neither do the types that they consist of.
///
/// They are told apart by what is in them, then by the classes of the types that they refer to, until that tells
/// no more of them apart.
fn classes(types: &[TypeDef]) -> Vec<usize> {
    let index: HashMap<&RustName, usize> =
        types.iter().enumerate().map(|(at, def)| (&def.name, at)).collect();
    let blank = WireName::from("reference").to_type();
    let mut references: Vec<Vec<usize>> = Vec::with_capacity(types.len());
    let mut contents: HashMap<(bool, TypeKind), usize> = HashMap::new();
    let mut classes: Vec<usize> = Vec::with_capacity(types.len());
    for (at, def) in types.iter().enumerate() {
        let mut kind = def.kind.clone();
        let mut referred = Vec::new();
        let mut take_name =
            |name: &mut RustName| referred.push(std::mem::replace(name, blank.clone()));
        kind.types_mut().into_iter().for_each(|ty| ty.for_each_reference(&mut take_name));
        references.push(referred.iter().filter_map(|name| index.get(name).copied()).collect());
        let is_own = matches!(kind, TypeKind::Form(_) | TypeKind::Params);
        classes.push(if is_own {
            at
        } else {
            *contents.entry((def.deprecated, kind)).or_insert(at)
        });
    }
    let mut count = classes.iter().collect::<HashSet<_>>().len();
    loop {
        let mut parts: HashMap<(usize, Vec<usize>), usize> = HashMap::new();
        let refined = references.iter().enumerate().map(|(at, referred)| {
            let referred = referred.iter().map(|other| classes[*other]).collect();
            *parts.entry((classes[at], referred)).or_insert(at)
        });
        let refined: Vec<usize> = refined.collect();
        let refined_count = parts.len();
        classes = refined;
        if refined_count == count {
            return classes;
        }
        count = refined_count;
    }
}

/// The titles of classes by their first inline member, without those that several classes have.
fn unique_titles(types: &[TypeDef], classes: &[Vec<usize>]) -> HashMap<usize, WireName> {
    let mut claims: HashMap<RustName, Option<(usize, WireName)>> = HashMap::new();
    for class in classes {
        let mut inline = class.iter().filter(|at| is_inline(&types[**at]));
        let Some(first) = inline.next() else { continue };
        let title = types[*first].title.clone();
        let Some(title) =
            title.filter(|_| inline.all(|at| types[*at].title == types[*first].title))
        else {
            continue;
        };
        let claim = claims.entry(title.to_type());
        claim.and_modify(|other| *other = None).or_insert(Some((*first, title)));
    }
    claims.into_values().flatten().collect()
}

/// Makes aliases of the definition at `target`, which goes wherever they go.
fn alias(types: &mut [TypeDef], aliases: &[usize], target: usize) {
    let name = types[target].name.clone();
    for at in aliases {
        let def = &mut types[*at];
        let ty = match def.kind {
            TypeKind::OpenEnum(_) => Type::Enum(name.clone()),
            _ => Type::Model(name.clone()),
        };
        def.kind = TypeKind::Alias(ty);
        let direction = def.direction;
        types[target].direction = both(types[target].direction, direction);
    }
}

fn both(one: Direction, other: Direction) -> Direction {
    match (one, other) {
        (Direction::Unused, other) => other,
        (one, Direction::Unused) => one,
        (one, other) if one == other => one,
        _ => Direction::Both,
    }
}

/// Moves the definitions behind the others before the ones that they were made of.
fn move_before(types: &mut Vec<TypeDef>, added: Vec<(usize, usize)>) {
    let Some((_, end)) = added.first().copied() else { return };
    let mut moved: HashMap<usize, TypeDef> =
        added.into_iter().map(|(first, _)| first).zip(types.split_off(end)).collect();
    let all = std::mem::take(types).into_iter().enumerate();
    types.extend(all.flat_map(|(at, def)| moved.remove(&at).into_iter().chain([def])));
}

/// Alternatives have the types that the aliases stand for, so that two of one type can be told from others.
fn settle_alternatives(types: &mut [TypeDef]) {
    let aliases: HashMap<RustName, RustName> = types
        .iter()
        .filter(|def| def.wire.is_none())
        .filter_map(|def| match &def.kind {
            TypeKind::Alias(Type::Model(target) | Type::Enum(target)) => {
                Some((def.name.clone(), target.clone()))
            }
            _ => None,
        })
        .collect();
    for def in types {
        let TypeKind::Union(union) = &mut def.kind else { continue };
        let mut settle = |name: &mut RustName| {
            if let Some(target) = aliases.get(name) {
                name.clone_from(target);
            }
        };
        union.alternatives.iter_mut().for_each(|one| one.ty.for_each_reference(&mut settle));
    }
}
