//! Checks that every `$ref` can be resolved, and that no definition of a schema is circular.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Checker;
use crate::diagnostic::Pointer;
use crate::document::{
    SCHEMA_REFERENCE, SCHEMAS, members, reference, resolve, resolve_once, schema_reference,
};

impl Checker<'_> {
    pub(super) fn check_references(&mut self) {
        self.check_references_in(self.root, &Pointer::default());
        self.check_cycles();
    }

    fn check_references_in(&mut self, node: &Value, at: &Pointer) {
        match node {
            Value::Object(object) => {
                if let Some(target) = reference(node) {
                    self.check_reference(node, target, at);
                    return;
                }
                let names_are_free =
                    at.as_str().ends_with("/properties") || at.as_str().ends_with("/schemas");
                for (name, child) in object {
                    // These contain data, in which `$ref` is not a reference.
                    let data = matches!(name.as_str(), "example" | "examples" | "default" | "enum");
                    if (data && !names_are_free) || name.starts_with("x-") {
                        continue;
                    }
                    if child.is_object() || child.is_array() {
                        self.check_references_in(child, &at.child(name));
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.check_references_in(item, &at.child(index));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn check_reference(&mut self, node: &Value, target: &str, at: &Pointer) {
        let at = at.child("$ref");
        if !target.starts_with('#') {
            self.report(
                &at,
                format!("`{target}` refers to another document"),
                "bundle the documents into one, so that every reference starts with `#/`",
            );
        } else if resolve(self.root, node).is_none() && resolve_once(self.root, node).is_some() {
            // A broken reference at the target is reported there, and so is a circular definition.
            if schema_reference(node).is_none() || self.is_long_chain(node) {
                self.report(
                    &at,
                    format!("`{target}` is another reference, which is broken or starts a chain of too many references"),
                    "replace the reference there by the component itself",
                );
            }
        } else if resolve(self.root, node).is_none() {
            self.report(
                &at,
                format!("`{target}` does not exist"),
                "add the component, or correct the reference",
            );
        } else if target.contains("/schemas/") || target.contains("/properties/") {
            let name = schema_reference(node).filter(|_| target.matches('/').count() == 3);
            if name.is_none() {
                self.report(
                    &at,
                    format!("`{target}` refers to a part of a schema"),
                    format!("move that schema to `{SCHEMA_REFERENCE}NAME` and refer to it there"),
                );
            }
        }
    }

    /// Whether the chain of references from `node` ends, but is too long.
    fn is_long_chain(&self, node: &Value) -> bool {
        let mut seen = BTreeSet::new();
        let mut node = Some(node);
        while let Some(target) = node.and_then(reference) {
            if !seen.insert(target) {
                return false;
            }
            node = node.and_then(|node| resolve_once(self.root, node));
        }
        node.is_some()
    }

    /// Reports schemas that contain themselves without a property or an array in between.
    fn check_cycles(&mut self) {
        for (name, _) in members(self.root, SCHEMAS) {
            let mut seen = BTreeSet::new();
            let mut open = self.parts(name);
            while let Some(part) = open.pop() {
                if part == *name {
                    let at = Pointer::from(SCHEMAS).child(name);
                    self.report(
                        &at,
                        format!("the definition of the schema `{name}` is circular"),
                        "break the chain of `$ref`, `allOf`, `oneOf` and `anyOf` that leads back to it",
                    );
                    break;
                }
                if seen.insert(part.clone()) {
                    open.extend(self.parts(&part));
                }
            }
        }
    }

    /// The components that a component refers to directly, or in `allOf`, `oneOf` and `anyOf`.
    fn parts(&self, name: &str) -> Vec<String> {
        let pointer = Pointer::from(SCHEMAS).child(name);
        let mut found = Vec::new();
        let mut open: Vec<&Value> = self.root.pointer(pointer.as_str()).into_iter().collect();
        while let Some(node) = open.pop() {
            found.extend(schema_reference(node));
            for keyword in ["allOf", "oneOf", "anyOf"] {
                open.extend(node.get(keyword).and_then(Value::as_array).into_iter().flatten());
            }
        }
        found
    }
}
