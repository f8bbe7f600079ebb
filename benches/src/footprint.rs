//! What an app is made of, and weighs.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::Result;
use crate::programs::{Cargo, Program, output};
use crate::table::{Row, Unit};

pub(crate) fn sizes(cargo: &Cargo) -> Result<Vec<Row>> {
    eprintln!("weighing");
    let sizes = Program::each(|program| stripped_size(cargo, program))?;
    let crates = Program::each(|program| crates(program.features()))?;
    let [by_hand, generated, _, _] = sizes;
    let count = crates[Program::Generated as usize];
    Ok(vec![
        Row::new("stripped size", Unit::Mib, sizes).budget("<= 1.1", generated <= 1.1 * by_hand),
        Row::new("crates besides the app, at run time", Unit::Count, crates)
            .budget("<= 45", count <= 45.0),
    ])
}

fn stripped_size(cargo: &Cargo, program: Program) -> Result<f64> {
    let stripped = cargo.target().join("stripped");
    output(Command::new("strip").arg("-o").arg(&stripped).arg(cargo.program(program.name())))?;
    let size = fs::metadata(&stripped)?.len();
    fs::remove_file(&stripped)?;
    Ok(size as f64)
}

fn crates(features: &str) -> Result<f64> {
    let mut tree = Cargo::command("tree");
    tree.args(["--package", "whatsapi-benches", "--features", features]);
    let tree = output(tree.args(["--edges", "normal", "--prefix", "none", "--no-dedupe"]))?;
    // The first line is the app itself.
    let crates: BTreeSet<&str> = tree.lines().skip(1).collect();
    Ok(crates.len() as f64)
}
