//! The docs of the handles name the function that each method calls, and whether it is retried. The docs of the
//! client list the handle method for each function.

use std::fs;
use std::path::Path;

use whatsapi::operations;

use super::assert_all;

/// The start of the sentence in the documentation of each method.
const SENTENCE: &str = "Calls [`";

const TABLE: &str = "src/client.md";

/// A method of a handle that calls a function.
struct Method {
    /// With the handle, such as `Groups::create`.
    path: String,
    function: String,
    is_idempotent: bool,
    docs: String,
    /// What can fail.
    errors: String,
}

fn methods() -> Vec<Method> {
    let mut all = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/handles"), &mut all);
    all
}

/// Adds the methods of the files in a folder.
fn collect(folder: &Path, all: &mut Vec<Method>) {
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, all);
            continue;
        }
        let (mut handle, mut docs) = (String::new(), String::new());
        for line in fs::read_to_string(path).unwrap().lines() {
            let code = line.trim_start();
            if let Some(text) = code.strip_prefix("///") {
                docs.extend([text.trim_start(), " "]);
                continue;
            }
            if let Some(name) = code.strip_prefix("impl ") {
                handle = name.trim_end_matches(" {").to_owned();
            }
            if let Some(signature) = code.strip_prefix("pub fn ") {
                let name = signature.split(['(', '<']).next().unwrap();
                all.extend(method(format!("{handle}::{name}"), &docs));
            }
            // An attribute can be between the documentation and the method.
            if !code.starts_with('#') {
                docs.clear();
            }
        }
    }
}

/// The method with this documentation, if it calls a function.
fn method(path: String, docs: &str) -> Option<Method> {
    let (_, call) = docs.split_once(SENTENCE)?;
    let (function, rest) = call.split_once('`').unwrap();
    let rest = rest.strip_prefix(&format!("](crate::Client::{function}), which is "));
    let rest = rest.unwrap_or_else(|| panic!("{path}: the link to `{function}` is another"));
    let is_idempotent = rest.starts_with("idempotent: it is retried after any transient failure");
    let is_not = rest.starts_with("not idempotent: it is retried only if an attempt had no effect");
    assert!(is_idempotent || is_not, "{path}: {rest}");
    let (_, errors) = docs.split_once("# Errors ").unwrap_or_default();
    let (function, docs, errors) = (function.to_owned(), docs.to_owned(), errors.to_owned());
    Some(Method { path, function, is_idempotent, docs, errors })
}

#[test]
fn every_operation_is_documented_by_its_handle_as_idempotent_or_not() {
    let methods = methods();
    assert_all(
        |operation| {
            let mut own =
                methods.iter().filter(|method| method.function == operation.name).peekable();
            own.peek().is_some() && own.all(|method| method.is_idempotent == operation.idempotent)
        },
        "is not called according to the docs of any method in src/handles/, or they are wrong about whether \
         it is idempotent; copy the sentence of another method",
    );
    for Method { path, function, .. } in &methods {
        let is_known = operations::ALL.iter().any(|operation| operation.name == function);
        assert!(is_known, "{path}: `{function}` is no operation; correct the docs in src/handles/");
    }
}

#[test]
fn every_method_documents_what_can_fail_in_its_call() {
    for Method { path, errors, .. } in methods() {
        // Either a kind with its reason, or a reference to another method.
        let is_specific = (errors.contains("[`ErrorKind::") && errors.contains(" if "))
            || errors.trim_start().starts_with("Those of [`");
        let is_general = errors.contains("every call") || errors.contains("the call fails");
        assert!(
            is_specific && !is_general,
            "{path}: `# Errors` has to say which kind of error it returns if what; correct it in src/handles/"
        );
    }
}

#[test]
fn limits_and_formats_that_the_document_states_are_in_the_docs_of_the_method() {
    let methods = methods();
    for (path, limit) in [
        ("Business::payment_request", "a beta feature"),
        ("Group::set_name", "up to 22 characters"),
        ("Group::set_picture", "the server accepts JPEG only"),
        ("Groups::create", "The instance becomes a member automatically"),
        ("Messages::audio", "does not recommend for bulk sending"),
        ("Messages::buttons", "each button needs a unique id"),
        ("Messages::document", "does not recommend for bulk sending"),
        ("Messages::image", "does not recommend for bulk sending"),
        ("Messages::location", "a static location"),
        ("Messages::location", "The address is optional"),
        ("Messages::poll", "a beta feature"),
        ("Messages::template", "`replyButton`, `urlButton` or `callButton`"),
        ("Messages::template_with_media", "template buttons; see [`template`]"),
        ("Messages::video", "does not recommend for bulk sending"),
        ("Participants::add", "an admin of the group"),
        ("Participants::demote", "an admin of the group"),
        ("Participants::promote", "an admin of the group"),
        ("Participants::remove", "an admin of the group"),
        ("Users::info", "they do not include whether a user is registered"),
    ] {
        let method = methods.iter().find(|method| method.path == path).unwrap();
        assert!(method.docs.contains(limit), "{path} does not say {limit:?}: {}", method.docs);
    }
}

/// The table of functions, as it has to be.
fn rows() -> String {
    let methods = methods();
    let row = |operation: &&whatsapi::Operation| {
        let name = operation.name;
        let own = methods.iter().filter(|method| method.function == name);
        let links: Vec<String> =
            own.map(|Method { path, .. }| format!("[`{path}`](crate::{path})")).collect();
        let retried =
            if operation.idempotent { "any transient failure" } else { "a failure without effect" };
        format!("| [`{name}`](Client::{name}) | {} | {retried} |\n", links.join(", "))
    };
    operations::ALL.iter().map(row).collect()
}

#[test]
fn client_has_the_method_of_a_handle_for_each_function() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE)).unwrap();
    let (_, table) = text.split_once("|---|---|---|\n").unwrap();
    let (table, _) = table.split_once("\n</details>").unwrap();
    let expected = rows();
    assert!(table == expected, "{TABLE} is stale; replace the rows of its table by\n{expected}");
}
