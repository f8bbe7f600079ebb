//! Shared by the tests: the fixtures, and a document to edit.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test uses a part of this, and fails by panicking"
)]

pub(crate) mod bakery;

use std::path::Path;

/// A document, or an overlay.
pub(crate) struct Fixture {
    /// The file's name.
    pub(crate) file: String,
    /// The file's name without its extension.
    pub(crate) stem: String,
    pub(crate) text: String,
}

/// All fixtures of a folder, by name.
pub(crate) fn fixtures(folder: &str) -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let mut fixtures: Vec<Fixture> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            Fixture {
                file: path.file_name().unwrap().to_str().unwrap().to_owned(),
                stem: path.file_stem().unwrap().to_str().unwrap().to_owned(),
                text: std::fs::read_to_string(&path).unwrap(),
            }
        })
        .collect();
    fixtures.sort_by(|a, b| a.file.cmp(&b.file));
    assert!(!fixtures.is_empty(), "the folder is empty");
    fixtures
}
