//! Manages the instances of a server from the command line: creates them, links them to phones by a QR
//! code in the terminal, and sends messages.
//!
//! `WHATSAPI_URL=.. WHATSAPI_API_KEY=.. cargo run --example instances -- --help`

mod arguments;
#[path = "../common/mod.rs"]
mod common;
mod output;
mod qr;

use std::process::ExitCode;

use arguments::{Action, Arguments, Command};
use common::{DONE, Failure, print};
use whatsapi::models::ApiResponse;
use whatsapi::{Client, Error, Response, Upload};

fn main() -> ExitCode {
    common::run(arguments::parse, arguments::usage, execute)
}

fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let command = &arguments.command;
    let failed = |error: Error| Failure::of_call(&error, command.is_change());
    let client = Client::from_env().map_err(failed)?;
    let reply = call(command, &client).map_err(failed)?.into_body();
    if let Command::For { action: Action::QrCode { png: Some(path) }, .. } = command {
        let code = reply.qr_code().map_err(failed)?;
        let written = std::fs::write(path, code.png());
        written.map_err(|error| Failure::of_output(&format!("{path:?}"), &error))?;
    }
    let readable = || output::readable(command, &reply);
    let text = common::reply::shown(&reply, arguments.json, readable);
    print(&format!("{text}\n")).map(|()| DONE)
}

fn call(command: &Command, client: &Client) -> Result<Response<ApiResponse>, Error> {
    let instances = client.instances();
    let (key, action) = match command {
        Command::List => return instances.list(),
        Command::Create { key, webhook: None } => return instances.create(key),
        Command::Create { key, webhook: Some(url) } => {
            return instances.create_with_webhook(key, url);
        }
        Command::For { key, action } => (key, action),
    };
    let instance = client.instance(key);
    match action {
        Action::Info => instance.info(),
        Action::QrCode { .. } => instance.qr_code(),
        Action::Webhook(url) => instance.set_webhook(url),
        Action::SendText { to, text } => instance.messages().text(to, text),
        Action::SendImage { to, file } => {
            instance.messages().image(to, Upload::from_path(file)?, None)
        }
        Action::Logout => instance.logout(),
        Action::Delete => instance.delete(),
    }
}
