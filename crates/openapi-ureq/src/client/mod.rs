//! The HTTP client under every generated client: sends requests and retries them.

pub(crate) mod builder;
pub(crate) mod options;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Uri, header};

use crate::auth::Credentials;
use crate::base_url::BaseUrl;
use crate::body::Body;
use crate::body::parts::Parts;
use crate::client::options::{CallOptions, Settings, is_reserved};
use crate::delivery::Delivery;
use crate::error::{Error, ErrorKind};
use crate::observe::{Attempt, Observer};
use crate::operation::Operation;
use crate::response::RawResponse;
use crate::response::read::read_response;
use crate::retry::{Clock, FailedAttempt};
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
    pub(crate) credentials: Credentials,
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

    /// Returns `text`, or a placeholder if it contains a credential of this client in any encoding.
    /// For messages that quote the server.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.shared.credentials.redact(text)
    }

    /// Sends a request with retries. Returns the response if its status is a success, and the
    /// attempt still to be reported.
    pub(crate) fn exchange(
        &self,
        operation: &'static Operation,
        parts: Parts,
    ) -> Result<(RawResponse, Attempt), Error> {
        self.attempts(operation, parts).map_err(|error| error.in_operation(operation))
    }

    /// Reports an attempt to the log and the hook.
    pub(crate) fn notify(&self, attempt: &Attempt) {
        self.shared.observer.notify(attempt);
    }

    /// Returns the prefix of every request's path.
    pub(crate) fn path_prefix(&self) -> &str {
        self.shared.base_url.prefix()
    }

    fn attempts(
        &self,
        operation: &'static Operation,
        mut parts: Parts,
    ) -> Result<(RawResponse, Attempt), Error> {
        let Shared { base_url, credentials, clock, .. } = &*self.shared;
        self.settings.check()?;
        let length = parts.target.len();
        if parts.is_custom {
            credentials.apply_all(&mut parts.headers, &mut parts.target);
        } else {
            credentials.apply(operation.security, &mut parts.headers, &mut parts.target)?;
        }
        parts.secret_tail = parts.target.len() - length;
        let uri = base_url.with_target(std::mem::take(&mut parts.target)).map_err(|error| {
            let message = "the arguments make no valid URL; together they are probably too long";
            Error::new(ErrorKind::InvalidArgument, message).with_source(error)
        })?;
        let start = clock.now();
        let mut time_left = self.settings.timeout;
        let mut earlier: Option<Error> = None;
        let mut number = 1;
        loop {
            let before = earlier.as_ref().map_or(Delivery::NotSent, Error::delivery);
            let error = match self.attempt(operation, number, &uri, &parts, time_left) {
                Ok((response, attempt)) => {
                    return Ok((RawResponse { earlier: before, ..response }, attempt));
                }
                Err(error) => error,
            };
            let elapsed = || clock.now().duration_since(start);
            let failed = FailedAttempt {
                number,
                is_idempotent: operation.idempotent,
                is_repeatable: parts.body.is_repeatable(),
                time_left: self.settings.timeout.saturating_sub(elapsed()),
                jitter: clock.jitter(),
            };
            // Decided by the delivery of this attempt alone, before earlier attempts are included.
            let delay = self.settings.retry.delay(&failed, &error);
            let is_out_of_time = failed.time_left.is_zero();
            let error = more_telling(earlier, error, is_out_of_time).after(before);
            let Some(delay) = delay else { return Err(error) };
            clock.sleep(delay);
            time_left = self.settings.timeout.saturating_sub(elapsed());
            if time_left.is_zero() {
                return Err(error);
            }
            earlier = Some(error);
            number += 1;
        }
    }

    /// Makes one attempt, unless the client was shut down. Reports it if it fails; an attempt with
    /// a response is reported after decoding.
    fn attempt(
        &self,
        operation: &'static Operation,
        number: u32,
        uri: &Uri,
        parts: &Parts,
        time_left: Duration,
    ) -> Result<(RawResponse, Attempt), Error> {
        let Shared { clock, shutdown, .. } = &*self.shared;
        if shutdown.is_set() {
            return Err(Error::new(ErrorKind::Shutdown, "the client was shut down"));
        }
        let begun = clock.now();
        let outcome = self
            .send(operation, uri, parts, self.settings.attempt_timeouts(time_left))
            .map_err(|error| if shutdown.is_set() { error.of_shutdown() } else { error })
            .map_err(|error| error.sent_by(&operation.method));
        let attempt = Attempt {
            operation,
            number,
            status: outcome.as_ref().map_or_else(Error::status, |reply| Some(reply.status)),
            error: outcome.as_ref().err().map(Error::kind),
            duration: clock.now().duration_since(begun),
        };
        match outcome {
            Ok(reply) => Ok((reply, attempt)),
            Err(error) => {
                self.notify(&attempt);
                Err(error)
            }
        }
    }

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
        let Shared { transport, credentials, shutdown, .. } = &*self.shared;
        let response = transport.send(request, timeouts).map_err(Error::from_transport)?;
        read_response(operation, response, self.settings.max_response_bytes, credentials, shutdown)
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

/// Prefers the earlier error if the last attempt only ran out of the call's time.
fn more_telling(earlier: Option<Error>, last: Error, is_out_of_time: bool) -> Error {
    match earlier {
        // Through a proxy, an attempt that was cut short is a connection that could not be made.
        Some(earlier) if last.is_timeout() || (is_out_of_time && last.status().is_none()) => {
            earlier.after(last.delivery())
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempt_that_was_cut_short_does_not_hide_the_response_before() {
        let unavailable = || {
            let status = http::StatusCode::SERVICE_UNAVAILABLE;
            let error = Error::new(ErrorKind::Api, "unavailable");
            error.with_response(status, &http::HeaderMap::new(), b"")
        };
        for (kind, is_out_of_time, expected) in [
            (ErrorKind::Timeout, true, ErrorKind::Api),
            (ErrorKind::Timeout, false, ErrorKind::Api),
            (ErrorKind::Connect, true, ErrorKind::Api),
            (ErrorKind::Connect, false, ErrorKind::Connect),
        ] {
            let last = Error::new(kind, "cut short").with_delivery(Delivery::Unknown);
            let error = more_telling(Some(unavailable()), last, is_out_of_time);
            assert_eq!((error.kind(), error.delivery()), (expected, Delivery::Unknown), "{kind:?}");
            let only = more_telling(None, Error::new(kind, "cut short"), is_out_of_time);
            assert_eq!(only.kind(), kind);
        }
    }
}
