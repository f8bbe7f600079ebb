//! Running the examples as programs.

use std::process::{Command, Stdio};

/// The exit code and output of a run.
#[derive(Debug, PartialEq)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn new(code: i32, stdout: &str, stderr: &str) -> Self {
        Self { code, stdout: stdout.to_owned(), stderr: stderr.to_owned() }
    }
}

/// The example of this name, without its environment variables.
pub fn example(name: &str) -> Command {
    // The tests are in `target/<profile>/deps`, the examples in `target/<profile>/examples`.
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().unwrap().parent().unwrap();
    let path = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{path:?} is not built; run cargo build --example {name}");
    let mut program = Command::new(path);
    for variable in ["WHATSAPI_URL", "WHATSAPI_API_KEY", "WHATSAPI_INSTANCE"] {
        program.env_remove(variable);
    }
    program
}

pub fn run(program: &mut Command, arguments: &[&str]) -> Run {
    let output = program.args(arguments).stdin(Stdio::null()).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
