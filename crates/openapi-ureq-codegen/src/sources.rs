//! The sources of a client: the document, the files that it references, and the overlay.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Error, FileId, Place, Pointer};
use crate::load::Source;
use crate::overlay::Edit;
use crate::places::Places;
use crate::resolve::File;

/// All sources, and the changes of the overlay.
pub(crate) struct Sources<'a> {
    pub(crate) files: Vec<File>,
    pub(crate) overlay: Option<&'a Source>,
    pub(crate) edits: Vec<Edit>,
}

impl Sources<'_> {
    /// An error with these diagnostics, completed by [`describe`](Self::describe).
    pub(crate) fn error(&self, mut diagnostics: Vec<Diagnostic>) -> Error {
        self.describe(&mut diagnostics);
        Error::new(diagnostics)
    }

    /// Adds the file, the position and the operation to diagnostics, and sorts them by position.
    pub(crate) fn describe(&self, diagnostics: &mut [Diagnostic]) {
        let mut places: HashMap<FileId, Places> = HashMap::new();
        for diagnostic in diagnostics.iter_mut() {
            let pointer = &diagnostic.place.pointer;
            diagnostic.operation = self.operation(diagnostic.place.file, pointer);
            let (file, origin) = self.origin(&diagnostic.place);
            let Some(source) = self.source(file) else { continue };
            diagnostic.file = source.name().to_owned();
            let places = places.entry(file).or_insert_with(|| Places::of(source));
            diagnostic.location = diagnostic.location.or_else(|| places.locate(&origin));
        }
        diagnostics.sort_by_key(|one| (self.origin(&one.place).0, one.location));
    }

    /// The source of a node: its file and pointer.
    fn origin(&self, place: &Place) -> (FileId, Pointer) {
        match place.file {
            FileId(0) => crate::overlay::origin(&self.edits, &place.pointer),
            file => (file, place.pointer.clone()),
        }
    }

    fn source(&self, file: FileId) -> Option<&Source> {
        match file {
            FileId::OVERLAY => self.overlay,
            FileId(number) => self.files.get(usize::from(number)).map(|file| &file.source),
        }
    }

    /// The id of the operation that a node belongs to.
    fn operation(&self, file: FileId, pointer: &Pointer) -> Option<String> {
        let mut node = &self.files.get(usize::from(file.0))?.root;
        for token in pointer.tokens() {
            node = match node {
                Value::Array(items) => items.get(token.parse::<usize>().ok()?)?,
                _ => node.get(token)?,
            };
            if let Some(id) = node.get("operationId").and_then(Value::as_str) {
                return Some(id.to_owned());
            }
        }
        None
    }
}
