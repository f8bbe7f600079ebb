//! Security schemes, and which of them an operation needs.

use serde_json::Value;

use super::Lift;
use super::node::{members, text};
use crate::diagnostic::Place;
use crate::model::{SecurityKind, SecurityScheme};

impl<'a> Lift<'a> {
    pub(super) fn security_schemes(&mut self, root: &'a Value, at: &Place) -> Vec<SecurityScheme> {
        let at = at.child("components").child("securitySchemes");
        let components = root.get("components").unwrap_or(&Value::Null);
        let mut schemes = Vec::new();
        for (name, node) in members(components, "securitySchemes") {
            let at = at.child(name);
            let Some((node, _)) = self.resolve(node, &at) else { continue };
            match kind(node) {
                Some(kind) => schemes.push(SecurityScheme { name: name.clone(), kind }),
                None => self.report(
                    &at,
                    "this kind of security scheme is not supported",
                    "use apiKey (in header, query or cookie, with a name), http basic, http bearer, oauth2 or openIdConnect",
                ),
            }
        }
        schemes
    }

    /// The alternatives that a node states, as indices into `schemes`.
    pub(super) fn requirements(
        &mut self,
        node: &Value,
        at: &Place,
        schemes: &[&str],
    ) -> Option<Vec<Vec<usize>>> {
        let at = at.child("security");
        let requirements = match node.get("security") {
            None | Some(Value::Null) => return None,
            Some(Value::Array(requirements)) => requirements,
            Some(_) => {
                self.report(&at, "`security` is not a list", "write it as a list of requirements");
                return None;
            }
        };
        let mut alternatives = Vec::with_capacity(requirements.len());
        for (index, requirement) in requirements.iter().enumerate() {
            let mut together = Vec::new();
            for name in requirement.as_object().into_iter().flatten().map(|(name, _)| name) {
                match schemes.iter().position(|scheme| scheme == name) {
                    Some(scheme) => together.push(scheme),
                    None => self.report(
                        &at.child(index).child(name),
                        format!("the security scheme `{name}` is not declared"),
                        "declare it under components/securitySchemes, or correct the name",
                    ),
                }
            }
            alternatives.push(together);
        }
        Some(alternatives)
    }
}

fn kind(node: &Value) -> Option<SecurityKind> {
    let name = text(node, "name");
    match (text(node, "type").as_str(), text(node, "in").as_str()) {
        ("apiKey", _) if name.is_empty() => None,
        ("apiKey", "header") => Some(SecurityKind::Header(name)),
        ("apiKey", "query") => Some(SecurityKind::Query(name)),
        ("apiKey", "cookie") => Some(SecurityKind::Cookie(name)),
        ("http", _) => match text(node, "scheme").to_ascii_lowercase().as_str() {
            "basic" => Some(SecurityKind::Basic),
            "bearer" => Some(SecurityKind::Bearer),
            _ => None,
        },
        // Both end in an access token, which is sent as a bearer token.
        ("oauth2" | "openIdConnect", _) => Some(SecurityKind::Bearer),
        _ => None,
    }
}
