//! The proxy of a client's connections: its selection and its use.
//!
//! `ureq`'s own proxy support is not used: it sends `CONNECT` for plain http too, accepts only the
//! status 200, and reads the environment in a different order.

mod address;
mod bypass;
mod connect;
mod deadline;
mod environment;
mod forward;
mod tunnel;

use std::ffi::OsString;
use std::fmt;

use http::{StatusCode, Uri};

pub(super) use self::connect::ProxyConnector;
use super::UreqConfig;
use crate::base_url::BaseUrl;
use crate::error::{Error, ErrorKind};
use crate::transport::{TransportError, TransportErrorKind};

/// An HTTP proxy.
pub(super) struct Proxy {
    /// Scheme, host and port, without credentials.
    uri: Uri,
    /// The value of `Proxy-Authorization`.
    authorization: Option<String>,
}

impl Proxy {
    /// Returns the proxy for a base URL: the configured one, or else the environment's. The latter
    /// is not used for a loopback host.
    pub(super) fn from_config(
        config: &UreqConfig,
        base_url: &BaseUrl,
    ) -> Result<Option<Self>, Error> {
        let proxy = Self::choose(config.proxy.as_deref(), base_url, |name| std::env::var_os(name))?;
        if proxy.is_some() && !base_url.is_https() && !config.allow_insecure_http {
            let message = "through a proxy, http would send the credential unencrypted to another \
                host; use https, or call allow_insecure_http(true)";
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        Ok(proxy)
    }

    fn choose(
        configured: Option<&str>,
        base_url: &BaseUrl,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Option<Self>, Error> {
        let (url, described) = match configured {
            Some(url) => (Some(url.to_owned()), "the proxy".to_owned()),
            None if base_url.is_loopback() => return Ok(None),
            None => match environment::proxy(base_url, variable) {
                Some((name, url)) => {
                    let described = format!("the proxy in the environment variable `{name}`");
                    (url.into_string().ok(), described)
                }
                None => return Ok(None),
            },
        };
        // The URL may contain a password, so no message shows it.
        match url.as_deref().map_or(Err("is not valid UTF-8"), Self::parse) {
            Ok(proxy) => Ok(Some(proxy)),
            Err(problem) => {
                Err(Error::new(ErrorKind::Configuration, format!("{described} {problem}")))
            }
        }
    }

    /// Returns the host and the port.
    pub(super) fn address(&self) -> &str {
        self.uri.authority().map_or("", |authority| authority.as_str())
    }

    /// Returns the header line with the credentials for the proxy, or an empty string.
    fn authorization_line(&self) -> String {
        let line = |value: &String| format!("Proxy-Authorization: {value}\r\n");
        self.authorization.as_ref().map(line).unwrap_or_default()
    }

    /// Returns the error for a response to a request for `target` that was created by the proxy,
    /// which did not forward the request. In a tunnel, all responses are the server's.
    pub(super) fn refusal(&self, target: &Uri, status: StatusCode) -> Option<TransportError> {
        let is_forwarded = target.scheme() == Some(&http::uri::Scheme::HTTP);
        let is_refused = status == StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        (is_forwarded && is_refused).then(|| {
            let target = target.authority().map_or("", |authority| authority.as_str());
            self.refused(target, status)
        })
    }

    /// Creates the error for a proxy that responds with this status instead of connecting to
    /// `target`.
    fn refused(&self, target: &str, status: StatusCode) -> TransportError {
        let problem = format!("refused to connect to {target}: {status}");
        if status != StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return self.failed(problem);
        }
        let remedy = match &self.authorization {
            Some(_) => "check the user and the password in its URL",
            None => "write its URL as http://user:password@host:port",
        };
        // Unlike a failed connection, this is not retried: the proxy would reject the credentials again.
        let message = format!("the proxy {} {problem}; {remedy}", self.address());
        TransportError::new(TransportErrorKind::Configuration, message)
    }

    /// Creates the error for a proxy that failed before it could forward any part of the request.
    fn failed(&self, problem: impl fmt::Display) -> TransportError {
        let message = format!("the proxy {} {problem}", self.address());
        TransportError::new(TransportErrorKind::Connect, message)
    }
}

/// Wraps an error of the proxy as one of ureq, as connectors must return.
fn to_ureq(failure: TransportError) -> ureq::Error {
    ureq::Error::Other(Box::new(failure))
}

/// Extracts the proxy's error, or returns the original error.
pub(super) fn failure(error: ureq::Error) -> Result<TransportError, ureq::Error> {
    match error {
        ureq::Error::Other(error) => {
            error.downcast().map(|failure| *failure).map_err(ureq::Error::Other)
        }
        error => Err(error),
    }
}

/// Shows no credentials.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("uri", &self.uri).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(
        configured: Option<&str>,
        url: &str,
        variables: &[(&str, &str)],
    ) -> Result<Option<String>, String> {
        let base_url = BaseUrl::parse(url, true).unwrap();
        let variable = |name: &str| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| value.into())
        };
        match Proxy::choose(configured, &base_url, variable) {
            Ok(proxy) => Ok(proxy.map(|proxy| proxy.uri.to_string())),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Configuration);
                assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
                Err(error.to_string())
            }
        }
    }

    #[test]
    fn configured_proxy_wins_over_the_environment() {
        let variables = [("https_proxy", "nonsense://"), ("no_proxy", "*")];
        let chosen = choose(Some("http://configured:1"), "https://host.example", &variables);
        assert_eq!(chosen, Ok(Some("http://configured:1/".to_owned())));
        let chosen = choose(Some("http://configured:1"), "https://localhost", &[]);
        assert_eq!(chosen, Ok(Some("http://configured:1/".to_owned())));
    }

    #[test]
    fn environment_is_not_used_for_loopback_hosts() {
        for url in ["https://localhost", "http://127.0.0.1:80", "http://[::1]"] {
            assert_eq!(choose(None, url, &[("all_proxy", "http://proxy:1")]), Ok(None), "{url}");
        }
    }

    #[test]
    fn unusable_variable_that_is_needed_is_an_error_that_names_it() {
        for (value, part) in [
            ("socks5://user:hunter2@proxy:1080", "is a SOCKS proxy"),
            ("ftp://user:hunter2@proxy", "scheme"),
            ("http://user:hunter2@proxy:99999", "port"),
            ("user:hunter2@", "has no host"),
        ] {
            for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                let error = choose(None, "https://host.example", &[(name, value)]).unwrap_err();
                assert!(error.contains(&format!("`{name}`")), "{error}");
                assert!(error.contains(part), "{error}");
            }
        }
    }

    #[test]
    fn unusable_variable_that_is_not_needed_breaks_nothing() {
        let socks = ("all_proxy", "socks5://proxy:1080");
        let chosen = choose(None, "https://host.example", &[socks, ("https_proxy", "usable:1")]);
        assert_eq!(chosen, Ok(Some("http://usable:1/".to_owned())));
        for other in [("NO_PROXY", "host.example"), ("no_proxy", "*")] {
            assert_eq!(choose(None, "https://host.example", &[socks, other]), Ok(None));
        }
        assert_eq!(choose(None, "https://host.example", &[("http_proxy", "x://")]), Ok(None));
        assert_eq!(choose(None, "http://localhost", &[socks]), Ok(None));
    }

    #[cfg(unix)]
    #[test]
    fn variable_that_is_not_utf_8_is_an_error() {
        use std::os::unix::ffi::OsStringExt;

        let base_url = BaseUrl::parse("https://host.example", false).unwrap();
        let error =
            Proxy::choose(None, &base_url, |_| Some(OsString::from_vec(b"http://\xFF".into())))
                .unwrap_err();
        assert!(error.to_string().contains("`https_proxy` is not valid UTF-8"), "{error}");
    }

    #[test]
    fn debug_output_has_no_credentials() {
        let proxy = Proxy::parse("http://user:hunter2@proxy:3128").unwrap();
        let shown = format!("{proxy:?}");
        assert!(shown.contains("proxy:3128"), "{shown}");
        assert!(!shown.contains("hunter2") && !shown.contains("Basic"), "{shown}");
    }
}
