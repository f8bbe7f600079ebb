//! The files that a document references.

use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::{parts, percent_decoded};
use crate::diagnostic::{Diagnostic, FileId, Pointer};
use crate::load::Source;

/// A parsed file.
pub(crate) struct File {
    pub(crate) source: Source,
    pub(crate) root: Value,
    /// The referenced files, by the text of the reference, or why they cannot be read.
    pub(super) files: HashMap<String, Result<FileId, Unreadable>>,
    /// The nodes with an `$anchor`.
    pub(super) anchors: HashMap<String, Pointer>,
}

/// Why a file cannot be read.
#[derive(Debug, Clone)]
pub(super) struct Unreadable {
    pub(super) problem: String,
    pub(super) remedy: &'static str,
}

impl File {
    pub(crate) fn new(source: Source, root: Value) -> Self {
        Self { source, root, files: HashMap::new(), anchors: HashMap::new() }
    }
}

/// Reads all files that the document references, directly or indirectly.
pub(crate) fn read_files(files: &mut Vec<File>) {
    let mut known: HashMap<PathBuf, Result<FileId, Unreadable>> = HashMap::new();
    for (id, file) in ids().zip(files.iter()) {
        if let Some(path) = file.source.path() {
            known.insert(normalized(path), Ok(id));
        }
    }
    let mut next = 0;
    while let Some(file) = files.get(next) {
        let found = found(&file.root);
        let mut targets = HashMap::new();
        for name in found.files {
            let target = match path_of(&files[next].source, &name) {
                Ok(path) => known.entry(path.clone()).or_insert_with(|| read(&path, files)).clone(),
                Err(unreadable) => Err(unreadable),
            };
            targets.insert(name, target);
        }
        files[next].files = targets;
        if found.has_anchors {
            files[next].anchors = anchors(&files[next].root);
        }
        next += 1;
    }
}

fn ids() -> impl Iterator<Item = FileId> {
    (0..FileId::OVERLAY.0).map(FileId)
}

fn read(path: &Path, files: &mut Vec<File>) -> Result<FileId, Unreadable> {
    let unreadable = |problem: String| Unreadable {
        problem,
        remedy: "correct the reference, or put a readable file in that place",
    };
    let explain = |problem: &Diagnostic| {
        let line = problem.location.map_or_else(String::new, |at| format!("line {}: ", at.line));
        unreadable(format!("`{}`: {line}{}", path.display(), problem.message))
    };
    let id =
        ids().nth(files.len()).ok_or_else(|| unreadable("there are too many files".to_owned()))?;
    let source = Source::read(path).map_err(|error| match error.diagnostics() {
        [problem, ..] => explain(problem),
        [] => unreadable(format!("`{}` cannot be read", path.display())),
    })?;
    let root = source.parse().map_err(|problem| explain(&problem))?;
    files.push(File::new(source, root));
    Ok(id)
}

/// The references of a file, and its anchors.
#[derive(Default)]
struct Found {
    /// The referenced files, as written in the references.
    files: BTreeSet<String>,
    has_anchors: bool,
}

/// Visits all nodes, even where no reference is allowed: files that are not used do no harm.
fn found(root: &Value) -> Found {
    let mut found = Found::default();
    let mut open = vec![("", root)];
    while let Some((name, node)) = open.pop() {
        match node {
            Value::Object(members) => {
                for (key, child) in members {
                    match (key.as_str(), child) {
                        ("$ref", Value::String(reference)) => found.add_file(reference),
                        ("$anchor", Value::String(_)) => found.has_anchors = true,
                        // A discriminator's mapping can contain references too.
                        ("mapping", Value::Object(mapping)) => {
                            let targets = mapping.values().filter_map(Value::as_str);
                            targets
                                .filter(|one| one.contains(['.', '/']))
                                .for_each(|one| found.add_file(one));
                        }
                        // Examples are not used, and can be files of any kind.
                        ("example" | "examples", _) if !has_free_names(name) => {}
                        (key, child) => open.push((key, child)),
                    }
                }
            }
            Value::Array(items) => open.extend(items.iter().map(|child| (name, child))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}

/// Whether the member names of the object `name` are chosen by the document's author.
fn has_free_names(name: &str) -> bool {
    matches!(
        name,
        "properties"
            | "patternProperties"
            | "$defs"
            | "definitions"
            | "schemas"
            | "parameters"
            | "responses"
            | "requestBodies"
            | "pathItems"
    )
}

impl Found {
    fn add_file(&mut self, reference: &str) {
        let (file, _) = parts(reference);
        if !file.is_empty() {
            self.files.insert(file.to_owned());
        }
    }
}

/// The nodes with an `$anchor`.
fn anchors(root: &Value) -> HashMap<String, Pointer> {
    let mut anchors = HashMap::new();
    let mut open = vec![(root, Pointer::default())];
    while let Some((node, at)) = open.pop() {
        match node {
            Value::Object(members) => {
                if let Some(Value::String(anchor)) = members.get("$anchor") {
                    anchors.insert(anchor.clone(), at.clone());
                }
                open.extend(members.iter().map(|(name, child)| (child, at.child(name))));
            }
            Value::Array(items) => {
                open.extend(
                    items.iter().enumerate().map(|(index, child)| (child, at.child(index))),
                );
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    anchors
}

/// The path of a file that `source` references.
fn path_of(source: &Source, file: &str) -> Result<PathBuf, Unreadable> {
    if file.contains("://") {
        return Err(Unreadable {
            problem: "it is on another server, and nothing is downloaded".to_owned(),
            remedy: "download that document, and refer to the file",
        });
    }
    let path = source.path().ok_or_else(|| Unreadable {
        problem: "it is in another file, and this text was not read from a file".to_owned(),
        remedy: "read the document with `Source::read`, so that the other file can be found",
    })?;
    let directory = path.parent().unwrap_or(Path::new(""));
    let file = percent_decoded(file).unwrap_or_else(|| file.to_owned());
    Ok(normalized(&directory.join(file)))
}

/// The path without `.` and, as far as possible, `..`.
fn normalized(path: &Path) -> PathBuf {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_once_and_examples_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write(
            "a.yaml",
            "a: { $ref: b.yaml }\nexample: { $ref: c.yaml }\nexamples: { e: { $ref: c.yaml } }\n\
             properties: { example: { $ref: ./b.yaml } }\ndiscriminator: { mapping: { d: d.yaml, e: Name } }",
        );
        for name in ["b.yaml", "c.yaml", "d.yaml"] {
            write(name, "a: { $ref: a.yaml }");
        }
        let source = Source::read(folder.path().join("a.yaml")).unwrap();
        let root = source.parse().unwrap();
        let mut files = vec![File::new(source, root)];
        read_files(&mut files);
        let names: Vec<_> = files
            .iter()
            .map(|file| file.source.path().unwrap().file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a.yaml", "b.yaml", "d.yaml"]);
    }
}
