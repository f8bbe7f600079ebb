//! Stage `resolve`: what references refer to, in the document and in other files.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostic::{Diagnostic, FileId, Place, Pointer};
use crate::load::Source;

/// A chain of references that is longer goes in a circle.
const MAX_HOPS: usize = 100;

/// A file with its content.
pub(crate) struct File {
    pub(crate) source: Source,
    pub(crate) root: Value,
}

/// Reads the files that the document refers to, and those that they refer to in turn.
pub(crate) fn read_files(files: &mut Vec<File>) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut next = 0;
    while next < files.len() {
        let mut references = Vec::new();
        let id = FileId(u16::try_from(next).unwrap_or(FileId::OVERLAY.0 - 1));
        collect(&files[next].root, &Place::root(id), &mut references);
        for (at, reference) in references {
            let Some(path) = path_of(&files[next].source, &reference) else { continue };
            match path {
                Err((message, remedy)) => problems.push(Diagnostic::new(&at, message, remedy)),
                Ok(path) if files.iter().any(|file| is_at(&file.source, &path)) => {}
                Ok(path) => match read(&path) {
                    Ok(file) => files.push(file),
                    Err(problem) => {
                        let remedy = "correct the reference, or put the file there";
                        let message = format!("`{}`: {problem}", path.display());
                        problems.push(Diagnostic::new(&at, message, remedy));
                    }
                },
            }
        }
        next += 1;
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn read(path: &Path) -> Result<File, String> {
    let problem = |diagnostic: Diagnostic| diagnostic.message;
    let source = Source::read(path).map_err(|error| {
        error.diagnostics().first().map_or_else(String::new, |one| one.message.clone())
    })?;
    let root = source.parse().map_err(problem)?;
    Ok(File { source, root })
}

/// The references to other files below a node.
fn collect(node: &Value, at: &Place, found: &mut Vec<(Place, String)>) {
    let mut open = vec![(node, at.clone())];
    while let Some((node, at)) = open.pop() {
        match node {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref")
                    && !reference.starts_with('#')
                {
                    found.push((at.clone(), reference.clone()));
                }
                // An example or a default may look like a reference.
                let is_data = |name: &str| matches!(name, "example" | "default" | "enum" | "const");
                let others = members.iter().filter(|(name, _)| !is_data(name));
                open.extend(others.map(|(name, child)| (child, at.child(name))));
            }
            Value::Array(items) => {
                open.extend(
                    items.iter().enumerate().map(|(index, child)| (child, at.child(index))),
                );
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// The path of the file in a reference from `source`; `None` if there is none.
fn path_of(source: &Source, reference: &str) -> Option<Result<PathBuf, (String, &'static str)>> {
    let file = reference.split('#').next().filter(|file| !file.is_empty())?;
    if file.contains("://") {
        let message = format!("`{reference}` is on another server, and nothing is downloaded");
        return Some(Err((message, "save that document beside this one, and refer to the file")));
    }
    let Some(path) = source.path() else {
        let message =
            format!("`{reference}` is in another file, but this text was not read from a file");
        return Some(Err((message, "read the document with `Source::read`")));
    };
    let directory = path.parent().unwrap_or(Path::new(""));
    Some(Ok(normalized(&directory.join(percent_decoded(file).unwrap_or_else(|| file.to_owned())))))
}

/// The path without `.` and, as far as possible, `..`.
fn normalized(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

fn is_at(source: &Source, path: &Path) -> bool {
    source.path().is_some_and(|known| normalized(known) == path)
}

/// Follows references.
#[derive(Clone, Copy)]
pub(crate) struct Resolver<'a> {
    pub(crate) files: &'a [File],
}

impl<'a> Resolver<'a> {
    /// The node that a reference in the file of `at` refers to.
    pub(crate) fn target(
        &self,
        at: &Place,
        reference: &str,
    ) -> Result<(&'a Value, Place), Diagnostic> {
        let problem = |message: String| {
            Diagnostic::new(at, message, "correct the `$ref`, or add what it refers to")
        };
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = match file {
            "" => at.file,
            _ => self
                .file(at.file, reference)
                .ok_or_else(|| problem(format!("`{reference}` is in a file that was not read")))?,
        };
        let fragment = percent_decoded(fragment)
            .ok_or_else(|| problem(format!("`{reference}` is not a URI reference")))?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return Err(problem(format!(
                "`{reference}` is an anchor, which is not supported; write a JSON pointer"
            )));
        }
        let node =
            self.files.get(usize::from(file.0)).and_then(|file| file.root.pointer(&fragment));
        let node = node.ok_or_else(|| problem(format!("`{reference}` refers to nothing")))?;
        Ok((node, Place { file, pointer: Pointer::from(fragment.as_str()) }))
    }

    fn file(&self, from: FileId, reference: &str) -> Option<FileId> {
        let source = &self.files.get(usize::from(from.0))?.source;
        let path = path_of(source, reference)?.ok()?;
        let index = self.files.iter().position(|file| is_at(&file.source, &path))?;
        u16::try_from(index).ok().map(FileId)
    }

    /// The node itself, or what its chain of references leads to.
    pub(crate) fn resolve(
        &self,
        node: &'a Value,
        at: &Place,
    ) -> Result<(&'a Value, Place), Diagnostic> {
        let (mut node, mut place) = (node, at.clone());
        for _ in 0..MAX_HOPS {
            match node.get("$ref").and_then(Value::as_str) {
                Some(reference) => (node, place) = self.target(&place, reference)?,
                None => return Ok((node, place)),
            }
        }
        Err(Diagnostic::new(
            at,
            "the reference leads back to itself",
            "put the node itself in place of one of the references",
        ))
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}
