//! The settings of a run, and where each comes from.

use std::env;

use super::file::{ConfigFile, FIRST_PROFILE, Profile};
use crate::args::global::Global;
use crate::failure::{Code, Failure};

pub(crate) const SERVER_VARIABLE: &str = "WHATSAPI_URL";
pub(crate) const KEY_VARIABLE: &str = "WHATSAPI_API_KEY";
pub(crate) const INSTANCE_VARIABLE: &str = "WHATSAPI_INSTANCE";
pub(crate) const ALLOW_HTTP_VARIABLE: &str = "WHATSAPI_ALLOW_HTTP";
const PROFILE_VARIABLE: &str = "WHATSAPI_PROFILE";

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Flag(&'static str),
    Environment(&'static str),
    Profile(String),
    Unset,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "option {name}"),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::Unset => f.write_str("not set"),
        }
    }
}

/// A value and its source.
#[derive(Clone)]
pub(crate) struct Setting<T> {
    pub(crate) value: Option<T>,
    pub(crate) source: Source,
}

/// The settings of a run.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) profile: Setting<String>,
    pub(crate) server: Setting<String>,
    pub(crate) api_key: Setting<String>,
    pub(crate) instance: Setting<String>,
    pub(crate) allow_http: Setting<bool>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key is secret, and the server may have a password.
        f.debug_struct("Settings").field("profile", &self.profile.value).finish_non_exhaustive()
    }
}

impl Settings {
    /// The settings by their precedence: options, the environment, the profile.
    pub(crate) fn read(global: &Global) -> Result<Self, Failure> {
        let file = ConfigFile::read()?;
        let profile = chosen_profile(global, &file)?;
        let name = profile.value.clone().unwrap_or_default();
        let values = match (&profile.value, &profile.source) {
            (None, _) => Profile::default(),
            // `login` makes a profile that does not exist yet.
            (Some(name), _) if global.makes_profile => {
                file.profiles.get(name).cloned().unwrap_or_default()
            }
            (Some(name), _) => file.profile(name)?.clone(),
        };
        let in_profile = |value: Option<String>| in_profile(value, &name);
        let server = flag(global.server.clone(), "--server")
            .or(|| variable(SERVER_VARIABLE))?
            .or(|| Ok(in_profile(values.server.clone())))?;
        let instance = flag(global.instance.clone(), "--instance")
            .or(|| variable(INSTANCE_VARIABLE))?
            .or(|| Ok(in_profile(values.instance.clone())))?;
        let api_key = variable(KEY_VARIABLE)?.or(|| Ok(in_profile(values.api_key.clone())))?;
        let allow_http = match global.allow_http {
            true => Setting { value: Some(true), source: Source::Flag("--allow-http") },
            false => allow_http_variable()?.or(|| Ok(in_profile_as(values.allow_http, &name)))?,
        };
        Ok(Self { profile, server, api_key, instance, allow_http })
    }

    /// The server.
    pub(crate) fn server(&self) -> Result<&str, Failure> {
        self.server.value.as_deref().ok_or_else(|| {
            let remedy =
                format!("run `whatsapi login`, pass --server URL, or set {SERVER_VARIABLE}");
            Failure::usage(format!("no server is configured; {remedy}"))
        })
    }

    /// Whether plain http is allowed. What a profile allows is for the server of that profile only.
    pub(crate) fn allows_http(&self) -> bool {
        let is_for_server = match &self.allow_http.source {
            Source::Profile(_) => self.server.source == self.allow_http.source,
            Source::Flag(_) | Source::Environment(_) | Source::Unset => true,
        };
        is_for_server && self.allow_http.value == Some(true)
    }

    /// The key. That of a profile is for the server of that profile only: with another server, it
    /// would be shown to whoever runs that.
    pub(crate) fn api_key(&self) -> Result<&str, Failure> {
        let Some(key) = &self.api_key.value else {
            let remedy = format!("run `whatsapi login`, or set {KEY_VARIABLE}");
            let message = format!("no API key is configured; {remedy}");
            return Err(Failure::new(Code::Authentication, message));
        };
        match (&self.api_key.source, &self.server.source) {
            (Source::Profile(name), source) if *source != Source::Profile(name.clone()) => {
                let message = format!(
                    "the server is from the {source}, but the API key from the profile {name}, \
                     which is for its own server; set {KEY_VARIABLE}, or make a profile for this \
                     server by `whatsapi login --profile NAME`"
                );
                Err(Failure::new(Code::Authentication, message))
            }
            _ => Ok(key),
        }
    }
}

/// The key, masked: its end tells keys apart, unless that would be most of it.
pub(crate) fn masked(key: &str) -> String {
    let end: String = match key.chars().count() {
        0..16 => String::new(),
        length => key.chars().skip(length - 4).collect(),
    };
    format!("********{end}")
}

impl<T> Setting<T> {
    fn unset() -> Self {
        Self { value: None, source: Source::Unset }
    }

    fn or(self, other: impl FnOnce() -> Result<Self, Failure>) -> Result<Self, Failure> {
        if self.value.is_some() { Ok(self) } else { other() }
    }
}

fn flag(value: Option<String>, name: &'static str) -> Setting<String> {
    match value {
        Some(value) => Setting { value: Some(value), source: Source::Flag(name) },
        None => Setting::unset(),
    }
}

/// The value of a variable. An empty one counts as missing.
fn variable(name: &'static str) -> Result<Setting<String>, Failure> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => {
            Ok(Setting { value: Some(value), source: Source::Environment(name) })
        }
        Ok(_) | Err(env::VarError::NotPresent) => Ok(Setting::unset()),
        // The error would show the value.
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("the environment variable {name} is not UTF-8; correct it")))
        }
    }
}

fn allow_http_variable() -> Result<Setting<bool>, Failure> {
    let Setting { value, source } = variable(ALLOW_HTTP_VARIABLE)?;
    let value = match value.as_deref() {
        None => None,
        Some("1" | "true") => Some(true),
        Some("0" | "false") => Some(false),
        Some(_) => {
            let message =
                format!("the environment variable {ALLOW_HTTP_VARIABLE} is neither 1 nor 0");
            return Err(Failure::usage(message));
        }
    };
    Ok(Setting { value, source })
}

fn in_profile(value: Option<String>, name: &str) -> Setting<String> {
    in_profile_as(value.filter(|value| !value.is_empty()), name)
}

fn in_profile_as<T>(value: Option<T>, name: &str) -> Setting<T> {
    match value {
        Some(value) => Setting { value: Some(value), source: Source::Profile(name.to_owned()) },
        None => Setting::unset(),
    }
}

/// The name of the profile: by option, by the environment, or the file's default.
fn chosen_profile(global: &Global, file: &ConfigFile) -> Result<Setting<String>, Failure> {
    let named = flag(global.profile.clone(), "--profile").or(|| variable(PROFILE_VARIABLE))?;
    named.or(|| {
        let default = file.default_profile.clone().or_else(|| {
            file.profiles.contains_key(FIRST_PROFILE).then(|| FIRST_PROFILE.to_owned())
        });
        Ok(match default {
            Some(name) => Setting { value: Some(name.clone()), source: Source::Profile(name) },
            None => Setting::unset(),
        })
    })
}
