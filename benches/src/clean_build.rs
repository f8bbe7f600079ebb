//! What an app takes to compile.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::Result;
use crate::openapi_generator::Rival;
use crate::programs::{Cargo, Program, median, output};
use crate::table::{Row, Unit};

/// Builds of each of the two apps that take nearly as long, whose ratio is not to be lost in the noise.
const CLOSE_ROUNDS: usize = 7;
const ROUNDS: usize = 3;

/// Clean builds of the apps, in turn.
pub(crate) fn measure(cargo: &Cargo) -> Result<Vec<Row>> {
    // Downloading is not building.
    output(&mut Cargo::command("fetch"))?;
    let rival = Rival::generate(cargo)?;
    let target = cargo.target().join("clean-build");
    let app = |features, program: Program, rounds| {
        let mut build = Cargo::release(features, program.name(), &target);
        build.args(["--offline", "--jobs", "2"]);
        (features, build, rounds)
    };
    let mut apps = vec![
        app("ureq", Program::Ureq, CLOSE_ROUNDS),
        app("whatsapi", Program::Generated, CLOSE_ROUNDS),
        app("codegen", Program::Generated, ROUNDS),
        app("reqwest", Program::Reqwest, ROUNDS),
    ];
    apps.extend(rival.as_ref().map(|rival| ("openapi-generator", rival.release(&target), ROUNDS)));
    let mut builds = vec![Vec::new(); apps.len()];
    for round in 1..=CLOSE_ROUNDS {
        for ((name, app, rounds), builds) in apps.iter_mut().zip(&mut builds) {
            if round <= *rounds {
                eprintln!("building from nothing, {round} of {rounds}: {name}");
                builds.push(clean_build(app, &target)?);
            }
        }
    }
    let medians = |time: fn(&Build) -> f64| -> Vec<f64> {
        builds.iter().map(|builds| median(builds.iter().map(time))).collect()
    };
    let table = |time, of| rows(time, &medians(of), rival.as_ref());
    let mut rows = table("by the clock", |build| build.wall);
    if cfg!(target_os = "linux") {
        let processor = table("processor time", |build| build.processor);
        rows.extend(processor.into_iter().map(Row::without_budget));
    }
    Ok(rows)
}

/// The rows of one kind of time, of the apps in the order that they are built in.
fn rows(time: &str, apps: &[f64], rival: Option<&Rival>) -> Vec<Row> {
    let &[ureq, snapshot, codegen, reqwest, ref rivals @ ..] = apps else { return Vec::new() };
    // The handle is built with the same features, and would take as long.
    let row = |what: &str, ours| {
        let what = format!("clean release build, {time}, {what}");
        Row::new(what, Unit::Seconds, [ureq, ours, f64::NAN, reqwest]).without(Program::Handle)
    };
    let mut default = row("default features", codegen);
    let snapshot = row("without `codegen`", snapshot).budget("<= 1.15", snapshot <= 1.15 * ureq);
    let Some((rival, &theirs)) = rival.zip(rivals.first()) else { return vec![default, snapshot] };
    default = default.budget("<= 0.8 x openapi-generator's client", codegen <= 0.8 * theirs);
    let what = format!("clean release build, {time}, of the client of {}", rival.name());
    vec![default, Row::only(Program::Reqwest, what, Unit::Seconds, theirs), snapshot]
}

#[derive(Clone)]
struct Build {
    /// In seconds, as all times here.
    wall: f64,
    /// What processors spent on it: the part that depends little on what else the machine does.
    processor: f64,
}

fn clean_build(app: &mut Command, target: &Path) -> Result<Build> {
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    let (start, before) = (Instant::now(), processor_time());
    output(app)?;
    let build = Build { wall: start.elapsed().as_secs_f64(), processor: processor_time() - before };
    fs::remove_dir_all(target)?;
    Ok(build)
}

/// The seconds that processors have spent on the commands of this program so far.
fn processor_time() -> f64 {
    // Behind the name, which is in brackets, these are the 14th and 15th field, in ticks of 10 ms.
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = status.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
