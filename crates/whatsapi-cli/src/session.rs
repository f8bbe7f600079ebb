//! What a command runs with: the options, the settings, and the client.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use whatsapi::{Client, Instance, Upload};

use crate::args::global::Global;
use crate::config::settings::{INSTANCE_VARIABLE, Settings};
use crate::failure::{Code, Failure};
use crate::output;
use crate::progress::Progress;

/// What a command runs with.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    pub(crate) global: &'a Global,
    pub(crate) settings: Settings,
}

impl<'a> Session<'a> {
    pub(crate) fn new(global: &'a Global) -> Result<Self, Failure> {
        Ok(Self { global, settings: Settings::read(global)? })
    }

    /// A client of the configured server.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let key = self.settings.api_key()?;
        self.client_with(key)
    }

    pub(crate) fn client_with(&self, key: &str) -> Result<Client, Failure> {
        let mut builder = Client::builder()
            .server(self.settings.server()?)
            .api_key(key)
            .allow_insecure_http(self.settings.allows_http())
            .user_agent(concat!("whatsapi-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(seconds) = self.global.timeout {
            builder = builder.timeout(Duration::from_secs(seconds));
        }
        if self.global.verbose {
            builder = builder.on_attempt(|attempt| output::message("call", &attempt.to_string()));
        }
        builder.build().map_err(|error| match error.to_string() {
            text if text.contains("allow_insecure_http") => {
                let server = &self.settings.server.source;
                Failure::usage(format!(
                    "the server (from the {server}) is not https, so that everybody on the way could \
                     read the API key; use https, or pass --allow-http in a network that you trust"
                ))
            }
            _ => error.into(),
        })
    }

    /// The instance: the named one, or the default.
    pub(crate) fn instance(&self, key: Option<&str>) -> Result<Instance, Failure> {
        // Without a key of the API, there is no use in naming an instance.
        let client = self.client()?;
        Ok(client.instance(self.instance_key(key)?))
    }

    pub(crate) fn instance_key<'k>(&'k self, key: Option<&'k str>) -> Result<&'k str, Failure> {
        key.or(self.settings.instance.value.as_deref()).ok_or_else(|| {
            let remedy = format!(
                "pass --instance KEY, set {INSTANCE_VARIABLE}, or run `whatsapi config set instance KEY`"
            );
            Failure::usage(format!("no instance is chosen; {remedy}"))
        })
    }

    pub(crate) fn progress(&self, message: impl Into<String>) -> Progress {
        Progress::start(self.global, message.into())
    }
}

/// A file to upload, with its name.
pub(crate) fn upload(path: &Path) -> Result<Upload, Failure> {
    // Not a wrong command line: the file may appear, or become readable.
    Upload::from_path(path).map_err(|error| Failure::new(Code::Failed, error.to_string()))
}

/// The content of a file; of stdin for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let content = match path.as_os_str() == "-" {
        true => {
            let mut content = Vec::new();
            io::stdin().lock().read_to_end(&mut content).map(|_| content)
        }
        false => fs::read(path),
    };
    content.map_err(|error| Failure::of_file("read", path.display(), &error))
}

/// The JSON in a file, as a type; that in stdin for `-`.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    serde_json::from_slice(&read(path)?)
        .map_err(|error| Failure::usage(format!("{} is not as expected: {error}", path.display())))
}

pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    fs::write(path, content).map_err(|error| Failure::of_file("write", path.display(), &error))
}
