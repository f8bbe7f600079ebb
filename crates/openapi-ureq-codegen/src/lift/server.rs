//! Servers and their variables.

use serde_json::Value;

use super::Lift;
use super::node::{list, scalar_text, text};
use super::operation::slots;
use crate::diagnostic::Place;
use crate::model::{Server, ServerVariable};

impl<'a> Lift<'a> {
    /// The servers of the document; at least one.
    pub(super) fn servers(&mut self, root: &'a Value, at: &Place) -> Vec<Server> {
        let nodes = self.list(root, at, "servers");
        let at = at.child("servers");
        let mut servers: Vec<Server> = nodes
            .iter()
            .enumerate()
            .map(|(index, node)| self.server(node, &at.child(index)))
            .collect();
        if servers.is_empty() {
            servers.push(Server {
                url: "/".to_owned(),
                description: String::new(),
                variables: Vec::new(),
            });
        }
        servers
    }

    /// The first server of an operation or a path item.
    pub(super) fn own_server(&mut self, node: &'a Value, at: &Place) -> Option<Server> {
        let first = self.list(node, at, "servers").first()?;
        Some(self.server(first, &at.child("servers").child(0)))
    }

    fn server(&mut self, node: &'a Value, at: &Place) -> Server {
        let url = text(node, "url");
        if url.is_empty() {
            self.report(
                at,
                "the server has no `url`",
                "add one; `/` is the server of the document itself",
            );
        }
        let mut variables = Vec::new();
        for (name, variable) in self.members(node, at, "variables") {
            let values: Vec<String> =
                list(variable, "enum").iter().map(|value| scalar_text(Some(value))).collect();
            let mut default = scalar_text(variable.get("default"));
            if default.is_empty()
                && let Some(first) = values.first()
            {
                default.clone_from(first);
            }
            let description = text(variable, "description");
            variables.push(ServerVariable { name: name.clone(), default, values, description });
        }
        for slot in slots(&url) {
            if !variables.iter().any(|variable| variable.name == slot) {
                let message = format!(
                    "the server `{url}` has a slot `{{{slot}}}`, but no variable of that name"
                );
                let remedy =
                    "add the variable with an overlay action, or set the client's `base_url`";
                self.note(at, message, remedy);
            }
        }
        Server { url, description: text(node, "description"), variables }
    }
}
