//! The command line: what it can say, and what it says.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// What one is asked to do.
pub(crate) enum Request {
    Help,
    Call(Arguments),
}

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

/// What is done in a group.
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
    /// Whether anything is different once it is done.
    pub(crate) fn is_change(&self) -> bool {
        match self {
            Self::List { .. } | Self::Look { .. } => false,
            Self::Create { .. } | Self::Join { .. } => true,
            Self::In { action, .. } => {
                !matches!(action, Action::Info | Action::Participants | Action::Invite)
            }
        }
    }

    /// Whether it is done for each of several people.
    pub(crate) fn names_people(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::In { action: Action::Change(..), .. })
    }
}

/// The commands: their names, what they take, and what they do.
const COMMANDS: [(&str, &str, &str); 17] = [
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
  3  it is done for some people, but not for all
";

pub(crate) fn usage() -> String {
    let line = |(name, takes, does): &(&str, &str, &str)| {
        let synopsis = format!("{name} {takes}");
        format!("  {synopsis:<24}{does}\n")
    };
    let commands: String = COMMANDS.iter().map(line).collect();
    format!("{USAGE_START}{commands}{USAGE_END}")
}

/// Reads the arguments, without the program's name. The error says what is wrong with them.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Request, String> {
    let mut arguments = arguments;
    let (mut instance, mut json, mut admin) = (None, false, false);
    let mut rest = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("-h" | "--help") => return Ok(Request::Help),
            Some("help") if rest.is_empty() => return Ok(Request::Help),
            Some("--") => rest.extend(arguments.by_ref()),
            Some("--json") => json = true,
            Some("--admin") => admin = true,
            Some("--instance") => instance = Some(key(arguments.next())?),
            // One dash is left to texts, which may well be lists.
            Some(option) if option.starts_with("--") => {
                let Some(key) = option.strip_prefix("--instance=") else {
                    return Err(format!("there is no option {option:?}"));
                };
                instance = Some(key.to_owned());
            }
            _ => rest.push(argument),
        }
    }
    let [name, rest @ ..] = &rest[..] else { return Err("no command".to_owned()) };
    let command = command(&text(name)?, admin, rest)?;
    Ok(Request::Call(Arguments { instance, json, command }))
}

/// The key behind `--instance`; another option in its place means that it was forgotten.
fn key(argument: Option<OsString>) -> Result<String, String> {
    match argument {
        Some(key) if !key.to_string_lossy().starts_with("--") => text(&key),
        _ => Err("--instance lacks its KEY".to_owned()),
    }
}

fn command(name: &str, admin: bool, rest: &[OsString]) -> Result<Command, String> {
    let Some((_, takes, _)) = COMMANDS.iter().find(|(known, ..)| *known == name) else {
        return Err(format!("there is no command {name:?}"));
    };
    if admin && name != "list" {
        return Err(format!("--admin is for list, not for {name}"));
    }
    if let ("picture", [group, file]) = (name, rest) {
        // The name of a file need not be a text.
        return Ok(inside(&text(group)?, Action::Picture(file.into())));
    }
    let rest = rest.iter().map(|argument| text(argument)).collect::<Result<Vec<_>, _>>()?;
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
            None => return Err(miscounted(name, takes, rest.len())),
        },
        _ => return Err(miscounted(name, takes, rest.len())),
    })
}

fn miscounted(name: &str, takes: &str, count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    // A text of several words that is not quoted is the mistake that people make here.
    let quotes =
        if takes.ends_with("TEXT") && count > 2 { " (put quotes around the text)" } else { "" };
    format!("{name} takes {takes}, but got {count} argument{plural}{quotes}")
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

fn text(argument: &OsStr) -> Result<String, String> {
    argument.to_str().map(str::to_owned).ok_or_else(|| format!("{argument:?} is not UTF-8"))
}
