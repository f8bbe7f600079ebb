//! Prints the client generated from a document, or the diagnostics.
//!
//! `cargo run -p openapi-ureq-codegen --example generate -- DOC [--overlay FILE] [--runtime PATH]
//! [--classifier PATH]`

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use openapi_ureq_codegen::{Options, Source, generate};

const USAGE: &str = "usage: generate DOC [--overlay FILE] [--runtime PATH] [--classifier PATH]";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)).and_then(|code| print(&code)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the code. A closed pipe is not an error.
fn print(code: &str) -> Result<(), String> {
    match std::io::stdout().write_all(code.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("the code cannot be printed: {error}"))
        }
        _ => Ok(()),
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<String, String> {
    let (mut document, mut overlay, mut runtime, mut classifier) = (None, None, None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--overlay" => overlay = Some(arguments.next().ok_or(USAGE)?),
            "--runtime" => runtime = Some(arguments.next().ok_or(USAGE)?),
            "--classifier" => classifier = Some(arguments.next().ok_or(USAGE)?),
            _ if argument.starts_with('-') || document.is_some() => return Err(USAGE.to_owned()),
            _ => document = Some(argument),
        }
    }
    let document = Source::read(document.ok_or(USAGE)?).map_err(|error| error.to_string())?;
    let mut options = Options::new(document);
    if let Some(overlay) = overlay {
        options = options.overlay(Source::read(overlay).map_err(|error| error.to_string())?);
    }
    if let Some(runtime) = runtime {
        options = options.runtime(runtime);
    }
    if let Some(classifier) = classifier {
        options = options.classifier(classifier);
    }
    generate(&options).map_err(|error| error.to_string())
}
