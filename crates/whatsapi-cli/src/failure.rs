//! How a command fails: the message on stderr and the exit code.

use std::fmt::Display;
use std::process::ExitCode;

use whatsapi::{Error, ErrorKind, Method, operations};

/// How a run ends that does not reach its end, as the help and the README list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// Nobody reads the output any more.
    ClosedPipe = 0,
    /// A call failed, or a file could not be read or written.
    Failed = 1,
    /// The command line or the configuration is wrong; nothing was sent.
    Usage = 2,
    /// The call was done, but not for everybody.
    Partial = 3,
    /// There is no API key, or the server refused it.
    Authentication = 4,
    /// Ctrl-C.
    Interrupted = 130,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Nobody reads the output any more, which is no failure.
    pub(crate) fn closed_pipe() -> Self {
        Self::new(Code::ClosedPipe, "")
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Code::Usage, message)
    }

    /// A file that cannot be read or written: `cannot read people.csv: no such file`.
    pub(crate) fn of_file(verb: &str, path: impl Display, error: &dyn Display) -> Self {
        Self::new(Code::Failed, format!("cannot {verb} {path}: {error}"))
    }

    /// A failed call that is not one of the document's operations.
    pub(crate) fn of_request(error: &Error, method: &Method) -> Self {
        Self::of_call(error, *method != Method::GET && *method != Method::HEAD)
    }

    fn of_call(error: &Error, is_change: bool) -> Self {
        let code = match error.kind() {
            _ if error.is_unauthorized() => Code::Authentication,
            ErrorKind::InvalidArgument | ErrorKind::Configuration => Code::Usage,
            _ => Code::Failed,
        };
        let mut message = error.to_string();
        if error.is_unauthorized() {
            message.push_str("; check the API key, or run `whatsapi login` for a new one");
        } else if is_change && error.may_have_been_applied() {
            // Running the same command again could apply the change twice.
            message
                .push_str("; the server may have done it all the same, check before you repeat it");
        }
        Self { code, message }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let called = operations::ALL.iter().find(|known| Some(known.name) == error.operation());
        let is_change =
            called.is_some_and(|known| known.method != Method::GET || !known.idempotent);
        Self::of_call(&error, is_change)
    }
}
