//! The mockito server behind the servers of all sandboxes of the process.
//!
//! One for all, since a mockito server runs until the process ends. Each request says which sandbox
//! it is for, and has a number, so that mockito's callbacks, of which there are several for a request,
//! serve it once.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

use mockito::{Matcher, Request, Server, ServerOpts};

use super::Shared;
use super::handlers::{Handled, Incoming, serve};
use whatsapi::SecurityKind;
use whatsapi::operations::SECURITY_SCHEMES;

/// The header that says which sandbox a request is for.
pub(super) const STATE: &str = "x-sandbox-state";

/// The header that tells requests apart.
pub(super) const NUMBER: &str = "x-sandbox-request";

struct Upstream {
    address: SocketAddr,
    states: Arc<Mutex<States>>,
    // Has the mocks.
    _server: Mutex<Server>,
}

#[derive(Default)]
struct States {
    registered: BTreeMap<String, Weak<Shared>>,
    count: usize,
    /// The replies whose status is under way.
    replies: BTreeMap<String, Handled>,
}

static UPSTREAM: LazyLock<Upstream> = LazyLock::new(start);

/// Where the server listens.
pub(super) fn address() -> SocketAddr {
    UPSTREAM.address
}

/// The place of a sandbox at the server.
pub(super) struct Registration(usize);

impl Registration {
    pub(super) fn number(&self) -> usize {
        self.0
    }

    /// Nothing is served for this sandbox any more.
    pub(super) fn end(&self) {
        lock(&UPSTREAM.states).registered.remove(&self.0.to_string());
    }
}

pub(super) fn register(shared: &Arc<Shared>) -> Registration {
    let mut states = lock(&UPSTREAM.states);
    states.count += 1;
    let number = states.count;
    states.registered.insert(number.to_string(), Arc::downgrade(shared));
    Registration(number)
}

fn lock(states: &Mutex<States>) -> MutexGuard<'_, States> {
    states.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start() -> Upstream {
    let mut server =
        Server::new_with_opts(ServerOpts { assert_on_drop: false, ..ServerOpts::default() });
    let states = Arc::new(Mutex::new(States::default()));
    for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
        let (serving, typing, replying) =
            (Arc::clone(&states), Arc::clone(&states), Arc::clone(&states));
        let status = move |request: &Request| usize::from(serve_request(&serving, request));
        let content_type = move |request: &Request| {
            let states = lock(&typing);
            let reply = states.replies.get(&header(request, NUMBER));
            reply.map(|reply| reply.content_type.clone()).unwrap_or_default()
        };
        let body = move |request: &Request| {
            let reply = lock(&replying).replies.remove(&header(request, NUMBER));
            reply.map(|reply| reply.body).unwrap_or_default()
        };
        let mock = server.mock(method, Matcher::Any);
        // It stays although nothing holds it: the server does.
        mock.with_status_code_from_request(status)
            .with_header_from_request("content-type", content_type)
            .with_body_from_request(body)
            .expect_at_least(0)
            .create();
    }
    Upstream { address: server.socket_address(), states, _server: Mutex::new(server) }
}

/// Serves a request, keeps the reply, and returns its status.
fn serve_request(states: &Mutex<States>, request: &Request) -> u16 {
    let shared = lock(states).registered.get(&header(request, STATE)).and_then(Weak::upgrade);
    let Some(shared) = shared else { return 503 };
    let no_body = Vec::new();
    let incoming = Incoming {
        method: request.method(),
        target: request.path_and_query(),
        authorization: &credential(request),
        content_type: &header(request, "content-type"),
        body: request.body().unwrap_or(&no_body),
    };
    let served = serve(&shared, &incoming);
    let status = served.status;
    lock(states).replies.insert(header(request, NUMBER), served);
    status
}

/// The credential, from where the document says it is.
fn credential(request: &Request) -> String {
    let kinds = SECURITY_SCHEMES.iter().map(|scheme| scheme.kind);
    let mut headers = kinds.filter_map(|kind| match kind {
        SecurityKind::Header(name) => Some(header(request, name)),
        SecurityKind::Bearer => {
            header(request, "authorization").strip_prefix("Bearer ").map(str::to_owned)
        }
        _ => None,
    });
    headers.find(|value| !value.is_empty()).unwrap_or_default()
}

fn header(request: &Request, name: &str) -> String {
    let values = request.header(name);
    values.first().and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}
