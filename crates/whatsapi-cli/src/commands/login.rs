//! `whatsapi login`

use std::io::{self, Read};

use crate::args::config::Login;
use crate::args::global::Global;
use crate::config::file::{self, ConfigFile, FIRST_PROFILE};
use crate::config::settings::{Setting, Source};
use crate::failure::{Code, Failure};
use crate::output::Output;
use crate::prompt::{ask_or, ask_secret};
use crate::session::Session;

/// Asks for what is missing, checks it with a call, and stores it.
pub(crate) fn run(arguments: &Login, global: &Global) -> Result<(), Failure> {
    let global = Global { makes_profile: true, ..global.clone() };
    let mut session = Session::new(&global)?;
    if session.settings.server.value.is_none() {
        let server = ask_or("Server:", "pass --server URL")?;
        let source = Source::Flag("--server");
        session.settings.server = Setting { value: Some(server), source };
    }
    let server = session.settings.server()?.to_owned();
    let key = match arguments.key_stdin {
        true => key_in_stdin()?,
        false => ask_secret("API key:", "pass the key to stdin, and --key-stdin")?,
    };
    if key.is_empty() {
        return Err(Failure::new(Code::Authentication, "the API key is empty; nothing was stored"));
    }
    let client = session.client_with(&key)?;
    let checked = {
        let _progress = session.progress("checking the key");
        client.instances().list()
    };
    checked.map_err(|error| match error.is_unauthorized() {
        true => Failure::new(
            Code::Authentication,
            format!("{error}; the server rejected the key, nothing was stored"),
        ),
        false => Failure { message: format!("{error}; nothing was stored"), ..error.into() },
    })?;
    let name = session.settings.profile.value.clone().unwrap_or_else(|| FIRST_PROFILE.to_owned());
    let mut file = ConfigFile::read()?;
    let profile = file.profiles.entry(name.clone()).or_default();
    profile.move_to(&server);
    profile.api_key = Some(key);
    if let Some(instance) = &global.instance {
        profile.instance = Some(instance.clone());
    }
    if global.allow_http {
        profile.allow_http = Some(true);
    }
    file.default_profile.get_or_insert_with(|| name.clone());
    file.write()?;
    let path = file::path()?;
    Output::note_only(format!("the key works; the profile {name} is in {}", path.display()))
        .print(&global)
}

fn key_in_stdin() -> Result<String, Failure> {
    let mut key = String::new();
    let read = io::stdin().lock().read_to_string(&mut key);
    read.map_err(|error| Failure::of_file("read", "the key in stdin", &error))?;
    Ok(key.trim().to_owned())
}
