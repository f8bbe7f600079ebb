//! Per-call options, and the effective settings of a call.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::auth::Credentials;
use crate::cancel::CancelToken;
use crate::client::HttpClient;
use crate::client::extra_query::ExtraQuery;
use crate::error::{Error, ErrorKind};
use crate::progress::Progress;
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
    min_upload_rate: Option<u64>,
    retry: Option<RetryPolicy>,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    download_progress: Option<Progress>,
    token: Option<CancelToken>,
}

impl CallOptions {
    /// Creates options that override nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the timeout of a whole call, including all attempts and the delays between them. It is
    /// extended for large bodies only if these options have a
    /// [`min_upload_rate`](Self::min_upload_rate).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of each attempt. Like [`timeout`](Self::timeout), it is extended for large
    /// bodies only if these options have a [`min_upload_rate`](Self::min_upload_rate).
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the minimum rate at which a large body is expected to be sent, in bytes per second; see
    /// [`ClientBuilder::min_upload_rate`](crate::ClientBuilder::min_upload_rate).
    pub fn min_upload_rate(mut self, bytes_per_second: u64) -> Self {
        self.min_upload_rate = Some(bytes_per_second);
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

    /// Adds a query parameter, percent-encoded, after those of the operation; for what the document
    /// does not describe. With the same name more than once, all are sent. As its value may be
    /// secret, it is kept out of logs, errors and `Debug`.
    ///
    /// A parameter that the operation sends as well, or that carries the key, makes the call fail with
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration).
    ///
    /// ```
    /// use openapi_ureq::CallOptions;
    ///
    /// let traced = CallOptions::new().query("debug", "true").header("X-Request-Id", "42");
    /// assert_eq!(format!("{:?}", traced).contains("true"), false);
    /// ```
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets a function that receives the progress of reading a successful response: the number of
    /// bytes of the body so far, after decompression, and that of all bytes, if the server states it
    /// and the response is not compressed. Replaces an earlier one.
    ///
    /// It runs on the thread of the call, first with 0 and then after each block. Each attempt of a
    /// call starts at 0 again. Responses with an error status are not reported. A panic in the
    /// function does not fail the call. For uploads, see
    /// [`Upload::on_progress`](crate::Upload::on_progress).
    ///
    /// ```
    /// use openapi_ureq::CallOptions;
    ///
    /// let shown = CallOptions::new().on_download_progress(|received, total| match total {
    ///     Some(total) => println!("{received} of {total} bytes"),
    ///     None => println!("{received} bytes"),
    /// });
    /// ```
    pub fn on_download_progress(
        mut self,
        report: impl Fn(u64, Option<u64>) + Send + Sync + 'static,
    ) -> Self {
        self.download_progress = Some(Progress::new(report));
        self
    }

    /// Sets a token that cancels the calls from another thread. They end at once with
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled), whether they are connecting, sending,
    /// waiting or reading, and are not retried. Whether the server executed such a call is in its
    /// [`delivery`](crate::Error::delivery). A read of an upload's own reader is not interrupted.
    /// Replaces an earlier token.
    ///
    /// ```
    /// use openapi_ureq::{CallOptions, CancelToken};
    ///
    /// let token = CancelToken::new();
    /// let options = CallOptions::new().cancel(token.clone());
    /// // On another thread, such as when the user closes a window:
    /// token.cancel();
    /// assert!(token.is_cancelled());
    /// ```
    pub fn cancel(mut self, token: CancelToken) -> Self {
        self.token = Some(token);
        self
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A value may be secret.
        fn names(pairs: &[(String, String)]) -> Vec<&str> {
            pairs.iter().map(|(name, _)| name.as_str()).collect()
        }

        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("min_upload_rate", &self.min_upload_rate)
            .field("retry", &self.retry)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .finish_non_exhaustive()
    }
}

/// The limits of a client; `None` for what is not set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) connect_timeout: Duration,
    pub(crate) min_upload_rate: Option<u64>,
    pub(crate) max_response_bytes: u64,
}

impl Limits {
    pub(crate) const DEFAULT: Self = Self {
        timeout: None,
        attempt_timeout: None,
        connect_timeout: Timeouts::DEFAULT.connect,
        min_upload_rate: None,
        max_response_bytes: 64 << 20,
    };

    /// Returns the rate by which large bodies extend the timeouts.
    fn upload_rate(&self) -> Option<u64> {
        let is_default = self.timeout.or(self.attempt_timeout).is_none();
        self.min_upload_rate.or(is_default.then_some(DEFAULT_UPLOAD_RATE))
    }
}

/// In bytes per second. For the default timeouts: one that is set is a limit, unless a rate is, too.
const DEFAULT_UPLOAD_RATE: u64 = 64 << 10;

/// Maximum effective timeout: adding a larger one to an `Instant` could overflow.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

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
    /// Query parameters of every request.
    pub(crate) query: ExtraQuery,
    /// Whether the options set `Accept`, which then replaces that of each request.
    has_accept: bool,
    /// Timeout of a whole call.
    pub(crate) timeout: Duration,
    attempt_timeout: Duration,
    connect_timeout: Duration,
    /// In bytes per second; `None` if large bodies have no more time than others.
    min_upload_rate: Option<u64>,
    pub(crate) retry: RetryPolicy,
    pub(crate) max_response_bytes: u64,
    pub(crate) download_progress: Option<Progress>,
    pub(crate) token: Option<CancelToken>,
    /// The reason that every call fails, if the options are invalid.
    problem: Option<String>,
}

impl Settings {
    pub(crate) fn new(user_agent: &str, limits: Limits, retry: RetryPolicy) -> Result<Self, Error> {
        let user_agent = HeaderValue::from_str(user_agent).map_err(|error| {
            let message = "the user agent holds a character that an HTTP header cannot carry";
            Error::new(ErrorKind::Configuration, message).with_source(error)
        })?;
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, user_agent);
        headers.insert(header::ACCEPT, HeaderValue::from_static(DEFAULT_ACCEPT));
        let settings = Self {
            headers,
            query: ExtraQuery::default(),
            has_accept: false,
            timeout: limits.timeout.unwrap_or(Timeouts::DEFAULT.total),
            attempt_timeout: limits.attempt_timeout.unwrap_or(LONGEST),
            connect_timeout: limits.connect_timeout,
            min_upload_rate: limits.upload_rate(),
            retry,
            max_response_bytes: limits.max_response_bytes,
            download_progress: None,
            token: None,
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
        let is_limit = options.timeout.or(options.attempt_timeout).is_some();
        settings.min_upload_rate =
            options.min_upload_rate.or(self.min_upload_rate.filter(|_| !is_limit));
        settings.retry = options.retry.unwrap_or_else(|| self.retry.clone());
        if options.download_progress.is_some() {
            settings.download_progress = options.download_progress;
        }
        if options.token.is_some() {
            settings.token = options.token;
        }
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
        for (name, value) in options.query {
            if let Err(problem) = settings.query.add(&name, &value, credentials) {
                let problem = format!("the query parameter {name:?} of the call options {problem}");
                settings.problem.get_or_insert(problem);
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
        if self.min_upload_rate == Some(0) {
            let problem = "a minimum upload rate of zero gives large bodies endless time";
            self.problem.get_or_insert_with(|| problem.to_owned());
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

    /// Returns the time for sending a body of this length, in addition to the timeouts. In whole
    /// seconds, so that most bodies have none, and the default timeouts.
    pub(crate) fn upload_time(&self, length: u64) -> Duration {
        let seconds = self.min_upload_rate.and_then(|rate| length.checked_div(rate));
        Duration::from_secs(seconds.unwrap_or_default()).min(LONGEST)
    }

    /// Returns the timeouts of an attempt, given the time left for the call, and the part of it that
    /// is for sending a large body.
    pub(crate) fn attempt_timeouts(&self, left: Duration, upload_time: Duration) -> Timeouts {
        let total = (self.attempt_timeout + upload_time).min(left);
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
