//! How a client is configured.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::auth::{Credentials, Secret};
use crate::base_url::BaseUrl;
use crate::client::options::Settings;
use crate::client::{HttpClient, Shared};
use crate::error::{Error, ErrorKind};
use crate::observe::{Attempt, Hook, Observer};
use crate::operation::{Api, SecurityKind, SecurityScheme};
use crate::retry::{Clock, RetryPolicy, SystemClock};
use crate::shutdown::Shutdown;
use crate::transport::ureq::{UreqConfig, UreqTransport};
use crate::transport::{Timeouts, Transport};

/// A client that `openapi-ureq-codegen` generated.
pub trait GeneratedClient: Sized {
    /// What the document says of the API.
    const API: Api;

    /// Wraps what sends the requests.
    #[doc(hidden)]
    fn from_http_client(http: HttpClient) -> Self;
}

/// Configures a generated client; its function `builder` makes one.
///
/// Nothing is checked before [`build`](Self::build).
#[must_use = "a builder makes nothing before `build`"]
pub struct ClientBuilder<C> {
    address: Option<Address>,
    api_key: Option<Secret>,
    credentials: Vec<(String, Secret)>,
    timeouts: Timeouts,
    attempt_timeout: Option<Duration>,
    user_agent: Option<String>,
    max_response_bytes: u64,
    retry: RetryPolicy,
    hook: Option<Arc<Hook>>,
    clock: Option<Arc<dyn Clock>>,
    transport: Option<Arc<dyn Transport>>,
    ureq: UreqConfig,
    client: PhantomData<fn() -> C>,
}

#[derive(Clone)]
enum Address {
    Server(String),
    BaseUrl(String),
}

impl<C: GeneratedClient> ClientBuilder<C> {
    /// A builder with the defaults that the setters state.
    #[doc(hidden)]
    #[allow(clippy::new_without_default, reason = "clients are made by their own function")]
    pub fn new() -> Self {
        Self {
            address: None,
            api_key: None,
            credentials: Vec::new(),
            timeouts: Timeouts::DEFAULT,
            attempt_timeout: None,
            user_agent: None,
            max_response_bytes: 64 << 20,
            retry: RetryPolicy::new(),
            hook: None,
            clock: None,
            transport: None,
            ureq: UreqConfig::new(C::API.name),
            client: PhantomData,
        }
    }

    /// The server, such as `https://host`: the path that the document gives the API's server is added.
    /// Replaces a [`base_url`](Self::base_url).
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.address = Some(Address::Server(url.into()));
        self
    }

    /// The URL that the paths of the document are put behind, used as it is; for a server behind a
    /// gateway, such as `https://gateway/some/prefix`. Replaces a [`server`](Self::server).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.address = Some(Address::BaseUrl(url.into()));
        self
    }

    /// The API key, for the only security scheme of the document that is one. It is sent in the way the
    /// document says, and is shown nowhere.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(Secret::new(key));
        self
    }

    /// The credential for a security scheme of the document: a key, a token, or `user:password`. It is
    /// shown nowhere. Replaces an earlier one for the same scheme.
    pub fn credential(mut self, scheme: impl Into<String>, secret: impl Into<String>) -> Self {
        self.credentials.push((scheme.into(), Secret::new(secret)));
        self
    }

    /// The time for a whole call, including all attempts and the waits between them. Default: 60
    /// seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = timeout;
        self
    }

    /// The time for each attempt of a call: with less than the whole [`timeout`](Self::timeout), an
    /// idempotent call to a server that hangs is retried. Default: none of its own.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The time for making a connection. Default: 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// The `User-Agent`. Default: the name of the crate that has the client, `-rust/` and its version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// The URL of an HTTP proxy. Default: what the environment says (`ALL_PROXY`, `HTTPS_PROXY`,
    /// `HTTP_PROXY`, `NO_PROXY`), but none for a loopback address.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.ureq.proxy = Some(url.into());
        self
    }

    /// Trusts the certificate authorities in `pem`, one or more certificates in PEM form: for a server
    /// whose certificate was issued by an authority of your own. With one added, only those that were
    /// added are trusted, no public ones. Default: those that the features say.
    pub fn add_root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.ureq.root_certificates.push(pem.as_ref().to_vec());
        self
    }

    /// The size, in bytes and after decompression, up to which a response is read. Default: 64 MiB.
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Whether credentials may be sent unencrypted to a host that is not loopback. Default: `false`.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.ureq.allow_insecure_http = allow;
        self
    }

    /// When failed calls are retried. Default: [`RetryPolicy::new`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Calls `hook` after each attempt of a call, on the thread that made it: enough to feed metrics. A
    /// hook that panics does not fail the call. Default: none.
    pub fn on_attempt(mut self, hook: impl Fn(&Attempt) + Send + Sync + 'static) -> Self {
        self.hook = Some(Arc::new(hook));
        self
    }

    /// Takes time and randomness from `clock`, for tests. Default: the system's, whose waiting ends when
    /// the client is shut down.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sends requests by `transport`. Default: a connection pool of the `ureq` crate.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Checks everything and makes the client. No connection is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], saying what is wrong and what to do: no address, or none of the
    /// credentials that every operation needs; an address without a scheme, with a query, or with plain
    /// `http` to a host that is not loopback; a host with characters beyond ASCII or an IPv6 zone; a
    /// credential that is empty, or holds what cannot be sent where the document says; a timeout of zero; an unusable proxy, user agent or root certificate.
    pub fn build(self) -> Result<C, Error> {
        let Some(address) = self.address else {
            return Err(problem("no address is configured; call server(\"https://host\")"));
        };
        let credentials = credentials(&C::API, self.api_key, self.credentials)?;
        let allow_insecure_http = self.ureq.allow_insecure_http;
        let base_url = match address {
            Address::Server(url) => BaseUrl::of_server(&url, C::API.server, allow_insecure_http),
            Address::BaseUrl(url) => BaseUrl::parse(&url, allow_insecure_http),
        }?;
        let user_agent =
            self.user_agent.unwrap_or_else(|| format!("{}-rust/{}", C::API.name, C::API.version));
        let settings = Settings::new(
            &user_agent,
            self.timeouts,
            self.attempt_timeout,
            self.retry,
            self.max_response_bytes,
        )?;
        let shutdown = Arc::<Shutdown>::default();
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                let timeouts = settings.attempt_timeouts(settings.timeout);
                Arc::new(UreqTransport::new(&self.ureq, &base_url, timeouts, &shutdown)?)
            }
        };
        let clock =
            self.clock.unwrap_or_else(|| Arc::new(SystemClock { shutdown: Arc::clone(&shutdown) }));
        let observer = Observer { log_target: C::API.name, hook: self.hook };
        let shared = Shared { base_url, credentials, transport, clock, observer, shutdown };
        Ok(C::from_http_client(HttpClient::new(shared, settings)))
    }
}

fn problem(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

/// The credentials, checked and prepared.
fn credentials(
    api: &Api,
    api_key: Option<Secret>,
    mut credentials: Vec<(String, Secret)>,
) -> Result<Credentials, Error> {
    if let Some(key) = api_key {
        let scheme = api_key_scheme(api)?;
        key.check("the API key", scheme.kind)?;
        credentials.insert(0, (scheme.name.to_owned(), key));
    }
    if credentials.is_empty() && api.requires_credentials {
        return Err(match api_key_scheme(api) {
            Ok(_) => problem("no API key is configured; call api_key(..)"),
            Err(_) => {
                let names = scheme_names(api);
                problem(&format!(
                    "no credential is configured; call credential(..) for one of: {names}"
                ))
            }
        });
    }
    Credentials::new(api.security_schemes, &credentials)
}

/// The only security scheme that is an API key.
fn api_key_scheme(api: &Api) -> Result<&'static SecurityScheme, Error> {
    let mut schemes = api.security_schemes.iter().filter(|scheme| match scheme.kind {
        SecurityKind::Header(_) | SecurityKind::Query(_) | SecurityKind::Cookie(_) => true,
        SecurityKind::Basic | SecurityKind::Bearer => false,
    });
    match (schemes.next(), schemes.next()) {
        (Some(scheme), None) => Ok(scheme),
        (None, _) => Err(problem(&format!(
            "the document declares no API key; call credential(..) for one of: {}",
            scheme_names(api)
        ))),
        (Some(_), Some(_)) => Err(problem(&format!(
            "the document declares several API keys; call credential(..) for one of: {}",
            scheme_names(api)
        ))),
    }
}

fn scheme_names(api: &Api) -> String {
    let names: Vec<&str> = api.security_schemes.iter().map(|scheme| scheme.name).collect();
    names.join(", ")
}

impl<C> Clone for ClientBuilder<C> {
    fn clone(&self) -> Self {
        Self {
            address: self.address.clone(),
            api_key: self.api_key.clone(),
            credentials: self.credentials.clone(),
            timeouts: self.timeouts,
            attempt_timeout: self.attempt_timeout,
            user_agent: self.user_agent.clone(),
            max_response_bytes: self.max_response_bytes,
            retry: self.retry.clone(),
            hook: self.hook.clone(),
            clock: self.clock.clone(),
            transport: self.transport.clone(),
            ureq: self.ureq.clone(),
            client: PhantomData,
        }
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address and the proxy may hold passwords before they are checked.
        let address = match self.address {
            Some(Address::Server(_)) => "Server(..)",
            Some(Address::BaseUrl(_)) => "BaseUrl(..)",
            None => "None",
        };
        f.debug_struct("ClientBuilder")
            .field("address", &format_args!("{address}"))
            .field("allow_insecure_http", &self.ureq.allow_insecure_http)
            .field("timeouts", &self.timeouts)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("user_agent", &self.user_agent)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}
