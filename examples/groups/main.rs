//! Manages the groups of an instance from the command line.
//!
//! `WHATSAPI_URL=.. WHATSAPI_API_KEY=.. cargo run --example groups -- --help`

mod arguments;
#[path = "../common/mod.rs"]
mod common;
mod output;

use std::process::ExitCode;

use arguments::{Action, Arguments, Change, Command};
use common::{DONE, Failure, print};
use whatsapi::models::ApiResponse;
use whatsapi::{Client, Error, Groups, Outcome, Response, Upload};

const INSTANCE_VARIABLE: &str = "WHATSAPI_INSTANCE";

/// The exit code for a change that failed for some of the participants.
const PARTIAL_FAILURE: u8 = 3;

fn main() -> ExitCode {
    common::run(arguments::parse, arguments::usage, execute)
}

fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let command = &arguments.command;
    let failed = |error: Error| Failure::of_call(&error, command.is_change());
    let instance = instance(arguments)?;
    let groups = Client::from_env().map_err(failed)?.instance(instance).groups();
    let reply = call(command, &groups).map_err(failed)?.into_body();
    let readable = || output::readable(command, &reply);
    let text = common::reply::shown(&reply, arguments.json, readable);
    let code = exit_code(command, &reply);
    print(&format!("{text}\n")).map(|()| code)
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

fn call(command: &Command, groups: &Groups) -> Result<Response<ApiResponse>, Error> {
    let (group, action) = match command {
        Command::List { admin: false } => return groups.list(),
        Command::List { admin: true } => return groups.admin(),
        Command::Create { name, people } => return groups.create(name, people),
        Command::Look { link } => return groups.info_from_invite(link),
        Command::Join { link } => return groups.join(link),
        Command::In { group, action } => (groups.group(group)?, action),
    };
    match action {
        Action::Info => group.info(),
        Action::Participants => group.participants().list(),
        Action::Change(Change::Add, people) => group.participants().add(people),
        Action::Change(Change::Remove, people) => group.participants().remove(people),
        Action::Change(Change::Promote, people) => group.participants().promote(people),
        Action::Change(Change::Demote, people) => group.participants().demote(people),
        Action::Name(name) => group.set_name(name),
        Action::Describe(description) => group.set_description(description),
        Action::Picture(file) => group.set_picture(Upload::from_path(file)?),
        Action::Announce(on) => group.set_announce(*on),
        Action::Lock(on) => group.set_locked(*on),
        Action::Invite => group.invite_code(),
        Action::Leave => group.leave(),
    }
}

/// A successful reply may still report failures of some participants.
fn exit_code(command: &Command, reply: &ApiResponse) -> u8 {
    // If the participants cannot be read, the call still succeeded, and the data is printed.
    match reply.participants() {
        Ok(people)
            if command.has_participants()
                && people.iter().any(|person| person.outcome() != Outcome::Done) =>
        {
            PARTIAL_FAILURE
        }
        _ => DONE,
    }
}
