//! The default transport: a pool of connections of the `ureq` crate.

use std::io::{self, Read};

use http::uri::Scheme;
use http::{Method, Request, Response};
use ureq::config::ConfigBuilder;
use ureq::typestate::AgentScope;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, Proxy, SendBody, Timeout};

use super::body::Body;
use super::config::Config;
use super::error::{Error, ErrorKind};
use super::masking::{UnmaskConnector, mask};
use super::transport::{Timeouts, Transport, TransportError, TransportErrorKind};

/// Connections kept for reuse. Each is one thread's at a time.
const MAX_IDLE_CONNECTIONS: usize = 64;

pub(super) struct UreqTransport {
    agent: Agent,
    timeouts: Timeouts,
}

impl UreqTransport {
    pub(super) fn new(config: &Config) -> Result<Self, Error> {
        let mut builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(MAX_IDLE_CONNECTIONS)
            .max_idle_connections_per_host(MAX_IDLE_CONNECTIONS)
            .timeout_connect(Some(config.timeouts.connect))
            .timeout_global(Some(config.timeouts.total));
        if let Some(url) = &config.proxy {
            // The URL may hold a password, so no error shows it.
            let proxy = Proxy::new(url).map_err(|_| {
                Error::new(
                    ErrorKind::Configuration,
                    "the proxy is not a URL that is understood; write it as http://host:port",
                )
            })?;
            builder = builder.proxy(Some(proxy));
        }
        let connector = DefaultConnector::new().chain(UnmaskConnector);
        let agent =
            Agent::with_parts(with_tls(builder).build(), connector, DefaultResolver::default());
        Ok(Self { agent, timeouts: config.timeouts })
    }

    fn run(
        &self,
        request: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let (parts, body) = request.into_parts();
        // The agent sends a length of zero only if it is given a body of no bytes.
        let takes_body = matches!(parts.method, Method::POST | Method::PUT | Method::PATCH);
        match body.as_bytes() {
            Some([]) if !takes_body => self.run_with(Request::from_parts(parts, ()), timeouts),
            Some(bytes) => self.run_with(Request::from_parts(parts, bytes), timeouts),
            None => {
                let mut reader = body.into_reader();
                self.run_with(
                    Request::from_parts(parts, SendBody::from_reader(&mut reader)),
                    timeouts,
                )
            }
        }
    }

    fn run_with(
        &self,
        request: Request<impl ureq::AsSendBody>,
        timeouts: Timeouts,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        if timeouts == self.timeouts {
            return self.agent.run(request);
        }
        let request = self
            .agent
            .configure_request(request)
            .timeout_connect(Some(timeouts.connect))
            .timeout_global(Some(timeouts.total))
            .build();
        self.agent.run(request)
    }
}

impl Transport for UreqTransport {
    fn send(
        &self,
        mut request: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        let is_https = request.uri().scheme() == Some(&Scheme::HTTPS);
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        if request.body().as_bytes().is_none()
            && let Some(length) = request.body().length()
        {
            request.headers_mut().insert(http::header::CONTENT_LENGTH, length.into());
        }
        let _masking = mask(request.headers_mut());
        let response = self
            .run(request, timeouts)
            .map_err(|error| translate(error, &host, is_https, timeouts))?;
        let (parts, body) = response.into_parts();
        let reader = BodyReader { reader: body.into_reader(), timeouts };
        Ok(Response::from_parts(parts, Box::new(reader)))
    }
}

/// The body of a response, whose errors are [`TransportError`]s.
struct BodyReader {
    reader: ureq::BodyReader<'static>,
    timeouts: Timeouts,
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|error| {
            let kind = error.kind();
            io::Error::new(kind, translate(error.into(), "the server", false, self.timeouts))
        })
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn with_tls(builder: ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> {
    use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

    let provider =
        if cfg!(feature = "rustls") { TlsProvider::Rustls } else { TlsProvider::NativeTls };
    let platform = cfg!(feature = "platform-verifier") || !cfg!(feature = "rustls");
    let roots = if platform { RootCerts::PlatformVerifier } else { RootCerts::WebPki };
    builder.tls_config(TlsConfig::builder().provider(provider).root_certs(roots).build())
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn with_tls(builder: ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> {
    builder
}

/// An error of ureq in this crate's terms. `ureq::Error` has variants that depend on its features,
/// so what is not told apart here is an [`TransportErrorKind::Io`].
fn translate(error: ureq::Error, host: &str, is_https: bool, timeouts: Timeouts) -> TransportError {
    let make = |kind, message: String| TransportError::new(kind, message);
    match error {
        ureq::Error::HostNotFound => {
            make(TransportErrorKind::Connect, format!("the host {host} was not found"))
                .with_source(error)
        }
        ureq::Error::ConnectionFailed | ureq::Error::ConnectProxyFailed(_) => {
            make(TransportErrorKind::Connect, format!("could not connect to {host}"))
                .with_source(error)
        }
        ureq::Error::Timeout(phase) => timed_out(phase, host, timeouts).with_source(error),
        ureq::Error::Tls(_) | ureq::Error::TlsRequired => {
            make(TransportErrorKind::Tls, format!("no secure connection to {host}"))
                .with_source(error)
        }
        ureq::Error::Io(error) => translate_io(error, host, is_https),
        error => make(TransportErrorKind::Io, "the server's reply is not valid HTTP".to_owned())
            .with_source(error),
    }
}

fn timed_out(phase: Timeout, host: &str, timeouts: Timeouts) -> TransportError {
    match phase {
        Timeout::Resolve | Timeout::Connect => {
            let message = format!("could not connect to {host} within {:?}", timeouts.connect);
            TransportError::new(TransportErrorKind::Timeout, message).never_sent()
        }
        _ => {
            let message = format!("{host} did not finish within {:?}", timeouts.total);
            TransportError::new(TransportErrorKind::Timeout, message)
        }
    }
}

fn translate_io(error: io::Error, host: &str, is_https: bool) -> TransportError {
    let (kind, message) = match error.kind() {
        io::ErrorKind::ConnectionRefused => (
            TransportErrorKind::Connect,
            format!("could not connect to {host}: connection refused"),
        ),
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable
        | io::ErrorKind::NetworkDown => {
            (TransportErrorKind::Connect, format!("could not connect to {host}: not reachable"))
        }
        io::ErrorKind::InvalidData if is_https => {
            (TransportErrorKind::Tls, format!("no secure connection to {host}"))
        }
        _ => (TransportErrorKind::Io, "the connection broke".to_owned()),
    };
    TransportError::new(kind, message).with_source(error)
}
