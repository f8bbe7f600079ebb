//! The programs that are measured, and how cargo makes them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;

/// A program that makes one call over and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    Ureq,
    Generated,
    Handle,
    Reqwest,
}

impl Program {
    /// In the order of the table's columns.
    pub(crate) const ALL: [Self; 4] = [Self::Ureq, Self::Generated, Self::Handle, Self::Reqwest];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ureq => "call-ureq",
            Self::Generated => "call-generated",
            Self::Handle => "call-handle",
            Self::Reqwest => "call-reqwest",
        }
    }

    pub(crate) fn features(self) -> &'static str {
        match self {
            Self::Ureq => "ureq",
            // The committed snapshot is the same code as `codegen` makes, and sooner compiled.
            Self::Generated | Self::Handle => "whatsapi",
            Self::Reqwest => "reqwest",
        }
    }

    /// Takes a figure of each program.
    pub(crate) fn each(mut measure: impl FnMut(Self) -> Result<f64>) -> Result<[f64; 4]> {
        let mut figures = [0.0; 4];
        for (figure, program) in figures.iter_mut().zip(Self::ALL) {
            *figure = measure(program)?;
        }
        Ok(figures)
    }

    /// Takes a figure of each program in turn, again and again, and returns the medians: what else
    /// the machine does then falls on all of them alike.
    pub(crate) fn medians(
        rounds: usize,
        mut measure: impl FnMut(Self) -> Result<f64>,
    ) -> Result<[f64; 4]> {
        let rounds = (0..rounds).map(|_| Self::each(&mut measure)).collect::<Result<Vec<_>>>()?;
        Ok(std::array::from_fn(|program| median(rounds.iter().map(|round| round[program]))))
    }
}

/// The one in the middle.
pub(crate) fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The cargo that runs this program, in this workspace.
pub(crate) struct Cargo {
    target: PathBuf,
}

impl Cargo {
    pub(crate) fn new() -> Result<Self> {
        // This program is TARGET/release/whatsapi-benches.
        let program = env::current_exe()?;
        let target =
            program.ancestors().nth(2).ok_or("this program lies in no target directory")?;
        Ok(Self { target: target.to_owned() })
    }

    /// The workspace.
    pub(crate) fn workspace() -> &'static Path {
        let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
        benches.parent().unwrap_or(benches)
    }

    /// A command of cargo, wherever it is run.
    pub(crate) fn bare(subcommand: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.arg(subcommand);
        command
    }

    pub(crate) fn command(subcommand: &str) -> Command {
        let mut command = Self::bare(subcommand);
        command.arg("--locked").current_dir(Self::workspace());
        command
    }

    /// The command that builds a program of this package optimized.
    pub(crate) fn release(features: &str, program: &str, target: &Path) -> Command {
        let mut command = Self::command("build");
        command.args(["--quiet", "--release", "--package", "whatsapi-benches"]);
        command.args(["--features", features, "--bin", program]).arg("--target-dir").arg(target);
        command
    }

    pub(crate) fn build(&self, features: &str, program: &str) -> Result<PathBuf> {
        eprintln!("building {program}");
        output(&mut Self::release(features, program, &self.target))?;
        Ok(self.program(program))
    }

    /// Where a built program is.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target.join("release").join(name).with_extension(env::consts::EXE_EXTENSION)
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }
}

/// What a command that succeeds prints: on stdout, and on stderr.
pub(crate) fn outputs(command: &mut Command) -> Result<(String, String)> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(format!("{command:?} failed with {}:\n{stderr}", output.status).into());
    }
    Ok((String::from_utf8(output.stdout)?, stderr))
}

/// What a command that succeeds prints on stdout.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    Ok(outputs(command)?.0)
}
