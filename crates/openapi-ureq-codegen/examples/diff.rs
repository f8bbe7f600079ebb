//! Prints the changes between the generated clients of two documents, and the required version bump.
//!
//! `cargo run -p openapi-ureq-codegen --example diff -- OLD NEW [--overlay FILE] [--old-overlay FILE]`
//!
//! `--overlay` applies to both documents, unless `--old-overlay` names another for the old one. Exit
//! codes: 0 if no change is breaking, 1 if a change is breaking, 2 if the documents cannot be compared.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use openapi_ureq_codegen::{Bump, Changes, Options, Source, diff};

const USAGE: &str = "usage: diff OLD NEW [--overlay FILE] [--old-overlay FILE]";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)).and_then(|changes| print(&changes).map(|()| changes)) {
        Ok(changes) if changes.bump() == Bump::Major => ExitCode::from(1),
        Ok(_) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Prints the changes. A closed pipe is not an error.
fn print(changes: &Changes) -> Result<(), String> {
    match writeln!(std::io::stdout(), "{changes}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("the changes cannot be printed: {error}"))
        }
        _ => Ok(()),
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<Changes, String> {
    let (mut documents, mut overlay, mut old_overlay) = (Vec::new(), None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--overlay" => overlay = Some(arguments.next().ok_or(USAGE)?),
            "--old-overlay" => old_overlay = Some(arguments.next().ok_or(USAGE)?),
            _ if argument.starts_with('-') => return Err(USAGE.to_owned()),
            _ => documents.push(argument),
        }
    }
    let [old, new] = documents.as_slice() else { return Err(USAGE.to_owned()) };
    let old_overlay = old_overlay.as_ref().or(overlay.as_ref());
    let old = options(old, old_overlay)?;
    let new = options(new, overlay.as_ref())?;
    diff(&old, &new).map_err(|error| error.to_string())
}

fn options(document: &str, overlay: Option<&String>) -> Result<Options, String> {
    let read = |path: &str| Source::read(path).map_err(|error| error.to_string());
    let options = Options::new(read(document)?);
    Ok(match overlay {
        Some(overlay) => options.overlay(read(overlay)?),
        None => options,
    })
}
