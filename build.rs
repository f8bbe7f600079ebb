//! Generates the client into `OUT_DIR`, from the API's document and the overlay.

#[cfg(feature = "codegen")]
fn main() -> std::process::ExitCode {
    for file in ["build.rs", "openapi.yaml", "openapi.overlay.yaml"] {
        println!("cargo::rerun-if-changed={file}");
    }
    match generate() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "codegen")]
fn generate() -> Result<(), Box<dyn std::error::Error>> {
    use openapi_ureq_codegen::{Options, Source};

    let options =
        Options::new(Source::read("openapi.yaml")?).overlay(Source::read("openapi.overlay.yaml")?);
    let options = options.classifier("crate::replies::classify");
    let code = openapi_ureq_codegen::generate(&options)?;
    let path = std::path::Path::new(&std::env::var("OUT_DIR")?).join("generated.rs");
    Ok(std::fs::write(path, code)?)
}

#[cfg(not(feature = "codegen"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
