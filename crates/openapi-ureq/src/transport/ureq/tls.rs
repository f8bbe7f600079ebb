//! TLS configuration and trusted certificates.

use ureq::config::ConfigBuilder;
use ureq::typestate::AgentScope;

use super::UreqConfig;
use crate::base_url::BaseUrl;
use crate::error::{Error, ErrorKind, one_line};

/// Configures TLS according to the features and the caller's certificates.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) fn with_tls(
    builder: ConfigBuilder<AgentScope>,
    config: &UreqConfig,
    _: &BaseUrl,
) -> Result<ConfigBuilder<AgentScope>, Error> {
    use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

    let provider =
        if cfg!(feature = "rustls") { TlsProvider::Rustls } else { TlsProvider::NativeTls };
    let platform = cfg!(feature = "platform-verifier") || !cfg!(feature = "rustls");
    let mut added = Vec::new();
    for pem in &config.root_certificates {
        added.extend(certificates(pem)?);
    }
    let roots = match (added.is_empty(), platform) {
        (false, _) => added.into(),
        (true, true) => RootCerts::PlatformVerifier,
        (true, false) => RootCerts::WebPki,
    };
    let tls = TlsConfig::builder().provider(provider).root_certs(roots).build();
    Ok(builder.tls_config(tls))
}

/// Without a TLS library, rejects configurations that need one.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(crate) fn with_tls(
    builder: ConfigBuilder<AgentScope>,
    config: &UreqConfig,
    base_url: &BaseUrl,
) -> Result<ConfigBuilder<AgentScope>, Error> {
    if !base_url.is_https() && config.root_certificates.is_empty() {
        return Ok(builder);
    }
    let message = "https needs one of the features `rustls` and `native-tls`, and none is enabled";
    Err(Error::new(ErrorKind::Configuration, message))
}

/// Parses one or more PEM certificates.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn certificates(pem: &[u8]) -> Result<Vec<ureq::tls::Certificate<'static>>, Error> {
    use ureq::tls::{PemItem, parse_pem};

    let refuse = |problem: &str| {
        let message = format!(
            "a root certificate {problem}; pass the text of a file in PEM form, which has lines \
             `-----BEGIN CERTIFICATE-----`"
        );
        Error::new(ErrorKind::Configuration, message)
    };
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item.map_err(|error| refuse("is not valid PEM").with_source(error))? {
            PemItem::Certificate(certificate) if is_sequence(certificate.der()) => {
                certificates.push(certificate);
            }
            PemItem::Certificate(_) => {
                return Err(refuse("contains something other than a certificate"));
            }
            // An authority's private key is not needed, and should not be kept in memory.
            _ => return Err(refuse("includes a private key")),
        }
    }
    if certificates.is_empty() { Err(refuse("is not in the text")) } else { Ok(certificates) }
}

/// Returns whether this is a DER sequence of its declared length, like a certificate. TLS libraries
/// silently skip other or truncated data.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn is_sequence(der: &[u8]) -> bool {
    match der {
        [0x30, 0x81, length, content @ ..] => content.len() == usize::from(*length),
        [0x30, 0x82, high, low, content @ ..] => {
            content.len() == usize::from(u16::from_be_bytes([*high, *low]))
        }
        _ => false,
    }
}

/// Describes a TLS failure and its remedy. The TLS libraries report the reason only as text; an
/// unknown reason is shown unchanged.
pub(super) fn failure(host: &str, reason: &str) -> String {
    let reason = one_line(reason);
    let has = |parts: &[&str]| parts.iter().any(|part| reason.contains(part));
    let remedy = if has(&["CaUsedAsEndEntity"]) {
        "the server presents the certificate of an authority as its own: have that authority issue one for the \
         server, with the host as subjectAltName and without CA:TRUE, and trust the authority"
    } else if has(&["UnknownIssuer", "self-signed", "self signed", "local issuer"]) {
        "trust the authority that issued the certificate by add_root_certificate"
    } else if has(&["not valid for name", "NotValidForName", "ostname mismatch"]) {
        "use a host name that the certificate is for"
    } else if has(&["xpired", "not valid yet", "NotValidYet", "not yet valid"]) {
        "renew the certificate, or correct the clock of this machine"
    } else if has(&["InvalidContentType", "wrong version number"]) {
        "the server does not speak TLS at this port: correct the port, or use http"
    } else {
        "check that the server speaks TLS, and that its certificate is valid for that name; trust an authority of \
         your own by add_root_certificate"
    };
    format!("no secure connection to {host} ({reason}): {remedy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_names_the_reason_and_a_remedy_for_it() {
        for (reason, remedy) in [
            ("invalid peer certificate: UnknownIssuer", "add_root_certificate"),
            ("invalid peer certificate: certificate not valid for name \"a\"", "use a host name"),
            ("invalid peer certificate: certificate expired: ...", "renew the certificate"),
            ("invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))", "subjectAltName"),
            ("received corrupt message of type InvalidContentType", "correct the port"),
            ("something\nelse", "add_root_certificate"),
        ] {
            let message = failure("host:1", reason);
            assert!(message.starts_with("no secure connection to host:1 ("), "{message}");
            assert!(message.contains(remedy) && !message.contains('\n'), "{message}");
        }
    }
}
