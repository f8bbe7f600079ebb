//! Shared code of the example programs: errors, exit codes and output.

pub(crate) mod arguments;
pub(crate) mod reply;
pub(crate) mod table;

use std::env::ArgsOs;
use std::io::{self, Write};
use std::iter::Skip;
use std::process::ExitCode;

use whatsapi::{Error, ErrorKind};

/// The name of the program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_NAME");

// The exit codes, as `--help` lists them.
pub(crate) const DONE: u8 = 0;
const FAILED: u8 = 1;
const BAD_USAGE: u8 = 2;

/// An error message, and the exit code of the program.
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

    /// The failure of a call. `is_change` tells whether the call changes anything.
    pub(crate) fn of_call(error: &Error, is_change: bool) -> Self {
        let code = match error.kind() {
            ErrorKind::InvalidArgument | ErrorKind::Configuration => BAD_USAGE,
            _ => FAILED,
        };
        // Running the same command again could apply the change twice.
        let warning = if is_change && error.may_have_been_applied() {
            "; the server may have done it all the same"
        } else {
            ""
        };
        Self { code, message: format!("{error}{warning}") }
    }
}

/// Runs a program: parses its arguments, and executes them or prints the help.
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
        print_error(&failure.message);
        failure.code
    });
    ExitCode::from(code)
}

/// Prints to stdout. A closed pipe is not an error, as with `head`; `println!` would panic.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::of_output("the output", &error))
        }
        _ => Ok(()),
    }
}

/// Prints a line to stderr.
pub(crate) fn print_error(message: &str) {
    // If stderr is closed, the exit code still reports the failure.
    let _ = writeln!(io::stderr(), "{PROGRAM}: {}", table::escape(message));
}
