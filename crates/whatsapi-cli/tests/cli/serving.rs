//! Commands that run until they are interrupted.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::support::Cli;

/// A process that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A served sandbox, and the line that it prints.
fn serve(cli: &Cli, arguments: &[&str]) -> (Running, String) {
    let mut command = cli.command(&[&["sandbox"], arguments].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (running, line)
}

/// The command with the variables that the sandbox prints.
fn configured(line: &str) -> Cli {
    let value = |name: &str| {
        let rest = line.split(&format!("{name}=")).nth(1).unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    };
    Cli::new()
        .env("WHATSAPI_URL", &value("WHATSAPI_URL"))
        .env("WHATSAPI_API_KEY", &value("WHATSAPI_API_KEY"))
        .env("WHATSAPI_INSTANCE", "sales")
}

#[test]
fn sandbox_prints_the_variables_with_which_commands_use_it() {
    let (_running, line) = serve(&Cli::new(), &[]);
    assert!(line.starts_with("export WHATSAPI_URL=http://127.0.0.1:"), "{line}");
    let cli = configured(&line);
    let groups: Value = cli.run(&["group", "list", "--json"]).json();
    assert_eq!(groups[0]["name"], "Team");
    assert_eq!(cli.run(&["send", "text", "919876543210", "Hello"]).code, 0);
}

#[test]
fn phone_of_the_sandbox_scans_the_code() {
    let (_running, line) = serve(&Cli::new(), &["--empty", "--scan-after", "0"]);
    let cli = configured(&line);
    assert_eq!(cli.run(&["instance", "create", "desk"]).code, 0);
    let run = cli.run(&["instance", "qr", "desk", "--wait", "20"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains('█') && run.stderr.contains("desk is linked"), "{run:?}");
    let again = cli.run(&["instance", "qr", "desk", "--once", "--json"]).json();
    assert_eq!(again["linked"], true);
}
