//! `whatsapi instance qr`: shows the code, and renews it until the instance is linked.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use console::Term;
use serde_json::Value;
use whatsapi::{Instance, LinkState, QrCode};

use super::session::write as write_file;
use super::{Session, write};
use crate::failure::{Code, Failure};
use crate::output::record::Record;
use crate::output::{Output, qr};
use crate::views::instance::LINK;

/// How often the state is asked for. Servers make a new code about every 20 seconds.
const INTERVAL: Duration = Duration::from_secs(1);

/// What to do with the code.
#[derive(Debug)]
pub(crate) struct How<'a> {
    pub(crate) png: Option<&'a Path>,
    /// Show one code, and do not wait.
    pub(crate) once: bool,
    /// How long to wait for the phone, in seconds.
    pub(crate) wait: u64,
}

/// Shows the code that links the instance, until it is linked.
pub(crate) fn run(
    session: &Session<'_>,
    instance: &Instance,
    how: &How<'_>,
) -> Result<Output, Failure> {
    if how.once {
        return once(session, instance, how);
    }
    let deadline = Instant::now().checked_add(Duration::from_secs(how.wait));
    let mut shown = Shown::default();
    let progress = session.progress("asking for the code");
    loop {
        match instance.link_state()? {
            LinkState::Linked => {
                drop(progress);
                return Ok(linked(instance, how).note(format!("{} is linked", instance.key())));
            }
            LinkState::Code(code) if shown.code.as_ref() != Some(&code) => {
                let mut result = Ok(());
                progress.suspend(|| result = shown.replace(session, code, how));
                result?;
                progress
                    .message("scan it with the phone: WhatsApp > Linked devices > Link a device");
            }
            LinkState::Code(_) => {}
            _ => progress.message("the server has no code yet"),
        }
        if deadline.is_some_and(|deadline| Instant::now() + INTERVAL > deadline) {
            let message = format!("{} was not linked within {} s", instance.key(), how.wait);
            return Err(Failure::new(Code::Failed, format!("{message}; run the command again")));
        }
        sleep(INTERVAL);
    }
}

/// The code that is shown.
#[derive(Default)]
struct Shown {
    code: Option<QrCode>,
    /// How many lines it takes.
    lines: usize,
}

impl Shown {
    /// Shows another code, in the place of the last one.
    fn replace(
        &mut self,
        session: &Session<'_>,
        code: QrCode,
        how: &How<'_>,
    ) -> Result<(), Failure> {
        if let Some(path) = how.png {
            write_file(path, code.png())?;
            if !session.global.quiet {
                crate::output::message("note", &format!("the code is in {}", path.display()));
            }
        } else if !session.global.json {
            let drawing = drawing(&code)?;
            let terminal = Term::stdout();
            if terminal.is_term() {
                // Without a terminal to go back in, each code follows the last one.
                let _ = terminal.clear_last_lines(self.lines);
            }
            self.lines = drawing.lines().count();
            write(format!("{drawing}\n").as_bytes())?;
        }
        self.code = Some(code);
        Ok(())
    }
}

fn drawing(code: &QrCode) -> Result<String, Failure> {
    qr::drawing(code.png()).map_err(|error| Failure::new(Code::Failed, error.to_string()))
}

fn once(session: &Session<'_>, instance: &Instance, how: &How<'_>) -> Result<Output, Failure> {
    let code = match instance.link_state()? {
        LinkState::Linked => {
            return Ok(linked(instance, how).note(format!("{} is linked already", instance.key())));
        }
        LinkState::Code(code) => code,
        _ => {
            let message = format!("there is no code for {} now; try again", instance.key());
            return Err(Failure::new(Code::Failed, message));
        }
    };
    if let Some(path) = how.png {
        write_file(path, code.png())?;
        return Ok(Output::one(record(instance, false, how.png, Value::Null)));
    }
    let record = record(instance, false, None, STANDARD.encode(code.png()).into());
    if session.global.json {
        return Ok(Output::one(record));
    }
    Ok(Output::text(drawing(&code)?, record))
}

fn linked(instance: &Instance, how: &How<'_>) -> Output {
    let record = record(instance, true, how.png, Value::Null);
    // The code was the data.
    Output::text("", record)
}

fn record(instance: &Instance, is_linked: bool, file: Option<&Path>, png: Value) -> Record {
    let file = file.map(|path| path.display().to_string());
    Record::new(LINK, [instance.key().into(), is_linked.into(), file.into(), png])
}
