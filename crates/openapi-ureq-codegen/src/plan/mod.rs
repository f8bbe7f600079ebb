//! Stage `plan`: builds the intermediate representation from shapes and names.
//!
//! This stage decides about every type, function and name of the client, except for the Rust types of scalars,
//! which the stage `types` chooses.

mod body;
mod direction;
mod form;
mod media_type;
mod operation;
mod recursion;
mod response;
mod share;
mod types;

use std::collections::{HashMap, HashSet, VecDeque};

use crate::diagnostic::{Diagnostic, Place};
use crate::ir::{Api, Type, TypeDef};
use crate::model::{Document, SchemaId};
use crate::name::{RustName, Scope, WireName};
use crate::shape::Shapes;

/// Plans the client of a document.
pub(crate) fn plan(mut document: Document) -> Result<Api, Vec<Diagnostic>> {
    let operations = std::mem::take(&mut document.operations);
    let components = std::mem::take(&mut document.components);
    let webhooks = std::mem::take(&mut document.webhooks);
    let forms = form::only_forms(&document, &operations, &components);
    document.components = components;
    let mut planner = Planner::new(&mut document, forms);
    planner.name_components();
    if !webhooks.is_empty() {
        let message = format!(
            "webhooks are requests to their receiver, not to the server: {}",
            webhooks.join(", ")
        );
        planner.note(
            &Place::default().child("webhooks"),
            message,
            "nothing: their schemas are generated",
        );
    }
    let planned = planner.operations(&operations);
    planner.define_unsent_forms();
    planner.finish_types();
    let Planner { definitions, mut type_names, mut notes, problems, .. } = planner;
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut types = in_order(definitions);
    direction::mark(&mut types, &planned);
    share::equal_types(&mut types, &mut type_names);
    recursion::resolve(&mut types);
    notes.sort_by(|one, other| one.pointer.cmp(&other.pointer));
    Ok(Api {
        title: document.title,
        version: document.version,
        description: document.description,
        servers: document.servers,
        operations: planned,
        types,
        security: document.security_schemes,
        skipped: document.skipped,
        notes,
    })
}

/// Sorts the definitions by their owners; those of one owner stay in the order in which they were found.
fn in_order(mut definitions: Vec<(usize, TypeDef)>) -> Vec<TypeDef> {
    definitions.sort_by_key(|(owner, _)| *owner);
    definitions.into_iter().map(|(_, definition)| definition).collect()
}

/// The context of this stage.
struct Planner<'a> {
    shapes: Shapes<'a>,
    /// The components that are only used as multipart forms.
    forms: HashSet<SchemaId>,
    components: Vec<(WireName, SchemaId)>,
    component_names: HashMap<WireName, RustName>,
    form_names: HashMap<(SchemaId, Vec<String>), RustName>,
    /// The names of types, including those of the client's module.
    type_names: Scope,
    constants: Scope,
    functions: Scope,
    /// The types of the schemas that have a named type.
    named: HashMap<SchemaId, Type>,
    /// The lists and maps that are being visited, with the names of those that contain themselves.
    open: HashMap<SchemaId, Option<RustName>>,
    /// The types still to be defined.
    queue: VecDeque<Pending>,
    /// Each with the number of its owner. The numbers of operations follow those of the components.
    definitions: Vec<(usize, TypeDef)>,
    notes: Vec<Diagnostic>,
    problems: Vec<Diagnostic>,
}

/// A type that has a name, but no definition yet.
struct Pending {
    schema: SchemaId,
    name: RustName,
    wire: Option<WireName>,
    hint: Hint,
}

/// The position of a schema, from which its types are named.
#[derive(Debug, Clone)]
struct Hint {
    owner: usize,
    text: String,
}

impl Hint {
    fn child(&self, text: impl std::fmt::Display) -> Self {
        Self { owner: self.owner, text: format!("{} {text}", self.text) }
    }
}

impl<'a> Planner<'a> {
    fn new(document: &'a mut Document, forms: HashSet<SchemaId>) -> Self {
        let components = document
            .components
            .iter()
            .map(|component| (WireName::from(component.name.as_str()), component.schema))
            .collect();
        let notes = std::mem::take(&mut document.notes);
        let client = WireName::from("client").to_type();
        let tables = ["all", "server", "servers", "security_schemes"];
        let tables = tables.map(|name| WireName::from(name).to_constant());
        Self {
            shapes: Shapes::new(document),
            forms,
            components,
            component_names: HashMap::new(),
            form_names: HashMap::new(),
            type_names: Scope::reserving([&client]),
            constants: Scope::reserving(&tables),
            functions: Scope::default(),
            named: HashMap::new(),
            open: HashMap::new(),
            queue: VecDeque::new(),
            definitions: Vec::new(),
            notes,
            problems: Vec::new(),
        }
    }

    fn note(&mut self, at: &Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.notes.push(Diagnostic::note(at, message, remedy));
    }

    fn report(&mut self, at: &Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Diagnostic::new(at, message, remedy));
    }

    /// The name of a member of a type or function, with a note if it is not the usual one.
    fn member_name(
        &mut self,
        scope: &mut Scope,
        at: &Place,
        what: &str,
        wire: &WireName,
        convert: fn(&WireName) -> RustName,
    ) -> RustName {
        let (name, renamed) = scope.name(wire, convert);
        if let Some(renamed) = renamed {
            let usual = &renamed.usual;
            let other = match renamed.other.as_str() {
                "" => "a part of every client".to_owned(),
                other => format!("that of `{other}`"),
            };
            let message = format!(
                "the {what} `{wire}` is `{name}` in Rust, since `{usual}` is already {other}"
            );
            self.note(at, message, "use that name, or rename one of them with an overlay action");
        }
        name
    }
}
