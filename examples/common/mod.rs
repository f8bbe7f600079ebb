//! What the example tools have in common: how they fail, what they exit with, how they print.

pub(crate) mod arguments;
pub(crate) mod reply;
pub(crate) mod table;

use std::env::ArgsOs;
use std::io::{self, Write};
use std::iter::Skip;
use std::process::ExitCode;

use whatsapi::{Error, ErrorKind};

/// The name of the tool.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_NAME");

// The exit codes that all tools have, as `--help` explains them.
pub(crate) const DONE: u8 = 0;
const FAILED: u8 = 1;
const BAD_USAGE: u8 = 2;

/// Why nothing is printed, and what the program exits with then.
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    pub(crate) fn usage(message: &str) -> Self {
        Self { code: BAD_USAGE, message: format!("{message}; see {PROGRAM} --help") }
    }

    pub(crate) fn of_output(what: &str, error: &io::Error) -> Self {
        Self { code: FAILED, message: format!("cannot write {what}: {error}") }
    }

    /// That a call failed, which was to change something or not.
    pub(crate) fn of_call(error: &Error, is_change: bool) -> Self {
        let code = match error.kind() {
            ErrorKind::InvalidArgument | ErrorKind::Configuration => BAD_USAGE,
            _ => FAILED,
        };
        // Whoever runs the same command again should know that it may be done twice then.
        let doubt = if is_change && error.may_have_been_applied() {
            "; the server may have done it all the same"
        } else {
            ""
        };
        Self { code, message: format!("{error}{doubt}") }
    }
}

/// Runs a tool: its arguments, as `parse` reads them, are executed, or `usage` is printed if there are
/// none because somebody asks for help.
pub(crate) fn run<A>(
    parse: impl FnOnce(Skip<ArgsOs>) -> Result<Option<A>, String>,
    usage: impl FnOnce() -> String,
    execute: impl FnOnce(&A) -> Result<u8, Failure>,
) -> ExitCode {
    let outcome = match parse(std::env::args_os().skip(1)) {
        Ok(Some(arguments)) => execute(&arguments),
        Ok(None) => print(&usage()).map(|()| DONE),
        Err(message) => Err(Failure::usage(&message)),
    };
    let code = outcome.unwrap_or_else(|failure| {
        complain(&failure.message);
        failure.code
    });
    ExitCode::from(code)
}

/// Prints to stdout. `println!` would panic when a reader such as `head` has gone; to them, the
/// program has printed enough.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::of_output("the output", &error))
        }
        _ => Ok(()),
    }
}

/// Says something on stderr, in one line.
pub(crate) fn complain(message: &str) {
    // If stderr is gone there is nobody to tell; the exit code is left.
    let _ = writeln!(io::stderr(), "{PROGRAM}: {}", table::escape(message));
}
