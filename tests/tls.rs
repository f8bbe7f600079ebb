//! TLS: which certificates are trusted with each of the TLS features, and without any.

#![cfg_attr(
    any(feature = "rustls", feature = "native-tls"),
    expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")
)]

mod support;

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod with_tls {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{Shutdown, TcpListener, TcpStream};
    use std::process::Command;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, LazyLock};
    use std::thread;
    use std::time::Duration;

    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ServerConfig, ServerConnection, StreamOwned};
    use whatsapi::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy};

    use super::support::{GROUP, KEY, RawServer, assert_presentable, response, shown};

    /// A private certificate authority.
    type Authority = CertifiedIssuer<'static, KeyPair>;

    fn authority(name: &str) -> Authority {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    }

    static TRUSTED: LazyLock<Authority> = LazyLock::new(|| authority("Trusted"));
    static OTHER: LazyLock<Authority> = LazyLock::new(|| authority("Other"));

    /// A TLS server that counts the requests it receives.
    struct Server {
        url: String,
        requests: Arc<AtomicUsize>,
    }

    impl Server {
        /// A server with a valid certificate of the trusted authority.
        fn valid() -> Self {
            Self::start(&TRUSTED, CertificateParams::new(["localhost".to_owned()]).unwrap())
        }

        /// A server at `localhost` with a certificate of `authority`.
        fn start(authority: &Authority, certificate: CertificateParams) -> Self {
            let key = KeyPair::generate().unwrap();
            let certificate = certificate.signed_by(&key, authority).unwrap();
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let config = ServerConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(
                    vec![certificate.der().clone()],
                    PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
                )
                .unwrap();
            let config = Arc::new(config);
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
            let requests = Arc::<AtomicUsize>::default();
            let counter = Arc::clone(&requests);
            thread::spawn(move || {
                for stream in listener.incoming() {
                    let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                    let mut stream = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
                    // A client that does not trust the certificate ends the handshake.
                    let lines = stream.by_ref().lines().map_while(Result::ok);
                    if lines.take_while(|line| !line.is_empty()).count() > 0 {
                        counter.fetch_add(1, Ordering::SeqCst);
                        let _ = stream.get_mut().write_all(&response("200 OK", "{}"));
                    }
                }
            });
            Self { url, requests }
        }

        fn builder(&self) -> ClientBuilder {
            Client::builder().server(&self.url).api_key(KEY).retry(RetryPolicy::none())
        }

        #[track_caller]
        fn assert_trusted(&self, builder: ClientBuilder) {
            let outcome = call(builder);
            outcome.unwrap_or_else(|error| panic!("{}", shown(&error)));
            assert_eq!(self.requests.load(Ordering::SeqCst), 1);
        }

        /// Asserts that the certificate is rejected, and that the key is not sent.
        #[track_caller]
        fn assert_rejected(&self, builder: ClientBuilder) {
            let error = call(builder).unwrap_err();
            assert_presentable(&error, Some("get_group"));
            assert_eq!(error.kind(), ErrorKind::Tls, "{}", shown(&error));
            assert!(error.to_string().contains("no secure connection to localhost:"), "{error}");
            assert!(error.to_string().contains("): "), "the reason and a remedy: {error}");
            assert!(std::error::Error::source(&error).is_some());
            assert!(!error.may_have_been_applied() && !error.is_retryable());
            assert_eq!(self.requests.load(Ordering::SeqCst), 0);
        }
    }

    fn call(builder: ClientBuilder) -> Result<(), Error> {
        builder.build().unwrap().get_group("sales", GROUP).map(|_| ())
    }

    #[test]
    fn private_authority_is_not_trusted_by_default() {
        let server = Server::valid();
        server.assert_rejected(server.builder());
    }

    #[test]
    fn added_root_certificate_is_trusted() {
        let server = Server::valid();
        server.assert_trusted(server.builder().add_root_certificate(TRUSTED.pem()));
    }

    #[test]
    fn several_root_certificates_can_be_added() {
        let (trusted, other) = (TRUSTED.pem(), OTHER.pem());
        for bundle in [
            format!("{other}{trusted}"),
            format!("# Ours\n{trusted}\n# Theirs\n{other}"),
            trusted.replace('\n', "\r\n"),
        ] {
            let server = Server::valid();
            server.assert_trusted(server.builder().add_root_certificate(bundle));
        }
        let server = Server::valid();
        let builder = server.builder().add_root_certificate(&trusted).add_root_certificate(&other);
        server.assert_trusted(builder);
        let server = Server::valid();
        let builder = server.builder().add_root_certificate(&other).add_root_certificate(&trusted);
        server.assert_trusted(builder);
    }

    #[test]
    fn certificate_is_verified_through_a_proxy() {
        let server = Server::valid();
        let address = server.url.replace("https://", "");
        let proxy = RawServer::tunneling(move |connection| {
            let server = TcpStream::connect(&address).unwrap();
            let (mut up, mut down) = (server.try_clone().unwrap(), server);
            let mut client = connection.stream.try_clone().unwrap();
            thread::spawn(move || {
                let _ = std::io::copy(&mut client, &mut up);
                let _ = up.shutdown(Shutdown::Write);
            });
            let _ = std::io::copy(&mut down, &mut connection.stream);
        });
        let builder = server.builder().proxy(proxy.url());
        server.assert_rejected(builder.clone());
        server.assert_trusted(builder.add_root_certificate(TRUSTED.pem()));
        let lines = proxy.request_lines();
        assert!(lines.iter().all(|line| line.starts_with("CONNECT localhost:")), "{lines:?}");
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn unrelated_authority_is_not_trusted() {
        let server = Server::valid();
        server.assert_rejected(server.builder().add_root_certificate(OTHER.pem()));
        // An authority of the same name is still another one.
        let server = Server::valid();
        server.assert_rejected(server.builder().add_root_certificate(authority("Trusted").pem()));
    }

    #[test]
    fn certificate_for_another_host_is_rejected() {
        for name in ["other.example", "127.0.0.1", "localhost.example", "*.localhost"] {
            let certificate = CertificateParams::new([name.to_owned()]).unwrap();
            let server = Server::start(&TRUSTED, certificate);
            server.assert_rejected(server.builder().add_root_certificate(TRUSTED.pem()));
        }
    }

    #[test]
    fn expired_and_not_yet_valid_certificates_are_rejected() {
        for (from, to) in [(2001, 2002), (4000, 4001)] {
            let mut certificate = CertificateParams::new(["localhost".to_owned()]).unwrap();
            certificate.not_before = rcgen::date_time_ymd(from, 1, 1);
            certificate.not_after = rcgen::date_time_ymd(to, 1, 1);
            let server = Server::start(&TRUSTED, certificate);
            server.assert_rejected(server.builder().add_root_certificate(TRUSTED.pem()));
        }
    }

    #[test]
    fn certificate_for_an_ip_address_is_accepted() {
        let certificate = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        let server = Server::start(&TRUSTED, certificate);
        let url = server.url.replace("localhost", "127.0.0.1");
        server.assert_trusted(server.builder().server(url).add_root_certificate(TRUSTED.pem()));
    }

    #[test]
    fn stalled_handshake_ends_by_the_connect_timeout() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let builder = Client::builder()
            .server(format!("https://{}", listener.local_addr().unwrap()))
            .api_key(KEY)
            .retry(RetryPolicy::none())
            .connect_timeout(Duration::from_millis(200));
        let error = call(builder).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{}", shown(&error));
        assert!(!error.may_have_been_applied());
    }

    #[test]
    fn invalid_root_certificates_are_rejected_by_build() {
        let certificate = TRUSTED.pem();
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
            (String::from_utf8_lossy(TRUSTED.der()).into_owned(), "is not in the text"),
            (in_another_envelope, "is not in the text"),
            (without_an_end, "is not valid PEM"),
            (block("*garbage*"), "is not valid PEM"),
            (block(""), "holds something else than a certificate"),
            (block("Z2FyYmFnZQ=="), "holds something else than a certificate"),
            (block("MIIBgarbage="), "holds something else than a certificate"),
            (without_a_line, "holds something else than a certificate"),
            (key.clone(), "comes with a private key"),
            (format!("{certificate}{key}"), "comes with a private key"),
        ] {
            let builder = Client::builder().server("https://host").api_key(KEY);
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

    /// `SSL_CERT_FILE` sets the root certificates of the system. Since it is read once per process, the
    /// test runs itself in a new process.
    #[cfg(target_os = "linux")]
    #[test]
    fn system_roots_are_trusted_if_the_feature_says_so() {
        const URL: &str = "WHATSAPI_TEST_TLS_URL";
        if let Ok(url) = std::env::var(URL) {
            return call(Client::builder().server(url).api_key(KEY)).unwrap();
        }
        let file = std::env::temp_dir().join(format!("whatsapi-ca-{}.pem", std::process::id()));
        std::fs::write(&file, TRUSTED.pem()).unwrap();
        let server = Server::valid();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", thread::current().name().unwrap()])
            .env("SSL_CERT_FILE", &file)
            .env(URL, &server.url)
            .output()
            .unwrap();
        std::fs::remove_file(&file).unwrap();
        let uses_system = cfg!(feature = "platform-verifier") || !cfg!(feature = "rustls");
        assert_eq!(output.status.success(), uses_system, "{output:?}");
        assert_eq!(server.requests.load(Ordering::SeqCst), usize::from(uses_system));
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[test]
fn https_and_root_certificates_require_a_tls_feature() {
    use support::KEY;
    use whatsapi::{Client, ErrorKind};

    let https = Client::builder().server("https://host").api_key(KEY);
    let server = support::RawServer::ok();
    let with_authority = server.builder().add_root_certificate("any");
    for builder in [https, with_authority] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        for feature in ["`rustls`", "`native-tls`"] {
            assert!(error.to_string().contains(feature), "{error}");
        }
    }
    server.client().get_group("sales", support::GROUP).unwrap();
}
