//! The HTTP client under every generated client: sends requests and retries them.

pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod options;

use std::fmt;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, Uri, header};

use crate::auth::Credentials;
use crate::base_url::BaseUrl;
use crate::body::Body;
use crate::body::parts::Parts;
use crate::client::options::{CallOptions, Settings, is_reserved};
use crate::error::{Error, ErrorKind};
use crate::observe::Observer;
use crate::operation::Operation;
use crate::response::RawResponse;
use crate::response::classify::Classification;
use crate::response::read::read_response;
use crate::retry::Clock;
use crate::shutdown::Shutdown;
use crate::transport::ureq::SecretTail;
use crate::transport::{Timeouts, Transport};

/// Maximum size of a request's head, in bytes.
const MAX_HEAD: usize = 60 << 10;

/// Sends the requests of a generated client.
///
/// Cloning is cheap; clones share connections and configuration.
#[derive(Clone)]
pub struct HttpClient {
    shared: Arc<Shared>,
    settings: Arc<Settings>,
}

/// State shared by the clones of a client.
pub(crate) struct Shared {
    pub(crate) base_url: BaseUrl,
    /// The document's first server.
    pub(crate) server: &'static str,
    pub(crate) allow_insecure_http: bool,
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) classification: Option<Classification>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) observer: Observer,
    pub(crate) shutdown: Arc<Shutdown>,
}

impl HttpClient {
    pub(crate) fn new(shared: Shared, settings: Settings) -> Self {
        Self { shared: Arc::new(shared), settings: Arc::new(settings) }
    }

    /// Returns a client that applies other options to its calls. Cheap: connections and the
    /// remaining configuration are shared.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        let settings = self.settings.with(options, &self.shared.credentials);
        Self { shared: Arc::clone(&self.shared), settings: Arc::new(settings) }
    }

    /// Shuts down this client and all its clones: calls in progress on other threads and all later
    /// calls fail with [`ErrorKind::Shutdown`].
    pub fn shutdown(&self) {
        self.shared.shutdown.set();
        self.shared.transport.shutdown();
    }

    /// Returns whether callers must not set this header.
    pub(crate) fn reserves(&self, header: &HeaderName) -> bool {
        is_reserved(header, &self.shared.credentials)
    }

    /// Returns the prefix of the path of every request to the client's base URL.
    pub(crate) fn path_prefix(&self) -> &str {
        self.shared.base_url.prefix()
    }

    /// Returns the base URL of an operation with its own server.
    pub(crate) fn own_base_url(&self, operation: &Operation) -> Option<Result<BaseUrl, Error>> {
        let Shared { base_url, server, allow_insecure_http, .. } = &*self.shared;
        Some(base_url.of_operation(operation.server?, server, *allow_insecure_http))
    }

    /// Sends a request once and reads the response. Returns an error unless its status is a success.
    fn send(
        &self,
        operation: &'static Operation,
        uri: &Uri,
        parts: &Parts,
        timeouts: Timeouts,
    ) -> Result<RawResponse, Error> {
        let mut request = http::Request::new(parts.body.open()?);
        *request.method_mut() = operation.method.clone();
        *request.uri_mut() = uri.clone();
        if parts.secret_tail > 0 {
            request.extensions_mut().insert(SecretTail(parts.secret_tail));
        }
        *request.headers_mut() = self.settings.headers.clone();
        for (name, value) in &parts.headers {
            let headers = request.headers_mut();
            // Cookies share one line (RFC 6265); any other header replaces the client's own.
            if *name == header::COOKIE
                && let Some(before) = headers.get(name)
            {
                let both = [before.as_bytes(), b"; ", value.as_bytes()].concat();
                if let Ok(mut both) = HeaderValue::from_bytes(&both) {
                    both.set_sensitive(before.is_sensitive() || value.is_sensitive());
                    headers.insert(name, both);
                }
            } else {
                headers.insert(name.clone(), value.clone());
            }
        }
        check_head(&request)?;
        let Shared { transport, credentials, classification, shutdown, .. } = &*self.shared;
        let response = transport.send(request, timeouts).map_err(Error::from_transport)?;
        let limit = self.settings.max_response_bytes;
        let response = read_response(operation, response, limit, credentials, shutdown)?;
        Ok(response.classified_by(classification.as_ref()))
    }
}

/// Rejects a head that exceeds what servers and the HTTP library accept.
fn check_head(request: &http::Request<Body>) -> Result<(), Error> {
    let headers =
        request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if headers.sum::<usize>() + target <= MAX_HEAD {
        return Ok(());
    }
    let message = format!(
        "the URL and the headers are longer than {MAX_HEAD} bytes; shorten the arguments or the key"
    );
    Err(Error::new(ErrorKind::InvalidArgument, message))
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("base_url", &self.shared.base_url.to_string())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
