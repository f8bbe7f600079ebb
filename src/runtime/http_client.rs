//! The client under every generated client: sends requests, again where that is due.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, Uri, header};

use super::auth::Credentials;
use super::base_url::BaseUrl;
use super::body::Body;
use super::call_options::CallOptions;
use super::config::Config;
use super::error::{Error, ErrorKind};
use super::judge::judge;
use super::observe::{Attempted, Observer};
use super::operation::Operation;
use super::request::{Parts, Request};
use super::response::Reply;
use super::retry::{Attempt, Clock, SystemClock};
use super::settings::{Settings, is_reserved};
use super::stop::Stop;
use super::transport::{Timeouts, Transport};
use super::undocumented;
use super::ureq_transport::UreqTransport;

/// The bytes that the head of a request may have.
const MAX_HEAD: usize = 60 << 10;

/// Sends requests to one API.
///
/// Cloning is cheap, and clones share connections and configuration.
#[derive(Clone)]
pub struct HttpClient {
    shared: Arc<Shared>,
    settings: Arc<Settings>,
}

struct Shared {
    base_url: BaseUrl,
    credentials: Credentials,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    observer: Observer,
    stop: Arc<Stop>,
}

impl HttpClient {
    /// Checks the configuration and makes a client of it. No connection is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming what is wrong and what to do about it.
    pub fn new(config: Config) -> Result<Self, Error> {
        let base_url = BaseUrl::parse(&config.base_url, config.allow_insecure_http)?;
        let credentials = Credentials::new(config.schemes, &config.credentials)?;
        let settings = Settings::new(&config)?;
        let stop = Arc::<Stop>::default();
        let transport = match &config.transport {
            Some(transport) => Arc::clone(transport),
            None => {
                let timeouts = settings.attempt_timeouts(settings.timeout);
                Arc::new(UreqTransport::new(&config, &base_url, timeouts, &stop)?)
            }
        };
        let clock =
            config.clock.unwrap_or_else(|| Arc::new(SystemClock { stop: Arc::clone(&stop) }));
        let observer = config.observer;
        let shared = Shared { base_url, credentials, transport, clock, observer, stop };
        Ok(Self { shared: Arc::new(shared), settings: Arc::new(settings) })
    }

    /// This client with other settings for the calls made through what is returned. It costs little:
    /// connections and all else are shared.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        let settings = self.settings.with(options, &self.shared.credentials);
        Self { shared: Arc::clone(&self.shared), settings: Arc::new(settings) }
    }

    /// Ends the calls under way on other threads, of this client and of all its clones, and every
    /// later call, with [`ErrorKind::Shutdown`].
    pub fn shutdown(&self) {
        self.shared.stop.set();
        self.shared.transport.shutdown();
    }

    /// Starts a request for `operation`.
    #[must_use]
    pub fn request(&self, operation: &'static Operation) -> Request<'_> {
        Request::new(self, operation, self.shared.base_url.prefix(), operation.path)
    }

    /// Starts a request for an endpoint that the document does not describe. `path` is relative to
    /// the base URL; it may have slots such as `{group_id}`, which [`Request::path`] fills in turn,
    /// and a query. It is sent with all credentials of the client, and is idempotent if its method
    /// is (RFC 9110). In errors, logs and hooks the operation is called `request`.
    #[must_use]
    pub fn request_to<'a>(&'a self, method: &Method, path: &'a str) -> Request<'a> {
        let (operation, problem) = undocumented::resolve(method, path);
        let request = Request::new(self, operation, self.shared.base_url.prefix(), path);
        match problem {
            Some(problem) => request.refuse(problem),
            None => request.of_undocumented_endpoint(),
        }
    }

    /// Whether a header is not the caller's to set.
    pub(super) fn reserves(&self, header: &HeaderName) -> bool {
        is_reserved(header, &self.shared.credentials)
    }

    /// `text` without the credentials in it.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.shared.credentials.redact(text)
    }

    /// Sends a request, again if it fails and the policy says so, and returns the reply if its status
    /// reports success, with what is to be told of the attempt that brought it.
    pub(super) fn exchange(
        &self,
        operation: &'static Operation,
        parts: Parts,
    ) -> Result<(Reply, Attempted), Error> {
        self.attempts(operation, parts).map_err(|error| error.in_operation(operation.name))
    }

    /// Tells of an attempt.
    pub(super) fn tell(&self, attempted: &Attempted) {
        self.shared.observer.tell(attempted);
    }

    fn attempts(
        &self,
        operation: &'static Operation,
        mut parts: Parts,
    ) -> Result<(Reply, Attempted), Error> {
        let Shared { base_url, credentials, clock, .. } = &*self.shared;
        self.settings.check()?;
        if parts.undocumented {
            credentials.apply_all(&mut parts.headers, &mut parts.target);
        } else {
            credentials.apply(operation.security, &mut parts.headers, &mut parts.target)?;
        }
        let uri = base_url.with_target(std::mem::take(&mut parts.target)).map_err(|error| {
            let message = "the arguments make no valid URL; together they are probably too long";
            Error::new(ErrorKind::InvalidArgument, message).because(error)
        })?;
        let start = clock.now();
        let mut time_left = self.settings.timeout;
        let mut earlier: Option<Error> = None;
        let mut number = 1;
        loop {
            let may_have_been_applied = earlier.as_ref().is_some_and(Error::may_have_been_applied);
            let error = match self.attempt(operation, number, &uri, &parts, time_left) {
                Ok((reply, attempted)) => {
                    let reply = Reply { applied_before: may_have_been_applied, ..reply };
                    return Ok((reply, attempted));
                }
                Err(error) => error.applied_before(may_have_been_applied),
            };
            let elapsed = || clock.now().duration_since(start);
            let attempt = Attempt {
                number,
                idempotent: operation.idempotent,
                repeatable: parts.body.is_repeatable(),
                time_left: self.settings.timeout.saturating_sub(elapsed()),
                chance: clock.chance(),
            };
            let Some(delay) = self.settings.retry.delay(&attempt, &error) else {
                return Err(more_telling(earlier, error));
            };
            clock.sleep(delay);
            time_left = self.settings.timeout.saturating_sub(elapsed());
            if time_left.is_zero() {
                return Err(error);
            }
            earlier = Some(more_telling(earlier, error));
            number += 1;
        }
    }

    /// Makes an attempt, unless the client was shut down. Of one that fails it tells; whether one
    /// that brings a reply succeeds is known when that is decoded.
    fn attempt(
        &self,
        operation: &'static Operation,
        number: u32,
        uri: &Uri,
        parts: &Parts,
        time_left: Duration,
    ) -> Result<(Reply, Attempted), Error> {
        let Shared { clock, stop, .. } = &*self.shared;
        if stop.is_set() {
            return Err(Error::new(ErrorKind::Shutdown, "the client was shut down"));
        }
        let begun = clock.now();
        let outcome = self
            .send(&operation.method, uri, parts, self.settings.attempt_timeouts(time_left))
            .map_err(|error| if stop.is_set() { error.of_shutdown() } else { error });
        let attempted = Attempted {
            operation,
            number,
            status: outcome.as_ref().map_or_else(Error::status, |reply| Some(reply.status)),
            error: outcome.as_ref().err().map(Error::kind),
            duration: clock.now().duration_since(begun),
        };
        match outcome {
            Ok(reply) => Ok((reply, attempted)),
            Err(error) => {
                self.tell(&attempted);
                Err(error)
            }
        }
    }

    fn send(
        &self,
        method: &Method,
        uri: &Uri,
        parts: &Parts,
        timeouts: Timeouts,
    ) -> Result<Reply, Error> {
        let mut request = http::Request::new(parts.body.open()?);
        *request.method_mut() = method.clone();
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = self.settings.headers.clone();
        for (name, value) in &parts.headers {
            let headers = request.headers_mut();
            // Cookies share a line (RFC 6265); any other header takes the place of the client's own.
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
        let Shared { transport, credentials, stop, .. } = &*self.shared;
        let response = transport.send(request, timeouts).map_err(Error::from_transport)?;
        judge(response, self.settings.max_response_bytes, credentials, stop)
    }
}

/// Refuses a head that no server would take, and that the HTTP library has no room for.
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

/// An attempt that was cut short because the call's time ran out says less than the one before it.
fn more_telling(earlier: Option<Error>, last: Error) -> Error {
    match earlier {
        Some(earlier) if last.is_timeout() => earlier.applied_before(last.may_have_been_applied()),
        _ => last,
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("base_url", &self.shared.base_url.to_string())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
