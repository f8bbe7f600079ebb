//! Stage 9: checks that the code contains everything that the document does.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Pointer};
use crate::document::{SCHEMAS, members, operations};
use crate::ir::Api;

/// Checks that each operation and each named schema of the document (after overlay) is in the API,
/// or listed as left out.
pub(crate) fn audit(document: &Value, api: &Api) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let remedy =
        "this is a bug in the generator; as a workaround, remove the node with an overlay action";
    let generated: BTreeSet<&str> =
        api.operations.iter().map(|operation| operation.id.as_str()).collect();
    let skipped: BTreeSet<&str> =
        api.skipped.iter().map(|skipped| skipped.operation.as_str()).collect();
    for operation in operations(document) {
        let id = operation.id().unwrap_or_default();
        if !generated.contains(id) && !skipped.contains(id) {
            problems.push(Diagnostic::new(
                &operation.pointer,
                format!("the operation `{id}` is missing from the generated code"),
                remedy,
            ));
        }
    }
    let schemas: BTreeSet<&str> = api.schemas.iter().map(|schema| schema.wire.as_str()).collect();
    for (name, _) in members(document, SCHEMAS) {
        if !schemas.contains(name.as_str()) {
            let at = Pointer::from(SCHEMAS).child(name);
            problems.push(Diagnostic::new(
                &at,
                format!("the schema `{name}` is missing from the generated code"),
                remedy,
            ));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
