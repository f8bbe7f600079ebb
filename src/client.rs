//! Constructors of the [`Client`].

use std::env::VarError;

use openapi_ureq::{Error, ErrorKind};

use crate::Client;

const URL_VARIABLE: &str = "WHATSAPI_URL";
const KEY_VARIABLE: &str = "WHATSAPI_API_KEY";

impl Client {
    /// A client for the service at `server`, such as `https://host`, with all defaults. The path of
    /// the API, `/api`, is added.
    ///
    /// ```no_run
    /// let client = whatsapi::Client::new("https://whatsapi.example", "api-key")?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn new(server: impl Into<String>, api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().server(server).api_key(api_key).build()
    }

    /// A client for the server in the environment variable `WHATSAPI_URL`, with the key in
    /// `WHATSAPI_API_KEY`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if a variable is not set, or as [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn from_env() -> Result<Self, Error> {
        Self::new(variable(URL_VARIABLE)?, variable(KEY_VARIABLE)?)
    }
}

fn variable(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|error| {
        // The error is not kept as the source: it would show a value that is not UTF-8.
        let problem = match error {
            VarError::NotPresent => "is not set; set it",
            VarError::NotUnicode(_) => "is not UTF-8 text; correct it",
        };
        Error::new(ErrorKind::Configuration, format!("the environment variable {name} {problem}"))
    })
}
