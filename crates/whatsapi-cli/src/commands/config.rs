//! `whatsapi config`

use serde_json::{Value, json};

use super::{Run, Session};
use crate::args::config::{Config, SettingName};
use crate::config::file::{self, ConfigFile, FIRST_PROFILE};
use crate::config::settings::{Setting, Settings, masked};
use crate::failure::Failure;
use crate::output::record::{Field, Record, shown};
use crate::output::{DONE, Output};
use crate::prompt::confirm;

const SETTING: &[Field; 3] = &[shown("setting"), shown("value"), shown("source")];
const PROFILE: &[Field; 5] =
    &[shown("name"), shown("server"), shown("api_key"), shown("instance"), shown("default")];
const PATH: &[Field; 1] = &[shown("path")];

impl Run for Config {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::List => SETTING,
            Self::Profiles => PROFILE,
            Self::Path => PATH,
            Self::Set { .. } | Self::Use { .. } | Self::Remove { .. } => DONE,
        })
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        match self {
            Self::List => Ok(Output::list(settings(&session.settings))),
            Self::Profiles => profiles(&session.settings),
            Self::Path => {
                let path = file::path()?.display().to_string();
                Ok(Output::text(&path, Record::new(PATH, [json!(path)])))
            }
            Self::Set { setting, value } => set(&session.settings, *setting, value),
            Self::Use { name } => {
                let mut file = ConfigFile::read()?;
                file.profile(name)?;
                file.default_profile = Some(name.clone());
                file.write()?;
                Ok(Output::note_only(format!("{name} is the default profile")))
            }
            Self::Remove { name, confirmation } => {
                let mut file = ConfigFile::read()?;
                file.profile(name)?;
                confirm(confirmation.yes, &format!("Remove the profile {name} and its key?"))?;
                file.profiles.remove(name);
                file.default_profile.take_if(|default| default == name);
                file.write()?;
                Ok(Output::note_only(format!("the profile {name} is removed")))
            }
        }
    }
}

fn settings(settings: &Settings) -> Vec<Record> {
    let Settings { profile, server, api_key, instance, allow_http } = settings;
    let key =
        Setting { value: api_key.value.as_deref().map(masked), source: api_key.source.clone() };
    vec![
        setting("profile", profile.value.clone().into(), profile),
        setting("server", server.value.as_deref().map(without_password).into(), server),
        setting("api_key", key.value.clone().into(), &key),
        setting("instance", instance.value.clone().into(), instance),
        setting("allow_http", allow_http.value.unwrap_or_default().into(), allow_http),
    ]
}

fn setting<T>(name: &str, value: Value, setting: &Setting<T>) -> Record {
    Record::new(SETTING, [name.into(), value, setting.source.to_string().into()])
}

/// The address without what is before an `@`, which may be a password.
fn without_password(server: &str) -> String {
    match (server.split_once("://"), server.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://********@{host}"),
        (None, Some((_, host))) => format!("********@{host}"),
        (_, None) => server.to_owned(),
    }
}

fn profiles(settings: &Settings) -> Result<Output, Failure> {
    let file = ConfigFile::read()?;
    let records = file.profiles.iter().map(|(name, profile)| {
        Record::new(
            PROFILE,
            [
                json!(name),
                json!(profile.server.as_deref().map(without_password)),
                json!(profile.api_key.as_deref().map(masked)),
                json!(profile.instance),
                json!(settings.profile.value.as_ref() == Some(name)),
            ],
        )
    });
    Ok(Output::list(records.collect()).or_nothing("no profiles; `whatsapi login` makes one"))
}

fn set(settings: &Settings, setting: SettingName, value: &str) -> Result<Output, Failure> {
    let mut file = ConfigFile::read()?;
    let name = settings.profile.value.clone().unwrap_or_else(|| FIRST_PROFILE.to_owned());
    let profile = file.profiles.entry(name.clone()).or_default();
    match setting {
        SettingName::Server => {
            profile.move_to(value);
        }
        SettingName::Instance => profile.instance = Some(value.to_owned()),
        SettingName::AllowHttp => {
            let allow = match value {
                "true" | "1" | "on" => true,
                "false" | "0" | "off" => false,
                _ => return Err(Failure::usage("allow-http is true or false")),
            };
            profile.allow_http = Some(allow);
        }
    }
    let needs_key = profile.api_key.is_none();
    file.write()?;
    let output = Output::note_only(format!("it is in the profile {name}"));
    Ok(match needs_key {
        true => output.note("the profile has no API key; `whatsapi login` stores one"),
        false => output,
    })
}
