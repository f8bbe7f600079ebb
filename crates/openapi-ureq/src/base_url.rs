//! The URL that all paths are relative to.

use std::fmt;
use std::net::IpAddr;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::error::{Error, ErrorKind};

/// A checked base URL, in the parts that every request's URL is made of.
#[derive(Debug)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at the end; empty for the root.
    prefix: String,
}

impl BaseUrl {
    pub(crate) fn parse(url: &str, allow_insecure_http: bool) -> Result<Self, Error> {
        let problem = |what: &str| Err(configuration(url, what));
        if !url.contains("://") {
            return problem("has no scheme; write it as https://host");
        }
        if url.contains(['?', '#']) {
            return problem("has a query or a fragment; give it without");
        }
        let Ok(uri) = url.parse::<Uri>() else {
            return problem("is not a URL; write it as https://host or https://host/prefix");
        };
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return problem("has no host; write it as https://host");
        };
        if authority.host().is_empty() {
            return problem("has no host; write it as https://host");
        }
        if authority.as_str().contains('@') {
            let message = "the base URL holds user information; configure the credential on the client instead";
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        if authority.port().is_none() && authority.as_str().len() > authority.host().len() {
            return problem(
                "has a port that is no number from 1 to 65535; correct it or leave it out",
            );
        }
        if authority.port().is_some_and(|port| port.as_u16() == 0) {
            return problem(
                "has the port 0, which nothing can listen at; correct it or leave it out",
            );
        }
        if scheme == Scheme::HTTP {
            if !allow_insecure_http && !is_loopback(authority.host()) {
                return problem(
                    "would send the credential unencrypted; use https, or call allow_insecure_http(true)",
                );
            }
        } else if scheme != Scheme::HTTPS {
            return problem("has a scheme other than https and http; write it as https://host");
        }
        let path = parts.path_and_query.as_ref().map_or("", PathAndQuery::path);
        if path.split('/').any(|segment| matches!(segment, "." | "..")) {
            return problem("has a dot segment in its path; give the path as it is");
        }
        let prefix = path.trim_end_matches('/').to_owned();
        Ok(Self { scheme, authority, prefix })
    }

    /// What the path of every request starts with.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The host, and its port if that is stated.
    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(self.authority.host())
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// The URL of a request. `target` is its path, prefix included, and query.
    pub(crate) fn with_target(&self, target: String) -> Result<Uri, http::Error> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(PathAndQuery::from_maybe_shared(target.into_bytes())?)
            .build()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

fn configuration(url: &str, what: &str) -> Error {
    let url: String = url.chars().filter(|c| !c.is_control()).take(200).collect();
    // What stands before an `@` or after a `?` may be a secret.
    let shown = url.split(['?', '#']).next().unwrap_or_default();
    let shown = match shown.rsplit_once('@') {
        Some((_, host)) => format!("...@{host}"),
        None => shown.to_owned(),
    };
    Error::new(ErrorKind::Configuration, format!("the base URL {shown:?} {what}"))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_https_and_loopback_http_and_drops_the_last_slash() {
        for (url, shown) in [
            ("https://host", "https://host"),
            ("https://host:8443/a/b/", "https://host:8443/a/b"),
            ("http://127.0.0.1:1/api", "http://127.0.0.1:1/api"),
            ("http://[::1]:1", "http://[::1]:1"),
            ("http://LocalHost", "http://LocalHost"),
        ] {
            assert_eq!(BaseUrl::parse(url, false).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn every_refusal_names_the_url_and_a_remedy() {
        for (url, part) in [
            ("host/api", "has no scheme; write it as https://host"),
            ("https://host/?a=1", "has a query"),
            ("https://host/#a", "has a query or a fragment"),
            ("ftp://host", "scheme other than https"),
            ("https:///a", "write it as https://host"),
            ("https://host/a/../b", "dot segment"),
            ("https://host:abc", "port"),
            ("https://host:", "port"),
            ("http://127.0.0.1:99999", "port"),
            ("http://127.0.0.1:0", "port"),
            ("http://example.com", "call allow_insecure_http(true)"),
            ("http://127.0.0.1.example.com", "call allow_insecure_http(true)"),
        ] {
            let error = BaseUrl::parse(url, false).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
            assert!(error.to_string().contains(part), "{url}: {error}");
        }
    }

    #[test]
    fn insecure_http_can_be_allowed() {
        assert!(BaseUrl::parse("http://example.com", true).is_ok());
    }

    #[test]
    fn what_may_be_a_secret_in_a_url_is_not_shown() {
        for url in ["https://user:hunter2@host", "https://host?key=hunter2", "ftp://u:hunter2@host"]
        {
            assert!(!format!("{:?}", BaseUrl::parse(url, false)).contains("hunter2"), "{url}");
        }
    }
}
