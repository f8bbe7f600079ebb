//! The configuration file: named profiles, readable by its owner only, since it has API keys.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use serde::{Deserialize, Serialize};

use crate::failure::{Code, Failure};

/// The variable that names another file.
pub(crate) const PATH_VARIABLE: &str = "WHATSAPI_CONFIG";

/// The name of the profile that `login` makes if none is named.
pub(crate) const FIRST_PROFILE: &str = "default";

/// The content of the file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfigFile {
    /// The profile that is used if none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_profile: Option<String>,
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// The settings of a server.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) api_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) allow_http: Option<bool>,
}

impl Profile {
    /// Sets the server. The key of another one does not stay, nor that it may be called by plain http.
    pub(crate) fn move_to(&mut self, server: &str) {
        if self.server.as_deref().is_some_and(|former| former != server) {
            self.api_key = None;
            self.allow_http = None;
        }
        self.server = Some(server.to_owned());
    }
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key is secret, and the server may have a password.
        f.debug_struct("Profile").field("instance", &self.instance).finish_non_exhaustive()
    }
}

/// The path of the file, at the platform's place for configuration.
pub(crate) fn path() -> Result<PathBuf, Failure> {
    if let Some(path) = env::var_os(PATH_VARIABLE).filter(|path| !path.is_empty()) {
        return Ok(path.into());
    }
    let strategy = choose_base_strategy().map_err(|error| {
        let remedy = format!("set {PATH_VARIABLE} to the path of the configuration file");
        Failure::usage(format!("there is no home directory ({error}); {remedy}"))
    })?;
    Ok(strategy.config_dir().join("whatsapi").join("config.toml"))
}

impl ConfigFile {
    /// Reads the file. Without one, there are no profiles.
    pub(crate) fn read() -> Result<Self, Failure> {
        let path = path()?;
        let shown = path.display();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Failure::of_file("read", shown, &error)),
        };
        check_permissions(&path)?;
        toml::from_str(&text).map_err(|error| {
            // The whole error would show the line, which may have the key.
            let line = error.span().map(|span| 1 + text[..span.start].matches('\n').count());
            let line = line.map(|line| format!(", line {line}")).unwrap_or_default();
            let problem = match error.message().lines().next().unwrap_or_default() {
                // These messages have the value in them.
                problem if problem.starts_with("invalid ") => {
                    "a value is of another type; write texts in quotes"
                }
                problem => problem,
            };
            Failure::usage(format!("{shown}{line}: {problem}; correct it, or delete the file"))
        })
    }

    /// Replaces the file, readable by its owner only.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        let path = path()?;
        let failed =
            |error: &dyn std::fmt::Display| Failure::of_file("write", path.display(), error);
        let text = toml::to_string(self).map_err(|error| failed(&error))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder {
            fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        }
        // A file that is half written would lose all keys.
        let new = path.with_extension("toml.new");
        // A file that was left behind may have other permissions.
        let _ = fs::remove_file(&new);
        let written = private_file(&new).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&new, &path)).map_err(|error| failed(&error))
    }

    /// The profile of this name.
    pub(crate) fn profile(&self, name: &str) -> Result<&Profile, Failure> {
        self.profiles.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
            let known = match names.is_empty() {
                true => "there is none; make one by `whatsapi login`".to_owned(),
                false => format!("there are: {}", names.join(", ")),
            };
            Failure::usage(format!("there is no profile {name:?}; {known}"))
        })
    }
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    // The folder of a user's configuration is private to them.
    File::options().write(true).create_new(true).open(path)
}

/// Refuses a file that others can read or change, as ssh does with its keys.
#[cfg(unix)]
fn check_permissions(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    let shown = path.display();
    let metadata = fs::metadata(path).map_err(|error| Failure::of_file("read", shown, &error))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let shown = path.display();
    let message = format!("{shown} has API keys, but others can access it (mode {mode:03o})");
    Err(Failure::new(Code::Usage, format!("{message}; run `chmod 600 {shown}`")))
}

#[cfg(not(unix))]
fn check_permissions(_: &Path) -> Result<(), Failure> {
    Ok(())
}
