//! Stage `types`: chooses the Rust type of every scalar with progenitor and typify.
//!
//! Only this file uses these crates. Each planned type is passed to them as a component whose properties are
//! required, not null, and named by number. Unions, open enums, forms and aliases are replaced by a reference.
//! The result is read from typify's `TypeSpace` and compared with the plan, as a second, independent
//! interpretation of the document. The code that they generate is not used.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, TypeImpl};
use serde_json::{Map, Value, json};
use typify::{Type as Answer, TypeDetails, TypeSpace};

use crate::diagnostic::{Diagnostic, Place};
use crate::ir::{Api, BodyKind, ResponseKind, Scalar, ScalarKind, Success, Type, TypeKind};
use crate::name::RustName;
use crate::threads::in_parallel;

/// The number of types per batch.
const AT_ONCE: usize = 256;

/// The types of a definition, under its number, or of an operation. The numbers of operations follow those of
/// the definitions.
#[derive(Clone)]
struct Group {
    number: usize,
    types: Vec<Type>,
}

/// The definitions that the types of any group can reference.
struct Definitions {
    numbers: HashMap<RustName, usize>,
    /// By number.
    is_struct: Vec<bool>,
}

/// Replaces every [`Type::Plain`] of the API.
pub(crate) fn decide(api: &mut Api) {
    let definitions = Definitions {
        numbers: api
            .types
            .iter()
            .enumerate()
            .map(|(number, def)| (def.name.clone(), number))
            .collect(),
        is_struct: api.types.iter().map(|def| matches!(def.kind, TypeKind::Struct(_))).collect(),
    };
    let mut groups = Vec::new();
    for_each_group(api, &mut |number, types| {
        groups.push(Group { number, types: types.iter().map(|ty| (**ty).clone()).collect() });
    });
    let chunks: Vec<&[Group]> = groups.chunks(AT_ONCE).collect();
    let answers = in_parallel(&chunks, |chunk| {
        let mut groups = chunk.to_vec();
        let answered = quiet_catch(|| ask(&mut groups, &definitions));
        (groups, answered.err())
    });
    let (decided, problems): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
    let mut decided = decided.into_iter().flatten();
    for_each_group(api, &mut |_, types| {
        let decided = decided.next().into_iter().flat_map(|group| group.types);
        types.iter_mut().zip(decided).for_each(|(ty, decided)| **ty = decided);
    });
    if let Some(message) = problems.into_iter().flatten().next() {
        let message = format!("typify has no types for this document ({message})");
        let remedy = "no action needed: numbers and strings have the types of their formats";
        api.notes.push(Diagnostic::note(&Place::default(), message, remedy));
    }
    for_each_type(api, &mut |ty| ty.settle());
}

/// Replaces every [`Type::Plain`] in these groups.
fn ask(groups: &mut [Group], definitions: &Definitions) -> Result<(), String> {
    let (document, settings) = components(groups, definitions);
    let openapi: OpenAPI = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let mut generator = Generator::new(&settings);
    generator.generate_tokens(&openapi).map_err(|error| error.to_string())?;
    read(generator.get_type_space(), groups, &definitions.numbers)
}

/// The document for progenitor: the planned types as components, and no paths. Types that are not structs, or
/// belong to another batch, are replaced by a reference to one of our types.
fn components(groups: &[Group], definitions: &Definitions) -> (Value, GenerationSettings) {
    let (mut schemas, mut replaced) = (Map::new(), BTreeSet::new());
    let first = groups.first().map_or(0, |group| group.number);
    let own = first..first + groups.len();
    for Group { number, types } in groups {
        let properties: Map<String, Value> = types
            .iter()
            .enumerate()
            .filter_map(|(index, ty)| {
                Some((key(index), schema(ty, &definitions.numbers, &mut replaced)?))
            })
            .collect();
        let required: Vec<&String> = properties.keys().collect();
        let object = json!({ "type": "object", "required": required, "properties": properties });
        schemas.insert(component(*number), object);
    }
    let mut settings = GenerationSettings::new();
    let is_struct = |number: usize| definitions.is_struct.get(number) == Some(&true);
    replaced.retain(|number| !own.contains(number) || !is_struct(*number));
    let others = own.filter(|number| *number < definitions.is_struct.len() && !is_struct(*number));
    for number in replaced.into_iter().chain(others) {
        let name = component(number);
        settings.with_replacement(&name, &name, std::iter::empty::<TypeImpl>());
        schemas.entry(name).or_insert_with(|| json!({ "type": "object" }));
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

/// The schema of a type; `None` for types that are not passed to typify, such as any JSON, files and tuples. Adds
/// the numbers of the referenced types to `referred`.
fn schema(
    ty: &Type,
    numbers: &HashMap<RustName, usize>,
    referred: &mut BTreeSet<usize>,
) -> Option<Value> {
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
        Type::Option(inner) => schema(inner, numbers, referred),
        Type::Vec(inner) => {
            Some(json!({ "type": "array", "items": schema(inner, numbers, referred)? }))
        }
        Type::Map(inner) => Some(
            json!({ "type": "object", "additionalProperties": schema(inner, numbers, referred)? }),
        ),
        Type::Model(name) | Type::Enum(name) => {
            let number = numbers.get(name)?;
            referred.insert(*number);
            Some(json!({ "$ref": format!("#/components/schemas/{}", component(*number)) }))
        }
        Type::String | Type::Bool | Type::Number(_) => None,
        Type::Json | Type::Upload | Type::Tuple(_) => None,
    }
}

/// Reads the results, type by type.
fn read(
    space: &TypeSpace,
    groups: &mut [Group],
    numbers: &HashMap<RustName, usize>,
) -> Result<(), String> {
    let answers: HashMap<String, Answer<'_>> =
        space.iter_types().map(|answer| (answer.name(), answer)).collect();
    for Group { number, types } in groups {
        let Some(answer) = answers.get(&component(*number)) else { continue };
        let TypeDetails::Struct(object) = answer.details() else { continue };
        let fields: HashMap<&str, _> = object.properties().collect();
        for (index, ty) in types.iter_mut().enumerate() {
            let id = fields.get(key(index).as_str());
            if let Some(answer) = id.and_then(|id| space.get_type(id).ok()) {
                take(ty, &answer, space, numbers)?;
            }
        }
    }
    Ok(())
}

/// Reads the result for one type, which must have the structure of the plan.
fn take(
    ty: &mut Type,
    answer: &Answer<'_>,
    space: &TypeSpace,
    numbers: &HashMap<RustName, usize>,
) -> Result<(), String> {
    let inner = |id| space.get_type(&id).map_err(|error| error.to_string());
    match (&mut *ty, answer.details()) {
        // The plan decides about boxes.
        (_, TypeDetails::Box(id)) => take(ty, &inner(id)?, space, numbers),
        (Type::Option(planned), _) => take(planned, answer, space, numbers),
        (Type::Vec(planned), TypeDetails::Vec(id)) => take(planned, &inner(id)?, space, numbers),
        (Type::Map(planned), TypeDetails::Map(_, id)) => take(planned, &inner(id)?, space, numbers),
        (Type::Model(name) | Type::Enum(name), _) => {
            let expected = numbers.get(name).map(|number| component(*number));
            let found = answer.name();
            match expected.is_some_and(|expected| found == expected) {
                true => Ok(()),
                false => Err(format!("it has `{found}` for `{name}`")),
            }
        }
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

/// Calls `visit` with the types of each definition and its number, then with those of each operation, whose
/// numbers follow.
fn for_each_group(api: &mut Api, visit: &mut dyn FnMut(usize, &mut [&mut Type])) {
    let definitions = api.types.len();
    for (number, def) in api.types.iter_mut().enumerate() {
        visit(number, &mut def.kind.types_mut());
    }
    for (number, operation) in api.operations.iter_mut().enumerate() {
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
        visit(definitions + number, &mut types);
    }
}

fn json_type(kind: &mut ResponseKind) -> Option<&mut Type> {
    match kind {
        ResponseKind::Json(ty) => Some(ty),
        ResponseKind::Text | ResponseKind::Binary | ResponseKind::Raw | ResponseKind::Empty => None,
    }
}

fn for_each_type(api: &mut Api, visit: &mut dyn FnMut(&mut Type)) {
    for_each_group(api, &mut |_, types| types.iter_mut().for_each(|ty| visit(ty)));
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
