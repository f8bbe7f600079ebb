//! What each command does.

mod business;
mod config;
mod group;
mod instance;
mod interactive;
mod link;
mod listen;
mod login;
mod media;
mod participants;
mod profile;
mod request;
mod sandbox;
mod send;
mod sync;
mod trigger;
mod user;

use clap::CommandFactory;

use crate::args::global::Global;
use crate::args::sandbox::Action;
use crate::args::{Cli, Command, Completions, Man};
use crate::failure::Failure;
use crate::output::record::Field;
use crate::output::{Output, write};
use crate::session::{self, Session};

/// A command that prints records.
trait Run {
    /// The fields of what it prints; `None` if they are not known before.
    fn fields(&self) -> Option<&'static [Field]>;

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure>;
}

/// Runs the command and prints its output. Whether it was done for everybody is the result.
pub(crate) fn run(cli: &Cli) -> Result<bool, Failure> {
    let global = &cli.global;
    let command: &dyn Run = match &cli.command {
        Command::Completions(arguments) => return completions(arguments).map(|()| true),
        Command::Man(arguments) => return man(arguments).map(|()| true),
        Command::Listen(arguments) => return listen::run(arguments, global).map(|()| true),
        Command::Sandbox(arguments) => match &arguments.action {
            None => return sandbox::serve(arguments, global).map(|()| true),
            Some(Action::Trigger(trigger)) => trigger,
        },
        Command::Login(arguments) => return login::run(arguments, global).map(|()| true),
        Command::Instance(command) => command,
        Command::Group(command) => command,
        Command::Send(command) => command,
        Command::Media(command) => command,
        Command::User(command) => command,
        Command::Profile(command) => command,
        Command::Business(command) => command,
        Command::Request(command) => command,
        Command::Config(command) => command,
    };
    // Before anything is sent.
    check_fields(global, command.fields())?;
    let output = command.run(&Session::new(global)?)?;
    let is_whole = !output.is_partial();
    output.print(global)?;
    Ok(is_whole)
}

/// Refuses fields that the output of the command does not have.
fn check_fields(global: &Global, fields: Option<&[Field]>) -> Result<(), Failure> {
    let Some(fields) = fields else { return Ok(()) };
    let is_unknown = |name: &&String| fields.iter().all(|field| field.name != name.as_str());
    let Some(unknown) = global.fields.iter().find(is_unknown) else { return Ok(()) };
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    Err(Failure::usage(format!("there is no field {unknown:?}; choose one of {}", names.join(","))))
}

fn completions(arguments: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    let mut command = Cli::command();
    clap_complete::generate(arguments.shell, &mut command, "whatsapi", &mut script);
    write(&script)
}

fn man(arguments: &Man) -> Result<(), Failure> {
    let Some(folder) = &arguments.folder else {
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(Cli::command()).render(&mut page);
        rendered.map_err(|error| Failure::of_file("write", "the page", &error))?;
        return write(&page);
    };
    let failed = |error| Failure::of_file("write", folder.display(), &error);
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)
}
