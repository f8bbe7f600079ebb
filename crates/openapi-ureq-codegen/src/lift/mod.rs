//! Stage `lift`: OpenAPI 3.0 and 3.1 to one typed model.
//!
//! OpenAPI 3.0 is given the meaning of 3.1, not the reverse: only this direction loses nothing. What is
//! malformed and matters is an error; what is malformed and harmless, or plain in spite of it, is read as it
//! is meant.

mod content;
mod node;
mod operation;
mod parameter;
mod schema;
mod security;

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use self::node::{list, members, text};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Component, Document, Schema, SchemaId, Schemas, Server, ServerVariable};
use crate::resolve::{File, Resolver};

/// Lifts a document with the files that it refers to; it is the first of them.
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
    };
    let document = lift.document(root, &at);
    lift.finish_schemas();
    lift.check_components(&document.components);
    match lift.problems.is_empty() {
        true => Ok(Document { schemas: lift.schemas, ..document }),
        false => Err(lift.problems),
    }
}

/// The version of OpenAPI, by what its schemas mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V30,
    V31,
}

fn version(root: &Value, at: &Place) -> Result<Version, Diagnostic> {
    let version = root.get("openapi");
    let found = match (version, root.get("swagger")) {
        (Some(Value::String(version)), _) if is_series(version, "3.0") => return Ok(Version::V30),
        (Some(Value::String(version)), _) if is_series(version, "3.1") => return Ok(Version::V31),
        (Some(Value::String(version)), _) => format!("OpenAPI {version} is not supported"),
        (Some(other), _) => format!("`openapi` is {other}, not a version string"),
        (None, Some(swagger)) => format!("Swagger {swagger} is not supported"),
        (None, None) if root.is_object() => {
            "this is not an OpenAPI document: it has no `openapi` version".to_owned()
        }
        (None, None) => "this is not an OpenAPI document: it is not an object".to_owned(),
    };
    let remedy = "provide an OpenAPI 3.0 or 3.1 document, or convert this one";
    Err(Diagnostic::new(&at.child("openapi"), found, remedy))
}

fn is_series(version: &str, series: &str) -> bool {
    version.strip_prefix(series).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What the functions of this stage share.
struct Lift<'a> {
    version: Version,
    resolver: Resolver<'a>,
    schemas: Schemas,
    /// The schemas by their places, so that each is lifted once.
    known: HashMap<Place, SchemaId>,
    /// The schemas that have been referred to, but not lifted yet.
    queue: VecDeque<(SchemaId, &'a Value, Place)>,
    problems: Vec<Diagnostic>,
}

impl<'a> Lift<'a> {
    fn report(&mut self, at: &Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Diagnostic::new(at, message, remedy));
    }

    /// The node that a reference leads to, or the node itself; a problem is reported.
    fn resolve(&mut self, node: &'a Value, at: &Place) -> Option<(&'a Value, Place)> {
        self.resolver.resolve(node, at).map_err(|problem| self.problems.push(problem)).ok()
    }

    fn document(&mut self, root: &'a Value, at: &Place) -> Document {
        let info = root.get("info").unwrap_or(&Value::Null);
        if !info.is_object() {
            let remedy = "add the object `info` with `title` and `version`";
            self.report(&at.child("info"), "`info` is missing or not an object", remedy);
        }
        self.check_objects(root, at);
        let components = self.components(root, at);
        let security_schemes = self.security_schemes(root, at);
        let names: Vec<&str> = security_schemes.iter().map(|scheme| scheme.name.as_str()).collect();
        let (operations, skipped) = self.operations(root, at, &names);
        let mut servers: Vec<Server> = list(root, "servers").iter().map(server).collect();
        if servers.is_empty() {
            let url = "/".to_owned();
            servers.push(Server { url, description: String::new(), variables: Vec::new() });
        }
        Document {
            title: text(info, "title"),
            version: text(info, "version"),
            description: text(info, "description"),
            servers,
            operations,
            skipped,
            webhooks: members(root, "webhooks").map(|(name, _)| name.clone()).collect(),
            security_schemes,
            schemas: Schemas::default(),
            components,
        }
    }

    fn check_objects(&mut self, root: &Value, at: &Place) {
        let needs_paths = self.version == Version::V30;
        for (name, required) in [("paths", needs_paths), ("components", false)] {
            match root.get(name) {
                Some(Value::Object(_)) => {}
                None | Some(Value::Null) if !required => {}
                _ => self.report(
                    &at.child(name),
                    format!("`{name}` is missing or not an object"),
                    format!("add the object `{name}` that OpenAPI describes"),
                ),
            }
        }
    }

    fn components(&mut self, root: &'a Value, at: &Place) -> Vec<Component> {
        let at = at.child("components").child("schemas");
        let components = root.get("components").unwrap_or(&Value::Null);
        members(components, "schemas")
            .map(|(name, node)| {
                let schema = self.schema(node, &at.child(name), 0);
                Component { name: name.clone(), schema }
            })
            .collect()
    }

    /// A component that only refers to itself describes nothing.
    fn check_components(&mut self, components: &[Component]) {
        for component in components {
            let mut id = component.schema;
            let mut hops = 0;
            while let Some(target) = self.schemas[id].reference {
                id = target;
                hops += 1;
                if hops > self.schemas.len() {
                    let at = self.schemas[component.schema].at.clone();
                    let message = format!("the schema `{}` refers to itself", component.name);
                    self.report(&at, message, "describe it, for example with `type: object`");
                    break;
                }
            }
        }
    }

    /// Lifts what has been referred to, until nothing is left.
    fn finish_schemas(&mut self) {
        while let Some((id, node, at)) = self.queue.pop_front() {
            self.schemas[id] = self.read_schema(node, &at, 0);
        }
    }

    /// The id of the schema at a place, which is lifted now or later.
    fn reserve(&mut self, place: &Place) -> (SchemaId, bool) {
        if let Some(id) = self.known.get(place) {
            return (*id, false);
        }
        let id = self.schemas.add(Schema { at: place.clone(), ..Schema::default() });
        self.known.insert(place.clone(), id);
        (id, true)
    }
}

fn server(node: &Value) -> Server {
    let variables = members(node, "variables").map(|(name, variable)| ServerVariable {
        name: name.clone(),
        default: node::scalar_text(variable.get("default")),
        values: list(variable, "enum").iter().map(|value| node::scalar_text(Some(value))).collect(),
        description: text(variable, "description"),
    });
    Server {
        url: text(node, "url"),
        description: text(node, "description"),
        variables: variables.collect(),
    }
}

/// The document of a text, for tests of this stage and the next ones.
#[cfg(test)]
pub(crate) fn lifted(text: &str) -> Result<Document, Vec<Diagnostic>> {
    let source = crate::Source::new("document.yaml", text);
    let root = source.parse().map_err(|problem| vec![problem])?;
    let mut files = vec![File { source, root }];
    crate::resolve::read_files(&mut files)?;
    lift(&files)
}
