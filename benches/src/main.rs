//! Measures one call of the generated client beside the same call written by hand, and prints a table.

mod clean_build;
mod counts;
mod document;
mod footprint;
mod machine;
mod memory;
mod openapi_generator;
mod programs;
mod server;
mod speed;
mod table;

use std::error::Error;
use std::process::ExitCode;

use programs::{Cargo, Program};
use server::Server;
use table::Table;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What is measured, by name.
const PARTS: [&str; 6] = ["counts", "speed", "memory", "size", "document", "build"];

fn main() -> ExitCode {
    let parts: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        eprintln!("there is no part `{unknown}`; the parts are: {}", PARTS.join(", "));
        return ExitCode::FAILURE;
    }
    // The clean builds take minutes, so they are made only when asked for.
    let wanted = |part: &str| match parts.is_empty() {
        true => part != "build",
        false => parts.iter().any(|wanted| wanted == part),
    };
    match run(wanted) {
        Ok(table) => {
            println!("{table}\n{}", machine::description());
            if table.budgets_are_met() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(wanted: impl Fn(&str) -> bool) -> Result<Table> {
    let cargo = Cargo::new()?;
    let server = Server::start()?;
    if ["counts", "speed", "size"].into_iter().any(&wanted) {
        for program in Program::ALL {
            cargo.build(program.features(), program.name())?;
        }
    }
    let mut table = Table::default();
    if wanted("counts") {
        table.extend(counts::measure(&cargo, &server)?);
    }
    if wanted("speed") {
        table.extend(speed::measure(&cargo, &server)?);
    }
    if wanted("memory") {
        table.extend(memory::measure(&cargo, &server)?);
    }
    if wanted("size") {
        table.extend(footprint::sizes(&cargo)?);
    }
    if wanted("document") {
        table.extend([document::measure(&cargo)?]);
    }
    if wanted("build") {
        table.extend(clean_build::measure(&cargo)?);
    }
    Ok(table)
}
