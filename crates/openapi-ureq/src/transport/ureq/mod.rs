//! The default transport: a connection pool based on the `ureq` crate.

mod background;
mod body;
mod chain;
mod connection;
mod connector;
mod early;
mod failure;
mod idle;
mod incoming;
mod lookup;
mod masking;
mod proxy;
mod socket;
mod tcp;
mod tls;
mod watch;

pub(crate) use masking::SecretTail;

use std::fmt;
use std::io::Read;
use std::sync::Arc;

use http::{Method, Request, Response};
use ureq::{Agent, AsSendBody, SendBody};

use crate::base_url::BaseUrl;
use crate::body::Body;
use crate::cancel::CancelToken;
use crate::error::Error;
use crate::transport::ureq::background::Background;
use crate::transport::ureq::body::{BodyReader, decompressed};
use crate::transport::ureq::connector::ReusingConnector;
use crate::transport::ureq::early::UntilRefused;
use crate::transport::ureq::failure::Exchange;
use crate::transport::ureq::idle::IdleConnections;
use crate::transport::ureq::incoming::INPUT_BUFFER;
use crate::transport::ureq::lookup::LookupLater;
use crate::transport::ureq::masking::{Unmaskable, mask};
use crate::transport::ureq::proxy::Proxy;
use crate::transport::ureq::tls::with_tls;
use crate::transport::ureq::watch::Watch;
use crate::transport::{Timeouts, Transport, TransportError, TransportErrorKind};

/// The configuration of the transport.
#[derive(Clone)]
pub(crate) struct UreqConfig {
    /// The prefix of thread names.
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

/// The transport of a client that sets none: a connection pool based on the `ureq` crate, with the
/// settings of the builder.
///
/// [`ClientBuilder::wrap_transport`](crate::ClientBuilder::wrap_transport) makes one, for a transport
/// that adds to it.
pub struct DefaultTransport {
    agent: Agent,
    timeouts: Timeouts,
    proxy: Option<Arc<Proxy>>,
    idle: Arc<IdleConnections>,
    shutdown: CancelToken,
}

impl DefaultTransport {
    /// `timeouts` are those of most requests. The shutdown is that of the client, so that it interrupts requests also
    /// if a transport around this one does not pass it on.
    pub(crate) fn new(
        config: &UreqConfig,
        base_url: &BaseUrl,
        timeouts: Timeouts,
        user_agent: &str,
        shutdown: &CancelToken,
    ) -> Result<Self, Error> {
        let proxy = Proxy::from_config(config, base_url)?.map(Arc::new);
        let builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // The connector pools connections.
            .max_idle_connections(0)
            .timeout_connect(Some(timeouts.connect))
            .timeout_global(Some(timeouts.total))
            .input_buffer_size(INPUT_BUFFER)
            .accept_encoding(if cfg!(feature = "gzip") { "gzip" } else { "identity" })
            .user_agent(user_agent)
            // No proxy from the environment either: the connector handles proxies.
            .proxy(None);
        let agent_config = with_tls(builder, config, base_url)?.build();
        let idle = Arc::default();
        let background = Background::new(config.name, shutdown);
        let connector = ReusingConnector::new(proxy.as_ref(), background, &idle, shutdown);
        let agent = Agent::with_parts(agent_config, connector, LookupLater);
        Ok(Self { agent, timeouts, proxy, idle, shutdown: shutdown.clone() })
    }

    fn run(
        &self,
        request: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let (parts, body) = request.into_parts();
        // The agent sends a length of zero only for an empty body, not for none.
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

impl fmt::Debug for DefaultTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The agent's configuration names certificates and a user agent, at length.
        f.debug_struct("DefaultTransport").field("proxy", &self.proxy).finish_non_exhaustive()
    }
}

impl Transport for DefaultTransport {
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
        let watch = Watch::start(request.extensions_mut().remove());
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
        self.idle.close();
        self.shutdown.cancel();
    }
}
