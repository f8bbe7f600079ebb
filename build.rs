//! Generates the client into `OUT_DIR`, from the document and the overlay that `build/documents.rs` selects.

#[path = "build/documents.rs"]
mod documents;

use std::process::ExitCode;

use documents::{DOCUMENT, Documents, OVERLAY};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-env-changed={DOCUMENT}");
    println!("cargo::rerun-if-env-changed={OVERLAY}");
    match Documents::choose(|name| std::env::var_os(name)).and_then(|chosen| write(&chosen)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "codegen")]
fn write(documents: &Documents) -> Result<(), String> {
    for file in documents.files() {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    let generated = documents.generate()?;
    for file in &generated.files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    for note in &generated.notes {
        println!("cargo::warning={}", note.to_string().replace('\n', " "));
    }
    let folder = std::env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    let path = std::path::Path::new(&folder).join("generated.rs");
    std::fs::write(&path, generated.code).map_err(|error| format!("{}: {error}", path.display()))
}

/// Without the generator, the snapshot is compiled and there is nothing to write.
#[cfg(not(feature = "codegen"))]
fn write(documents: &Documents) -> Result<(), String> {
    documents.check_snapshot()
}
