//! Stage `resolve`: resolves references, in the document and in other files.
//!
//! A broken reference is an error only where it is used: unreadable files are recorded, and the [`Resolver`]
//! reports them.

mod files;

use serde_json::Value;

use self::files::Unreadable;
use crate::diagnostic::{Diagnostic, FileId, Place, Pointer};

pub(crate) use self::files::{File, read_files};

/// A longer chain of references is treated as circular.
const MAX_HOPS: usize = 100;

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

/// Splits a reference into file and fragment. The file is empty for a local reference.
fn parts(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
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
    use crate::load::Source;

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
}
