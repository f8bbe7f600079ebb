//! Checks that the client of another document has everything that the handles need.
//!
//! The handles are written for the client of this package's own files, so breaking changes between the two
//! clients can break them.

use openapi_ureq_codegen::{Options, diff, generate};

/// The functions of `Client` that are not generated. Operations cannot have these names.
const TAKEN: [&str; 4] = ["new", "from_env", "instances", "instance"];

/// Checks that the client of `chosen`, which is `code`, has everything that the client of `own` has.
///
/// # Errors
///
/// If something is missing or different. The error has a line for each such change.
pub(crate) fn check(own: &Options, chosen: &Options, code: &str) -> Result<(), String> {
    let own_code = generate(own).map_err(|error| error.to_string())?;
    let changes = diff(own, chosen).map_err(|error| error.to_string())?.to_string();
    let missing = changes.lines().filter_map(|line| missing(line.trim_start(), &own_code));
    let taken = TAKEN.into_iter().filter(|name| has_operation(code, name)).map(|name| {
        format!("{name}: an operation has this name, which is that of a function of whatsapi")
    });
    let problems: Vec<String> = missing.map(str::to_owned).chain(taken).collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!(
        "error: the client of the document does not have what the handles of whatsapi need:\n    {}\n    \
         help: restore it with actions of an overlay: the operation, its `operationId`, the parameter, \
         property or type",
        problems.join("\n    ")
    ))
}

/// The change that a line of the list describes, if it removes something that the handles need.
fn missing<'a>(line: &'a str, own_code: &str) -> Option<&'a str> {
    // Marks of the list: `!` is a breaking change, `+` an addition.
    let (mark, change) = line.split_once(' ').filter(|(mark, _)| ["!", "+"].contains(mark))?;
    // Handles do not set optional properties if the model implements `Default`.
    if let Some(model) = model_of_added_property(change) {
        return (!has_default(own_code, model)).then_some(change);
    }
    // The handles do not call an operation by a former name.
    let function = change.split_once(": removed  ").map(|(function, _)| function);
    let is_former_name = function.is_some_and(|function| !has_operation(own_code, function));
    // The rest of the line is advice for a change of this package's own document.
    let change = change.split("; to keep the name too").next()?;
    (mark == "!" && !is_former_name).then_some(change)
}

/// The model to which an optional property was added.
fn model_of_added_property(change: &str) -> Option<&str> {
    let (model, property) = change.strip_suffix("> added")?.split_once('.')?;
    let is_optional = property.contains(": Option<") || property.contains(": Nullable<");
    (is_optional && model.chars().all(char::is_alphanumeric)).then_some(model)
}

/// Whether a model implements `Default`.
fn has_default(code: &str, model: &str) -> bool {
    let before = code.split_once(&format!("pub struct {model} {{")).map(|(before, _)| before);
    let attributes = before.and_then(|before| before.rsplit_once("#[derive("));
    attributes.is_some_and(|(_, derives)| derives.contains("Default"))
}

/// Whether the table of operations contains this function.
fn has_operation(code: &str, function: &str) -> bool {
    code.contains(&format!("pub static {}: ", function.to_uppercase()))
}
