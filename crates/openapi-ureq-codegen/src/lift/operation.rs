//! Paths and operations.

use serde_json::Value;

use super::node::{flag, list, members, optional_text, text};
use super::{Lift, server};
use crate::diagnostic::Place;
use crate::model::{Location, Operation, Parameter, Skipped};

const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

impl<'a> Lift<'a> {
    /// The operations, and those that are skipped.
    pub(super) fn operations(
        &mut self,
        root: &'a Value,
        at: &Place,
        schemes: &[&str],
    ) -> (Vec<Operation>, Vec<Skipped>) {
        let inherited = self.requirements(root, at, schemes).unwrap_or_default();
        let (mut operations, mut skipped) = (Vec::new(), Vec::new());
        let paths = at.child("paths");
        for (path, item) in members(root, "paths").filter(|(path, _)| !path.starts_with("x-")) {
            let listed = paths.child(path);
            self.check_path(path, &listed);
            let Some((item, at)) = self.resolve(item, &listed) else { continue };
            let Some(nodes) = item.as_object() else {
                if !item.is_null() {
                    let remedy = "write its operations as members";
                    self.report(&at, "the path item is not an object", remedy);
                }
                continue;
            };
            for (key, node) in nodes {
                let Some((_, method)) = METHODS.into_iter().find(|(name, _)| name == key) else {
                    continue;
                };
                let at = at.child(key);
                if let Some(reason) = optional_text(node, "x-skip") {
                    let id = optional_text(node, "operationId").filter(|id| !id.is_empty());
                    let operation = id.unwrap_or_else(|| format!("{method} {path}"));
                    skipped.push(Skipped { operation, reason });
                } else if node.is_object() {
                    let security = self.requirements(node, &at, schemes);
                    let security = security.unwrap_or_else(|| inherited.clone());
                    operations.push(self.operation((method, path), item, (node, at), security));
                } else {
                    self.report(&at, "the operation is not an object", "describe it by an object");
                }
            }
        }
        (operations, skipped)
    }

    fn operation(
        &mut self,
        (method, path): (&'static str, &str),
        item: &'a Value,
        (node, at): (&'a Value, Place),
        security: Vec<Vec<usize>>,
    ) -> Operation {
        let item_at = Place { file: at.file, pointer: at.pointer.parent() };
        let parameters = self.parameters((item, &item_at), (node, &at));
        self.check_template(path, &parameters, &at);
        let servers = [node, item].into_iter().flat_map(|node| list(node, "servers"));
        Operation {
            id: optional_text(node, "operationId").filter(|id| !id.is_empty()),
            method,
            path: path.to_owned(),
            tags: Self::tags(node),
            summary: text(node, "summary"),
            description: text(node, "description"),
            deprecated: flag(node, "deprecated").unwrap_or(false),
            idempotent: flag(node, "x-idempotent"),
            former_ids: self.former_ids(node, &at),
            body_name: optional_text(node, "x-codegen-request-body-name")
                .filter(|name| !name.is_empty()),
            params: flag(node, "x-params"),
            parameters,
            body: self.body(node, &at),
            responses: self.responses(node, &at),
            security,
            server: servers.map(server).next(),
            at,
        }
    }

    fn former_ids(&mut self, node: &Value, at: &Place) -> Vec<(Place, String)> {
        const KEY: &str = "x-deprecated-names";
        let at = at.child(KEY);
        if node.get(KEY).is_some_and(|names| !names.is_array()) {
            self.report(&at, format!("`{KEY}` is not a list"), "write it as a list of former ids");
        }
        let mut ids = Vec::new();
        for (index, name) in list(node, KEY).iter().enumerate() {
            let at = at.child(index);
            match name.as_str().filter(|name| !name.is_empty()) {
                Some(name) => ids.push((at, name.to_owned())),
                None => {
                    let message =
                        format!("{name} is no `operationId` that the operation can have had");
                    self.report(&at, message, "write the former id as a string, or remove it");
                }
            }
        }
        ids
    }

    fn check_path(&mut self, path: &str, at: &Place) {
        if !path.starts_with('/') {
            let message = "the path does not start with a slash";
            self.report(at, message, format!("rename it to `/{path}`"));
        }
        if path.contains(['?', '#']) {
            let message = "the path has a query or a fragment";
            self.report(at, message, "declare the query as parameters with `in: query`");
        }
    }

    fn check_template(&mut self, path: &str, parameters: &[Parameter], at: &Place) {
        let slots: Vec<&str> = slots(path);
        let in_path = |one: &&Parameter| one.location == Location::Path;
        if path.matches('{').count() != slots.len() || path.matches('}').count() != slots.len() {
            let message = "the path has a brace without its counterpart";
            self.report(at, message, "write each slot as `{name}`");
        }
        for (index, slot) in slots.iter().enumerate() {
            if slots[..index].contains(slot) {
                let message = format!("the path has the slot `{{{slot}}}` twice");
                self.report(
                    at,
                    message,
                    "give one of them another name and a parameter of its own",
                );
            }
            if !parameters.iter().filter(in_path).any(|one| one.name == *slot) {
                let message = format!(
                    "the path has a slot `{{{slot}}}`, but no path parameter of that name is declared"
                );
                self.report(at, message, format!("declare a parameter `{slot}` with `in: path`"));
            }
        }
        for parameter in parameters.iter().filter(in_path) {
            let name = parameter.name.as_str();
            if !slots.contains(&name) {
                let message = format!("the path parameter `{name}` has no slot in `{path}`");
                let remedy =
                    "state how it is really sent with an overlay action, for example `in: query`";
                self.report(&parameter.at, message, remedy);
            }
        }
    }
}

/// The names between braces in a path.
fn slots(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}
