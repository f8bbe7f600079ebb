//! The client under every generated client: sends requests, reads and judges replies.

use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};

use super::auth::Credentials;
use super::base_url::BaseUrl;
use super::body::Body;
use super::config::Config;
use super::error::{Error, ErrorKind, one_line};
use super::observe::{Attempted, Observer};
use super::operation::Operation;
use super::request::{Parts, Request};
use super::response::{Reply, server_message};
use super::retry::{Attempt, Clock, RetryPolicy};
use super::transport::{Timeouts, Transport, TransportError};
use super::ureq_transport::UreqTransport;

/// The bytes that the head of a request may have.
const MAX_HEAD: usize = 60 << 10;

/// Of the body of an error reply, this much is kept.
pub(super) const MAX_ERROR_BODY: u64 = 64 << 10;

/// Sends requests to one API.
///
/// Cloning is cheap, and clones share connections and configuration.
#[derive(Clone)]
pub struct HttpClient(Arc<Inner>);

struct Inner {
    base_url: BaseUrl,
    credentials: Credentials,
    /// What every request starts with.
    headers: HeaderMap,
    timeouts: Timeouts,
    max_response_bytes: u64,
    transport: Arc<dyn Transport>,
    retry: RetryPolicy,
    clock: Arc<dyn Clock>,
    observer: Observer,
}

impl HttpClient {
    /// Checks the configuration and makes a client of it. No connection is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming what is wrong and what to do about it.
    pub fn new(config: Config) -> Result<Self, Error> {
        // A time that cannot be counted is as good as none, but no clock can add it.
        let longest = Duration::from_secs(365 * 24 * 60 * 60);
        let timeouts =
            Timeouts::new(config.timeouts.connect.min(longest), config.timeouts.total.min(longest));
        let config = Config { timeouts, ..config };
        let base_url = BaseUrl::parse(&config.base_url, config.allow_insecure_http)?;
        let credentials = Credentials::new(config.schemes, &config.credentials)?;
        if config.timeouts.total.is_zero() || config.timeouts.connect.is_zero() {
            return Err(Error::new(
                ErrorKind::Configuration,
                "a timeout of zero leaves no time for any call",
            ));
        }
        if base_url.is_https()
            && config.transport.is_none()
            && !cfg!(any(feature = "rustls", feature = "native-tls"))
        {
            let message =
                "https needs one of the features `rustls` and `native-tls`, and none is enabled";
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        let user_agent = HeaderValue::from_str(&config.user_agent).map_err(|error| {
            let message = "the user agent holds a character that an HTTP header cannot carry";
            Error::new(ErrorKind::Configuration, message).because(error)
        })?;
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, user_agent);
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let transport = match &config.transport {
            Some(transport) => Arc::clone(transport),
            None => Arc::new(UreqTransport::new(&config, &base_url)?),
        };
        Ok(Self(Arc::new(Inner {
            base_url,
            credentials,
            headers,
            timeouts: config.timeouts,
            max_response_bytes: config.max_response_bytes,
            transport,
            retry: config.retry,
            clock: config.clock,
            observer: config.observer,
        })))
    }

    /// Starts a request for `operation`.
    #[must_use]
    pub fn request(&self, operation: &'static Operation) -> Request<'_> {
        Request::new(self, operation, self.0.base_url.prefix())
    }

    /// `text` without the credentials in it.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.0.credentials.redact(text)
    }

    /// Sends a request, again if it fails and the policy says so, and returns the reply if its status
    /// reports success.
    pub(super) fn exchange(
        &self,
        operation: &'static Operation,
        parts: Parts,
    ) -> Result<Reply, Error> {
        self.attempts(operation, parts).map_err(|error| error.in_operation(operation.name))
    }

    fn attempts(&self, operation: &'static Operation, mut parts: Parts) -> Result<Reply, Error> {
        let client = &*self.0;
        client.credentials.apply(operation.security, &mut parts.headers, &mut parts.target)?;
        let uri =
            client.base_url.with_target(std::mem::take(&mut parts.target)).map_err(|error| {
                Error::new(
                    ErrorKind::InvalidArgument,
                    "the arguments make no valid URL; together they are probably too long",
                )
                .because(error)
            })?;
        let start = client.clock.now();
        let mut timeouts = client.timeouts;
        let mut earlier: Option<Error> = None;
        let mut number = 1;
        loop {
            let begun = client.clock.now();
            let outcome = self.attempt(operation, &uri, &parts, timeouts);
            let now = client.clock.now();
            client.observer.tell(&Attempted {
                operation,
                number,
                status: outcome.as_ref().map_or_else(Error::status, |reply| Some(reply.status)),
                error: outcome.as_ref().err().map(Error::kind),
                duration: now.duration_since(begun),
            });
            let may_have_been_applied = earlier.as_ref().is_some_and(Error::may_have_been_applied);
            let error = match outcome {
                Ok(reply) => return Ok(Reply { applied_before: may_have_been_applied, ..reply }),
                Err(error) => error.applied_before(may_have_been_applied),
            };
            let attempt = Attempt {
                number,
                idempotent: operation.idempotent,
                repeatable: parts.body.is_repeatable(),
                time_left: client.timeouts.total.saturating_sub(now.duration_since(start)),
                chance: client.clock.chance(),
            };
            let Some(delay) = client.retry.delay(&attempt, &error) else {
                return Err(more_telling(earlier, error));
            };
            client.clock.sleep(delay);
            timeouts.total =
                client.timeouts.total.saturating_sub(client.clock.now().duration_since(start));
            timeouts.connect = timeouts.connect.min(timeouts.total);
            if timeouts.total.is_zero() {
                return Err(error);
            }
            earlier = Some(more_telling(earlier, error));
            number += 1;
        }
    }

    fn attempt(
        &self,
        operation: &'static Operation,
        uri: &Uri,
        parts: &Parts,
        timeouts: Timeouts,
    ) -> Result<Reply, Error> {
        let mut request = http::Request::new(parts.body.open()?);
        *request.method_mut() = operation.method.clone();
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = self.0.headers.clone();
        for (name, value) in &parts.headers {
            let headers = request.headers_mut();
            match headers.get(header::COOKIE).filter(|_| *name == header::COOKIE) {
                // Cookies share a line (RFC 6265); any other header takes the place of the client's own.
                Some(before) => {
                    let both = [before.as_bytes(), b"; ", value.as_bytes()].concat();
                    if let Ok(mut both) = HeaderValue::from_bytes(&both) {
                        both.set_sensitive(before.is_sensitive() || value.is_sensitive());
                        headers.insert(name, both);
                    }
                }
                None => {
                    headers.insert(name, value.clone());
                }
            }
        }
        check_head(&request)?;
        let response = self.0.transport.send(request, timeouts).map_err(Error::from_transport)?;
        self.judge(response)
    }

    fn judge(&self, response: Response<Box<dyn Read + Send>>) -> Result<Reply, Error> {
        let (parts, mut reader) = response.into_parts();
        let (status, headers) = (parts.status, parts.headers);
        if status.is_success() {
            let limit = self.0.max_response_bytes;
            let read = read_body(&mut reader, &headers, limit);
            let body = read.map_err(|error| reading_failed(error, status, &headers))?;
            if body.len() as u64 > limit {
                let message = format!(
                    "the reply is larger than the limit of {limit} bytes (max_response_bytes)"
                );
                let error = Error::new(ErrorKind::ResponseTooLarge, message);
                return Err(error.with_reply(status, &headers, Vec::new()));
            }
            return Ok(Reply { status, headers, body, applied_before: false });
        }
        // What cannot be read of the body of an error is less important than the error.
        let mut body = Vec::new();
        let _ = reader.by_ref().take(MAX_ERROR_BODY).read_to_end(&mut body);
        let (kind, message) = match status.as_u16() {
            301..=303 | 307 | 308 => (ErrorKind::Redirect, redirect_message(status, &headers)),
            400.. => (ErrorKind::Api, self.api_message(status, &body)),
            _ => (
                ErrorKind::UnexpectedResponse,
                format!("{status}: this status is no answer to a call"),
            ),
        };
        Err(Error::new(kind, self.redact(&message)).with_reply(status, &headers, body))
    }

    /// The status, and what the server says. Credentials are taken out before the text is cut, which
    /// could otherwise leave a part of one.
    fn api_message(&self, status: StatusCode, body: &[u8]) -> String {
        match server_message(body) {
            Some(message) => format!("{status}: {}", one_line(&self.redact(&message))),
            None => status.to_string(),
        }
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
            .field("base_url", &self.0.base_url.to_string())
            .field("timeouts", &self.0.timeouts)
            .field("max_response_bytes", &self.0.max_response_bytes)
            .finish_non_exhaustive()
    }
}

/// Reads the body, one byte beyond `limit` at the most.
fn read_body(reader: &mut dyn Read, headers: &HeaderMap, limit: u64) -> std::io::Result<Vec<u8>> {
    // The stated length is a hint only, so it does not decide how much memory is taken at once.
    let stated =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut body = Vec::with_capacity(stated.unwrap_or(0usize).min(64 << 10));
    reader.take(limit.saturating_add(1)).read_to_end(&mut body)?;
    Ok(body)
}

fn reading_failed(error: std::io::Error, status: StatusCode, headers: &HeaderMap) -> Error {
    let error = match error.downcast::<TransportError>() {
        Ok(error) => Error::from_transport(error),
        Err(error) => Error::new(ErrorKind::Io, "the connection broke in the middle of the reply")
            .because(error),
    };
    error.with_reply(status, headers, Vec::new())
}

/// Names where a redirect leads, without the path and query, which may hold secrets.
fn redirect_message(status: StatusCode, headers: &HeaderMap) -> String {
    let location =
        headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let host = location.parse::<Uri>().ok().and_then(|uri| uri.host().map(one_line));
    let to = match host {
        Some(host) => format!("to {host}"),
        None if location.is_empty() => "without saying where to".to_owned(),
        None => "to another path of the same host".to_owned(),
    };
    format!("{status}: the server redirects {to}, which is not followed; correct the base URL")
}
