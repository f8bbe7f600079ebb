//! Security schemes and security requirements.

use serde_json::Value;

use super::Lift;
use super::node::{member, text};
use crate::diagnostic::Place;
use crate::model::{SecurityKind, SecurityScheme};

/// The security schemes of a document. An unsupported scheme is an error only where it is required.
#[derive(Default)]
pub(super) struct Schemes {
    pub(super) supported: Vec<SecurityScheme>,
    unsupported: Vec<(String, Place)>,
}

/// The security requirements of a document or an operation.
#[derive(Default)]
pub(super) struct Requirements {
    /// Alternatives, each a set of schemes that apply together.
    alternatives: Vec<Vec<usize>>,
    /// The unsupported schemes of other alternatives, as indices into [`Schemes::unsupported`].
    unsupported: Vec<usize>,
}

const REMEDY: &str = "use apiKey (in header, query or cookie, with a name), http basic, http bearer, oauth2 or openIdConnect; \
     or, if what sends the requests takes care of it, remove the requirement with an overlay action";

impl<'a> Lift<'a> {
    pub(super) fn security_schemes(&mut self, components: &'a Value, at: &Place) -> Schemes {
        let nodes = self.members(components, at, "securitySchemes");
        let at = at.child("securitySchemes");
        let mut schemes = Schemes::default();
        for (name, node) in nodes {
            let at = at.child(name);
            let Some((node, _)) = self.resolve(node, &at) else { continue };
            match kind(node) {
                Some(kind) => schemes.supported.push(SecurityScheme { name: name.clone(), kind }),
                None => schemes.unsupported.push((name.clone(), at)),
            }
        }
        schemes
    }

    /// The security requirements of a node, if it has any.
    pub(super) fn requirements(
        &mut self,
        node: &'a Value,
        at: &Place,
        schemes: &Schemes,
    ) -> Option<Requirements> {
        member(node, "security")?;
        let nodes = self.list(node, at, "security");
        let at = at.child("security");
        let mut requirements = Requirements::default();
        for (index, node) in nodes.iter().enumerate() {
            let at = at.child(index);
            let Some(names) = node.as_object() else {
                let message = format!("{node} does not say which security schemes are needed");
                self.report(&at, message, "write the scheme as an object, such as `{ name: [] }`");
                continue;
            };
            let mut together = Vec::with_capacity(names.len());
            let mut is_supported = true;
            for (name, _) in names {
                if let Some(scheme) = schemes.supported.iter().position(|one| one.name == *name) {
                    together.push(scheme);
                } else if let Some(scheme) =
                    schemes.unsupported.iter().position(|(one, _)| one == name)
                {
                    requirements.unsupported.push(scheme);
                    is_supported = false;
                } else {
                    let message = format!("the security scheme `{name}` is not declared");
                    let remedy = "declare it under components/securitySchemes, or correct the name";
                    self.report(&at.child(name), message, remedy);
                }
            }
            if is_supported {
                requirements.alternatives.push(together);
            }
        }
        Some(requirements)
    }

    /// The alternatives that an operation can use. It is an error if all of them are unsupported.
    pub(super) fn usable(
        &mut self,
        requirements: &Requirements,
        schemes: &Schemes,
    ) -> Vec<Vec<usize>> {
        for (name, at) in
            requirements.unsupported.iter().filter_map(|one| schemes.unsupported.get(*one))
        {
            match requirements.alternatives.is_empty() {
                true => self.report(
                    at,
                    format!("the security scheme `{name}` is of a kind that is not supported"),
                    REMEDY,
                ),
                false => {
                    let message = format!(
                        "the security scheme `{name}` is of a kind that is not supported, so that it is left out"
                    );
                    self.note(at, message, "use one of the others that the operations permit");
                }
            }
        }
        requirements.alternatives.clone()
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
        // Both yield an access token, which is sent as a bearer token.
        ("oauth2" | "openIdConnect", _) => Some(SecurityKind::Bearer),
        _ => None,
    }
}
