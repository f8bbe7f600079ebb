//! The constructors and handles of [`Client`].

use std::env::VarError;

use openapi_ureq::{Error, ErrorKind};

use crate::generated::Client;
use crate::handles::instance::Instance;
use crate::handles::instances::Instances;

const URL_VARIABLE: &str = "WHATSAPI_URL";
const KEY_VARIABLE: &str = "WHATSAPI_API_KEY";
const ALLOW_HTTP_VARIABLE: &str = "WHATSAPI_ALLOW_HTTP";

// rustdoc shows impl blocks in the order of the modules: this one before the generated functions.
#[doc = include_str!("client.md")]
impl Client {
    /// A client for the server at `server`, such as `https://host`, with default settings. The path of the
    /// API, `/api`, is appended.
    ///
    /// ```no_run
    /// let client = whatsapi::Client::new("https://whatsapi.example", "api-key")?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn new(server: impl Into<String>, api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().server(server).api_key(api_key).build()
    }

    /// A client configured by environment variables: the server is in `WHATSAPI_URL`, the key in
    /// `WHATSAPI_API_KEY`.
    ///
    /// `WHATSAPI_ALLOW_HTTP=1` allows plain `http` to a host that is not loopback, for a server in a
    /// private network. The key is then sent unencrypted; see
    /// [`allow_insecure_http`](crate::ClientBuilder::allow_insecure_http).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if a variable is missing or invalid. The message names the
    /// variables.
    pub fn from_env() -> Result<Self, Error> {
        let (server, key) = (variable(URL_VARIABLE)?, variable(KEY_VARIABLE)?);
        let builder =
            Self::builder().server(server).api_key(key).allow_insecure_http(allow_http()?);
        builder.build().map_err(|error| {
            let origin = format!("the server is from {URL_VARIABLE}, the key from {KEY_VARIABLE}");
            Error::new(error.kind(), format!("{error} ({origin})"))
        })
    }

    /// The instances of the server.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// for instance in sandbox.client().instances().list()?.data()? {
    ///     println!("{} is connected: {:?}", instance.key()?, instance.is_connected);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn instances(&self) -> Instances {
        Instances::new(self.clone())
    }

    /// The instance with this key.
    ///
    /// ```
    /// # let client = whatsapi::Client::new("http://localhost", "key")?;
    /// let groups = client.instance("sales").groups();
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn instance(&self, key: impl AsRef<str>) -> Instance {
        Instance::new(self, key.as_ref())
    }
}

fn allow_http() -> Result<bool, Error> {
    match std::env::var(ALLOW_HTTP_VARIABLE).as_deref() {
        Ok("1" | "true") => Ok(true),
        Ok("0" | "false" | "") | Err(VarError::NotPresent) => Ok(false),
        _ => Err(unusable(ALLOW_HTTP_VARIABLE, "is neither 1 nor 0; set it to one of them")),
    }
}

fn variable(name: &str) -> Result<String, Error> {
    // The error itself is dropped, since it would show a value that is not UTF-8.
    std::env::var(name).map_err(|error| match error {
        VarError::NotPresent => unusable(name, "is not set; set it"),
        VarError::NotUnicode(_) => unusable(name, "is not UTF-8 text; correct it"),
    })
}

fn unusable(name: &str, problem: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("the environment variable {name} {problem}"))
}
