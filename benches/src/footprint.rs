//! What an app is made of, weighs, and takes to compile.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::Instant;

use crate::Result;
use crate::programs::{Cargo, Program, median, output};
use crate::table::{Row, Unit};

const ROUNDS: usize = 3;

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

/// Clean builds of the apps, in turn.
pub(crate) fn builds(cargo: &Cargo) -> Result<Vec<Row>> {
    const APPS: [(&str, Program); 4] = [
        ("ureq", Program::Ureq),
        ("whatsapi", Program::Generated),
        ("codegen", Program::Generated),
        ("reqwest", Program::Reqwest),
    ];
    // Downloading is not building.
    output(&mut Cargo::command("fetch"))?;
    let mut seconds = [const { Vec::new() }; 4];
    let mut processor = [const { Vec::new() }; 4];
    for round in 1..=ROUNDS {
        for (app, (features, program)) in APPS.into_iter().enumerate() {
            eprintln!("building from nothing, {round} of {ROUNDS}: {features}");
            let before = processor_time();
            seconds[app].push(clean_build(cargo, features, program)?);
            processor[app].push(processor_time() - before);
        }
    }
    let row = |what, [ureq, ours, reqwest]: [f64; 3]| {
        // The handle is built with the same features, and would take as long.
        Row::new(what, Unit::Seconds, [ureq, ours, f64::NAN, reqwest]).without(Program::Handle)
    };
    let [ureq, snapshot, codegen, reqwest] = seconds.map(median);
    let mut rows = vec![
        row("clean release build, default features", [ureq, codegen, reqwest])
            .budget("<= 0.8 x reqwest", codegen <= 0.8 * reqwest),
        row("clean release build, without codegen", [ureq, snapshot, reqwest])
            .budget("<= 1.15", snapshot <= 1.15 * ureq),
    ];
    if cfg!(target_os = "linux") {
        let [ureq, snapshot, codegen, reqwest] = processor.map(median);
        rows.push(row("processor time of that, default features", [ureq, codegen, reqwest]));
        rows.push(row("processor time of that, without codegen", [ureq, snapshot, reqwest]));
    }
    Ok(rows)
}

/// The seconds that the build takes.
fn clean_build(cargo: &Cargo, features: &str, program: Program) -> Result<f64> {
    let target = cargo.target().join("clean-build");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let mut build = Cargo::release(features, program.name(), &target);
    let start = Instant::now();
    output(build.args(["--offline", "--jobs", "2"]))?;
    let seconds = start.elapsed().as_secs_f64();
    fs::remove_dir_all(&target)?;
    Ok(seconds)
}

/// The seconds that processors have spent on the commands of this program so far: of what the build
/// takes, the part that depends little on what else the machine does.
fn processor_time() -> f64 {
    // Behind the name, which is in brackets, these are the 14th and 15th field, in ticks of 10 ms.
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = status.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
