//! The time that generating the client takes, unoptimized, as build scripts are.

use std::process::Command;
use std::time::Instant;

use crate::Result;
use crate::programs::{Cargo, output};
use crate::table::{Row, Unit};

const ROUNDS: usize = 11;

pub(crate) fn measure(cargo: &Cargo) -> Result<Row> {
    eprintln!("generating");
    let mut build = Cargo::command("build");
    build.args(["--quiet", "--package", "whatsapi-codegen", "--example", "generate"]);
    output(build.arg("--target-dir").arg(cargo.target()))?;

    let mut generate = Command::new(cargo.target().join("debug/examples/generate"));
    generate.args(["openapi.yaml", "--overlay", "openapi.overlay.yaml"]);
    generate.current_dir(Cargo::workspace());
    let mut code = String::new();
    let mut seconds = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        code = output(&mut generate)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    // Always the same work on one thread: what took longer than the fastest was not its doing.
    let seconds = seconds.into_iter().fold(f64::INFINITY, f64::min);
    // "// 18 operations, 7 schemas"
    let counts = code.lines().find(|line| line.contains(" operations, ")).unwrap_or_default();
    let what = format!("generating, debug build ({})", counts.trim_start_matches("// "));
    Ok(Row::generated(what, Unit::Seconds, seconds).budget("<= 0.3 s", seconds <= 0.3))
}
