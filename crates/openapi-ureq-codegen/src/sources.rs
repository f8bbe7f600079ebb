//! The texts that a client is generated from: the document, the files that it refers to, and the overlay.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Error, FileId, Pointer};
use crate::load::Source;
use crate::overlay::Edit;
use crate::places::Places;
use crate::resolve::File;

/// All texts, and what the overlay changed.
pub(crate) struct Sources<'a> {
    pub(crate) files: Vec<File>,
    pub(crate) overlay: Option<&'a Source>,
    pub(crate) edits: Vec<Edit>,
}

impl Sources<'_> {
    /// An error of these diagnostics, with the names and positions of their files.
    pub(crate) fn error(&self, mut diagnostics: Vec<Diagnostic>) -> Error {
        self.describe(&mut diagnostics);
        Error::new(diagnostics)
    }

    /// Adds the file, the position and the operation to diagnostics.
    pub(crate) fn describe(&self, diagnostics: &mut [Diagnostic]) {
        let mut places: HashMap<FileId, Places> = HashMap::new();
        for diagnostic in diagnostics {
            let pointer = &diagnostic.place.pointer;
            diagnostic.operation = self.operation(diagnostic.place.file, pointer);
            let (file, origin) = match diagnostic.place.file {
                FileId(0) => crate::overlay::origin(&self.edits, pointer),
                file => (file, pointer.clone()),
            };
            let Some(source) = self.source(file) else { continue };
            diagnostic.file = source.name().to_owned();
            let places = places.entry(file).or_insert_with(|| Places::of(source.text()));
            diagnostic.location = diagnostic.location.or_else(|| places.locate(&origin));
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
        let root = &self.files.get(usize::from(file.0))?.root;
        let mut tokens = pointer.tokens();
        if tokens.next()? != "paths" {
            return None;
        }
        let item = root.get("paths")?.get(tokens.next()?)?;
        let id = item.get(tokens.next()?)?.get("operationId").and_then(Value::as_str)?;
        Some(id.to_owned())
    }
}
