//! The base URL of all paths.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::encode::percent::is_dot_segment;
use crate::error::{Error, ErrorKind};

/// A validated base URL, split into the components of every request's URL.
#[derive(Debug)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// Without a trailing slash; empty for the root.
    prefix: String,
}

impl BaseUrl {
    /// Parses a URL to use unchanged.
    pub(crate) fn parse(url: &str, allow_insecure_http: bool) -> Result<Self, Error> {
        let (parts, path) = split(url).map_err(|problem| refused(url, problem))?;
        Self::new(parts, path, allow_insecure_http).map_err(|problem| refused(url, problem))
    }

    /// Parses a URL and appends the path of the document's server. The URL itself may only have that
    /// path; any other path needs [`parse`](Self::parse).
    pub(crate) fn of_server(
        url: &str,
        server: &str,
        allow_insecure_http: bool,
    ) -> Result<Self, Error> {
        let (parts, path) = split(url).map_err(|problem| refused(url, problem))?;
        let api_path = path_of_server(server);
        if !path.is_empty() && path != api_path {
            // The apparent path may be part of a password that contains a slash.
            let path = if shown(url).is_some() { path } else { ".." };
            let problem = format!(
                "has the path `{path}`, and the API's is `{}`; leave it out, or call base_url with the whole \
                 prefix",
                if api_path.is_empty() { "/" } else { api_path }
            );
            return Err(refused(url, &problem));
        }
        Self::new(parts, api_path, allow_insecure_http).map_err(|problem| refused(url, problem))
    }

    /// Returns the base URL of an operation with its own `server`, in a document whose first server is
    /// `document`.
    ///
    /// A path is relative to the host of this URL. Of an absolute URL, only the path is used, unless this
    /// URL is at the host of the document's server: a client for another deployment, such as a test
    /// server, never calls the hosts in the document.
    pub(crate) fn of_operation(
        &self,
        server: &str,
        document: &str,
        allow_insecure_http: bool,
    ) -> Result<Self, Error> {
        if server.contains("://") && self.is_at(document) {
            return Self::parse(server, allow_insecure_http);
        }
        let gateway = self.prefix.strip_suffix(path_of_server(document)).unwrap_or_default();
        let path = format!("{gateway}{}", path_of_server(server));
        let parts = (self.scheme.clone(), self.authority.clone());
        Self::new(parts, &path, allow_insecure_http).map_err(|problem| refused(server, problem))
    }

    /// Returns whether this is the host and port of `server`.
    fn is_at(&self, server: &str) -> bool {
        split(server).is_ok_and(|((scheme, authority), _)| {
            scheme == self.scheme && authority == self.authority
        })
    }

    fn new(
        (scheme, authority): (Scheme, Authority),
        path: &str,
        allow_insecure_http: bool,
    ) -> Result<Self, &'static str> {
        if scheme != Scheme::HTTPS && scheme != Scheme::HTTP {
            return Err("has a scheme other than https and http; write it as https://host");
        }
        if scheme == Scheme::HTTP && !allow_insecure_http && !is_loopback(authority.host()) {
            return Err(
                "would send the credential unencrypted; use https, or call allow_insecure_http(true)",
            );
        }
        if path.split('/').any(is_dot_segment) {
            return Err("has a dot segment in its path; give the path as it is");
        }
        if !path.is_empty() && PathAndQuery::try_from(path).is_err() {
            return Err(
                "is put before a path that no URL can have; call base_url with another one",
            );
        }
        Ok(Self { scheme, authority, prefix: path.to_owned() })
    }

    /// Returns the prefix of every request's path.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns the host, and the port if specified.
    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(self.authority.host())
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Returns the URL of a request. `target` is its path, including the prefix, and query.
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

/// Splits a URL into its validated scheme and authority, and its path without a trailing slash.
fn split(url: &str) -> Result<((Scheme, Authority), &str), &'static str> {
    if url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(
            "holds white space or a control character; a line break at its end often comes from a file",
        );
    }
    let Some((_, rest)) = url.split_once("://") else {
        return Err("has no scheme; write it as https://host");
    };
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    if authority.contains('@') {
        return Err("holds user information; configure the credential on the client instead");
    }
    if url.contains(['?', '#']) {
        return Err("has a query or a fragment; give it without");
    }
    check_authority(authority)?;
    let path = rest[authority.len()..].trim_end_matches('/');
    if !path.is_ascii() {
        return Err("has characters beyond ASCII in its path; percent-encode them");
    }
    let parts = url.parse::<Uri>().map(Uri::into_parts);
    let Ok((Some(scheme), Some(authority))) = parts.map(|parts| (parts.scheme, parts.authority))
    else {
        return Err("is not a URL; write it as https://host or https://host/prefix");
    };
    Ok(((scheme, authority), path))
}

/// Validates the host and the optional port.
fn check_authority(authority: &str) -> Result<(), &'static str> {
    let (host, port) = match authority.rfind(']') {
        Some(end) => authority.split_at(end + 1),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    if host.is_empty() {
        return Err("has no host; write it as https://host");
    }
    if !host.is_ascii() {
        return Err("has characters beyond ASCII in its host; write that in Punycode, such as \
             https://xn--mnchen-3ya.example");
    }
    if let Some(address) = host.strip_prefix('[') {
        let address = address.trim_end_matches(']');
        if address.contains('%') {
            return Err(
                "has an IPv6 address with a zone, which is not supported; use an address without one, or \
                 a host name",
            );
        }
        if address.parse::<Ipv6Addr>().is_err() {
            return Err(
                "has brackets around something other than an IPv6 address; write other hosts without brackets",
            );
        }
    } else if !is_host_name(host) {
        return Err("has a host that is neither a name nor an address; write it as https://host");
    }
    match port.strip_prefix(':').map(str::parse::<u16>) {
        None if port.is_empty() => Ok(()),
        Some(Ok(1..)) => Ok(()),
        Some(Ok(0)) => {
            Err("has the port 0, which nothing can listen at; correct it or leave it out")
        }
        None | Some(Err(_)) => {
            Err("has a port that is not a number from 1 to 65535; correct it or leave it out")
        }
    }
}

/// Accepts letters, digits, hyphens and underscores, separated by dots; a trailing dot is the DNS
/// root.
fn is_host_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    host.len() <= 253 && host.split('.').all(is_label)
}

/// Returns the path of the document's server, which may be an absolute URL.
fn path_of_server(server: &str) -> &str {
    let path = match server.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None if server.starts_with('/') => server,
        None => server.find('/').map_or("", |start| &server[start..]),
    };
    path.trim_end_matches('/')
}

fn refused(url: &str, problem: &str) -> Error {
    let message = match shown(url) {
        Some(url) => format!("the base URL {url:?} {problem}"),
        None => format!("the base URL, not shown as it may hold a password, {problem}"),
    };
    Error::new(ErrorKind::Configuration, message)
}

/// Returns the part of a URL that is safe to show. Text before an `@` can be a password, which can
/// contain characters that appear to end the host. A query can contain a key.
fn shown(url: &str) -> Option<String> {
    const LONGEST: usize = 200;
    if url.contains(['@', '\u{FE6B}', '\u{FF20}']) || url.contains("%40") {
        return None;
    }
    let end = url.find(['?', '#']).map_or(url.len(), |start| start + 1);
    let end = url.char_indices().nth(LONGEST).map_or(end, |(longest, _)| longest.min(end));
    let dots = if end < url.len() { "..." } else { "" };
    Some(format!("{}{dots}", &url[..end]))
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
            ("https://a_b.example./@team", "https://a_b.example./@team"),
            ("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"),
            ("http://127.0.0.1:1/api", "http://127.0.0.1:1/api"),
            ("http://[::1]:1", "http://[::1]:1"),
            ("http://LocalHost", "http://LocalHost"),
            ("HTTPS://host", "https://host"),
        ] {
            assert_eq!(BaseUrl::parse(url, false).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn every_error_names_the_url_as_written_and_a_remedy() {
        for (url, part) in [
            ("", "has no scheme; write it as https://host"),
            ("host/api", "has no scheme; write it as https://host"),
            ("https://", "has no host; write it as https://host"),
            ("https:///a", "has no host; write it as https://host"),
            ("https://:443", "has no host; write it as https://host"),
            ("ftp://host", "scheme other than https"),
            ("https://host/a/../b", "dot segment"),
            ("https://host/a/%2E%2e/b", "dot segment"),
            ("https://host:abc", "port"),
            ("https://host:", "port"),
            ("http://127.0.0.1:99999", "port"),
            ("http://127.0.0.1:0", "the port 0"),
            ("http://[::1]1", "port"),
            ("http://example.com", "call allow_insecure_http(true)"),
            ("http://127.0.0.1.example.com", "call allow_insecure_http(true)"),
            ("http://[127.0.0.1]", "brackets around something other than an IPv6 address"),
            ("http://[::1", "brackets around something other than an IPv6 address"),
            ("http://[fe80::1%25eth0]", "an IPv6 address with a zone"),
            ("https://m\u{fc}nchen.example", "Punycode, such as https://xn--mnchen-3ya.example"),
            ("https://host/m\u{fc}nchen", "percent-encode"),
            ("https://ho%73t", "neither a name nor an address"),
            ("https://a..b", "neither a name nor an address"),
        ] {
            for server in [None, Some("/v1")] {
                let parsed = match server {
                    None => BaseUrl::parse(url, false),
                    // Rejected for the path before this check.
                    Some(_) if url.contains("host/a") => continue,
                    Some(server) => BaseUrl::of_server(url, server, false),
                };
                let error = parsed.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
                let message = error.to_string();
                assert!(message.contains(part), "{url}: {message}");
                assert!(message.contains(&format!("{url:?}")), "{url}: {message}");
            }
        }
        for (url, part) in [
            ("https://host/?a=1", "\"https://host/?...\" has a query"),
            ("https://host#a", "\"https://host#...\" has a query or a fragment"),
            ("https://host\n", "\"https://host\\n\" holds white space"),
            ("https://h\r\nost", "\"https://h\\r\\nost\" holds white space"),
        ] {
            let message = BaseUrl::parse(url, false).unwrap_err().to_string();
            assert!(message.contains(part) && !message.contains('\n'), "{message}");
        }
    }

    #[test]
    fn path_of_the_document_is_appended_to_a_server() {
        for (url, server, expected) in [
            ("https://host", "/v1", "https://host/v1"),
            ("https://host/", "/v1/", "https://host/v1"),
            ("https://host/v1/", "/v1", "https://host/v1"),
            ("https://host", "https://api.example/v1", "https://host/v1"),
            ("https://host", "https://api.example", "https://host"),
            ("https://host", "/", "https://host"),
        ] {
            assert_eq!(BaseUrl::of_server(url, server, false).unwrap().to_string(), expected);
        }
        let message = BaseUrl::of_server("https://host/v2", "/v1", false).unwrap_err().to_string();
        assert!(
            message.contains("\"https://host/v2\" has the path `/v2`, and the API's is `/v1`"),
            "{message}"
        );
    }

    #[test]
    fn server_of_an_operation_is_at_the_configured_deployment() {
        for (base, server, expected) in [
            ("https://api.example/v1", "/v2", "https://api.example/v2"),
            ("https://api.example/v1", "/", "https://api.example"),
            ("https://api.example/v1", "https://files.example/v3", "https://files.example/v3"),
            (
                "https://api.example:8443/v1",
                "https://files.example/v3",
                "https://api.example:8443/v3",
            ),
            ("http://127.0.0.1:1", "https://files.example/v3/", "http://127.0.0.1:1/v3"),
            ("https://gateway/team/v1", "/v2", "https://gateway/team/v2"),
            ("https://gateway/other", "/v2", "https://gateway/v2"),
        ] {
            let base = BaseUrl::parse(base, false).unwrap();
            let own = base.of_operation(server, "https://api.example/v1", false).unwrap();
            assert_eq!(own.to_string(), expected, "{base} {server}");
        }
        let base = BaseUrl::parse("https://api.example", false).unwrap();
        let error = base.of_operation("http://files.example", "https://api.example", false);
        assert!(error.unwrap_err().to_string().contains("\"http://files.example\" would send"));
    }

    #[test]
    fn insecure_http_can_be_allowed() {
        assert!(BaseUrl::parse("http://example.com", true).is_ok());
    }

    #[test]
    fn possible_secrets_in_a_url_are_not_shown() {
        let long = format!("https://user:hunter2{}@host", "x".repeat(100_000));
        for url in [
            "https://user:hunter2@host",
            "https://host?key=hunter2",
            "https://host#hunter2",
            "ftp://u:hunter2@host",
            "https://user:hunter2#ss@host",
            "https://user:hunter2?ss@host",
            "https://user:hunter2/ss@host",
            "https://user:ss#hunter2@host",
            "https://user:hunter2%40host",
            "https://user:hunter2\u{ff20}host",
            "https://user:hunter2 @host",
            "user:hunter2@host",
            &long,
        ] {
            for parsed in [BaseUrl::parse(url, false), BaseUrl::of_server(url, "/v1", false)] {
                let error = parsed.unwrap_err();
                assert!(!format!("{error} {error:?}").contains("hunter2"), "{url:.60}");
                assert!(error.to_string().len() < 400);
            }
        }
    }
}
