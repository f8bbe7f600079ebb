//! Paths and operations.

use serde_json::Value;

use super::Lift;
use super::node::{flag, list, member, optional_text, text};
use super::security::Schemes;
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

/// A path item and the path items that it references. Its own members take precedence.
struct PathItem<'a> {
    path: &'a str,
    nodes: Vec<(&'a Value, Place)>,
}

impl<'a> Lift<'a> {
    /// The operations, and those that are skipped.
    pub(super) fn operations(
        &mut self,
        root: &'a Value,
        at: &Place,
        schemes: &Schemes,
    ) -> (Vec<Operation>, Vec<Skipped>) {
        let inherited = self.requirements(root, at, schemes).unwrap_or_default();
        let (mut operations, mut skipped) = (Vec::new(), Vec::new());
        let paths = self.members(root, at, "paths").filter(|(path, _)| !path.starts_with("x-"));
        let at = at.child("paths");
        for (path, node) in paths {
            let Some(item) = self.path_item(path, node, &at.child(path)) else { continue };
            let mut is_used = false;
            for (method, node, at) in methods(&item) {
                if let Some(reason) = self.skip_reason(node, &at) {
                    let id = optional_text(node, "operationId").filter(|id| !id.is_empty());
                    let operation = id.unwrap_or_else(|| format!("{method} {path}"));
                    skipped.push(Skipped { operation, reason });
                } else if node.is_object() {
                    let stated = self.requirements(node, &at, schemes);
                    let security = self.usable(stated.as_ref().unwrap_or(&inherited), schemes);
                    operations.push(self.operation(method, &item, (node, at), security));
                    is_used = true;
                } else {
                    self.report(&at, "the operation is not an object", "describe it by an object");
                }
            }
            if is_used {
                self.check_path(path, &at.child(path));
            }
        }
        (operations, skipped)
    }

    fn path_item(&mut self, path: &'a str, node: &'a Value, at: &Place) -> Option<PathItem<'a>> {
        // Reports a circular chain of references.
        self.resolve(node, at)?;
        let (mut node, mut at) = (node, at.clone());
        let mut nodes = Vec::new();
        while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            let target = self.resolver.target(&at.child("$ref"), reference).ok()?;
            nodes.push((node, at));
            (node, at) = target;
        }
        if !node.is_object() && !node.is_null() {
            self.report(&at, "the path item is not an object", "write its operations as members");
            return None;
        }
        nodes.push((node, at));
        Some(PathItem { path, nodes })
    }

    fn skip_reason(&mut self, node: &Value, at: &Place) -> Option<String> {
        member(node, "x-skip")?;
        let reason = optional_text(node, "x-skip").filter(|reason| !reason.is_empty());
        if reason.is_none() {
            let remedy = "write why the operation is left out: `x-skip: reason`";
            self.report(&at.child("x-skip"), "`x-skip` has no reason", remedy);
        }
        reason
    }

    fn operation(
        &mut self,
        method: &'static str,
        item: &PathItem<'a>,
        (node, at): (&'a Value, Place),
        security: Vec<Vec<usize>>,
    ) -> Operation {
        let of_item = item.nodes.iter().rev().map(|(node, at)| (*node, at));
        let parameters = self.parameters(of_item.chain([(node, &at)]));
        self.check_template(item.path, &parameters, &at);
        let server = self.own_server(node, &at);
        let server =
            server.or_else(|| item.nodes.iter().find_map(|(node, at)| self.own_server(node, at)));
        Operation {
            id: optional_text(node, "operationId").filter(|id| !id.is_empty()),
            method,
            path: item.path.to_owned(),
            tags: tags(node),
            summary: text(node, "summary"),
            description: text(node, "description"),
            deprecated: flag(node, "deprecated").unwrap_or(false),
            idempotent: self.extension_flag(node, &at, "x-idempotent"),
            former_ids: self.former_ids(node, &at),
            body_name: self.extension_text(node, &at, "x-codegen-request-body-name"),
            params: self.extension_flag(node, &at, "x-params"),
            parameters,
            body: self.body(node, &at),
            responses: self.responses(node, &at),
            security,
            server,
            at,
        }
    }

    fn former_ids(&mut self, node: &'a Value, at: &Place) -> Vec<(Place, String)> {
        const KEY: &str = "x-deprecated-names";
        let names = self.list(node, at, KEY);
        let at = at.child(KEY);
        let mut ids = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let at = at.child(index);
            match name.as_str().filter(|name| !name.is_empty()) {
                Some(name) => ids.push((at, name.to_owned())),
                None => {
                    let message = format!("{name} cannot be a former `operationId`");
                    self.report(&at, message, "write the former id as a string, or remove it");
                }
            }
        }
        ids
    }

    /// The boolean value of one of our extensions. Any other value is reported.
    fn extension_flag(&mut self, node: &Value, at: &Place, key: &str) -> Option<bool> {
        let value = member(node, key)?;
        if !value.is_boolean() {
            let message = format!("`{key}` is {value}, not a boolean");
            self.report(&at.child(key), message, "write `true` or `false`");
        }
        value.as_bool()
    }

    /// The string value of one of our extensions. Any other value is reported.
    pub(super) fn extension_text(&mut self, node: &Value, at: &Place, key: &str) -> Option<String> {
        let value = member(node, key)?;
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            let message = format!("`{key}` is {value}, not a name");
            self.report(&at.child(key), message, "write a name as a string");
        }
        text.map(str::to_owned)
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
        let count = slots(path).count();
        if path.matches('{').count() != count || path.matches('}').count() != count {
            let message = "the path has a brace without its counterpart";
            self.report(at, message, "write each slot as `{name}`");
        }
        let mut known = std::collections::HashSet::new();
        for slot in slots(path).filter(|slot| !known.insert(*slot)) {
            let message = format!("the path has the slot `{{{slot}}}` twice");
            self.report(at, message, "rename one of them, and declare a parameter for it");
        }
    }

    fn check_template(&mut self, path: &str, parameters: &[Parameter], at: &Place) {
        let names: Vec<&str> = parameters
            .iter()
            .filter(|one| one.location == Location::Path)
            .map(|one| one.name.as_str())
            .collect();
        for slot in slots(path).filter(|slot| !names.contains(slot)) {
            let message = format!(
                "the path has a slot `{{{slot}}}`, but no path parameter of that name is declared"
            );
            self.report(at, message, format!("declare a parameter `{slot}` with `in: path`"));
        }
        for parameter in parameters.iter().filter(|one| one.location == Location::Path) {
            let name = &parameter.name;
            if !slots(path).any(|slot| slot == name) {
                let message = format!("the path parameter `{name}` has no slot in `{path}`");
                let remedy = "correct its location with an overlay action, for example `in: query`";
                self.report(&parameter.at, message, remedy);
            }
        }
    }
}

/// The operations of a path item, by method.
fn methods<'a>(item: &PathItem<'a>) -> Vec<(&'static str, &'a Value, Place)> {
    let mut found: Vec<(&'static str, &'a Value, Place)> = Vec::new();
    for (node, at) in &item.nodes {
        for (key, node) in node.as_object().into_iter().flatten() {
            let Some((_, method)) = METHODS.into_iter().find(|(name, _)| name == key) else {
                continue;
            };
            if !node.is_null() && found.iter().all(|(known, _, _)| *known != method) {
                found.push((method, node, at.child(key)));
            }
        }
    }
    found
}

fn tags(node: &Value) -> Vec<String> {
    list(node, "tags").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The names between braces in a path or URL.
pub(super) fn slots(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}
