//! Stage 3: finds all problems of a document before code is generated from it.
//!
//! Checks collect problems and continue. A document that passes must not make a later stage fail.

mod merges;
mod operations;
mod references;
mod schemas;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Pointer};
use crate::document::{DEPRECATED_NAMES, operations as document_operations};

/// Checks the whole document.
pub(crate) fn validate(root: &Value) -> Result<(), Vec<Diagnostic>> {
    let mut checker = Checker { root, problems: Vec::new() };
    if checker.check_version() {
        checker.check_shape();
        checker.check_references();
        checker.check_operations();
        checker.check_security_schemes();
        checker.check_schemas();
        checker.check_forms();
    }
    if checker.problems.is_empty() {
        checker.check_typed();
    }
    if checker.problems.is_empty() { Ok(()) } else { Err(checker.problems) }
}

struct Checker<'a> {
    root: &'a Value,
    problems: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn report(&mut self, at: &Pointer, message: impl Into<String>, remedy: impl Into<String>) {
        let operation = self.operation_at(at);
        self.problems.push(Diagnostic::new(at, message, remedy).in_operation(operation.as_deref()));
    }

    /// The id of the operation that the node at `pointer` belongs to.
    fn operation_at(&self, pointer: &Pointer) -> Option<String> {
        let owner = document_operations(self.root).find(|operation| {
            let rest = pointer.as_str().strip_prefix(operation.pointer.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })?;
        owner.id().map(str::to_owned)
    }

    fn check_version(&mut self) -> bool {
        let at = Pointer::default().child("openapi");
        let version = self.root.get("openapi");
        if version.and_then(Value::as_str).is_some_and(|version| version.starts_with("3.0.")) {
            return true;
        }
        let found = match (version, self.root.get("swagger")) {
            (Some(Value::String(version)), _) => format!("OpenAPI {version} is not supported"),
            (Some(other), _) => format!("`openapi` is {other}, not a version string"),
            (None, Some(swagger)) => format!("Swagger {swagger} is not supported"),
            (None, None) => {
                "this is not an OpenAPI document: it has no `openapi` version".to_owned()
            }
        };
        self.report(
            &at,
            found,
            "provide an OpenAPI 3.0 document (3.0.0 to 3.0.4), or convert this one",
        );
        false
    }

    fn check_shape(&mut self) {
        let root = Pointer::default();
        for (name, required) in [("info", true), ("paths", true), ("components", false)] {
            match self.root.get(name) {
                Some(Value::Object(_)) => {}
                None if !required => {}
                _ => self.report(
                    &root.child(name),
                    format!("`{name}` is missing or not an object"),
                    format!("add the object `{name}` that OpenAPI 3.0 describes"),
                ),
            }
        }
        self.check_path_items();
        self.check_operation_members();
    }

    fn check_path_items(&mut self) {
        let paths = Pointer::default().child("paths");
        for (path, item) in crate::document::members(self.root, "/paths") {
            let at = paths.child(path);
            if path.starts_with("x-") {
                continue;
            }
            if !path.starts_with('/') {
                self.report(
                    &at,
                    "the path does not start with a slash",
                    format!("rename it to `/{path}`"),
                );
            }
            if path.contains(['?', '#']) {
                self.report(
                    &at,
                    "the path contains a query or a fragment",
                    "declare the query as parameters with `in: query`",
                );
            }
            if item.get("$ref").is_some() {
                self.report(
                    &at,
                    "path items by reference are not supported",
                    "replace the `$ref` by the path item itself",
                );
            } else if !item.is_object() {
                self.report(
                    &at,
                    "the path item is not an object",
                    "write its operations as members",
                );
            } else {
                self.check_members(item, &at);
            }
        }
    }

    fn check_operation_members(&mut self) {
        for operation in document_operations(self.root) {
            if !operation.node.is_object() {
                self.report(
                    &operation.pointer,
                    "the operation is not an object",
                    "write it as an object",
                );
                continue;
            }
            self.check_members(operation.node, &operation.pointer);
            if operation.node.get("responses").is_none() {
                self.report(
                    &operation.pointer,
                    "the operation has no `responses`",
                    "describe at least what a successful call returns",
                );
            }
        }
    }

    /// Checks members that later checks would ignore if they had the wrong type.
    fn check_members(&mut self, node: &Value, at: &Pointer) {
        for name in ["parameters", "security", "tags", DEPRECATED_NAMES] {
            if node.get(name).is_some_and(|member| !member.is_array()) {
                self.report(
                    &at.child(name),
                    format!("`{name}` is not a list"),
                    "write it as a list: `[..]`, or a line with `-` each",
                );
            }
        }
        for name in ["requestBody", "responses"] {
            if node.get(name).is_some_and(|member| !member.is_object()) {
                self.report(
                    &at.child(name),
                    format!("`{name}` is not an object"),
                    "write it as an object",
                );
            }
        }
    }

    /// Checks everything else against the OpenAPI 3.0 object model.
    fn check_typed(&mut self) {
        // Tracking the location takes several times as long, so that it is done only for a report.
        if openapiv3::OpenAPI::deserialize(self.root).is_ok() {
            return;
        }
        // Below `paths`, the model loses the location, so that operations are read one by one first.
        for operation in document_operations(self.root) {
            self.check_as::<openapiv3::Operation>(operation.node, &operation.pointer);
        }
        if self.problems.is_empty() {
            self.check_as::<openapiv3::OpenAPI>(self.root, &Pointer::default());
        }
    }

    fn check_as<T: DeserializeOwned>(&mut self, node: &Value, at: &Pointer) {
        let Err(error) = serde_path_to_error::deserialize::<_, T>(node) else { return };
        let mut at = at.clone();
        for segment in error.path() {
            use serde_path_to_error::Segment;
            at = match segment {
                Segment::Map { key } => at.child(key),
                Segment::Seq { index } => at.child(index),
                Segment::Enum { variant } => at.child(variant),
                Segment::Unknown => at,
            };
        }
        self.report(
            &at,
            format!("not valid OpenAPI 3.0: {}", error.inner()),
            "compare the node with the OpenAPI 3.0 specification; an overlay action can correct it",
        );
    }
}
