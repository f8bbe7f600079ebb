//! TLS: which certificates are trusted with each of the TLS features, and without any.

#![cfg_attr(
    any(feature = "rustls", feature = "native-tls"),
    expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")
)]

mod support;

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod with_tls {
    use std::net::TcpListener;
    use std::sync::LazyLock;
    use std::thread;
    use std::time::Duration;

    use openapi_ureq::{ClientBuilder, Error, ErrorKind};
    use rcgen::KeyPair;

    use super::support::Library;
    use super::support::errors::{assert_presentable, shown};
    use super::support::tls::{
        AUTHORITY, Authority, TlsServer, assert_system_roots_follow_the_features, authority,
        certificate,
    };

    static OTHER: LazyLock<Authority> = LazyLock::new(|| authority("Other"));

    /// A server with a valid certificate.
    fn valid() -> TlsServer {
        TlsServer::with_certificate(&certificate("localhost"))
    }

    fn builder(server: &TlsServer) -> ClientBuilder<Library> {
        Library::builder(server.url())
    }

    fn call(builder: ClientBuilder<Library>) -> Result<(), Error> {
        builder.build().unwrap().list_books().map(drop)
    }

    #[track_caller]
    fn assert_trusted(server: &TlsServer, builder: ClientBuilder<Library>) {
        call(builder).unwrap_or_else(|error| panic!("{}", shown(&error)));
        assert_eq!(server.requests().len(), 1);
    }

    /// Asserts that the certificate is rejected, and that the key is not sent.
    #[track_caller]
    fn assert_rejected(server: &TlsServer, builder: ClientBuilder<Library>) {
        let error = call(builder).unwrap_err();
        assert_presentable(&error, Some("list_books"));
        assert_eq!(error.kind(), ErrorKind::Tls, "{}", shown(&error));
        assert!(error.to_string().contains("no secure connection to localhost:"), "{error}");
        assert!(error.to_string().contains("): "), "the reason and a remedy: {error}");
        assert!(std::error::Error::source(&error).is_some());
        assert!(!error.may_have_been_applied() && !error.is_retryable());
        assert_eq!(server.requests().len(), 0);
    }

    #[test]
    fn private_authority_is_not_trusted_by_default() {
        let server = valid();
        assert_rejected(&server, builder(&server));
    }

    #[test]
    fn added_root_certificate_is_trusted() {
        let server = valid();
        assert_trusted(&server, builder(&server).add_root_certificate(AUTHORITY.pem()));
    }

    #[test]
    fn several_root_certificates_can_be_added() {
        let (trusted, other) = (AUTHORITY.pem(), OTHER.pem());
        for bundle in [
            format!("{other}{trusted}"),
            format!("# Ours\n{trusted}\n# Theirs\n{other}"),
            trusted.replace('\n', "\r\n"),
        ] {
            let server = valid();
            assert_trusted(&server, builder(&server).add_root_certificate(bundle));
        }
        let server = valid();
        let both = builder(&server).add_root_certificate(&trusted).add_root_certificate(&other);
        assert_trusted(&server, both);
        let server = valid();
        let both = builder(&server).add_root_certificate(&other).add_root_certificate(&trusted);
        assert_trusted(&server, both);
    }

    #[test]
    fn unrelated_authority_is_not_trusted() {
        let server = valid();
        assert_rejected(&server, builder(&server).add_root_certificate(OTHER.pem()));
        // An authority with the same name is still a different one.
        let server = valid();
        assert_rejected(&server, builder(&server).add_root_certificate(authority("Tests").pem()));
    }

    #[test]
    fn certificate_for_another_host_is_rejected() {
        for name in ["other.example", "127.0.0.1", "localhost.example", "*.localhost"] {
            let server = TlsServer::with_certificate(&certificate(name));
            assert_rejected(&server, builder(&server).add_root_certificate(AUTHORITY.pem()));
        }
    }

    #[test]
    fn expired_and_not_yet_valid_certificates_are_rejected() {
        for (from, to) in [(2001, 2002), (4000, 4001)] {
            let mut certificate = certificate("localhost");
            certificate.not_before = rcgen::date_time_ymd(from, 1, 1);
            certificate.not_after = rcgen::date_time_ymd(to, 1, 1);
            let server = TlsServer::with_certificate(&certificate);
            assert_rejected(&server, builder(&server).add_root_certificate(AUTHORITY.pem()));
        }
    }

    #[test]
    fn certificate_for_an_ip_address_is_accepted() {
        let server = TlsServer::with_certificate(&certificate("127.0.0.1"));
        let url = server.url().replace("localhost", "127.0.0.1");
        assert_trusted(&server, builder(&server).server(url).add_root_certificate(AUTHORITY.pem()));
    }

    #[test]
    fn self_signed_certificate_is_trusted_if_added_or_the_error_says_how() {
        let mut certificate = certificate("localhost");
        let (server, pem) = TlsServer::self_signed(&certificate);
        assert_rejected(&server, builder(&server));
        assert_trusted(&server, builder(&server).add_root_certificate(pem));

        // rustls does not accept an authority's certificate as that of a server.
        certificate.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let (server, pem) = TlsServer::self_signed(&certificate);
        let trusting = builder(&server).add_root_certificate(pem);
        if cfg!(not(feature = "rustls")) {
            return assert_trusted(&server, trusting);
        }
        assert_rejected(&server, trusting.clone());
        let line = call(trusting).unwrap_err().to_string();
        assert!(line.contains("CaUsedAsEndEntity"), "{line}");
        assert!(line.contains("have that authority issue one for the server"), "{line}");
        assert!(!line.contains("add_root_certificate"), "it was added: {line}");
    }

    #[test]
    fn stalled_handshake_ends_by_the_connect_timeout() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let builder = Library::builder(&format!("https://{}", listener.local_addr().unwrap()));
        let error = call(builder.connect_timeout(Duration::from_millis(200))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{}", shown(&error));
        assert!(!error.may_have_been_applied());
    }

    #[test]
    fn invalid_root_certificates_are_rejected_by_build() {
        let certificate = AUTHORITY.pem();
        let key = KeyPair::generate().unwrap().serialize_pem();
        let lines: Vec<&str> = certificate.lines().collect();
        let without_a_line = [&lines[..3], &lines[4..]].concat().join("\n");
        let without_an_end = lines[..lines.len() - 1].join("\n");
        let in_another_envelope = certificate.replace("CERTIFICATE", "PUBLIC KEY");
        let block = |text: &str| {
            format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
        };
        for (pem, problem) in [
            (String::new(), "is not in the text"),
            ("garbage".to_owned(), "is not in the text"),
            (String::from_utf8_lossy(AUTHORITY.der()).into_owned(), "is not in the text"),
            (in_another_envelope, "is not in the text"),
            (without_an_end, "is not valid PEM"),
            (block("*garbage*"), "is not valid PEM"),
            (block(""), "contains something other than a certificate"),
            (block("Z2FyYmFnZQ=="), "contains something other than a certificate"),
            (block("MIIBgarbage="), "contains something other than a certificate"),
            (without_a_line, "contains something other than a certificate"),
            (key.clone(), "includes a private key"),
            (format!("{certificate}{key}"), "includes a private key"),
        ] {
            let builder = Library::builder("https://host");
            // A valid certificate next to an invalid one does not change that.
            let builder = builder.add_root_certificate(&certificate).add_root_certificate(&pem);
            let Err(error) = builder.build() else { panic!("accepted: {pem}") };
            assert_eq!(error.kind(), ErrorKind::Configuration);
            let text = error.to_string();
            assert!(text.starts_with(&format!("a root certificate {problem}")), "{text}\n{pem}");
            assert!(text.ends_with("which has lines `-----BEGIN CERTIFICATE-----`"), "{text}");
            let start_of_key = key.lines().nth(1).unwrap();
            assert!(!shown(&error).contains(start_of_key), "{}", shown(&error));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn system_roots_are_trusted_if_the_feature_says_so() {
        const URL: &str = "OPENAPI_UREQ_TEST_TLS_URL";
        if let Ok(url) = std::env::var(URL) {
            return call(Library::builder(&url)).unwrap();
        }
        assert_system_roots_follow_the_features(thread::current().name().unwrap(), URL);
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[test]
fn https_and_root_certificates_require_a_tls_feature() {
    use openapi_ureq::ErrorKind;
    use support::Library;
    use support::server::{RawServer, response};

    let server = RawServer::answering(response("200 OK", "[]"));
    let with_authority = Library::builder(&server.url()).add_root_certificate("any");
    for builder in [Library::builder("https://host"), with_authority] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        for feature in ["`rustls`", "`native-tls`"] {
            assert!(error.to_string().contains(feature), "{error}");
        }
    }
    Library::builder(&server.url()).build().unwrap().list_books().unwrap();
}
