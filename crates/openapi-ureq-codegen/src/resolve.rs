//! Stage `resolve`: resolves references, in the document and in other files.
//!
//! A broken reference is an error only where it is used: unreadable files are recorded, and the [`Resolver`]
//! reports them.

use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::diagnostic::{Diagnostic, FileId, Place, Pointer};
use crate::load::Source;

/// A longer chain of references is treated as circular.
const MAX_HOPS: usize = 100;

/// A parsed file.
pub(crate) struct File {
    pub(crate) source: Source,
    pub(crate) root: Value,
    /// The referenced files, by the text of the reference, or why they cannot be read.
    files: HashMap<String, Result<FileId, Unreadable>>,
    /// The nodes with an `$anchor`.
    anchors: HashMap<String, Pointer>,
}

/// Why a file cannot be read.
#[derive(Debug, Clone)]
struct Unreadable {
    problem: String,
    remedy: &'static str,
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

/// Splits a reference into file and fragment. The file is empty for a local reference.
fn parts(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
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

/// Follows references.
#[derive(Clone, Copy)]
pub(crate) struct Resolver<'a> {
    pub(crate) files: &'a [File],
}

impl<'a> Resolver<'a> {
    /// The target of a reference; `at` is the place of the reference itself.
    pub(crate) fn target(
        &self,
        at: &Place,
        reference: &str,
    ) -> Result<(&'a Value, Place), Diagnostic> {
        self.target_within(at, reference, &mut 0)
    }

    /// The node itself, or the end of its chain of references.
    pub(crate) fn resolve(
        &self,
        node: &'a Value,
        at: &Place,
    ) -> Result<(&'a Value, Place), Diagnostic> {
        self.resolve_within(node, at, &mut 0)
    }

    fn resolve_within(
        &self,
        node: &'a Value,
        at: &Place,
        hops: &mut usize,
    ) -> Result<(&'a Value, Place), Diagnostic> {
        let (mut node, mut place) = (node, at.clone());
        while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            (node, place) = self.target_within(&place.child("$ref"), reference, hops)?;
        }
        Ok((node, place))
    }

    fn target_within(
        &self,
        at: &Place,
        reference: &str,
        hops: &mut usize,
    ) -> Result<(&'a Value, Place), Diagnostic> {
        *hops += 1;
        if *hops > MAX_HOPS {
            let message = format!(
                "`{reference}` leads back to itself, or through more than {MAX_HOPS} references"
            );
            return Err(Diagnostic::new(
                at,
                message,
                "write the node itself in place of one of the references",
            ));
        }
        let (file, fragment) = parts(reference);
        let id = self.file(at, reference, file)?;
        let nothing = || {
            let message = format!("`{reference}` refers to nothing");
            Diagnostic::new(at, message, "add what it refers to, or correct the reference")
        };
        let file = self.files.get(usize::from(id.0)).ok_or_else(nothing)?;
        let decoded = percent_decoded(fragment).unwrap_or_else(|| fragment.to_owned());
        let pointer = match file.anchors.get(&decoded) {
            Some(pointer) => pointer.clone(),
            None if decoded.is_empty() || decoded.starts_with('/') => {
                Pointer::from(decoded.as_str())
            }
            None => return Err(nothing()),
        };
        let place = Place { file: id, pointer };
        if let Some(node) = file.root.pointer(place.pointer.as_str()) {
            return Ok((node, place));
        }
        // The name contains a percent sign that was not encoded.
        if let Some(node) = file.root.pointer(fragment) {
            return Ok((node, Place { file: id, pointer: Pointer::from(fragment) }));
        }
        self.target_through_references(file, &place, hops)?.ok_or_else(nothing)
    }

    fn file(&self, at: &Place, reference: &str, file: &str) -> Result<FileId, Diagnostic> {
        if file.is_empty() {
            return Ok(at.file);
        }
        let from = self.files.get(usize::from(at.file.0));
        match from.and_then(|from| from.files.get(file)) {
            Some(Ok(id)) => Ok(*id),
            Some(Err(Unreadable { problem, remedy })) => Err(Diagnostic::new(
                at,
                format!("`{reference}` cannot be followed: {problem}"),
                *remedy,
            )),
            None => {
                let message = format!("`{reference}` cannot be followed: the file was not read");
                Err(Diagnostic::new(
                    at,
                    message,
                    "write it as the `$ref` of a schema or of another node",
                ))
            }
        }
    }

    /// Follows references along the pointer. The specification does not allow that, but the meaning is obvious.
    fn target_through_references(
        &self,
        file: &'a File,
        to: &Place,
        hops: &mut usize,
    ) -> Result<Option<(&'a Value, Place)>, Diagnostic> {
        let (mut node, mut place) = (&file.root, Place::root(to.file));
        for token in to.pointer.tokens() {
            if child(node, &token).is_none() {
                (node, place) = self.resolve_within(node, &place, hops)?;
            }
            let Some(next) = child(node, &token) else { return Ok(None) };
            (node, place) = (next, place.child(&token));
        }
        Ok(Some((node, place)))
    }
}

fn child<'a>(node: &'a Value, token: &str) -> Option<&'a Value> {
    match node {
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => node.get(token),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The target of a reference in the first of these files. The others are in the same folder.
    fn target(files: &[(&str, &str)], reference: &str) -> Result<(Value, String), String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let read = read_all(Source::read(folder.path().join(files[0].0)).unwrap());
        look_up(&read, reference)
    }

    fn read_all(source: Source) -> Vec<File> {
        let root = source.parse().unwrap();
        let mut read = vec![File::new(source, root)];
        read_files(&mut read);
        read
    }

    fn look_up(files: &[File], reference: &str) -> Result<(Value, String), String> {
        let resolver = Resolver { files };
        let node = json!({ "$ref": reference });
        match resolver.resolve(&node, &Place::default()) {
            Ok((node, place)) => Ok((node.clone(), format!("{}{}", place.file.0, place.pointer))),
            Err(problem) => Err(format!("{}: {}", problem.pointer, problem.message)),
        }
    }

    fn found(node: Value, place: &str) -> Result<(Value, String), String> {
        Ok((node, place.to_owned()))
    }

    #[test]
    fn pointer_leads_to_any_node_of_the_document() {
        let document = [("a.yaml", "paths: { '/a b/{c}': { get: [1, 2] } }\n'50%': 3\nx~y: 4\n")];
        assert_eq!(
            target(&document, "#/paths/~1a%20b~1%7Bc%7D/get/1"),
            found(json!(2), "0#/paths/~1a b~1{c}/get/1")
        );
        assert_eq!(target(&document, "#/50%"), found(json!(3), "0#/50%"));
        assert_eq!(target(&document, "#/x~0y"), found(json!(4), "0#/x~0y"));
        assert_eq!(
            target(&document, "#/none"),
            Err("#/$ref: `#/none` refers to nothing".to_owned())
        );
        assert_eq!(target(&document, "#none"), Err("#/$ref: `#none` refers to nothing".to_owned()));
    }

    #[test]
    fn reference_to_a_file_is_relative_to_its_own_file() {
        let files = [
            ("a.yaml", "x: { $ref: 'sub/b.json' }\ndefault: { $ref: './sub/../c d.yaml#/c' }"),
            ("sub/b.json", r#"{ "b": { "$ref": "../c%20d.yaml" } }"#),
            ("c d.yaml", "c: 1\nback: { $ref: 'a.yaml#/x/b' }"),
        ];
        assert_eq!(
            target(&files, "sub/b.json#/b"),
            found(json!({ "c": 1, "back": { "$ref": "a.yaml#/x/b" } }), "1#")
        );
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, *text)).collect();
        assert_eq!(target(&files, "./sub/../c d.yaml#/c"), found(json!(1), "1#/c"));
    }

    #[test]
    fn anchor_is_the_name_of_a_node() {
        let files = [
            ("a.yaml", "x: { y: { $anchor: here, z: 1 } }\nother: { $ref: 'b.yaml#there' }"),
            ("b.yaml", "b: { $anchor: there }"),
        ];
        assert_eq!(target(&files, "#here"), found(json!({ "$anchor": "here", "z": 1 }), "0#/x/y"));
        assert_eq!(target(&files, "b.yaml#there"), found(json!({ "$anchor": "there" }), "1#/b"));
    }

    #[test]
    fn pointer_may_lead_through_a_reference() {
        let document = [("a.yaml", "a: { $ref: '#/b' }\nb: { c: { $ref: '#/d' } }\nd: [{ e: 1 }]")];
        assert_eq!(target(&document, "#/a/c/0/e"), found(json!(1), "0#/d/0/e"));
        assert_eq!(
            target(&document, "#/a/c/1/e"),
            Err("#/$ref: `#/a/c/1/e` refers to nothing".to_owned())
        );
    }

    #[test]
    fn references_that_never_reach_a_node_are_an_error() {
        let document = [("a.yaml", "a: { $ref: '#/b' }\nb: { $ref: '#/a' }\nc: { $ref: '#/c/d' }")];
        for reference in ["#/a", "#/a/x", "#/c", "#/c/d/e"] {
            let problem = target(&document, reference).unwrap_err();
            assert!(problem.contains("leads back to itself"), "{problem}");
        }
    }

    #[test]
    fn file_that_cannot_be_used_is_an_error_where_it_is_referred_to() {
        let files = [
            (
                "a.yaml",
                "a: { $ref: gone.yaml }\nb: { $ref: bad.yaml }\nc: { $ref: 'https://k.test/c.yaml#/c' }",
            ),
            ("bad.yaml", "x: 1\ny: [\n"),
        ];
        let problem = |reference| target(&files, reference).unwrap_err();
        assert!(
            problem("gone.yaml").contains("gone.yaml`: the file cannot be read: "),
            "{}",
            problem("gone.yaml")
        );
        assert!(problem("bad.yaml").contains("bad.yaml`: line "), "{}", problem("bad.yaml"));
        assert!(problem("https://k.test/c.yaml#/c").contains("is on another server"));
    }

    #[test]
    fn text_in_memory_cannot_reference_files() {
        let files = read_all(Source::new("a.yaml", "a: { $ref: b.yaml }"));
        assert_eq!(files.len(), 1);
        assert!(look_up(&files, "b.yaml").unwrap_err().contains("was not read from a file"));
    }

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
        let files = read_all(Source::read(folder.path().join("a.yaml")).unwrap());
        let names: Vec<_> = files
            .iter()
            .map(|file| file.source.path().unwrap().file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a.yaml", "b.yaml", "d.yaml"]);
    }
}
