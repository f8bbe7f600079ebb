//! Stage `types`: chooses the Rust type of every scalar with progenitor and typify.
//!
//! Only this file uses these crates. The fields of each planned type are passed to them as a component whose
//! properties are required, not null, and named by number; types whose fields differ only in the definitions that
//! they reference are passed once. The result is read from typify's `TypeSpace` and compared with the plan, as a
//! second, independent interpretation of the document. The code that they generate is not used.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, TypeImpl};
use serde_json::{Map, Value, json};
use typify::{Type as Answer, TypeDetails, TypeSpace};

use crate::diagnostic::{Diagnostic, Place};
use crate::ir::{Api, BodyKind, ResponseKind, Scalar, ScalarKind, Success, Type};
use crate::name::{RustName, WireName};
use crate::threads::in_parallel;

/// The number of groups per batch.
const AT_ONCE: usize = 256;

/// The types of a definition or an operation. References to definitions are replaced by the names that
/// [`reference`] creates, so that groups of the same structure are equal.
type Group = Vec<Type>;

/// Replaces every [`Type::Plain`] of the API.
pub(crate) fn decide(api: &mut Api) {
    let (mut numbers, mut groups) = (HashMap::new(), Vec::new());
    let mut group_of: Vec<usize> = Vec::new();
    for_each_group(api, &mut |types| {
        let number = *numbers.entry(group(types)).or_insert_with_key(|group: &Group| {
            groups.push(group.clone());
            groups.len() - 1
        });
        group_of.push(number);
    });
    let batches: Vec<&[Group]> = groups.chunks(AT_ONCE).collect();
    let answers = in_parallel(&batches, |batch| {
        let mut groups = batch.to_vec();
        let answered = quiet_catch(|| ask(&mut groups));
        (groups, answered.err())
    });
    let (decided, problems): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
    let decided: Vec<Group> = decided.into_iter().flatten().collect();
    let mut group_of = group_of.into_iter();
    for_each_group(api, &mut |types| {
        let decided = group_of.next().and_then(|number| decided.get(number)).into_iter().flatten();
        types.iter_mut().zip(decided).for_each(|(ty, decided)| settle_as(ty, decided));
    });
    if let Some(message) = problems.into_iter().flatten().next() {
        let message = format!("typify has no types for this document ({message})");
        let remedy = "no action needed: numbers and strings have the types of their formats";
        api.notes.push(Diagnostic::note(&Place::default(), message, remedy));
    }
    for_each_group(api, &mut |types| types.iter_mut().for_each(|ty| ty.settle()));
}

fn group(types: &[&mut Type]) -> Group {
    let mut names: Vec<RustName> = Vec::new();
    let mut group: Group = types.iter().map(|ty| (**ty).clone()).collect();
    let mut number = |name: &mut RustName| {
        let known = names.iter().position(|known| known == name);
        let number = known.unwrap_or_else(|| {
            names.push(name.clone());
            names.len() - 1
        });
        *name = reference(number);
    };
    group.iter_mut().for_each(|ty| ty.for_each_reference(&mut number));
    group
}

/// The name that stands for a definition.
fn reference(number: usize) -> RustName {
    WireName(format!("R{number}")).to_type()
}

/// Replaces scalars by the types that `decided` has in the same places.
fn settle_as(ty: &mut Type, decided: &Type) {
    match (ty, decided) {
        (ty @ Type::Plain(_), decided) => *ty = decided.clone(),
        (Type::Option(ty), Type::Option(decided))
        | (Type::Vec(ty), Type::Vec(decided))
        | (Type::Map(ty), Type::Map(decided)) => settle_as(ty, decided),
        (Type::Tuple(types), Type::Tuple(decided)) => {
            types.iter_mut().zip(decided).for_each(|(ty, decided)| settle_as(ty, decided));
        }
        _ => {}
    }
}

/// Replaces the scalars of these groups.
fn ask(groups: &mut [Group]) -> Result<(), String> {
    let (document, settings) = components(groups);
    let openapi: OpenAPI = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let mut generator = Generator::new(&settings);
    generator.generate_tokens(&openapi).map_err(|error| error.to_string())?;
    read(generator.get_type_space(), groups)
}

/// The document for progenitor: each group as a component, and no paths. The types that a group references
/// are components that are replaced by types of ours.
fn components(groups: &[Group]) -> (Value, GenerationSettings) {
    let (mut schemas, mut referenced) = (Map::new(), BTreeSet::new());
    for (number, types) in groups.iter().enumerate() {
        let properties: Map<String, Value> = types
            .iter()
            .enumerate()
            .filter_map(|(index, ty)| Some((key(index), schema(ty, &mut referenced)?)))
            .collect();
        let required: Vec<&String> = properties.keys().collect();
        let object = json!({ "type": "object", "required": required, "properties": properties });
        schemas.insert(component(number), object);
    }
    let mut settings = GenerationSettings::new();
    for name in referenced {
        settings.with_replacement(&name, &name, std::iter::empty::<TypeImpl>());
        schemas.insert(name, json!({ "type": "object" }));
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": "" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    (document, settings)
}

fn component(number: usize) -> String {
    format!("T{number}")
}

fn key(index: usize) -> String {
    format!("f{index}")
}

/// The schema of a type, or `None` for types that typify is not asked for: any JSON, files and tuples. The names
/// of referenced types are added to `referenced`.
fn schema(ty: &Type, referenced: &mut BTreeSet<String>) -> Option<Value> {
    match ty {
        Type::Plain(Scalar { kind, format }) => {
            let kind = match kind {
                ScalarKind::Boolean => "boolean",
                ScalarKind::Integer => "integer",
                ScalarKind::Number => "number",
                ScalarKind::String | ScalarKind::Binary => "string",
            };
            Some(match format {
                Some(format) => json!({ "type": kind, "format": format }),
                None => json!({ "type": kind }),
            })
        }
        Type::Option(inner) => schema(inner, referenced),
        Type::Vec(inner) => Some(json!({ "type": "array", "items": schema(inner, referenced)? })),
        Type::Map(inner) => {
            let values = schema(inner, referenced)?;
            Some(json!({ "type": "object", "additionalProperties": values }))
        }
        Type::Model(name) | Type::Enum(name) => {
            referenced.insert(name.to_string());
            Some(json!({ "$ref": format!("#/components/schemas/{name}") }))
        }
        Type::String | Type::Bool | Type::Number(_) => None,
        Type::Json | Type::Upload | Type::Tuple(_) => None,
    }
}

/// Takes over the answers, group by group.
fn read(space: &TypeSpace, groups: &mut [Group]) -> Result<(), String> {
    let answers: HashMap<String, Answer<'_>> =
        space.iter_types().map(|answer| (answer.name(), answer)).collect();
    for (number, types) in groups.iter_mut().enumerate() {
        let Some(answer) = answers.get(&component(number)) else { continue };
        let TypeDetails::Struct(object) = answer.details() else { continue };
        let fields: HashMap<&str, _> = object.properties().collect();
        for (index, ty) in types.iter_mut().enumerate() {
            let id = fields.get(key(index).as_str());
            if let Some(answer) = id.and_then(|id| space.get_type(id).ok()) {
                take(ty, &answer, space)?;
            }
        }
    }
    Ok(())
}

/// Takes over the answer for one type, which must have the plan's structure.
fn take(ty: &mut Type, answer: &Answer<'_>, space: &TypeSpace) -> Result<(), String> {
    let inner = |id| space.get_type(&id).map_err(|error| error.to_string());
    match (&mut *ty, answer.details()) {
        // Boxes are the plan's.
        (_, TypeDetails::Box(id)) => take(ty, &inner(id)?, space),
        (Type::Option(planned), _) => take(planned, answer, space),
        (Type::Vec(planned), TypeDetails::Vec(id)) => take(planned, &inner(id)?, space),
        (Type::Map(planned), TypeDetails::Map(_, id)) => take(planned, &inner(id)?, space),
        (Type::Model(name) | Type::Enum(name), _) => match answer.name() {
            found if found == name.as_str() => Ok(()),
            found => Err(format!("it has `{found}` for `{name}`")),
        },
        (Type::Plain(scalar), details) => {
            let decided = match details {
                TypeDetails::String => Some(Type::String),
                TypeDetails::Builtin("bool") => Some(Type::Bool),
                TypeDetails::Builtin(name) => {
                    NUMBERS.into_iter().find(|number| *number == name).map(Type::Number)
                }
                _ => None,
            };
            *ty = decided.ok_or_else(|| format!("it has `{}` for {scalar:?}", answer.name()))?;
            Ok(())
        }
        (planned, _) => Err(format!("it has `{}` for {planned:?}", answer.name())),
    }
}

const NUMBERS: [&str; 10] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64"];

/// Calls `visit` with the types of each definition, then with those of each operation.
fn for_each_group(api: &mut Api, visit: &mut dyn FnMut(&mut [&mut Type])) {
    for def in &mut api.types {
        visit(&mut def.kind.types_mut());
    }
    for operation in &mut api.operations {
        let mut types: Vec<&mut Type> =
            operation.parameters.iter_mut().map(|parameter| &mut parameter.ty).collect();
        types.extend(operation.body.iter_mut().filter_map(|body| match &mut body.kind {
            BodyKind::Json(ty) | BodyKind::Form(ty, _) => Some(ty),
            BodyKind::Multipart(..) | BodyKind::Binary | BodyKind::Text => None,
        }));
        match &mut operation.success {
            Success::One(kind) => types.extend(json_type(kind)),
            Success::ByStatus { variants, .. } => {
                types.extend(variants.iter_mut().filter_map(|one| json_type(&mut one.kind)));
            }
        }
        types.extend(operation.errors.iter_mut().filter_map(|error| error.ty.as_mut()));
        visit(&mut types);
    }
}

fn json_type(kind: &mut ResponseKind) -> Option<&mut Type> {
    match kind {
        ResponseKind::Json(ty) => Some(ty),
        ResponseKind::Text | ResponseKind::Binary | ResponseKind::Raw | ResponseKind::Empty => None,
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`. A panic becomes an error with its message, and is not printed.
fn quiet_catch<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                previous(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    outcome.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
        Err(text.lines().next().unwrap_or_default().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_is_an_error_with_its_message() {
        let outcome: Result<(), String> = quiet_catch(|| {
            std::panic::panic_any(format!("schema {} is odd", 7));
        });
        assert_eq!(outcome, Err("schema 7 is odd".to_owned()));
    }
}
