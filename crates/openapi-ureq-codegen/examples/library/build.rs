//! Generates the client from the document, into `OUT_DIR`.

use std::path::Path;
use std::process::ExitCode;

use openapi_ureq_codegen::{Options, Source, generate};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=openapi.yaml");
    match write_client() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write_client() -> Result<(), Box<dyn std::error::Error>> {
    let code = generate(&Options::new(Source::read("openapi.yaml")?))?;
    let path = Path::new(&std::env::var("OUT_DIR")?).join("client.rs");
    Ok(std::fs::write(path, code)?)
}
