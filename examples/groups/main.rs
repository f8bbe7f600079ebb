//! Manages the groups of an instance from the command line.
//!
//! `WHATSAPI_URL=.. WHATSAPI_API_KEY=.. cargo run --example groups -- --help`

mod arguments;
#[path = "../common/mod.rs"]
mod common;
mod output;

use std::process::ExitCode;

use arguments::{Action, Arguments, Change, Command};
use common::reply::Output;
use common::{DONE, Failure, print};
use whatsapi::{Client, Error, Group, Groups, Upload};

const INSTANCE_VARIABLE: &str = "WHATSAPI_INSTANCE";

/// The exit code for a change that failed, or may have failed, for some of the participants.
const PARTIAL_FAILURE: u8 = 3;

fn main() -> ExitCode {
    common::run(arguments::parse, arguments::usage, execute)
}

fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let command = &arguments.command;
    let failed = |error: Error| Failure::of_call(&error, command.is_change());
    let instance = instance(arguments)?;
    let groups = Client::from_env().map_err(failed)?.instance(instance).groups();
    let (output, is_partial) = call(command, &groups).map_err(failed)?;
    let code = if is_partial { PARTIAL_FAILURE } else { DONE };
    print(&format!("{}\n", output.shown(arguments.json))).map(|()| code)
}

/// The key of the instance. An empty one counts as missing.
fn instance(arguments: &Arguments) -> Result<String, Failure> {
    arguments
        .instance
        .clone()
        .or_else(|| std::env::var(INSTANCE_VARIABLE).ok())
        .filter(|key| !key.is_empty())
        .ok_or_else(|| {
            let message = format!("no instance: pass --instance KEY, or set {INSTANCE_VARIABLE}");
            Failure::usage(&message)
        })
}

/// Makes the call. The second part of the result tells whether it failed for some of the participants.
fn call(command: &Command, groups: &Groups) -> Result<(Output, bool), Error> {
    let output = match command {
        Command::List { admin: false } => output::list(&groups.list()?),
        Command::List { admin: true } => output::list(&groups.admin()?),
        Command::Create { name, people } => {
            return Ok(output::created(&groups.create(name, people)?));
        }
        Command::Look { link } => output::info(&groups.info_from_invite(link)?),
        Command::Join { link } => Output::of_message(&groups.join(link)?),
        Command::In { group, action } => return act(&groups.group(group)?, action),
    };
    Ok((output, false))
}

fn act(group: &Group, action: &Action) -> Result<(Output, bool), Error> {
    let members = group.participants();
    let output = match action {
        Action::Info => output::info(&group.info()?),
        Action::Participants => output::members(&members.list()?),
        Action::Change(change, people) => {
            let outcomes = match change {
                Change::Add => members.add(people),
                Change::Remove => members.remove(people),
                Change::Promote => members.promote(people),
                Change::Demote => members.demote(people),
            };
            return Ok(output::changed(&outcomes?));
        }
        Action::Name(name) => Output::of_message(&group.set_name(name)?),
        Action::Describe(description) => Output::of_message(&group.set_description(description)?),
        Action::Picture(file) => Output::of_message(&group.set_picture(Upload::from_path(file)?)?),
        Action::Announce(on) => Output::of_message(&group.set_announce(*on)?),
        Action::Lock(on) => Output::of_message(&group.set_locked(*on)?),
        Action::Invite => output::invite(&group.invite_code()?),
        Action::Leave => Output::of_message(&group.leave()?),
    };
    Ok((output, false))
}
