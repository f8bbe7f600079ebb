//! Running the command.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use whatsapi_sandbox::Sandbox;

/// The exit code and output of a run.
#[derive(Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn new(code: i32, stdout: &str, stderr: &str) -> Self {
        Self { code, stdout: stdout.to_owned(), stderr: stderr.to_owned() }
    }

    /// The document on stdout.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The command with no settings but these of a temporary folder.
pub(crate) struct Cli {
    pub(crate) folder: TempDir,
    environment: Vec<(&'static str, String)>,
}

impl Cli {
    /// Not configured.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    /// Configured for the instance `sales` of a sandbox, by the environment.
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self::new()
            .env("WHATSAPI_URL", &sandbox.url())
            .env("WHATSAPI_API_KEY", sandbox.api_key())
            .env("WHATSAPI_INSTANCE", "sales")
    }

    pub(crate) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// The configuration file.
    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        text(&path)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        text(&self.folder.path().join(name))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whatsapi"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("WHATSAPI_") || name == "CLICOLOR_FORCE" {
                command.env_remove(name);
            }
        }
        command.env("WHATSAPI_CONFIG", self.config()).args(arguments);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    /// A run with this text in stdin.
    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str) -> Run {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that reads nothing closes it.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
