//! Stage `lift`: converts OpenAPI 3.0 and 3.1 to one typed model.
//!
//! OpenAPI 3.0 is converted to 3.1, not the reverse: only this direction loses nothing. Malformed input is an
//! error unless it is harmless or its meaning is obvious.

mod content;
mod node;
mod operation;
mod parameter;
mod schema;
mod security;
mod server;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use self::node::{members, scalar_text, text};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Component, Document, SchemaId, Schemas};
use crate::resolve::{File, Resolver};

/// Lifts a document: the first of the files; the others are those that it references.
pub(crate) fn lift(files: &[File]) -> Result<Document, Vec<Diagnostic>> {
    let Some(document) = files.first() else { return Err(Vec::new()) };
    let root = &document.root;
    let at = Place::default();
    let version = version(root, &at).map_err(|problem| vec![problem])?;
    let mut lift = Lift {
        version,
        resolver: Resolver { files },
        schemas: Schemas::default(),
        known: HashMap::new(),
        queue: VecDeque::new(),
        problems: Vec::new(),
        notes: Vec::new(),
    };
    let document = lift.document(root, &at);
    lift.finish_schemas();
    match lift.problems.is_empty() {
        true => Ok(Document { schemas: lift.schemas, notes: distinct(lift.notes), ..document }),
        false => Err(distinct(lift.problems)),
    }
}

/// Removes duplicates: a problem in a shared node, such as a referenced parameter, is reported once.
fn distinct(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut known = HashSet::new();
    diagnostics.retain(|one| known.insert((one.place.clone(), one.message.clone())));
    diagnostics
}

/// The version of OpenAPI, by what its schemas mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V30,
    V31,
}

fn version(root: &Value, at: &Place) -> Result<Version, Diagnostic> {
    let at = at.child("openapi");
    // Without quotes, `3.1` is a number.
    let version = scalar_text(root.get("openapi"));
    let is_series = |series: &str| {
        version.strip_prefix(series).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if is_series("3.0") {
        return Ok(Version::V30);
    }
    if is_series("3.1") {
        return Ok(Version::V31);
    }
    let convert = "provide an OpenAPI 3.0 or 3.1 document, or convert this one";
    let (found, remedy) = match (root.get("openapi"), root.get("swagger")) {
        _ if is_series("3.2") => (
            format!("OpenAPI {version} is not supported"),
            "if the document has nothing that is new in 3.2, set `openapi: 3.1.1` with an overlay action on `$`",
        ),
        (Some(found), _) if version.is_empty() => {
            (format!("`openapi` is {found}, not a version"), convert)
        }
        (Some(_), _) => (format!("OpenAPI {version} is not supported"), convert),
        (None, Some(swagger)) => (
            format!("Swagger {swagger} is not supported"),
            "convert the document to OpenAPI 3, for example with `swagger2openapi`",
        ),
        (None, None) if root.is_object() => {
            ("this is not an OpenAPI document: it has no `openapi` version".to_owned(), convert)
        }
        (None, None) => {
            ("this is not an OpenAPI document: it is not an object".to_owned(), convert)
        }
    };
    Err(Diagnostic::new(&at, found, remedy))
}

/// The context of this stage.
struct Lift<'a> {
    version: Version,
    resolver: Resolver<'a>,
    schemas: Schemas,
    /// The schemas by their places, so that each is lifted once.
    known: HashMap<Place, SchemaId>,
    /// The schemas that are referenced, but not lifted yet.
    queue: VecDeque<(SchemaId, &'a Value, Place)>,
    problems: Vec<Diagnostic>,
    notes: Vec<Diagnostic>,
}

impl<'a> Lift<'a> {
    fn report(&mut self, at: &Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Diagnostic::new(at, message, remedy));
    }

    fn note(&mut self, at: &Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.notes.push(Diagnostic::note(at, message, remedy));
    }

    /// The target of a reference, or the node itself. A problem is reported.
    fn resolve(&mut self, node: &'a Value, at: &Place) -> Option<(&'a Value, Place)> {
        self.resolver.resolve(node, at).map_err(|problem| self.problems.push(problem)).ok()
    }

    /// The members of the object `key`. A value that is not an object is reported, except for an empty list: some
    /// languages serialize an empty object as a list.
    fn members(
        &mut self,
        node: &'a Value,
        at: &Place,
        key: &str,
    ) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        match node.get(key) {
            None | Some(Value::Null | Value::Object(_)) => {}
            Some(Value::Array(items)) if items.is_empty() => {}
            Some(_) => self.report(
                &at.child(key),
                format!("`{key}` is not an object"),
                "write it as an object: a name with a colon before each entry",
            ),
        }
        members(node, key)
    }

    /// The elements of the list `key`. A value that is not a list is reported.
    fn list(&mut self, node: &'a Value, at: &Place, key: &str) -> &'a [Value] {
        match node.get(key) {
            None | Some(Value::Null) => &[],
            Some(Value::Array(items)) => items,
            Some(_) => {
                let remedy = "write it as a list: `[..]`, or one line with `-` per element";
                self.report(&at.child(key), format!("`{key}` is not a list"), remedy);
                &[]
            }
        }
    }

    fn document(&mut self, root: &'a Value, at: &Place) -> Document {
        let null = &Value::Null;
        let info = root.get("info").unwrap_or(null);
        if !info.is_object() {
            let remedy = "add the object `info` with `title` and `version`";
            self.report(&at.child("info"), "`info` is missing or not an object", remedy);
        }
        if self.version == Version::V30 && root.get("paths").is_none_or(Value::is_null) {
            let remedy = "add `paths` with the operations; it can be empty (`paths: {}`)";
            self.report(&at.child("paths"), "`paths` is missing", remedy);
        }
        self.members(root, at, "components").for_each(drop);
        let (components, components_at) =
            (root.get("components").unwrap_or(null), at.child("components"));
        let schemas = self.components(components, &components_at);
        let schemes = self.security_schemes(components, &components_at);
        let servers = self.servers(root, at);
        let (operations, skipped) = self.operations(root, at, &schemes);
        Document {
            title: scalar_text(info.get("title")),
            version: scalar_text(info.get("version")),
            description: text(info, "description"),
            servers,
            operations,
            skipped,
            webhooks: members(root, "webhooks").map(|(name, _)| name.clone()).collect(),
            security_schemes: schemes.supported,
            schemas: Schemas::default(),
            components: schemas,
            notes: Vec::new(),
        }
    }

    fn components(&mut self, components: &'a Value, at: &Place) -> Vec<Component> {
        let schemas = self.members(components, at, "schemas");
        let at = at.child("schemas");
        schemas
            .map(|(name, node)| {
                let schema = self.schema(node, &at.child(name), 0);
                Component { name: name.clone(), schema }
            })
            .collect()
    }
}

/// Parses and lifts a document, for the tests of this stage and later ones.
#[cfg(test)]
pub(crate) fn lifted(text: &str) -> Result<Document, Vec<Diagnostic>> {
    let source = crate::Source::new("document.yaml", text);
    let root = source.parse().map_err(|problem| vec![problem])?;
    let mut files = vec![File::new(source, root)];
    crate::resolve::read_files(&mut files);
    lift(&files)
}
