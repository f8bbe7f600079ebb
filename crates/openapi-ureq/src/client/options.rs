//! Per-call options, and the effective settings of a call.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::auth::Credentials;
use crate::client::HttpClient;
use crate::error::{Error, ErrorKind};
use crate::response::accept::DEFAULT_ACCEPT;
use crate::retry::RetryPolicy;
use crate::transport::Timeouts;

/// Options that override a client's settings for some calls; see
/// [`HttpClient::with_options`](crate::HttpClient::with_options).
///
/// Options that are not set keep the client's settings.
///
/// ```
/// use std::time::Duration;
/// use openapi_ureq::{CallOptions, RetryPolicy};
///
/// let patient = CallOptions::new().timeout(Duration::from_secs(300)).retry(RetryPolicy::none());
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing before they are given to a client"]
pub struct CallOptions {
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    headers: Vec<(String, String)>,
}

impl CallOptions {
    /// Creates options that override nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the timeout of a whole call, including all attempts and the delays between them.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of each attempt.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the retry policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Adds a header, such as a trace id. Replaces an earlier value, and the client's own
    /// (`User-Agent`, `Accept`).
    ///
    /// With an invalid header, or one that is reserved for HTTP or the client (`Host`,
    /// `Content-Length`, the header of the API key and so on), calls fail with
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration).
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A value may be secret.
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("headers", &names)
            .finish()
    }
}

/// Maximum effective timeout: adding a larger one to an `Instant` could overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Headers that are determined by HTTP, the proxy, the body or the decoder.
const RESERVED: [HeaderName; 10] = [
    header::ACCEPT_ENCODING,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The effective settings of a call: the client's, overridden by the options.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Headers of every request.
    pub(crate) headers: HeaderMap,
    /// Whether the options set `Accept`, which then replaces that of each request.
    has_accept: bool,
    /// Timeout of a whole call.
    pub(crate) timeout: Duration,
    attempt_timeout: Duration,
    connect_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) max_response_bytes: u64,
    /// The reason that every call fails, if the options are invalid.
    problem: Option<String>,
}

impl Settings {
    pub(crate) fn new(
        user_agent: &str,
        timeouts: Timeouts,
        attempt_timeout: Option<Duration>,
        retry: RetryPolicy,
        max_response_bytes: u64,
    ) -> Result<Self, Error> {
        let user_agent = HeaderValue::from_str(user_agent).map_err(|error| {
            let message = "the user agent holds a character that an HTTP header cannot carry";
            Error::new(ErrorKind::Configuration, message).with_source(error)
        })?;
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, user_agent);
        headers.insert(header::ACCEPT, HeaderValue::from_static(DEFAULT_ACCEPT));
        let settings = Self {
            headers,
            has_accept: false,
            timeout: timeouts.total,
            attempt_timeout: attempt_timeout.unwrap_or(LONGEST),
            connect_timeout: timeouts.connect,
            retry,
            max_response_bytes,
            problem: None,
        }
        .bounded();
        settings.check().map(|()| settings)
    }

    /// Returns these settings, overridden by `options`.
    pub(crate) fn with(&self, options: CallOptions, credentials: &Credentials) -> Self {
        let mut settings = self.clone();
        settings.timeout = options.timeout.unwrap_or(self.timeout);
        settings.attempt_timeout = options.attempt_timeout.unwrap_or(self.attempt_timeout);
        settings.retry = options.retry.unwrap_or_else(|| self.retry.clone());
        for (name, value) in options.headers {
            match header_line(&name, &value, credentials) {
                Ok((name, value)) => {
                    settings.has_accept |= name == header::ACCEPT;
                    settings.headers.insert(name, value);
                }
                Err(problem) => {
                    let problem = format!("the header {name:?} of the call options {problem}");
                    settings.problem.get_or_insert(problem);
                }
            }
        }
        settings.bounded()
    }

    fn bounded(mut self) -> Self {
        for time in [&mut self.timeout, &mut self.attempt_timeout, &mut self.connect_timeout] {
            if time.is_zero() {
                let problem = "a timeout of zero leaves no time for any call";
                self.problem.get_or_insert_with(|| problem.to_owned());
            }
            *time = (*time).min(LONGEST);
        }
        self
    }

    /// Fails if the options are invalid.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match &self.problem {
            Some(problem) => Err(Error::new(ErrorKind::Configuration, problem)),
            None => Ok(()),
        }
    }

    /// Returns the timeouts of an attempt, given the time left for the call.
    pub(crate) fn attempt_timeouts(&self, left: Duration) -> Timeouts {
        let total = self.attempt_timeout.min(left);
        Timeouts::new(self.connect_timeout.min(total), total)
    }
}

impl HttpClient {
    /// Returns whether the options set `Accept`.
    pub(crate) fn has_accept(&self) -> bool {
        self.settings.has_accept
    }
}

/// Returns whether the header is reserved for HTTP or the connection, even if the document declares it.
pub(crate) fn is_framing(name: &HeaderName) -> bool {
    RESERVED.contains(name) && ![header::ACCEPT_ENCODING, header::CONTENT_TYPE].contains(name)
}

/// Returns whether callers must not set this header.
pub(crate) fn is_reserved(name: &HeaderName, credentials: &Credentials) -> bool {
    RESERVED.contains(name) || credentials.use_header(name)
}

fn header_line(
    name: &str,
    value: &str,
    credentials: &Credentials,
) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| "has a name that HTTP cannot carry")?;
    if is_reserved(&name, credentials) {
        return Err("is set by the client itself; leave it out");
    }
    let mut value =
        HeaderValue::from_str(value).map_err(|_| "has a value that HTTP cannot carry")?;
    // Its purpose is unknown here: it may be a token.
    value.set_sensitive(true);
    Ok((name, value))
}
