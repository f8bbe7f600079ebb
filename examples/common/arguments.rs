//! Command lines: options, a command, and what it takes.

use std::ffi::{OsStr, OsString};

/// A command: its name, what it takes, and what it does.
pub(crate) type Command = (&'static str, &'static str, &'static str);

/// What one can say beside the command.
pub(crate) struct Options {
    /// Those that take nothing.
    pub(crate) flags: &'static [&'static str],
    /// Those that take something, with what it is.
    pub(crate) valued: &'static [(&'static str, &'static str)],
}

/// What was said.
#[derive(Default)]
pub(crate) struct Given {
    flags: Vec<String>,
    values: Vec<(&'static str, OsString)>,
    /// What is no option: the command, and what it is to take.
    pub(crate) words: Vec<OsString>,
}

impl Given {
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }

    /// What an option was given; the last time counts.
    pub(crate) fn value(&self, option: &str) -> Option<&OsStr> {
        let given = self.values.iter().rev().find(|(name, _)| *name == option);
        given.map(|(_, value)| value.as_os_str())
    }
}

/// Reads the arguments, without the program's name; `None` if one asks for help. The error says what
/// is wrong with them.
pub(crate) fn read(
    arguments: impl Iterator<Item = OsString>,
    options: &Options,
) -> Result<Option<Given>, String> {
    let mut arguments = arguments;
    let mut given = Given::default();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("-h" | "--help") => return Ok(None),
            Some("help") if given.words.is_empty() => return Ok(None),
            Some("--") => given.words.extend(arguments.by_ref()),
            Some(flag) if options.flags.contains(&flag) => given.flags.push(flag.to_owned()),
            // One dash is left to texts, which may well be lists.
            Some(option) if option.starts_with("--") => {
                let (name, value) = match option.split_once('=') {
                    Some((name, value)) => (name, Some(OsString::from(value))),
                    None => (option, None),
                };
                let Some((name, takes)) = options.valued.iter().find(|(known, _)| *known == name)
                else {
                    return Err(format!("there is no option {option:?}"));
                };
                // Another option in its place means that it was forgotten.
                let next = || arguments.next().filter(|next| !is_option(next));
                let value = value.or_else(next).ok_or(format!("{name} lacks its {takes}"))?;
                given.values.push((name, value));
            }
            _ => given.words.push(argument),
        }
    }
    Ok(Some(given))
}

fn is_option(argument: &OsStr) -> bool {
    argument.to_string_lossy().starts_with("--")
}

/// The commands, as the help lists them, with a column for what they are called.
pub(crate) fn list(commands: &[Command], width: usize) -> String {
    let line = |(name, takes, does): &Command| {
        let synopsis = format!("{name} {takes}");
        format!("  {synopsis:<width$}{does}\n")
    };
    commands.iter().map(line).collect()
}

/// What the command of this name takes.
pub(crate) fn find(commands: &[Command], name: &str) -> Result<&'static str, String> {
    let found = commands.iter().find(|(known, ..)| *known == name);
    found.map(|(_, takes, _)| *takes).ok_or_else(|| format!("there is no command {name:?}"))
}

/// That a command was given too much or too little.
pub(crate) fn miscounted(name: &str, takes: &str, count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    let takes = if takes.is_empty() { "nothing" } else { takes };
    // A text of several words that is not quoted is the mistake that people make here.
    let is_text = takes.ends_with("TEXT") && count > takes.split(' ').count();
    let quotes = if is_text { " (put quotes around the text)" } else { "" };
    format!("{name} takes {takes}, but got {count} argument{plural}{quotes}")
}

pub(crate) fn text(argument: &OsStr) -> Result<String, String> {
    argument.to_str().map(str::to_owned).ok_or_else(|| format!("{argument:?} is not UTF-8"))
}

pub(crate) fn texts(arguments: &[OsString]) -> Result<Vec<String>, String> {
    arguments.iter().map(|argument| text(argument)).collect()
}
