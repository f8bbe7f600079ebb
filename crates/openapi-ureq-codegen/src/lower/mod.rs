//! Stage 6: a normalized document to the intermediate representation.

mod operation;
mod response;
mod schema;
mod security;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document;
use crate::ir::{Api, Schema};
use crate::name::{RustName, WireName};
use crate::normalize::Normalized;

/// Lowers a normalized document.
pub(crate) fn lower(normalized: &Normalized) -> Api {
    let Normalized { document, skipped } = normalized;
    let schemas = schema::schemas(document);
    let security = security::schemes(document);
    let lowering = Lowering { document, schemas: &schemas };
    let mut taken = Taken::new(&schemas);
    let operations = document::operations(document)
        .map(|operation| lowering.operation(&operation, &security, &mut taken))
        .collect();
    let info = &document["info"];
    Api {
        title: text(info, "title"),
        version: text(info, "version"),
        description: text(info, "description"),
        server: text(&document["servers"][0], "url"),
        operations,
        security,
        skipped: skipped.clone(),
        schemas,
    }
}

/// The document and the schemas, for lookups by the functions of this stage.
struct Lowering<'a> {
    document: &'a Value,
    schemas: &'a [Schema],
}

/// The names that are already used by items generated from operations.
struct Taken {
    /// In the module `operations`.
    constants: BTreeSet<RustName>,
    types: BTreeSet<RustName>,
}

impl Taken {
    fn new(schemas: &[Schema]) -> Self {
        let own = ["all", "server", "security_schemes"];
        let own_types = ["client"];
        Self {
            constants: own.iter().map(|name| WireName::from(*name).to_constant()).collect(),
            types: schemas
                .iter()
                .map(|schema| schema.name.clone())
                .chain(own_types.iter().map(|name| WireName::from(*name).to_type()))
                .collect(),
        }
    }
}

/// The string member `key`, or an empty string.
fn text(node: &Value, key: &str) -> String {
    node.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// The boolean member `key`, if there is one.
fn flag(node: &Value, key: &str) -> Option<bool> {
    node.get(key).and_then(Value::as_bool)
}
