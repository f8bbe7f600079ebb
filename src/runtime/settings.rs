//! What calls go by: the client's own, or what is different for some of them.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::auth::Credentials;
use super::call_options::CallOptions;
use super::config::Config;
use super::error::{Error, ErrorKind};
use super::retry::RetryPolicy;
use super::transport::Timeouts;

/// A time that cannot be counted is as good as none, but no clock can add it.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What HTTP, the body, or what can be decoded decides.
const RESERVED: [HeaderName; 9] = [
    header::ACCEPT_ENCODING,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// What every request starts with.
    pub(super) headers: HeaderMap,
    /// For a whole call.
    pub(super) timeout: Duration,
    attempt_timeout: Duration,
    connect_timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) max_response_bytes: u64,
    /// Why no call can be made.
    problem: Option<String>,
}

impl Settings {
    pub(super) fn new(config: &Config) -> Result<Self, Error> {
        let user_agent = HeaderValue::from_str(&config.user_agent).map_err(|error| {
            let message = "the user agent holds a character that an HTTP header cannot carry";
            Error::new(ErrorKind::Configuration, message).because(error)
        })?;
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, user_agent);
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let settings = Self {
            headers,
            timeout: config.timeouts.total,
            attempt_timeout: config.attempt_timeout.unwrap_or(LONGEST),
            connect_timeout: config.timeouts.connect,
            retry: config.retry.clone(),
            max_response_bytes: config.max_response_bytes,
            problem: None,
        }
        .bounded();
        settings.check().map(|()| settings)
    }

    /// These settings but for what `options` say.
    pub(super) fn with(&self, options: CallOptions, credentials: &Credentials) -> Self {
        let mut settings = self.clone();
        settings.timeout = options.timeout.unwrap_or(self.timeout);
        settings.attempt_timeout = options.attempt_timeout.unwrap_or(self.attempt_timeout);
        settings.retry = options.retry.unwrap_or_else(|| self.retry.clone());
        for (name, value) in options.headers {
            match header_line(&name, &value, credentials) {
                Ok((name, value)) => {
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

    /// Whether calls can be made with these settings.
    pub(super) fn check(&self) -> Result<(), Error> {
        match &self.problem {
            Some(problem) => Err(Error::new(ErrorKind::Configuration, problem)),
            None => Ok(()),
        }
    }

    /// The times of an attempt, when this much is left of the call's.
    pub(super) fn attempt_timeouts(&self, left: Duration) -> Timeouts {
        let total = self.attempt_timeout.min(left);
        Timeouts::new(self.connect_timeout.min(total), total)
    }
}

/// Whether a header is not the caller's to set.
pub(super) fn is_reserved(name: &HeaderName, credentials: &Credentials) -> bool {
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
    // What it is for is not known here: it may be a token.
    value.set_sensitive(true);
    Ok((name, value))
}
