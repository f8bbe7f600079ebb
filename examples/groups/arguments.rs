//! The command line of the program.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::common::arguments::{
    self as common, Options, find, list, read, text, texts, wrong_count,
};

/// The parsed command line.
pub(crate) struct Arguments {
    pub(crate) instance: Option<String>,
    pub(crate) json: bool,
    pub(crate) command: Command,
}

pub(crate) enum Command {
    List { admin: bool },
    Create { name: String, people: Vec<String> },
    Look { link: String },
    Join { link: String },
    In { group: String, action: Action },
}

/// A command on one group.
pub(crate) enum Action {
    Info,
    Participants,
    Change(Change, Vec<String>),
    Name(String),
    Describe(String),
    Picture(PathBuf),
    Announce(bool),
    Lock(bool),
    Invite,
    Leave,
}

pub(crate) enum Change {
    Add,
    Remove,
    Promote,
    Demote,
}

impl Command {
    /// Whether the command changes anything on the server.
    pub(crate) fn is_change(&self) -> bool {
        match self {
            Self::List { .. } | Self::Look { .. } => false,
            Self::Create { .. } | Self::Join { .. } => true,
            Self::In { action, .. } => {
                !matches!(action, Action::Info | Action::Participants | Action::Invite)
            }
        }
    }
}

const OPTIONS: Options =
    Options { flags: &["--json", "--admin"], valued: &[("--instance", "KEY")] };

const COMMANDS: [common::Command; 17] = [
    ("list", "[--admin]", "the groups; with --admin, those it is an admin of"),
    ("info", "GROUP", "what is known of a group"),
    ("create", "NAME PERSON..", "create a group of these people"),
    ("add", "GROUP PERSON..", "add people"),
    ("remove", "GROUP PERSON..", "remove people"),
    ("promote", "GROUP PERSON..", "make people admins"),
    ("demote", "GROUP PERSON..", "make admins ordinary members"),
    ("participants", "GROUP", "who is in a group"),
    ("name", "GROUP TEXT", "rename a group"),
    ("describe", "GROUP TEXT", "replace the description; an empty one removes it"),
    ("picture", "GROUP FILE", "replace the picture, with a JPEG"),
    ("announce", "GROUP on|off", "whether only admins may write"),
    ("lock", "GROUP on|off", "whether only admins may edit the details"),
    ("invite", "GROUP", "the link with which others can join"),
    ("look", "LINK", "what is behind an invite link, without joining"),
    ("join", "LINK", "join the group behind an invite link"),
    ("leave", "GROUP", "leave a group"),
];

const USAGE_START: &str = "\
Manages the WhatsApp groups of an instance of WhatsAPI.

Usage: groups [--instance KEY] [--json] COMMAND ..

Commands:
";

const USAGE_END: &str = "
  GROUP   the id of a group, such as 120363025246125486@g.us
  PERSON  a phone number with its country code, or the JID of a user
  LINK    an invite link, or the code in it

Options:
  --instance KEY  the key of the instance; default: WHATSAPI_INSTANCE
  --json          print the server's reply, as one line of JSON
  --              what follows is no option, even if it starts with --
  -h, --help      print this

Environment:
  WHATSAPI_URL       the server, such as https://whatsapi.example
  WHATSAPI_API_KEY   its API key
  WHATSAPI_INSTANCE  the key of the instance

Exit codes:
  0  it is done
  1  the call failed, at the server or on the way to it; stderr says why
  2  the command line or the environment is wrong; nothing was sent
  3  it is done, but not for all people, or the server does not say for whom
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
    let command = command(&text(name)?, parsed.has("--admin"), rest)?;
    let instance = parsed.value("--instance").map(text).transpose()?;
    Ok(Some(Arguments { instance, json: parsed.has("--json"), command }))
}

fn command(name: &str, admin: bool, rest: &[OsString]) -> Result<Command, String> {
    let takes = find(&COMMANDS, name)?;
    if admin && name != "list" {
        return Err(format!("--admin is for list, not for {name}"));
    }
    if let ("picture", [group, file]) = (name, rest) {
        // A file name does not have to be UTF-8.
        return Ok(inside(&text(group)?, Action::Picture(file.into())));
    }
    let rest = texts(rest)?;
    Ok(match (name, &rest[..]) {
        ("list", []) => Command::List { admin },
        ("create", [name, first, more @ ..]) => {
            Command::Create { name: name.clone(), people: people(first, more) }
        }
        ("look", [link]) => Command::Look { link: link.clone() },
        ("join", [link]) => Command::Join { link: link.clone() },
        ("info", [group]) => inside(group, Action::Info),
        ("participants", [group]) => inside(group, Action::Participants),
        ("invite", [group]) => inside(group, Action::Invite),
        ("leave", [group]) => inside(group, Action::Leave),
        ("name", [group, text]) => inside(group, Action::Name(text.clone())),
        ("describe", [group, text]) => inside(group, Action::Describe(text.clone())),
        ("announce", [group, switch]) => inside(group, Action::Announce(is_on(switch)?)),
        ("lock", [group, switch]) => inside(group, Action::Lock(is_on(switch)?)),
        (_, [group, first, more @ ..]) => match change(name) {
            Some(change) => inside(group, Action::Change(change, people(first, more))),
            None => return Err(wrong_count(name, takes, rest.len())),
        },
        _ => return Err(wrong_count(name, takes, rest.len())),
    })
}

fn inside(group: &str, action: Action) -> Command {
    Command::In { group: group.to_owned(), action }
}

fn change(name: &str) -> Option<Change> {
    match name {
        "add" => Some(Change::Add),
        "remove" => Some(Change::Remove),
        "promote" => Some(Change::Promote),
        "demote" => Some(Change::Demote),
        _ => None,
    }
}

fn people(first: &str, more: &[String]) -> Vec<String> {
    [&[first.to_owned()], more].concat()
}

fn is_on(switch: &str) -> Result<bool, String> {
    match switch {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("{switch:?} is neither on nor off")),
    }
}
