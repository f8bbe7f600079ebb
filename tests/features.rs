//! The features of this package select those of the runtime, whose tests have the details.

mod support;

use support::{GROUP, KEY, RawServer, header};
use whatsapi::Client;

#[test]
fn compressed_replies_are_requested_if_the_feature_says_so() {
    let server = RawServer::ok();
    server.client().get_group("sales", GROUP).unwrap();
    let accepted = header(&server.only_request().0, "accept-encoding");
    let expected = if cfg!(feature = "gzip") { "gzip" } else { "identity" };
    assert_eq!(accepted.as_deref(), Some(expected));
}

#[test]
fn https_requires_a_tls_feature() {
    let built = Client::builder().server("https://host").api_key(KEY).build();
    assert_eq!(built.is_ok(), cfg!(any(feature = "rustls", feature = "native-tls")));
}

/// `SSL_CERT_FILE` sets the root certificates of the system. Since it is read once per process, the
/// test runs itself in a new process.
#[cfg(all(target_os = "linux", any(feature = "rustls", feature = "native-tls")))]
#[test]
fn system_roots_are_trusted_if_the_feature_says_so() {
    use std::process::Command;

    use support::tls::{AUTHORITY, TlsServer, certificate};

    const URL: &str = "WHATSAPI_TEST_TLS_URL";
    if let Ok(url) = std::env::var(URL) {
        let client = Client::builder().server(url).api_key(KEY).build().unwrap();
        client.get_group("sales", GROUP).unwrap();
        return;
    }
    let file = std::env::temp_dir().join(format!("whatsapi-ca-{}.pem", std::process::id()));
    std::fs::write(&file, AUTHORITY.pem()).unwrap();
    let server = TlsServer::with_certificate(&certificate("localhost"));
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "system_roots_are_trusted_if_the_feature_says_so"])
        .env("SSL_CERT_FILE", &file)
        .env(URL, server.url())
        .output()
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    let uses_system = cfg!(feature = "platform-verifier") || !cfg!(feature = "rustls");
    assert_eq!(output.status.success(), uses_system, "{output:?}");
    assert_eq!(server.requests().len(), usize::from(uses_system));
}
