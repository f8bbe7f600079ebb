//! The generated code and its docs build without warnings, for any names and texts in the document.
//!
//! Each fixture is a module of a temporary crate, which is compiled with the locked versions of this
//! workspace, offline if all of them are available.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::fixtures;
use openapi_ureq_codegen::{Options, Source, generate};

#[test]
fn generated_code_compiles_and_documents_without_warnings() {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path());
    if cargo(folder.path(), &["check", "--offline"]).is_err() {
        cargo(folder.path(), &["check"]).unwrap_or_else(|stderr| panic!("{stderr}"));
    }
    cargo(folder.path(), &["doc", "--offline", "--no-deps"])
        .unwrap_or_else(|stderr| panic!("{stderr}"));
}

fn write_crate(folder: &Path) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap();
    let crates = own.parent().unwrap();
    let manifest = format!(
        "[workspace]\n\n\
         [package]\nname = \"generated-clients\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
         openapi-ureq = {{ path = {:?}, default-features = false }}\n",
        crates.join("openapi-ureq").to_str().unwrap()
    );
    let source = folder.join("src");
    std::fs::create_dir(&source).unwrap();
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    std::fs::copy(crates.join("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let mut root = String::from("//! Generated clients.\n\n#![deny(warnings, missing_docs)]\n\n");
    for fixture in fixtures("good").into_iter().chain(fixtures("noted")) {
        let document = Source::new(&fixture.file, &fixture.text);
        let code = generate(&Options::new(document)).unwrap_or_else(|error| panic!("{error}"));
        std::fs::write(source.join(format!("{}.rs", fixture.stem)), code).unwrap();
        root.push_str(&format!(
            "/// The client of `{}`.\npub mod {};\n",
            fixture.file, fixture.stem
        ));
    }
    let document = fixtures("good").swap_remove(0);
    let options = Options::new(Source::new(&document.file, &document.text));
    let code = generate(&options.classifier("crate::classify")).unwrap();
    std::fs::write(source.join("classified.rs"), code).unwrap();
    root.push_str(
        "/// A client with a classifier.\npub mod classified;\n\n\
         fn classify(_: &openapi_ureq::Decoded<'_>) -> Result<(), openapi_ureq::Refusal> {\n    Ok(())\n}\n",
    );
    std::fs::write(source.join("lib.rs"), root).unwrap();
}

/// Runs cargo. The error is its output.
fn cargo(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target_folder())
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("cargo {arguments:?} failed:\n{stderr}"))
    }
}

/// A folder next to that of the profile, so that dependencies are compiled only once.
fn target_folder() -> PathBuf {
    let binary = std::env::current_exe().unwrap();
    // target/debug/deps/compiles-0123
    binary.ancestors().nth(3).unwrap().join("generated-clients")
}
