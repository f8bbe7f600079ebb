//! The command line of the program.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::common::arguments::{
    self as common, Options, find, list, read, text, texts, wrong_count,
};

/// The parsed command line.
pub(crate) struct Arguments {
    pub(crate) json: bool,
    pub(crate) command: Command,
}

pub(crate) enum Command {
    List,
    Create { key: String, webhook: Option<String> },
    For { key: String, action: Action },
}

/// A command on one instance.
pub(crate) enum Action {
    Info,
    QrCode { png: Option<PathBuf> },
    Webhook(String),
    SendText { to: String, text: String },
    SendImage { to: String, file: PathBuf },
    Logout,
    Delete,
}

impl Command {
    /// Whether the command changes anything on the server.
    pub(crate) fn is_change(&self) -> bool {
        match self {
            Self::List => false,
            Self::Create { .. } => true,
            Self::For { action, .. } => !matches!(action, Action::Info | Action::QrCode { .. }),
        }
    }
}

const OPTIONS: Options = Options { flags: &["--json"], valued: &[("--png", "FILE")] };

const COMMANDS: [common::Command; 9] = [
    ("list", "", "the instances, and which of them are connected"),
    ("create", "KEY [URL]", "create an instance, whose events go to the URL"),
    ("info", "KEY", "what is known of an instance"),
    ("qr", "KEY [--png FILE]", "show the code to link it to a phone with, or save it"),
    ("webhook", "KEY URL", "change where its events go"),
    ("send-text", "KEY TO TEXT", "send a text"),
    ("send-image", "KEY TO FILE", "send an image"),
    ("logout", "KEY", "end its session; it has to be linked again"),
    ("delete", "KEY", "remove it from the server"),
];

const USAGE_START: &str = "\
Manages the instances of WhatsAPI: each is one WhatsApp account that is logged in there.

Usage: instances [--json] COMMAND ..

Commands:
";

const USAGE_END: &str = "
  KEY  the key of an instance
  TO   a phone number with its country code, or the JID of a user or a group

Options:
  --png FILE  save the QR code as a PNG file instead of showing it
  --json      print the server's reply, as one line of JSON
  --          what follows is no option, even if it starts with --
  -h, --help  print this

Environment:
  WHATSAPI_URL      the server, such as https://whatsapi.example
  WHATSAPI_API_KEY  its API key

Exit codes:
  0  it is done
  1  the call failed, at the server or on the way to it; stderr says why
  2  the command line or the environment is wrong; nothing was sent
";

pub(crate) fn usage() -> String {
    format!("{USAGE_START}{}{USAGE_END}", list(&COMMANDS, 24))
}

/// Parses the arguments, without the program's name; `None` for a request for help. The error names the
/// invalid argument.
pub(crate) fn parse(
    arguments: impl Iterator<Item = OsString>,
) -> Result<Option<Arguments>, String> {
    let Some(parsed) = read(arguments, &OPTIONS)? else { return Ok(None) };
    let [name, rest @ ..] = &parsed.positional[..] else { return Err("no command".to_owned()) };
    let png = parsed.value("--png").map(PathBuf::from);
    let command = command(&text(name)?, png, rest)?;
    Ok(Some(Arguments { json: parsed.has("--json"), command }))
}

fn command(name: &str, png: Option<PathBuf>, rest: &[OsString]) -> Result<Command, String> {
    let takes = find(&COMMANDS, name)?;
    if png.is_some() && name != "qr" {
        return Err(format!("--png is for qr, not for {name}"));
    }
    if let ("send-image", [key, to, file]) = (name, rest) {
        // A file name does not have to be UTF-8.
        let action = Action::SendImage { to: text(to)?, file: file.into() };
        return Ok(Command::For { key: text(key)?, action });
    }
    let rest = texts(rest)?;
    let (key, action) = match (name, &rest[..]) {
        ("list", []) => return Ok(Command::List),
        ("create", [key]) => return Ok(Command::Create { key: key.clone(), webhook: None }),
        ("create", [key, url]) => {
            return Ok(Command::Create { key: key.clone(), webhook: Some(url.clone()) });
        }
        ("info", [key]) => (key, Action::Info),
        ("qr", [key]) => (key, Action::QrCode { png }),
        ("webhook", [key, url]) => (key, Action::Webhook(url.clone())),
        ("send-text", [key, to, text]) => {
            (key, Action::SendText { to: to.clone(), text: text.clone() })
        }
        ("logout", [key]) => (key, Action::Logout),
        ("delete", [key]) => (key, Action::Delete),
        _ => return Err(wrong_count(name, takes, rest.len())),
    };
    Ok(Command::For { key: key.clone(), action })
}
