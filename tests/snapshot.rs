//! The committed snapshot of the generated code is what the document and the overlay give.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

#[cfg(feature = "codegen")]
#[test]
fn snapshot_is_up_to_date() {
    let fresh = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let snapshot = include_str!("../src/generated/snapshot.rs");
    let difference = fresh
        .lines()
        .zip(snapshot.lines())
        .enumerate()
        .find(|(_, (fresh, snapshot))| fresh != snapshot);
    assert!(
        fresh == snapshot,
        "src/generated/snapshot.rs is stale, first at {difference:?}. Review what changes and update it with:\n\
         cargo run -p whatsapi-codegen --example generate -- openapi.yaml --overlay openapi.overlay.yaml \
         > src/generated/snapshot.rs"
    );
}

/// With that, the public API is the same with the feature as without: all else is the same text.
#[test]
fn only_the_generated_module_depends_on_codegen() {
    fn visit(directory: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if fs::read_to_string(&path).is_ok_and(|text| text.contains(r#""codegen""#)) {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    visit(&source, &mut found);
    assert_eq!(found, ["mod.rs"], "src/generated/mod.rs alone");
    let module = fs::read_to_string(source.join("generated/mod.rs")).unwrap();
    assert_eq!(module.matches("include!(").count(), 2);
    assert_eq!(module.lines().filter(|line| !line.starts_with("//!")).count(), 6, "{module}");
}
