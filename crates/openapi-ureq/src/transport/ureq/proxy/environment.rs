//! The proxy environment variables, as interpreted by `curl` and Go.
//!
//! A blank variable counts as not set. Lower case takes precedence over upper case.

use std::ffi::{OsStr, OsString};

use super::bypass::is_bypassed;
use crate::base_url::BaseUrl;

/// Returns the name and value of the variable that applies to a base URL; `None` if there is none,
/// or `NO_PROXY` excludes the host.
pub(super) fn proxy(
    base_url: &BaseUrl,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Option<(&'static str, OsString)> {
    let first = |names: &[&'static str]| {
        names.iter().find_map(|name| Some((*name, variable(name).filter(|it| !is_blank(it))?)))
    };
    let of_scheme: &[&str] = if base_url.is_https() {
        &["https_proxy", "HTTPS_PROXY"]
    } else {
        http_variables(variable("REQUEST_METHOD").is_some())
    };
    let found = first(of_scheme).or_else(|| first(&["all_proxy", "ALL_PROXY"]))?;
    let no_proxy = first(&["no_proxy", "NO_PROXY"]);
    let no_proxy = no_proxy.map(|(_, entries)| entries.to_string_lossy().into_owned());
    let authority = base_url.authority();
    let port = authority.port_u16().unwrap_or(if base_url.is_https() { 443 } else { 80 });
    let is_excluded = no_proxy.is_some_and(|it| is_bypassed(&it, authority.host(), port));
    (!is_excluded).then_some(found)
}

/// Returns the variables for `http`. A CGI program receives the caller's `Proxy` header as the
/// variable `HTTP_PROXY`. On Windows, the names of variables are case-insensitive.
fn http_variables(is_cgi: bool) -> &'static [&'static str] {
    match is_cgi {
        false => &["http_proxy", "HTTP_PROXY"],
        true if cfg!(windows) => &[],
        true => &["http_proxy"],
    }
}

fn is_blank(value: &OsStr) -> bool {
    value.to_string_lossy().trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the name of the variable that is used, among `name=value` pairs.
    fn used(url: &str, variables: &str) -> Option<&'static str> {
        let base_url = BaseUrl::parse(url, true).unwrap();
        let variable = |name: &str| {
            let mut pairs = variables.split_whitespace().map(|pair| pair.split_once('=').unwrap());
            pairs.find(|(variable, _)| *variable == name).map(|(_, value)| value.into())
        };
        proxy(&base_url, variable).map(|(name, _)| name)
    }

    #[test]
    fn variable_of_the_scheme_wins_and_lower_case_comes_first() {
        let all = "https_proxy=a HTTPS_PROXY=b http_proxy=c HTTP_PROXY=d all_proxy=e ALL_PROXY=f";
        let mut variables: Vec<&str> = all.split(' ').collect();
        for (url, order) in [
            ("https://host.example", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            ("http://host.example", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]),
        ] {
            let mut variables = variables.clone();
            for name in order {
                assert_eq!(used(url, &variables.join(" ")), Some(name), "{variables:?}");
                variables.retain(|pair| !pair.starts_with(&format!("{name}=")));
            }
            assert_eq!(used(url, &variables.join(" ")), None, "{variables:?}");
        }
        // A variable that is set but empty is skipped.
        variables[0] = "https_proxy=";
        assert_eq!(used("https://host.example", &variables.join(" ")), Some("HTTPS_PROXY"));
        variables[1] = "HTTPS_PROXY=";
        variables[4] = "all_proxy=";
        assert_eq!(used("https://host.example", &variables.join(" ")), Some("ALL_PROXY"));
    }

    #[cfg(not(windows))]
    #[test]
    fn upper_case_http_proxy_is_ignored_under_cgi() {
        let url = "http://host.example";
        assert_eq!(used(url, "HTTP_PROXY=a"), Some("HTTP_PROXY"));
        for cgi in ["REQUEST_METHOD=GET", "REQUEST_METHOD="] {
            assert_eq!(used(url, &format!("HTTP_PROXY=a {cgi}")), None);
            assert_eq!(used(url, &format!("HTTP_PROXY=a all_proxy=b {cgi}")), Some("all_proxy"));
            assert_eq!(used(url, &format!("HTTP_PROXY=a http_proxy=b {cgi}")), Some("http_proxy"));
            let https = used("https://host.example", &format!("HTTPS_PROXY=a {cgi}"));
            assert_eq!(https, Some("HTTPS_PROXY"));
        }
    }

    #[test]
    fn lower_case_no_proxy_comes_first_unless_it_is_empty() {
        let used =
            |no_proxy: &str| used("https://host.example", &format!("all_proxy=a {no_proxy}"));
        assert_eq!(used("no_proxy=host.example"), None);
        assert_eq!(used("NO_PROXY=host.example"), None);
        assert_eq!(used("no_proxy=other NO_PROXY=host.example"), Some("all_proxy"));
        assert_eq!(used("no_proxy=host.example NO_PROXY=other"), None);
        assert_eq!(used("no_proxy= NO_PROXY=host.example"), None);
        assert_eq!(used("no_proxy=host.example NO_PROXY="), None);
    }

    #[test]
    fn default_port_is_used_where_none_is_stated() {
        for (url, port) in [
            ("https://host.example", 443),
            ("http://host.example", 80),
            ("http://host.example:8080", 8080),
        ] {
            let variables = |port: u16| format!("all_proxy=a no_proxy=host.example:{port}");
            assert_eq!(used(url, &variables(port)), None, "{url}");
            assert_eq!(used(url, &variables(port + 1)), Some("all_proxy"), "{url}");
        }
    }
}
