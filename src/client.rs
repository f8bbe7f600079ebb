//! How a [`Client`] is made.

use std::env::VarError;
use std::time::Duration;

use crate::Client;
use crate::operations::{SECURITY_SCHEMES, SERVER};
use crate::runtime::{
    Attempted, CallOptions, Clock, Config, Error, ErrorKind, HttpClient, Method, Request,
    RetryPolicy, Transport,
};

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
    /// As [`ClientBuilder::build`].
    pub fn new(server: impl Into<String>, api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().server(server).api_key(api_key).build()
    }

    /// A client as the environment says: the server from `WHATSAPI_URL`, the key from
    /// `WHATSAPI_API_KEY`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if a variable is not set, or as [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        Self::new(variable(URL_VARIABLE)?, variable(KEY_VARIABLE)?)
    }

    /// Starts a client that is configured further.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            address: None,
            api_key: None,
            config: Config::new(String::new(), SECURITY_SCHEMES),
        }
    }

    /// This client with other settings for the calls that are made through what is returned, its
    /// handles included. It costs little: connections and all else are shared.
    ///
    /// ```
    /// use std::time::Duration;
    /// use whatsapi::CallOptions;
    ///
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// # let client = sandbox.client();
    /// let options = CallOptions::new().timeout(Duration::from_secs(5)).header("X-Request-Id", "42");
    /// client.with_options(options).instance("sales").groups().list()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        self.as_ref().with_options(options).into()
    }

    /// Starts a request for an endpoint that the API's document does not know, with the same
    /// authentication, retries and errors as all calls. `path` is relative to the base URL (the
    /// server and `/api`); it may have slots such as `{key}`, which [`Request::path`] fills in turn
    /// and encodes, and a query. The request is tried again as its method allows (RFC 9110); in
    /// errors, logs and hooks it is called `request`.
    ///
    /// ```
    /// use whatsapi::models::ApiResponse;
    /// use whatsapi::runtime::{Method, decode};
    ///
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// # let client = sandbox.client();
    /// let reply = client
    ///     .request(Method::GET, "instances/{key}/groups/")
    ///     .path("key", &"sales")
    ///     .query("include_participants", &false)
    ///     .send(decode::json::<ApiResponse>)?;
    /// assert_eq!(reply.status(), 200);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    pub fn request<'a>(&'a self, method: Method, path: &'a str) -> Request<'a> {
        self.as_ref().request_to(&method, path)
    }

    /// Ends the calls under way on other threads, of this client and of all its clones, and every
    /// later call: each fails with [`ErrorKind::Shutdown`], or with the error that the server has
    /// already reported, within a moment. For a program that is to end without waiting for servers.
    ///
    /// An upload whose reader waits for its own data ends when the reader does; a call through a
    /// [`transport`](ClientBuilder::transport) or [`clock`](ClientBuilder::clock) of your own ends
    /// when that does.
    ///
    /// ```
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # let client = sandbox.client();
    /// let worker = client.clone();
    /// client.shutdown();
    /// let error = worker.instance("sales").groups().list().unwrap_err();
    /// assert_eq!(error.kind(), whatsapi::ErrorKind::Shutdown);
    /// ```
    pub fn shutdown(&self) {
        self.as_ref().shutdown();
    }
}

fn variable(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|error| {
        // The error itself is not kept: it would show a value that is no text.
        let problem = match error {
            VarError::NotPresent => "is not set; set it",
            VarError::NotUnicode(_) => "is not UTF-8 text; correct it",
        };
        Error::new(ErrorKind::Configuration, format!("the environment variable {name} {problem}"))
    })
}

/// Configures a [`Client`]. Nothing is checked before [`build`](Self::build).
///
/// ```no_run
/// use std::time::Duration;
/// use whatsapi::Client;
///
/// let client = Client::builder()
///     .server("https://whatsapi.example")
///     .api_key("api-key")
///     .timeout(Duration::from_secs(20))
///     .build()?;
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder makes nothing before `build`"]
pub struct ClientBuilder {
    address: Option<Address>,
    api_key: Option<crate::runtime::Secret>,
    config: Config,
}

#[derive(Clone)]
enum Address {
    Server(String),
    BaseUrl(String),
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may hold a password as long as it is not checked.
        f.write_str(match self {
            Self::Server(_) => "Server(..)",
            Self::BaseUrl(_) => "BaseUrl(..)",
        })
    }
}

impl ClientBuilder {
    /// The service, such as `https://host`: the path of the API, which the document says is `/api`,
    /// is added. Replaces a [`base_url`](Self::base_url).
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.address = Some(Address::Server(url.into()));
        self
    }

    /// The URL that the paths of the document are put behind, used as it is; for a service behind a
    /// gateway, such as `https://gateway/some/prefix`. Replaces a [`server`](Self::server).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.address = Some(Address::BaseUrl(url.into()));
        self
    }

    /// The key of the service. It is sent with every request in the way the document says, and is
    /// shown nowhere.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(crate::runtime::Secret::new(key));
        self
    }

    /// The time for a whole call, all attempts and the waiting between them included. Default: 60
    /// seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config = self.config.timeout(timeout);
        self
    }

    /// The time for each attempt of a call: with less than the whole [`timeout`](Self::timeout), an
    /// idempotent call to a server that hangs is tried again. Default: none of its own.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.config = self.config.attempt_timeout(timeout);
        self
    }

    /// The time for making a connection. Default: 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.config = self.config.connect_timeout(timeout);
        self
    }

    /// The `User-Agent`. Default: `whatsapi-rust/` and the version of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.config = self.config.user_agent(user_agent);
        self
    }

    /// The URL of an HTTP proxy. Default: what the environment says (`ALL_PROXY`, `HTTPS_PROXY`,
    /// `HTTP_PROXY`, `NO_PROXY`), but none for a loopback address.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.config = self.config.proxy(url);
        self
    }

    /// Trusts the certificate authorities in `pem`, one or more certificates in PEM form: for a
    /// service whose certificate is of an authority of your own. With one added, only those that
    /// were added are trusted, no public ones. Default: those that the features say.
    ///
    /// ```no_run
    /// let client = whatsapi::Client::builder()
    ///     .server("https://whatsapi.internal")
    ///     .api_key("api-key")
    ///     .add_root_certificate(std::fs::read("ca.pem")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.config = self.config.add_root_certificate(pem);
        self
    }

    /// The size, in bytes and after decompression, up to which a reply is read. Default: 64 MiB.
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.config = self.config.max_response_bytes(bytes);
        self
    }

    /// Whether the key may be sent unencrypted to a host that is not loopback. Default: `false`.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.config = self.config.allow_insecure_http(allow);
        self
    }

    /// When failed calls are tried again. Default: [`RetryPolicy::new`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.config = self.config.retry(policy);
        self
    }

    /// Calls `hook` after each attempt of a call, on the thread that made it: enough to feed
    /// metrics. A reply that is an error by its envelope only (`error: true` under a 200) is told as
    /// the success that its status reports. A hook that panics does not harm the call. Default: none.
    ///
    /// ```
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let client = sandbox
    ///     .client_builder()
    ///     .on_attempt(|attempted| println!("{attempted}"))
    ///     .build()?;
    /// // get_all_groups GET /instances/{instance_key}/groups/ attempt 1 status 200 in 2 ms
    /// client.instance("demo").groups().list()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    pub fn on_attempt(mut self, hook: impl Fn(&Attempted) + Send + Sync + 'static) -> Self {
        self.config = self.config.on_attempt(hook);
        self
    }

    /// Takes time and chance from `clock`, for tests. Default: the system's, whose waiting ends when
    /// the client is shut down.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.config = self.config.clock(clock);
        self
    }

    /// Sends requests by `transport`. Default: a connection pool of the `ureq` crate.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.config = self.config.transport(transport);
        self
    }

    /// Checks everything and makes the client. No connection is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], saying what is wrong and what to do: no address or key, an
    /// address without a scheme, with a query, or with plain `http` to a host that is not loopback,
    /// a key that is empty or holds a control character, a timeout of zero, an unusable proxy, user
    /// agent or root certificate.
    pub fn build(self) -> Result<Client, Error> {
        let missing = |what: &str| Error::new(ErrorKind::Configuration, what);
        let base_url = match self.address {
            Some(Address::Server(url)) => resolve_server(&url)?,
            Some(Address::BaseUrl(url)) => url,
            None => return Err(missing("no address is configured; call server(\"https://host\")")),
        };
        let key =
            self.api_key.ok_or_else(|| missing("no API key is configured; call api_key(..)"))?;
        key.check("the API key")?;
        let mut config = self.config.base_url(base_url);
        for scheme in SECURITY_SCHEMES {
            config = config.credential_secret(scheme.name, key.clone());
        }
        HttpClient::new(config).map(Client::from)
    }
}

/// Puts the document's server path behind the host. A path is taken only if it is that same path:
/// any other would be lost, which `base_url` is there for.
fn resolve_server(url: &str) -> Result<String, Error> {
    let path_of = |url: &str| {
        let after_host = url.split_once("://").map_or(url, |(_, rest)| rest);
        after_host
            .find('/')
            .map_or("", |start| &after_host[start..])
            .trim_end_matches('/')
            .to_owned()
    };
    // A document may name a whole URL; the host is the caller's, the path is the document's.
    let api_path = if SERVER.starts_with('/') {
        SERVER.trim_end_matches('/').to_owned()
    } else {
        path_of(SERVER)
    };
    if url.contains(['?', '#']) {
        // Refused later, with the reason.
        return Ok(url.to_owned());
    }
    let path = path_of(url);
    if path.is_empty() {
        return Ok(format!("{}{api_path}", url.trim_end_matches('/')));
    }
    if path == api_path {
        return Ok(url.to_owned());
    }
    // What looks like a path may be a part of a password with a slash in it.
    let shown = if path.contains('@') { "..." } else { &path };
    let message = format!(
        "the server has the path `{shown}`; leave it out, or call base_url with the whole prefix"
    );
    Err(Error::new(ErrorKind::Configuration, message))
}
