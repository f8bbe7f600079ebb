//! Resolves host names.

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};

use http::Uri;
use http::uri::Scheme;
use ureq::config::Config;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Maximum number of addresses of a host that are tried.
const MAX_ADDRESSES: usize = 16;

/// Resolves the host of a URL to at least one address, with the URL's port.
///
/// ureq's resolver is not used, since it logs: see [`background`](super::background).
pub(super) fn look_up(uri: &Uri) -> Result<Vec<SocketAddr>, ureq::Error> {
    let default_port = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    let (host, port) = (uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(default_port));
    let addresses = format!("{host}:{port}")
        .to_socket_addrs()
        .map_err(|error| ureq::Error::Other(Box::new(LookupFailed(error))))?;
    let addresses: Vec<_> = addresses.take(MAX_ADDRESSES).collect();
    if addresses.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(addresses) }
}

/// The error of a failed lookup.
#[derive(Debug)]
pub(super) struct LookupFailed(pub(super) std::io::Error);

impl fmt::Display for LookupFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for LookupFailed {}

/// A resolver that does nothing, since ureq resolves for each request, even if a connection is
/// idle.
#[derive(Debug)]
pub(super) struct LookupLater;

impl Resolver for LookupLater {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_is_from_the_url_or_its_scheme() {
        for (url, address) in [
            ("http://127.0.0.1/v1", "127.0.0.1:80"),
            ("https://127.0.0.1/v1", "127.0.0.1:443"),
            ("https://127.0.0.1:80/v1", "127.0.0.1:80"),
            ("http://[::1]:8080/v1", "[::1]:8080"),
            ("https://[::1]", "[::1]:443"),
        ] {
            let addresses = look_up(&url.parse().unwrap()).unwrap();
            assert_eq!(addresses, [address.parse().unwrap()], "{url}");
        }
    }
}
