//! The mockito server that all sandboxes of the process share.
//!
//! There is only one, since a mockito server runs until the process ends. The headers of a forwarded
//! request name its sandbox and its number. mockito calls several callbacks for a request: the first
//! runs the handler and stores the response under that number, the others read from it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

use mockito::{Matcher, Request, Server, ServerOpts};

use super::Shared;
use super::handlers::{HttpRequest, HttpResponse, serve};
use whatsapi::SecurityKind;
use whatsapi::operations::SECURITY_SCHEMES;

/// The header with the number of the sandbox.
pub(super) const STATE: &str = "x-sandbox-state";

/// The header with the number of the request.
pub(super) const NUMBER: &str = "x-sandbox-request";

struct Upstream {
    address: SocketAddr,
    states: Arc<Mutex<States>>,
    // Owns the mocks.
    _server: Mutex<Server>,
}

#[derive(Default)]
struct States {
    registered: BTreeMap<String, Weak<Shared>>,
    count: usize,
    /// The responses of which mockito has the status, but not the body yet.
    responses: BTreeMap<String, HttpResponse>,
}

static UPSTREAM: LazyLock<Upstream> = LazyLock::new(start);

/// The address of the server.
pub(super) fn address() -> SocketAddr {
    UPSTREAM.address
}

/// The registration of a sandbox at the server.
pub(super) struct Registration(usize);

impl Registration {
    pub(super) fn number(&self) -> usize {
        self.0
    }

    /// Ends serving this sandbox.
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
        let (for_status, for_content_type, for_body) =
            (Arc::clone(&states), Arc::clone(&states), Arc::clone(&states));
        let status = move |request: &Request| usize::from(serve_request(&for_status, request));
        let content_type = move |request: &Request| {
            let states = lock(&for_content_type);
            let response = states.responses.get(&header(request, NUMBER));
            response.map(|response| response.content_type.clone()).unwrap_or_default()
        };
        let body = move |request: &Request| {
            let response = lock(&for_body).responses.remove(&header(request, NUMBER));
            response.map(|response| response.body).unwrap_or_default()
        };
        let mock = server.mock(method, Matcher::Any);
        // The server keeps the mock when this handle of it is dropped.
        mock.with_status_code_from_request(status)
            .with_header_from_request("content-type", content_type)
            .with_body_from_request(body)
            .expect_at_least(0)
            .create();
    }
    Upstream { address: server.socket_address(), states, _server: Mutex::new(server) }
}

/// Serves a request, stores the response, and returns its status.
fn serve_request(states: &Mutex<States>, request: &Request) -> u16 {
    let shared = lock(states).registered.get(&header(request, STATE)).and_then(Weak::upgrade);
    let Some(shared) = shared else { return 503 };
    let no_body = Vec::new();
    let http_request = HttpRequest {
        method: request.method(),
        target: request.path_and_query(),
        credential: &credential(request),
        content_type: &header(request, "content-type"),
        body: request.body().unwrap_or(&no_body),
    };
    let response = serve(&shared, &http_request);
    let status = response.status;
    lock(states).responses.insert(header(request, NUMBER), response);
    status
}

/// The credential, from the header that the document declares.
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
