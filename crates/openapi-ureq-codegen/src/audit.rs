//! Stage `audit`: checks that the plan is complete.
//!
//! Records the operations and properties of the document before planning, and compares the plan with them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Place};
use crate::ir::{Api, Location, TypeKind};
use crate::model::Document;

/// The operations and components of a document.
pub(crate) struct Census {
    /// By method and path.
    operations: BTreeMap<(&'static str, String), Counted>,
    /// The properties of each component.
    components: BTreeMap<String, (Place, BTreeSet<String>)>,
}

struct Counted {
    at: Place,
    path: String,
    parameters: BTreeSet<(Location, String)>,
    has_body: bool,
}

impl Census {
    /// Records the contents of a document.
    pub(crate) fn of(document: &Document) -> Self {
        let operations = document.operations.iter().map(|operation| {
            let counted = Counted {
                at: operation.at.clone(),
                path: operation.path.clone(),
                parameters: operation
                    .parameters
                    .iter()
                    .filter(|one| one.location != Location::Header)
                    .map(|one| (one.location, one.name.clone()))
                    .collect(),
                has_body: operation.body.as_ref().is_some_and(|body| !body.content.is_empty()),
            };
            ((operation.method, operation.path.clone()), counted)
        });
        let components = document.components.iter().map(|component| {
            let schema = &document.schemas[component.schema];
            let properties = schema.properties.iter().map(|property| property.name.clone());
            (component.name.clone(), (schema.at.clone(), properties.collect()))
        });
        Self { operations: operations.collect(), components: components.collect() }
    }

    /// Checks that the API contains all of them.
    pub(crate) fn compare(&self, api: &Api) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        self.compare_operations(api, &mut problems);
        self.compare_components(api, &mut problems);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn compare_operations(&self, api: &Api, problems: &mut Vec<Diagnostic>) {
        let planned: BTreeMap<_, _> =
            api.operations.iter().map(|operation| (&operation.at, operation)).collect();
        for ((method, path), counted) in &self.operations {
            let Some(operation) = planned.get(&counted.at) else {
                problems.push(lost(&counted.at, format!("the operation {method} {path} was lost")));
                continue;
            };
            let sent: BTreeSet<_> =
                operation.parameters.iter().map(|one| (one.location, one.wire.0.clone())).collect();
            for (_, name) in counted.parameters.difference(&sent) {
                let message =
                    format!("the parameter `{name}` of {method} {} was lost", counted.path);
                problems.push(lost(&counted.at, message));
            }
            if counted.has_body && operation.body.is_none() {
                problems.push(lost(&counted.at, format!("the body of {method} {path} was lost")));
            }
        }
    }

    fn compare_components(&self, api: &Api, problems: &mut Vec<Diagnostic>) {
        let types: BTreeMap<&str, _> = api
            .types
            .iter()
            .filter_map(|def| Some((def.wire.as_ref()?.as_str(), &def.kind)))
            .collect();
        for (name, (at, properties)) in &self.components {
            let fields: BTreeSet<String> = match types.get(name.as_str()) {
                None => {
                    problems.push(lost(at, format!("the schema `{name}` was lost")));
                    continue;
                }
                Some(TypeKind::Struct(object)) => {
                    object.fields.iter().map(|field| field.wire.0.clone()).collect()
                }
                Some(TypeKind::Form(fields)) => {
                    fields.iter().map(|field| field.wire.0.clone()).collect()
                }
                // Not an object with fields: a union, whose alternatives are checked, or any JSON.
                Some(_) => continue,
            };
            for property in properties.difference(&fields) {
                problems.push(lost(at, format!("the property `{property}` of `{name}` was lost")));
            }
        }
    }
}

fn lost(at: &Place, message: String) -> Diagnostic {
    let remedy = "this is a bug in the generator; until it is fixed, leave the node out with an overlay action";
    Diagnostic::new(at, message, remedy)
}
