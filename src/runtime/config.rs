//! How a client is configured.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::auth::Secret;
use super::observe::{Attempted, Observer};
use super::operation::SecurityScheme;
use super::retry::{Clock, RetryPolicy};
use super::transport::{Timeouts, Transport};

/// The configuration of an [`HttpClient`](super::HttpClient).
///
/// Nothing is checked before [`HttpClient::new`](super::HttpClient::new).
#[derive(Clone)]
pub struct Config {
    pub(super) base_url: String,
    pub(super) allow_insecure_http: bool,
    pub(super) schemes: &'static [SecurityScheme],
    pub(super) credentials: Vec<(String, Secret)>,
    pub(super) timeouts: Timeouts,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) user_agent: String,
    pub(super) proxy: Option<String>,
    pub(super) root_certificates: Vec<Vec<u8>>,
    pub(super) max_response_bytes: u64,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) retry: RetryPolicy,
    pub(super) clock: Option<Arc<dyn Clock>>,
    pub(super) observer: Observer,
}

impl Config {
    /// A configuration with the defaults that the other functions state. `schemes` are the
    /// document's security schemes, which the generated code holds.
    #[must_use]
    pub fn new(base_url: impl Into<String>, schemes: &'static [SecurityScheme]) -> Self {
        Self {
            base_url: base_url.into(),
            allow_insecure_http: false,
            schemes,
            credentials: Vec::new(),
            timeouts: Timeouts::DEFAULT,
            attempt_timeout: None,
            user_agent: concat!("whatsapi-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: None,
            root_certificates: Vec::new(),
            max_response_bytes: 64 << 20,
            transport: None,
            retry: RetryPolicy::new(),
            clock: None,
            observer: Observer::default(),
        }
    }

    /// The credential for a security scheme of the document: a key, a token, or `user:password`.
    #[must_use]
    pub fn credential(self, scheme: impl Into<String>, secret: impl Into<String>) -> Self {
        self.credential_secret(scheme, Secret::new(secret))
    }

    pub(crate) fn credential_secret(mut self, scheme: impl Into<String>, secret: Secret) -> Self {
        self.credentials.push((scheme.into(), secret));
        self
    }

    pub(crate) fn base_url(mut self, base_url: String) -> Self {
        self.base_url = base_url;
        self
    }

    /// Whether `http` may be used for hosts that are not loopback. Default: `false`.
    #[must_use]
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// The time for a whole call, all attempts and the waiting between them included. Default: 60
    /// seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = timeout;
        self
    }

    /// The time for each attempt of a call. Default: none but that of the whole call.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The time for making a connection. Default: 10 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// The `User-Agent`. Default: `whatsapi-rust/` and the version of this crate.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The URL of an HTTP proxy. Default: what the environment says (`ALL_PROXY`, `HTTPS_PROXY`,
    /// `HTTP_PROXY`, `NO_PROXY`), but none for a loopback address.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Trusts the certificate authorities in `pem`, one or more certificates in PEM form. With one
    /// added, only those that were added are trusted. Default: those that the features say.
    #[must_use]
    pub fn add_root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.root_certificates.push(pem.as_ref().to_vec());
        self
    }

    /// The size, in bytes and after decompression, up to which a reply is read. Default: 64 MiB.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// When failed calls are tried again. Default: [`RetryPolicy::new`].
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Calls `hook` after each attempt of a call, on the thread that made it. A hook that panics
    /// does not harm the call. Default: none.
    #[must_use]
    pub fn on_attempt(mut self, hook: impl Fn(&Attempted) + Send + Sync + 'static) -> Self {
        self.observer = Observer::new(hook);
        self
    }

    /// Takes time and chance from `clock`, for tests. Default: the system's, whose waiting ends when
    /// the client is shut down.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sends requests by `transport`. Default: a connection pool of the `ureq` crate.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL and the proxy may hold passwords before they are checked.
        f.debug_struct("Config")
            .field("allow_insecure_http", &self.allow_insecure_http)
            .field("timeouts", &self.timeouts)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("user_agent", &self.user_agent)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}
