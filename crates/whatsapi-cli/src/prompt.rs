//! Questions to people at a terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::failure::{Code, Failure};
use crate::interrupt;

/// Whether somebody can answer.
fn is_attended() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks before something is destroyed. Without a terminal, only `--yes` is an answer.
pub(crate) fn confirm(yes: bool, question: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !is_attended() {
        let message = format!("this is not a terminal, so nobody can answer \"{question}\"");
        return Err(Failure::usage(format!("{message}; pass --yes if it is meant")));
    }
    match ask(&format!("{question} [y/N]"))?.to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::new(Code::Failed, "not confirmed; nothing was done")),
    }
}

/// Asks for a line of text.
pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::of_file("read", "the answer", &error);
    let mut stderr = io::stderr();
    write!(stderr, "{question} ").and_then(|()| stderr.flush()).map_err(failed)?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(failed)?;
    Ok(line.trim().to_owned())
}

/// Asks for a line of text; fails without a terminal, with what to pass instead.
pub(crate) fn ask_or(question: &str, remedy: &str) -> Result<String, Failure> {
    if is_attended() {
        return ask(question);
    }
    Err(Failure::usage(format!("this is not a terminal; {remedy}")))
}

/// Asks for a secret, which is not shown.
pub(crate) fn ask_secret(question: &str, remedy: &str) -> Result<String, Failure> {
    if !is_attended() {
        return Err(Failure::usage(format!("this is not a terminal; {remedy}")));
    }
    interrupt::defer();
    let answer = rpassword::prompt_password(format!("{question} "));
    match answer {
        Ok(secret) => {
            interrupt::resume();
            Ok(secret.trim().to_owned())
        }
        // It has restored the terminal and raised the signal again, which may be handled only now.
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {
            Err(Failure::new(Code::Interrupted, "interrupted"))
        }
        Err(error) => Err(Failure::of_file("read", "the answer", &error)),
    }
}
