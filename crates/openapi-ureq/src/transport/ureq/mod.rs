//! The default transport: a pool of connections of the `ureq` crate.

mod connection;
mod connector;
mod masking;
mod tls;

use std::io::{self, Read};
use std::sync::Arc;

use http::uri::Authority;
use http::{Method, Request, Response};
use ureq::{Agent, AsSendBody, Proxy, ProxyProtocol, SendBody};

use crate::base_url::BaseUrl;
use crate::body::Body;
use crate::body::upload::UploadFailure;
use crate::error::{Error, ErrorKind};
use crate::shutdown::Shutdown;
use crate::transport::ureq::connection::Watch;
use crate::transport::ureq::connector::{InterruptibleConnector, LookupFailed, LookupLater};
use crate::transport::ureq::masking::mask;
use crate::transport::ureq::tls::with_tls;
use crate::transport::{Timeouts, Transport, TransportError, TransportErrorKind};

/// Connections kept for reuse. Each is one thread's at a time.
const MAX_IDLE_CONNECTIONS: usize = 64;

/// What can be configured of the transport.
#[derive(Clone)]
pub(crate) struct UreqConfig {
    /// What the names of threads start with.
    name: &'static str,
    pub(crate) proxy: Option<String>,
    pub(crate) root_certificates: Vec<Vec<u8>>,
    pub(crate) allow_insecure_http: bool,
}

impl UreqConfig {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, proxy: None, root_certificates: Vec::new(), allow_insecure_http: false }
    }
}

pub(crate) struct UreqTransport {
    agent: Agent,
    timeouts: Timeouts,
}

impl UreqTransport {
    /// `timeouts` are those that most requests will have.
    pub(crate) fn new(
        config: &UreqConfig,
        base_url: &BaseUrl,
        timeouts: Timeouts,
        shutdown: &Arc<Shutdown>,
    ) -> Result<Self, Error> {
        let proxy = proxy(config, base_url)?;
        let builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(MAX_IDLE_CONNECTIONS)
            .max_idle_connections_per_host(MAX_IDLE_CONNECTIONS)
            .timeout_connect(Some(timeouts.connect))
            .timeout_global(Some(timeouts.total))
            .proxy(proxy);
        let agent_config = with_tls(builder, config, base_url)?.build();
        let connector = InterruptibleConnector::new(config.name, shutdown);
        let agent = Agent::with_parts(agent_config, connector, LookupLater);
        Ok(Self { agent, timeouts })
    }

    fn run(
        &self,
        request: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let (parts, body) = request.into_parts();
        // The agent sends a length of zero only if it is given a body of no bytes.
        let takes_body = matches!(parts.method, Method::POST | Method::PUT | Method::PATCH);
        let (mut nothing, mut bytes, mut reader);
        let content = match body.as_bytes() {
            Some([]) if !takes_body => {
                nothing = ();
                nothing.as_body()
            }
            Some(held) => {
                bytes = held;
                bytes.as_body()
            }
            None => {
                reader = body.into_reader();
                SendBody::from_reader(&mut reader)
            }
        };
        let request = Request::from_parts(parts, content);
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
        let authority = request.uri().authority().cloned();
        if request.body().as_bytes().is_none()
            && let Some(length) = request.body().length()
        {
            request.headers_mut().insert(http::header::CONTENT_LENGTH, length.into());
        }
        let _masking = mask(request.headers_mut());
        let watch = Watch::start();
        let response = self.run(request, timeouts);
        let exchange = Exchange { authority, timeouts, has_left: watch.has_left() };
        let (parts, body) = response.map_err(|error| exchange.translate(error))?.into_parts();
        let reader = BodyReader { reader: body.into_reader(), exchange };
        Ok(Response::from_parts(parts, Box::new(reader)))
    }

    fn shutdown(&self) {
        self.agent.clone().shutdown();
    }
}

/// The body of a response, whose errors are [`TransportError`]s.
struct BodyReader {
    reader: ureq::BodyReader<'static>,
    exchange: Exchange,
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|error| {
            let kind = error.kind();
            io::Error::new(kind, self.exchange.translate(error.into()))
        })
    }
}

/// The proxy: the configured one, or else the environment's, which is not asked for a host on this
/// machine.
fn proxy(config: &UreqConfig, base_url: &BaseUrl) -> Result<Option<Proxy>, Error> {
    let refuse = |message: &str| Err(Error::new(ErrorKind::Configuration, message));
    let proxy = match &config.proxy {
        // The URL may hold a password, so no error shows it.
        Some(url) => match Proxy::new(url) {
            Ok(proxy) => Some(proxy),
            Err(_) => {
                return refuse(
                    "the proxy is not a URL that is understood; write it as http://host:port",
                );
            }
        },
        None if base_url.is_loopback() => None,
        None => Proxy::try_from_env(),
    };
    let protocol = proxy.as_ref().map(Proxy::protocol);
    if !matches!(protocol, None | Some(ProxyProtocol::Http | ProxyProtocol::Https)) {
        return refuse(
            "the proxy is a SOCKS proxy, which is not supported; use one that speaks HTTP",
        );
    }
    if protocol.is_some() && !base_url.is_https() && !config.allow_insecure_http {
        return refuse(
            "through a proxy, http would send the credential unencrypted to another host; use https, or call \
             allow_insecure_http(true)",
        );
    }
    Ok(proxy)
}

/// What a failure is told apart by.
struct Exchange {
    authority: Option<Authority>,
    timeouts: Timeouts,
    /// Whether bytes of the request have been written, so that the server may have it.
    has_left: bool,
}

impl Exchange {
    /// An error of ureq in this crate's terms.
    ///
    /// Before anything has left, it was the connection that could not be made. Afterwards it broke.
    fn translate(&self, error: ureq::Error) -> TransportError {
        let error = match error {
            ureq::Error::Io(io) => match UploadFailure::from_io(io) {
                // The end of the request was not sent, so the server has nothing that it could apply.
                Ok(failure) => {
                    return TransportError::new(TransportErrorKind::Upload, failure.to_string())
                        .with_source(failure.into_source())
                        .never_sent();
                }
                Err(io) => ureq::Error::Io(io),
            },
            error => error,
        };
        let host = self.host();
        let (kind, message) = match &error {
            ureq::Error::Timeout(_) => (TransportErrorKind::Timeout, self.timed_out()),
            _ if self.has_left => (TransportErrorKind::Io, broken(&error)),
            ureq::Error::HostNotFound => {
                (TransportErrorKind::Connect, format!("the host {host} was not found"))
            }
            ureq::Error::Other(other) if other.is::<LookupFailed>() => (
                TransportErrorKind::Connect,
                format!("the host {host} was not found; check its name"),
            ),
            ureq::Error::Io(io) if io.kind() != io::ErrorKind::InvalidData => {
                (TransportErrorKind::Connect, format!("could not connect to {host}: {}", io.kind()))
            }
            ureq::Error::ConnectProxyFailed(_) => {
                (TransportErrorKind::Connect, format!("the proxy did not connect to {host}"))
            }
            ureq::Error::ConnectionFailed => {
                (TransportErrorKind::Connect, format!("could not connect to {host}"))
            }
            ureq::Error::Http(_) | ureq::Error::BadUri(_) | ureq::Error::Protocol(_) => {
                (TransportErrorKind::Io, "the request cannot be written as HTTP".to_owned())
            }
            // What else keeps a connection from being made is its security.
            _ => {
                let message = format!(
                    "no secure connection to {host}: check that it speaks TLS, and that its certificate is \
                     valid for that name; trust an authority of your own by add_root_certificate"
                );
                (TransportErrorKind::Tls, message)
            }
        };
        // What lies behind is the error itself, not ureq's wrapping of it.
        let source: Box<dyn std::error::Error + Send + Sync> = match error {
            ureq::Error::Io(error) => error.into(),
            ureq::Error::Other(error) => error,
            // As text: its type is no part of this crate's interface, and large.
            error => error.to_string().into(),
        };
        let translated = TransportError::new(kind, message).with_source(source);
        if self.has_left { translated } else { translated.never_sent() }
    }

    /// The host, and its port if that is stated.
    fn host(&self) -> &str {
        self.authority.as_ref().map_or("", Authority::as_str)
    }

    fn timed_out(&self) -> String {
        let (host, Timeouts { connect, total }) = (self.host(), &self.timeouts);
        match self.has_left {
            true => format!("{host} did not finish within {total:?}"),
            false => format!("could not connect to {host} within {:?}", connect.min(total)),
        }
    }
}

fn broken(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(_) => "the connection broke".to_owned(),
        ureq::Error::LargeResponseHeader(..) => "the head of the reply is too large".to_owned(),
        error => format!("the server's reply cannot be read: {error}"),
    }
}
