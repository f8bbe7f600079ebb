//! A TLS server. Tests decide the content of each record and of each write.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection};

use super::server::{is_complete, response};

/// A private certificate authority.
pub type Authority = CertifiedIssuer<'static, KeyPair>;

/// The authority that issues the servers' certificates.
pub static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| authority("Tests"));

pub fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for this host name or IP address, to be signed.
pub fn certificate(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

fn config(certificate: &Certificate, key: &KeyPair) -> Arc<ServerConfig> {
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
    Arc::new(config)
}

/// The configuration of a server with a certificate of the [`AUTHORITY`].
fn issued(certificate: &CertificateParams) -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    config(&certificate.signed_by(&key, &*AUTHORITY).unwrap(), &key)
}

/// Runs a test of this program in a separate process, in which the system trusts only the [`AUTHORITY`], and
/// `variable` has the URL of a server with a certificate of it. The test must succeed, and the server receive
/// a request, only with a TLS feature that uses the system's root certificates.
///
/// `SSL_CERT_FILE` sets the root certificates of the system, and is read once per process.
#[cfg(target_os = "linux")]
pub fn assert_system_roots_follow_the_features(test: &str, variable: &str) {
    let file = std::env::temp_dir().join(format!("{variable}-{}.pem", std::process::id()));
    std::fs::write(&file, AUTHORITY.pem()).unwrap();
    let server = TlsServer::with_certificate(&certificate("localhost"));
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .env("SSL_CERT_FILE", &file)
        .env(variable, server.url())
        .output()
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    let uses_system = cfg!(feature = "platform-verifier") || !cfg!(feature = "rustls");
    assert_eq!(output.status.success(), uses_system, "{output:?}");
    assert_eq!(server.requests().len(), usize::from(uses_system));
}

/// A server at `https://localhost` that calls a function for each connection.
pub struct TlsServer {
    url: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    connections: Arc<AtomicUsize>,
    resumed: Arc<AtomicUsize>,
}

impl TlsServer {
    pub fn serving(serve: impl Fn(&mut TlsConnection) + Send + Sync + 'static) -> Self {
        Self::certified(issued(&certificate("localhost")), serve)
    }

    /// A server that responds to each request with success, with this certificate.
    pub fn with_certificate(certificate: &CertificateParams) -> Self {
        Self::certified(issued(certificate), TlsConnection::succeed)
    }

    /// Such a server with a self-signed certificate, and that certificate in PEM form.
    pub fn self_signed(certificate: &CertificateParams) -> (Self, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = certificate.self_signed(&key).unwrap();
        let config = config(&certificate, &key);
        (Self::certified(config, TlsConnection::succeed), certificate.pem())
    }

    fn certified(
        config: Arc<ServerConfig>,
        serve: impl Fn(&mut TlsConnection) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let server = Self {
            url,
            requests: Arc::default(),
            connections: Arc::default(),
            resumed: Arc::default(),
        };
        let (requests, connections) =
            (Arc::clone(&server.requests), Arc::clone(&server.connections));
        let resumed = Arc::clone(&server.resumed);
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut connection = TlsConnection {
                    stream: stream.unwrap(),
                    tls: ServerConnection::new(Arc::clone(&config)).unwrap(),
                    number: connections.fetch_add(1, Ordering::SeqCst),
                    requests: Arc::clone(&requests),
                };
                let (serve, resumed) = (Arc::clone(&serve), Arc::clone(&resumed));
                thread::spawn(move || {
                    serve(&mut connection);
                    if connection.tls.handshake_kind() == Some(rustls::HandshakeKind::Resumed) {
                        resumed.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        server
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// The requests so far, decrypted.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many of the ended connections had resumed a TLS session.
    pub fn resumed(&self) -> usize {
        self.resumed.load(Ordering::SeqCst)
    }
}

/// A connection to a [`TlsServer`], from the server's side.
pub struct TlsConnection {
    pub stream: TcpStream,
    pub tls: ServerConnection,
    /// From 0.
    pub number: usize,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl TlsConnection {
    /// The next request; `None` if the client closes the connection, or takes too long.
    pub fn request(&mut self) -> Option<Vec<u8>> {
        self.stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut request = Vec::new();
        while !is_complete(&request) {
            let mut buffer = [0; 16 << 10];
            match rustls::Stream::new(&mut self.tls, &mut self.stream).read(&mut buffer) {
                Ok(0) | Err(_) => return None,
                Ok(count) => request.extend_from_slice(&buffer[..count]),
            }
        }
        self.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    /// Responds to each request with success.
    fn succeed(&mut self) {
        while self.request().is_some() && self.send(&response("200 OK", "{}")) {}
    }

    /// Encrypts `plaintext` into separate TLS records, without sending them.
    pub fn encrypt(&mut self, plaintext: &[u8]) -> Vec<u8> {
        self.tls.writer().write_all(plaintext).unwrap();
        self.take_output()
    }

    /// The alert that closes the TLS session, without sending it.
    pub fn close_notify(&mut self) -> Vec<u8> {
        self.tls.send_close_notify();
        self.take_output()
    }

    fn take_output(&mut self) -> Vec<u8> {
        let mut output = Vec::new();
        while self.tls.wants_write() {
            self.tls.write_tls(&mut output).unwrap();
        }
        output
    }

    /// Sends bytes unchanged, in one write. Returns whether the connection is still open.
    pub fn send_raw(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Encrypts bytes and sends them.
    pub fn send(&mut self, plaintext: &[u8]) -> bool {
        let bytes = self.encrypt(plaintext);
        self.send_raw(&bytes)
    }
}
