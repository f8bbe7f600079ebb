//! Reads a proxy's URL: `[scheme://][user[:password]@]host[:port]`.

use std::net::Ipv6Addr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Uri;
use percent_encoding::percent_decode_str;

use super::Proxy;

/// The problem of a proxy URL, as the end of a sentence that names the URL's source. It does not
/// quote the URL, which may contain a password.
type Problem = &'static str;

impl Proxy {
    pub(super) fn parse(url: &str) -> Result<Self, Problem> {
        let url = url.trim();
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let (scheme, default_port) = known_scheme(scheme)?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if !matches!(path, "" | "/") {
            return Err(
                "has something after its host and port; write it as http://host:port, and \
                percent-encode the special characters of a user and a password",
            );
        }
        let (user_info, host_and_port) = match authority.rsplit_once('@') {
            Some((user_info, host_and_port)) => (user_info, host_and_port),
            None => ("", authority),
        };
        let (host, port) = split_port(host_and_port)?;
        let port = port.unwrap_or(default_port);
        let uri = Uri::builder()
            .scheme(scheme)
            .authority(format!("{host}:{port}"))
            .path_and_query("/")
            .build()
            .map_err(|_| "has a host that is not valid; write it as http://host:port")?;
        Ok(Self { uri, authorization: authorization(user_info) })
    }
}

/// Returns the scheme and its default port.
fn known_scheme(scheme: &str) -> Result<(&'static str, u16), Problem> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Ok(("http", 80)),
        "https" if cfg!(any(feature = "rustls", feature = "native-tls")) => Ok(("https", 443)),
        "https" => Err("speaks https, which needs one of the features `rustls` and `native-tls`, \
            and none is enabled"),
        "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => {
            Err("is a SOCKS proxy, which is not supported; use one that speaks HTTP")
        }
        _ => Err("has a scheme other than http and https; write it as http://host:port"),
    }
}

fn split_port(host_and_port: &str) -> Result<(&str, Option<u16>), Problem> {
    let bracketed = host_and_port.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (host, port) = match bracketed {
        Some((address, rest)) if address.parse::<Ipv6Addr>().is_ok() => {
            (&host_and_port[..address.len() + 2], rest)
        }
        None if !host_and_port.contains(['[', ']']) => {
            host_and_port.split_at(host_and_port.find(':').unwrap_or(host_and_port.len()))
        }
        _ => return Err("has an invalid IPv6 address; write it as http://[::1]:port"),
    };
    if host.is_empty() && port.matches(':').count() < 2 {
        return Err("has no host; write it as http://host:port");
    }
    let Some(port) = port.strip_prefix(':') else {
        return match port {
            "" => Ok((host, None)),
            _ => Err("has something between its host and its port; write it as http://host:port"),
        };
    };
    if port.contains(':') {
        return Err("has more than one colon after its user and password; write it as \
            http://host:port, and an IPv6 address in brackets");
    }
    // Parsing alone would accept a sign.
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    match port.parse() {
        Ok(port @ 1..) if is_number => Ok((host, Some(port))),
        _ => Err("has a port that is not a number from 1 to 65535; write it as http://host:port"),
    }
}

/// Returns the header value for `user:password`, each percent-encoded.
fn authorization(user_info: &str) -> Option<String> {
    if user_info.is_empty() {
        return None;
    }
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    let mut credentials: Vec<u8> = percent_decode_str(user).collect();
    credentials.push(b':');
    credentials.extend(percent_decode_str(password));
    Some(format!("Basic {}", BASE64_STANDARD.encode(credentials)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn url_is_read_with_and_without_its_optional_parts() {
        for (url, read) in [
            ("http://proxy:3128", "http://proxy:3128/"),
            ("http://proxy:3128/", "http://proxy:3128/"),
            ("  HTTP://proxy:3128 ", "http://proxy:3128/"),
            ("http://proxy", "http://proxy:80/"),
            ("proxy:3128", "http://proxy:3128/"),
            ("proxy", "http://proxy:80/"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("http://[::1]:3128", "http://[::1]:3128/"),
            ("[::1]", "http://[::1]:80/"),
            ("user:p:w@proxy:3128", "http://proxy:3128/"),
        ] {
            let proxy = Proxy::parse(url);
            assert_eq!(proxy.map(|proxy| proxy.uri.to_string()), Ok(read.to_owned()), "{url}");
        }
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn default_port_of_an_https_proxy_is_443() {
        assert_eq!(Proxy::parse("https://proxy").unwrap().uri, "https://proxy:443/");
    }

    #[test]
    fn unusable_url_is_refused_with_a_reason_and_a_remedy() {
        for (url, reason) in [
            ("", "has no host"),
            ("http://", "has no host"),
            ("http://:3128", "has no host"),
            ("http://user:hunter2@", "has no host"),
            ("http:///path", "after its host"),
            ("http://proxy:99999", "port"),
            ("http://proxy:8o80", "port"),
            ("http://proxy:", "port"),
            ("http://proxy:0", "port"),
            ("http://proxy:+80", "port"),
            ("http://proxy:-1", "port"),
            ("proxy: 80", "port"),
            ("http://[::1]:", "port"),
            ("http://[::1]3128", "between its host and its port"),
            ("http://::1:3128", "IPv6 address in brackets"),
            ("http://[::1", "IPv6"),
            ("http://[proxy]:3128", "IPv6"),
            ("http://proxy:3128/path", "after its host and port"),
            ("http://user:hunter2/2@proxy:3128", "percent-encode"),
            ("http://pro xy:3128", "host that is not valid"),
            ("http://pr\u{f6}xy:3128", "host that is not valid"),
            ("://proxy:3128", "scheme"),
            ("ftp://proxy:3128", "scheme"),
            ("socks5h://user:hunter2@proxy:1080", "SOCKS"),
            ("SOCKS4://proxy", "SOCKS"),
        ] {
            let problem = Proxy::parse(url).map(|proxy| proxy.uri).unwrap_err();
            assert!(problem.contains(reason), "{url}: {problem}");
            assert!(problem.contains("; "), "{url}: {problem}");
        }
    }

    #[test]
    fn user_and_password_are_percent_decoded_once() {
        for (user_info, credentials) in [
            ("user:hunter2", "user:hunter2"),
            ("user", "user:"),
            ("u%40x:p%2525:a+b", "u@x:p%25:a+b"),
        ] {
            let proxy = Proxy::parse(&format!("http://{user_info}@proxy:3128")).unwrap();
            let expected = format!("Basic {}", BASE64_STANDARD.encode(credentials));
            assert_eq!(proxy.authorization, Some(expected), "{user_info}");
        }
        assert_eq!(Proxy::parse("http://@proxy:3128").unwrap().authorization, None);
    }
}
