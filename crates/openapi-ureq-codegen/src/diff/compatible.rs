//! Whether code that was written for the client of one document compiles with that of another.

use super::report::{Changes, Group};
use super::surface::Surface;
use super::{operations, types, wire};
use crate::ir::Operation;
use crate::{Diagnostic, Error, Options};

/// Checks that the client of `new` has everything that the client of `base` has, except the functions of
/// former names.
///
/// # Errors
///
/// If a client cannot be generated from one of the documents, or if `new` lacks something. The error lists
/// everything that is missing or incompatible.
pub(crate) fn check(base: &Options, new: &Options) -> Result<(), Error> {
    let (mut before, after) = (Surface::of(base)?, Surface::of(new)?);
    if let Some(unmatched) = before.unmatched.take() {
        return Err(unmatched);
    }
    let base = base.document.name();
    let mut problems = missing_operations(base, &mut before, &after);
    let mut changes = Changes::default();
    operations::compare(&before, &after, &mut changes);
    types::compare(&before, &after, &mut changes);
    problems.extend(changes.breaking().map(|(group, text)| {
        let part = match group {
            Group::Types => "schema",
            Group::Operations | Group::Wire | Group::Code | Group::Overlay => "operation",
        };
        let message = format!("not compatible with {base}: {text}");
        let remedy = format!("restore this part of the {part} with an overlay action");
        Diagnostic::new(&Default::default(), message, remedy)
    }));
    if problems.is_empty() { Ok(()) } else { Err(Error::new(new.document.name(), problems)) }
}

/// Removes the operations that `after` lacks from `before`, and the functions of former names. Returns a
/// diagnostic for each missing operation.
fn missing_operations(base: &str, before: &mut Surface, after: &Surface) -> Vec<Diagnostic> {
    let has = |operations: &[Operation], name: &str| {
        operations.iter().any(|operation| operation.name.as_str() == name)
    };
    let all = std::mem::take(&mut before.api.operations);
    let (kept, missing): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|operation| has(&after.api.operations, operation.name.as_str()));
    before.functions.retain(|function| has(&kept, &function.name));
    before.api.operations = kept;
    missing.iter().map(|operation| missing_operation(base, operation, after)).collect()
}

fn missing_operation(base: &str, operation: &Operation, after: &Surface) -> Diagnostic {
    let (id, name, request) = (&operation.id, &operation.name, wire::request(operation));
    let mut others = after.api.operations.iter();
    let remedy = match others.find(|other| wire::is_same_request(operation, other)) {
        Some(other) => format!(
            "the operation is called `{}` here; give it the operationId `{id}` with an overlay action",
            other.id
        ),
        None => "add the operation to the document, or with an overlay action".to_owned(),
    };
    let message =
        format!("not compatible with {base}: the function `{name}` ({request}) is missing");
    let problem = Diagnostic::new(&Default::default(), message, remedy);
    Diagnostic { operation: Some(id.to_string()), ..problem }
}
