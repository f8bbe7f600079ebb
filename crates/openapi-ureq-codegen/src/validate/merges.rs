//! Checks that merging the members of an `allOf` into one type terminates.
//!
//! If two members declare the same property with different schemas, these are merged in turn. If they
//! include schemas that are being merged already, typify would not terminate.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Checker;
use crate::diagnostic::Pointer;
use crate::document::{members, reference, resolve};

/// The number of combinations of alternatives (`oneOf`, `anyOf`) that are checked.
const MAX_ALTERNATIVES: usize = 64;

/// Deeper nested merges are reported as endless.
const MAX_DEPTH: usize = 64;

/// Schemas that are merged with each other.
type Parts<'a> = Vec<&'a Value>;

impl Checker<'_> {
    pub(super) fn check_merge(&mut self, schema: &Value, at: &Pointer) {
        if reference(schema).is_some() {
            return;
        }
        let mut merging = Merging { root: self.root, open: Vec::new(), done: BTreeSet::new() };
        if let Some(name) = merging.find_endless(&[schema]) {
            self.report(
                at,
                format!("the `allOf` cannot be merged: merging the schemas of `{name}` includes merging them again"),
                "let only one member of the `allOf` declare that property, with an overlay action",
            );
        }
    }
}

struct Merging<'a> {
    root: &'a Value,
    /// The sets of schemas that are being merged, outermost first.
    open: Vec<BTreeSet<usize>>,
    done: BTreeSet<BTreeSet<usize>>,
}

impl<'a> Merging<'a> {
    /// The property at which merging `schemas` recurses endlessly.
    fn find_endless(&mut self, schemas: &[&'a Value]) -> Option<String> {
        self.merged(schemas).iter().find_map(|parts| self.find_endless_in(parts))
    }

    fn find_endless_in(&mut self, parts: &[&'a Value]) -> Option<String> {
        let key = key(parts);
        if self.done.contains(&key) {
            return None;
        }
        self.open.push(key.clone());
        let endless = children(parts).into_iter().find_map(|(name, schemas)| {
            let schemas = self.distinct(&schemas);
            if schemas.len() < 2 {
                return None;
            }
            let is_open = |parts: &Parts<'_>| self.open.contains(&self::key(parts));
            if self.open.len() > MAX_DEPTH || self.merged(&schemas).iter().any(is_open) {
                return Some(name.to_owned());
            }
            self.find_endless(&schemas)
        });
        self.open.pop();
        self.done.insert(key);
        endless
    }

    /// The schemas, references resolved, each once.
    fn distinct(&self, schemas: &[&'a Value]) -> Parts<'a> {
        let mut seen = BTreeSet::new();
        let resolved = schemas.iter().filter_map(|schema| resolve(self.root, schema));
        resolved.filter(|schema| seen.insert(address(schema))).collect()
    }

    /// All schemas that are merged with `schemas`, for each combination of alternatives.
    fn merged(&self, schemas: &[&'a Value]) -> Vec<Parts<'a>> {
        let all = schemas.iter().map(|schema| self.expanded(schema, &mut Vec::new()));
        all.fold(vec![Vec::new()], |choices, more| product(&choices, &more))
    }

    fn expanded(&self, schema: &'a Value, path: &mut Vec<usize>) -> Vec<Parts<'a>> {
        let Some(schema) =
            resolve(self.root, schema).filter(|schema| !path.contains(&address(schema)))
        else {
            return vec![Vec::new()];
        };
        if path.len() > MAX_DEPTH {
            return vec![Vec::new()];
        }
        path.push(address(schema));
        let mut choices = vec![vec![schema]];
        for member in list(schema, "allOf") {
            choices = product(&choices, &self.expanded(member, path));
        }
        for keyword in ["oneOf", "anyOf"] {
            let alternatives: Vec<_> = list(schema, keyword)
                .iter()
                .flat_map(|member| self.expanded(member, path))
                .collect();
            if !alternatives.is_empty() {
                choices = product(&choices, &alternatives);
            }
        }
        path.pop();
        choices
    }
}

fn product<'a>(choices: &[Parts<'a>], more: &[Parts<'a>]) -> Vec<Parts<'a>> {
    let pairs = choices
        .iter()
        .flat_map(|one| more.iter().map(move |other| [one.as_slice(), other].concat()));
    pairs.take(MAX_ALTERNATIVES).collect()
}

/// The schemas of each property in the parts, and of items and additional properties.
fn children<'a>(parts: &[&'a Value]) -> BTreeMap<&'a str, Parts<'a>> {
    let mut children: BTreeMap<&str, Parts<'_>> = BTreeMap::new();
    for part in parts {
        for (name, property) in members(part, "/properties") {
            children.entry(name).or_default().push(property);
        }
        for keyword in ["items", "additionalProperties"] {
            if let Some(child) = part.get(keyword).filter(|child| child.is_object()) {
                children.entry(keyword).or_default().push(child);
            }
        }
    }
    children
}

fn list<'a>(schema: &'a Value, keyword: &str) -> &'a [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Identifies a set of nodes.
fn key(parts: &[&Value]) -> BTreeSet<usize> {
    parts.iter().map(|part| address(part)).collect()
}

/// Identifies a node of the document.
fn address(node: &Value) -> usize {
    std::ptr::from_ref(node).addr()
}
