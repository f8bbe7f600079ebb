//! Boxes types that contain themselves, and decides which types implement `Default`.

use std::collections::HashMap;

use crate::ir::{Presence, Type, TypeDef, TypeKind};
use crate::name::RustName;

/// Boxes fields of types that would otherwise be infinitely large, and marks the types with `Default`.
pub(crate) fn resolve(types: &mut [TypeDef]) {
    box_cycles(types);
    mark_defaults(types);
}

/// Boxes each direct use of a type within a cycle of types. The result does not depend on their order.
fn box_cycles(types: &mut [TypeDef]) {
    let index: HashMap<RustName, usize> =
        types.iter().enumerate().map(|(index, def)| (def.name.clone(), index)).collect();
    let edges: Vec<Vec<usize>> = types
        .iter()
        .map(|def| {
            contained(&def.kind).iter().filter_map(|name| index.get(*name).copied()).collect()
        })
        .collect();
    let component = components(&edges);
    for (at, def) in types.iter_mut().enumerate() {
        let in_cycle = |ty: &Type| {
            let others = held(ty).into_iter().filter_map(|name| index.get(name));
            others.into_iter().any(|other| component[*other] == component[at])
        };
        match &mut def.kind {
            TypeKind::Struct(object) => {
                object.fields.iter_mut().for_each(|field| field.boxed = in_cycle(&field.ty));
            }
            TypeKind::Union(union) => {
                union.alternatives.iter_mut().for_each(|one| one.boxed = in_cycle(&one.ty));
            }
            TypeKind::OpenEnum(_) | TypeKind::Alias(_) | TypeKind::Newtype(_) => {}
            TypeKind::Form(_) | TypeKind::Params => {}
        }
    }
}

/// The types that a value of this kind contains without indirection.
fn contained(kind: &TypeKind) -> Vec<&RustName> {
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter().flat_map(|field| held(&field.ty)).collect()
        }
        TypeKind::Union(union) => union.alternatives.iter().flat_map(|one| held(&one.ty)).collect(),
        TypeKind::Alias(ty) => held(ty),
        TypeKind::OpenEnum(_) | TypeKind::Newtype(_) => Vec::new(),
        TypeKind::Form(_) | TypeKind::Params => Vec::new(),
    }
}

fn held(ty: &Type) -> Vec<&RustName> {
    match ty {
        Type::Model(name) => vec![name],
        Type::Option(inner) => held(inner),
        Type::Tuple(items) => items.iter().flat_map(held).collect(),
        Type::Vec(_) | Type::Map(_) | Type::Plain(_) | Type::String | Type::Bool => Vec::new(),
        Type::Number(_) | Type::Json | Type::Upload | Type::Enum(_) => Vec::new(),
    }
}

/// The number of the strongly connected component of each node, by a non-recursive version of Tarjan's
/// algorithm. A node that is in no cycle, or only in one with itself, has a unique number.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut state = Tarjan {
        order: vec![usize::MAX; edges.len()],
        low: vec![0; edges.len()],
        component: vec![usize::MAX; edges.len()],
        stack: Vec::new(),
        visited: 0,
    };
    for node in 0..edges.len() {
        if state.order[node] == usize::MAX {
            state.visit(node, edges);
        }
    }
    state.component
}

struct Tarjan {
    order: Vec<usize>,
    low: Vec<usize>,
    component: Vec<usize>,
    stack: Vec<usize>,
    visited: usize,
}

impl Tarjan {
    fn visit(&mut self, root: usize, edges: &[Vec<usize>]) {
        let mut calls = vec![(root, 0)];
        self.open(root);
        while let Some((node, next)) = calls.pop() {
            if let Some(target) = edges[node].get(next).copied() {
                calls.push((node, next + 1));
                if self.order[target] == usize::MAX {
                    self.open(target);
                    calls.push((target, 0));
                } else if self.component[target] == usize::MAX {
                    self.low[node] = self.low[node].min(self.order[target]);
                }
                continue;
            }
            if let Some((parent, _)) = calls.last() {
                self.low[*parent] = self.low[*parent].min(self.low[node]);
            }
            if self.low[node] == self.order[node] {
                self.close(node);
            }
        }
    }

    fn open(&mut self, node: usize) {
        self.order[node] = self.visited;
        self.low[node] = self.visited;
        self.visited += 1;
        self.stack.push(node);
    }

    fn close(&mut self, root: usize) {
        while let Some(node) = self.stack.pop() {
            self.component[node] = root;
            if node == root {
                break;
            }
        }
    }
}

/// A struct has a default if every required field has one. Types that stay undecided are in a cycle of required
/// fields and have none.
fn mark_defaults(types: &mut [TypeDef]) {
    let index: HashMap<RustName, usize> =
        types.iter().enumerate().map(|(index, def)| (def.name.clone(), index)).collect();
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    for (at, def) in types.iter().enumerate() {
        for used in required_parts(&def.kind).into_iter().flat_map(held) {
            if let Some(used) = index.get(used) {
                dependents[*used].push(at);
            }
        }
    }
    let mut known: HashMap<RustName, bool> = HashMap::new();
    let mut open: Vec<usize> = (0..types.len()).collect();
    while let Some(at) = open.pop() {
        let def = &types[at];
        if !known.contains_key(&def.name)
            && let Some(value) = has_default(&def.kind, &known)
        {
            known.insert(def.name.clone(), value);
            open.extend(&dependents[at]);
        }
    }
    for def in types {
        def.has_default = known.get(&def.name).copied().unwrap_or(false);
    }
}

/// The types that a default value consists of.
fn required_parts(kind: &TypeKind) -> Vec<&Type> {
    match kind {
        TypeKind::Struct(object) => {
            let required =
                object.fields.iter().filter(|field| field.presence == Presence::Required);
            required.map(|field| &field.ty).collect()
        }
        TypeKind::Form(fields) => {
            fields.iter().filter(|field| field.required).map(|field| &field.ty).collect()
        }
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => vec![ty],
        TypeKind::OpenEnum(_) | TypeKind::Union(_) | TypeKind::Params => Vec::new(),
    }
}

/// `None` if it is not known yet.
fn has_default(kind: &TypeKind, known: &HashMap<RustName, bool>) -> Option<bool> {
    match kind {
        TypeKind::OpenEnum(_) | TypeKind::Union(_) => Some(false),
        kind => all(required_parts(kind).into_iter().map(|ty| type_has_default(ty, known))),
    }
}

/// `None` if it is not known yet.
fn type_has_default(ty: &Type, known: &HashMap<RustName, bool>) -> Option<bool> {
    match ty {
        Type::Plain(_) | Type::String | Type::Bool | Type::Number(_) | Type::Json => Some(true),
        Type::Option(_) | Type::Vec(_) | Type::Map(_) => Some(true),
        Type::Upload | Type::Enum(_) => Some(false),
        Type::Model(name) => known.get(name).copied(),
        Type::Tuple(items) => all(items.iter().map(|item| type_has_default(item, known))),
    }
}

fn all(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for value in values {
        match value {
            Some(false) => return Some(false),
            Some(true) => {}
            None => result = None,
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_of_a_cycle_are_one_component() {
        let component = components(&[vec![1], vec![2], vec![0, 3], vec![3], vec![0]]);
        assert_eq!(component[0], component[1]);
        assert_eq!(component[0], component[2]);
        assert_eq!(component.iter().collect::<std::collections::HashSet<_>>().len(), 3);
    }
}
