//! The default transport: a pool of connections of the `ureq` crate.

mod background;
mod body;
mod connection;
mod connector;
mod early;
mod idle;
mod incoming;
mod lookup;
mod masking;
mod proxy;
mod tcp;
mod tls;

pub(crate) use masking::SecretTail;

use std::io::{self, Read};
use std::sync::Arc;

use http::uri::Authority;
use http::{Method, Request, Response, Uri};
use ureq::{Agent, AsSendBody, SendBody};

use crate::base_url::BaseUrl;
use crate::body::Body;
use crate::body::upload::UploadFailure;
use crate::delivery::Delivery;
use crate::error::Error;
use crate::shutdown::Shutdown;
use crate::transport::ureq::background::Background;
use crate::transport::ureq::body::{BodyReader, decompressed};
use crate::transport::ureq::connection::Watch;
use crate::transport::ureq::connector::ReusingConnector;
use crate::transport::ureq::early::UntilRefused;
use crate::transport::ureq::idle::IdleConnections;
use crate::transport::ureq::incoming::INPUT_BUFFER;
use crate::transport::ureq::lookup::{LookupFailed, LookupLater};
use crate::transport::ureq::masking::{Unmaskable, mask};
use crate::transport::ureq::proxy::Proxy;
use crate::transport::ureq::tls::with_tls;
use crate::transport::{Timeouts, Transport, TransportError, TransportErrorKind};

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
    proxy: Option<Arc<Proxy>>,
    idle: Arc<IdleConnections>,
}

impl UreqTransport {
    /// `timeouts` are those that most requests will have.
    pub(crate) fn new(
        config: &UreqConfig,
        base_url: &BaseUrl,
        timeouts: Timeouts,
        user_agent: &str,
        shutdown: &Arc<Shutdown>,
    ) -> Result<Self, Error> {
        let proxy = Proxy::from_config(config, base_url)?.map(Arc::new);
        let builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // They are kept by the connector.
            .max_idle_connections(0)
            .timeout_connect(Some(timeouts.connect))
            .timeout_global(Some(timeouts.total))
            .input_buffer_size(INPUT_BUFFER)
            .accept_encoding(if cfg!(feature = "gzip") { "gzip" } else { "identity" })
            .user_agent(user_agent)
            // Neither one of the environment: the connector has the proxy.
            .proxy(None);
        let agent_config = with_tls(builder, config, base_url)?.build();
        let (background, idle) = (Background::new(config.name, shutdown), Arc::default());
        let connector = ReusingConnector::new(proxy.as_ref(), background, &idle);
        let agent = Agent::with_parts(agent_config, connector, LookupLater);
        Ok(Self { agent, timeouts, proxy, idle })
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
                reader = UntilRefused::new(body);
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
        let target = request.uri().clone();
        if request.body().as_bytes().is_none()
            && let Some(length) = request.body().length()
        {
            request.headers_mut().insert(http::header::CONTENT_LENGTH, length.into());
        }
        let _masking = mask(&mut request).map_err(|Unmaskable| {
            let message = "while the thread ends, the HTTP library's log would show the credential; \
                           make the call earlier, or log less than TRACE";
            TransportError::new(TransportErrorKind::Configuration, message)
        })?;
        let watch = Watch::start();
        let response = self.run(request, timeouts);
        let has_left = watch.has_left();
        let exchange = Exchange { target, proxy: self.proxy.clone(), timeouts, has_left };
        let (mut parts, body) = response.map_err(|error| exchange.translate(error))?.into_parts();
        watch.note_keep_alive(&parts.headers);
        if let Some(proxy) = &self.proxy
            && let Some(refusal) = proxy.refusal(&exchange.target, parts.status)
        {
            return Err(refusal);
        }
        let body = BodyReader { reader: body.into_reader(), exchange };
        let body = decompressed(&mut parts.headers, body);
        Ok(Response::from_parts(parts, body))
    }

    fn shutdown(&self) {
        self.agent.clone().shutdown();
        self.idle.close();
    }
}

/// What a failure is told apart by.
struct Exchange {
    target: Uri,
    proxy: Option<Arc<Proxy>>,
    timeouts: Timeouts,
    /// Whether bytes of the request have been written, so that the server may have it.
    has_left: bool,
}

impl Exchange {
    /// An error of ureq in this crate's terms.
    ///
    /// Before anything has left, it was the connection that could not be made. Afterwards it broke.
    fn translate(&self, error: ureq::Error) -> TransportError {
        let error = match proxy::failure(error) {
            Ok(failure) => return failure,
            Err(error) => error,
        };
        let error = match error {
            ureq::Error::Io(io) => match UploadFailure::from_io(io) {
                // The end of the request was not sent, so the server has nothing that it could apply.
                Ok(failure) => {
                    return TransportError::new(TransportErrorKind::Upload, failure.to_string())
                        .with_source(failure.into_source());
                }
                Err(io) => ureq::Error::Io(io),
            },
            error => error,
        };
        let host = self.host();
        let (kind, message) = match &error {
            ureq::Error::Timeout(_) => self.timed_out(),
            _ if self.has_left => (TransportErrorKind::Io, broken(&error)),
            ureq::Error::HostNotFound => {
                (TransportErrorKind::Connect, format!("the host {host} was not found"))
            }
            ureq::Error::Other(other) if other.is::<LookupFailed>() => (
                TransportErrorKind::Connect,
                format!("the host {host} was not found; check its name"),
            ),
            ureq::Error::Io(io) if io.kind() != io::ErrorKind::InvalidData => {
                (TransportErrorKind::Connect, format!("{}: {}", self.not_connected(), io.kind()))
            }
            ureq::Error::ConnectionFailed => (TransportErrorKind::Connect, self.not_connected()),
            ureq::Error::Http(_) | ureq::Error::BadUri(_) | ureq::Error::Protocol(_) => (
                TransportErrorKind::Configuration,
                "the request cannot be written as HTTP".to_owned(),
            ),
            // What else keeps a connection from being made is its security.
            ureq::Error::Io(reason) => {
                (TransportErrorKind::Tls, tls::failure(host, &reason.to_string()))
            }
            reason => (TransportErrorKind::Tls, tls::failure(host, &reason.to_string())),
        };
        // What lies behind is the error itself, not ureq's wrapping of it.
        let source: Box<dyn std::error::Error + Send + Sync> = match error {
            ureq::Error::Io(error) => error.into(),
            ureq::Error::Other(error) => error,
            // As text: its type is no part of this crate's interface, and large.
            error => error.to_string().into(),
        };
        let translated = TransportError::new(kind, message).with_source(source);
        if self.has_left { translated } else { translated.with_delivery(Delivery::NotSent) }
    }

    /// The host, and its port if that is stated.
    fn host(&self) -> &str {
        self.target.authority().map_or("", Authority::as_str)
    }

    fn not_connected(&self) -> String {
        match &self.proxy {
            Some(proxy) => {
                let address = proxy.address();
                format!("could not connect to {} through the proxy {address}", self.host())
            }
            None => format!("could not connect to {}", self.host()),
        }
    }

    fn timed_out(&self) -> (TransportErrorKind, String) {
        let Timeouts { connect, total } = self.timeouts;
        if self.has_left {
            let message = format!("{} did not finish within {total:?}", self.host());
            return (TransportErrorKind::Timeout, message);
        }
        let message = format!("{} within {:?}", self.not_connected(), connect.min(total));
        // A proxy that takes too long is a connection that it does not make, as one that refuses.
        let kind = match self.proxy {
            Some(_) => TransportErrorKind::Connect,
            None => TransportErrorKind::Timeout,
        };
        (kind, message)
    }
}

fn broken(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(_) => "the connection broke".to_owned(),
        ureq::Error::LargeResponseHeader(..) => "the head of the reply is too large".to_owned(),
        error => format!("the server's reply cannot be read: {error}"),
    }
}
