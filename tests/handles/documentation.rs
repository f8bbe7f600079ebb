//! What the documentation of the handles says of the operations.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use whatsapi::operations;

/// The start of the sentence in the documentation of each method.
const SENTENCE: &str = "Calls [`";

/// The documentation in a folder, without line breaks.
fn documentation(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&documentation(&path));
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        let lines = source.lines().filter_map(|line| line.trim_start().strip_prefix("/// "));
        lines.for_each(|line| text.extend([line, " "]));
    }
    text
}

/// The functions that the methods say they call, and whether they call them idempotent.
fn documented_calls() -> BTreeMap<String, bool> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/handles");
    let text = documentation(&folder);
    let calls = text.split(SENTENCE).skip(1).map(|call| {
        let (name, rest) = call.split_once('`').unwrap();
        let rest = rest.strip_prefix(&format!("](crate::Client::{name}), which is ")).unwrap();
        let is_idempotent = rest.starts_with("idempotent: it is retried");
        assert!(is_idempotent || rest.starts_with("not idempotent: it is retried only"), "{rest}");
        (name.to_owned(), is_idempotent)
    });
    calls.collect()
}

#[test]
fn each_operation_is_documented_as_idempotent_or_not() {
    let documented = documented_calls();
    for operation in operations::ALL {
        let name = operation.name;
        assert_eq!(
            documented.get(name),
            Some(&operation.idempotent),
            "operation `{name}`: the docs of its method in src/handles/ do not say that it is called, or \
             not whether it is idempotent; copy the sentence of another method"
        );
    }
    assert_eq!(documented.len(), operations::ALL.len());
}
