//! Parsing of command lines: options, a command, and its arguments.

use std::ffi::{OsStr, OsString};

/// A command: its name, the synopsis of its arguments, and its description.
pub(crate) type Command = (&'static str, &'static str, &'static str);

/// The options of a program.
pub(crate) struct Options {
    /// Options without a value.
    pub(crate) flags: &'static [&'static str],
    /// Options with a value, and the placeholder of the value.
    pub(crate) valued: &'static [(&'static str, &'static str)],
}

/// A parsed command line.
#[derive(Default)]
pub(crate) struct Parsed {
    flags: Vec<String>,
    values: Vec<(&'static str, OsString)>,
    /// The positional arguments: the command, and its arguments.
    pub(crate) positional: Vec<OsString>,
}

impl Parsed {
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|name| name == flag)
    }

    /// The value of an option. The last one wins.
    pub(crate) fn value(&self, option: &str) -> Option<&OsStr> {
        let found = self.values.iter().rev().find(|(name, _)| *name == option);
        found.map(|(_, value)| value.as_os_str())
    }
}

/// Parses the arguments, without the program's name; `None` for a request for help. The error names the
/// invalid argument.
pub(crate) fn read(
    arguments: impl Iterator<Item = OsString>,
    options: &Options,
) -> Result<Option<Parsed>, String> {
    let mut arguments = arguments;
    let mut parsed = Parsed::default();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("-h" | "--help") => return Ok(None),
            Some("help") if parsed.positional.is_empty() => return Ok(None),
            Some("--") => parsed.positional.extend(arguments.by_ref()),
            Some(flag) if options.flags.contains(&flag) => parsed.flags.push(flag.to_owned()),
            // An argument with one dash is a text, such as an item of a list.
            Some(option) if option.starts_with("--") => {
                let (name, value) = match option.split_once('=') {
                    Some((name, value)) => (name, Some(OsString::from(value))),
                    None => (option, None),
                };
                let Some((name, placeholder)) =
                    options.valued.iter().find(|(known, _)| *known == name)
                else {
                    return Err(format!("there is no option {option:?}"));
                };
                // Another option in its place means that the value is missing.
                let next = || arguments.next().filter(|next| !is_option(next));
                let value = value.or_else(next).ok_or(format!("{name} lacks its {placeholder}"))?;
                parsed.values.push((name, value));
            }
            _ => parsed.positional.push(argument),
        }
    }
    Ok(Some(parsed))
}

fn is_option(argument: &OsStr) -> bool {
    argument.to_string_lossy().starts_with("--")
}

/// The commands for the help, with the descriptions aligned in a column.
pub(crate) fn list(commands: &[Command], width: usize) -> String {
    let line = |(name, arguments, description): &Command| {
        let synopsis = format!("{name} {arguments}");
        format!("  {synopsis:<width$}{description}\n")
    };
    commands.iter().map(line).collect()
}

/// The synopsis of the arguments of a command.
pub(crate) fn find(commands: &[Command], name: &str) -> Result<&'static str, String> {
    let found = commands.iter().find(|(known, ..)| *known == name);
    found.map(|(_, arguments, _)| *arguments).ok_or_else(|| format!("there is no command {name:?}"))
}

/// The error for a wrong number of arguments.
pub(crate) fn wrong_count(name: &str, takes: &str, count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    let takes = if takes.is_empty() { "nothing" } else { takes };
    // Usually caused by a text of several words without quotes.
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
