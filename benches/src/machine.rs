//! What the figures were taken on.

use std::fs;
use std::process::Command;
use std::thread;

use crate::programs::{Cargo, output};

/// The processor, the compiler, the state of the source, and how busy the machine was; what cannot be
/// found out is left out.
pub(crate) fn description() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|info| {
        let model = info.lines().find(|line| line.starts_with("model name"))?;
        Some(model.split_once(':')?.1.trim().to_owned())
    });
    let compiler = output(Command::new("rustc").arg("--version")).ok();
    let describe = ["describe", "--always", "--dirty", "--exclude", "*"];
    let commit = output(Command::new("git").args(describe).current_dir(Cargo::workspace())).ok();
    let load = fs::read_to_string("/proc/loadavg").ok().and_then(|load| {
        let minutes: Vec<&str> = load.split(' ').take(3).collect();
        Some(format!("load average {}", minutes.join(" "))).filter(|_| minutes.len() == 3)
    });
    let facts = [
        Some(format!("{cores} cores")),
        processor,
        compiler,
        commit.map(|commit| format!("commit {commit}")),
        load,
    ];
    let facts: Vec<String> =
        facts.into_iter().flatten().map(|fact| fact.trim().to_owned()).collect();
    facts.join(", ")
}
