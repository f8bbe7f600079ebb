//! Which types requests and responses use, and what follows for `readOnly` and `writeOnly` properties.

use std::collections::HashMap;

use crate::ir::{
    BodyKind, Direction, Operation, Presence, ResponseKind, Success, Type, TypeDef, TypeKind,
};
use crate::name::RustName;

/// Marks each type by the operations that use it. A required `readOnly` property becomes optional in a type that
/// is also sent, and a required `writeOnly` property in a type that is also received.
pub(crate) fn mark(types: &mut [TypeDef], operations: &[Operation]) {
    let index: HashMap<RustName, usize> =
        types.iter().enumerate().map(|(index, def)| (def.name.clone(), index)).collect();
    let sent = reached(types, &index, operations.iter().flat_map(sent_types), Direction::Received);
    let received =
        reached(types, &index, operations.iter().flat_map(received_types), Direction::Sent);
    for (def, (sent, received)) in types.iter_mut().zip(sent.into_iter().zip(received)) {
        def.direction = match (sent, received) {
            (true, true) => Direction::Both,
            (true, false) => Direction::Sent,
            (false, true) => Direction::Received,
            (false, false) => Direction::Unused,
        };
        relax(def);
    }
}

fn relax(def: &mut TypeDef) {
    let TypeKind::Struct(object) = &mut def.kind else { return };
    for field in &mut object.fields {
        let is_always_there = match field.direction {
            Direction::Received => def.direction == Direction::Received,
            Direction::Sent => def.direction == Direction::Sent,
            Direction::Both | Direction::Unused => true,
        };
        if !is_always_there {
            field.presence = match field.presence {
                Presence::Required | Presence::Optional => Presence::Optional,
                Presence::RequiredNullable | Presence::OptionalNullable => {
                    Presence::OptionalNullable
                }
            };
        }
    }
}

fn sent_types(operation: &Operation) -> Vec<&Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let body = operation.body.iter().filter_map(|body| match &body.kind {
        BodyKind::Json(ty) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _) => Some(ty),
        BodyKind::Binary | BodyKind::Text => None,
    });
    parameters.chain(body).collect()
}

fn received_types(operation: &Operation) -> Vec<&Type> {
    let successes: Vec<&ResponseKind> = match &operation.success {
        Success::One(kind) => vec![kind],
        Success::ByStatus { variants, .. } => {
            variants.iter().map(|variant| &variant.kind).collect()
        }
    };
    let successes = successes.into_iter().filter_map(|kind| match kind {
        ResponseKind::Json(ty) => Some(ty),
        ResponseKind::Text | ResponseKind::Binary | ResponseKind::Raw | ResponseKind::Empty => None,
    });
    successes.chain(operation.errors.iter().filter_map(|error| error.ty.as_ref())).collect()
}

/// Whether each type is reachable from these, without fields of the opposite direction.
fn reached<'a>(
    types: &'a [TypeDef],
    index: &HashMap<RustName, usize>,
    roots: impl Iterator<Item = &'a Type>,
    excluded: Direction,
) -> Vec<bool> {
    let mut reached = vec![false; types.len()];
    let mut open: Vec<&Type> = roots.collect();
    while let Some(ty) = open.pop() {
        match ty {
            Type::Option(inner) | Type::Vec(inner) | Type::Map(inner) => open.push(inner),
            Type::Tuple(items) => open.extend(items),
            Type::Model(name) | Type::Enum(name) => {
                if let Some(at) = index.get(name).filter(|at| !reached[**at]) {
                    reached[*at] = true;
                    open.extend(parts(&types[*at].kind, excluded));
                }
            }
            Type::Plain(_) | Type::String | Type::Bool | Type::Number(_) => {}
            Type::Json | Type::Upload => {}
        }
    }
    reached
}

fn parts(kind: &TypeKind, excluded: Direction) -> Vec<&Type> {
    match kind {
        TypeKind::Struct(object) => {
            let fields = object.fields.iter().filter(|field| field.direction != excluded);
            let extra = object.extra.iter().map(|(_, ty)| ty);
            fields.map(|field| &field.ty).chain(extra).collect()
        }
        TypeKind::Union(union) => union.alternatives.iter().map(|one| &one.ty).collect(),
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => vec![ty],
        TypeKind::Form(fields) => fields.iter().map(|field| &field.ty).collect(),
        TypeKind::OpenEnum(_) | TypeKind::Params => Vec::new(),
    }
}
