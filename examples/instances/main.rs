//! Manages the instances of a server from the command line: creates them, links them to phones by a QR
//! code in the terminal, and sends messages.
//!
//! `WHATSAPI_URL=.. WHATSAPI_API_KEY=.. cargo run --example instances -- --help`

mod arguments;
#[path = "../common/mod.rs"]
mod common;
mod output;
mod qr;

use std::path::Path;
use std::process::ExitCode;

use arguments::{Action, Arguments, Command};
use common::reply::Output;
use common::table::escape;
use common::{DONE, Failure, print};
use whatsapi::{Client, Error, Instance, Upload};

fn main() -> ExitCode {
    common::run(arguments::parse, arguments::usage, execute)
}

fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let command = &arguments.command;
    let failed = |error: Error| Failure::of_call(&error, command.is_change());
    let client = Client::from_env().map_err(failed)?;
    let output = match command {
        Command::For { key, action: Action::QrCode { png: Some(path) } } => {
            save_qr_code(&client.instance(key), path)?
        }
        _ => call(command, &client).map_err(failed)?,
    };
    print(&format!("{}\n", output.shown(arguments.json))).map(|()| DONE)
}

fn save_qr_code(instance: &Instance, path: &Path) -> Result<Output, Failure> {
    let failed = |error: Error| Failure::of_call(&error, false);
    let reply = instance.qr_code().map_err(failed)?;
    let code = reply.data().map_err(failed)?;
    let written = std::fs::write(path, code.png());
    written.map_err(|error| Failure::of_output(&format!("{path:?}"), &error))?;
    Ok(Output::of_text(&reply, format!("saved to {}", escape(&path.to_string_lossy()))))
}

fn call(command: &Command, client: &Client) -> Result<Output, Error> {
    let instances = client.instances();
    Ok(match command {
        Command::List => output::list(&instances.list()?),
        Command::Create { key, webhook: None } => output::created(&instances.create(key)?),
        Command::Create { key, webhook: Some(url) } => {
            output::created(&instances.create_with_webhook(key, url)?)
        }
        Command::For { key, action } => act(&client.instance(key), action)?,
    })
}

fn act(instance: &Instance, action: &Action) -> Result<Output, Error> {
    Ok(match action {
        Action::Info => output::info(&instance.info()?),
        Action::QrCode { .. } => output::qr_code(&instance.qr_code()?),
        Action::Webhook(url) => Output::of_message(&instance.set_webhook(url)?),
        Action::SendText { to, text } => output::sent(&instance.messages().text(to, text)?),
        Action::SendImage { to, file } => {
            output::sent(&instance.messages().image(to, Upload::from_path(file)?, None)?)
        }
        Action::Logout => Output::of_message(&instance.logout()?),
        Action::Delete => Output::of_message(&instance.delete()?),
    })
}
