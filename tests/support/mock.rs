//! One endpoint with a fixed response, by mockito.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared by tests, each of which uses a part"
)]

use std::sync::{Arc, Mutex};

use mockito::{Matcher, Mock, Server, ServerGuard};
use serde_json::Value;
use whatsapi::http::HeaderMap;
use whatsapi::{Client, ClientBuilder, RetryPolicy};

use crate::support::{GROUP, KEY, OK_BODY};

/// A server that responds to all requests with this method with this status and body.
pub fn mock_method(method: &str, status: usize, body: &str) -> ServerGuard {
    let mut server = Server::new();
    respond(server.mock(method, Matcher::Any), status, body);
    server
}

/// A server that responds to all requests with this status and body.
pub fn mock_any(status: usize, body: &str) -> ServerGuard {
    let mut server = Server::new();
    for method in ["GET", "POST", "PUT", "DELETE"] {
        respond(server.mock(method, Matcher::Any), status, body);
    }
    server
}

/// A server that responds to `get_group` for [`GROUP`] with this status and body.
pub fn mock_get_group(status: usize, body: &str) -> ServerGuard {
    let mut server = Server::new();
    let path = format!("/api/instances/sales/groups/{GROUP}");
    respond(server.mock("GET", path.as_str()), status, body);
    server
}

fn respond(mock: Mock, status: usize, body: &str) {
    let mock = mock.with_status(status).with_header("content-type", "application/json");
    mock.with_body(body).create();
}

/// A builder of clients of a mock server, without retries.
pub fn mock_builder(server: &ServerGuard) -> ClientBuilder {
    Client::builder().server(server.url()).api_key(KEY).retry(RetryPolicy::none())
}

/// A client of a mock server, without retries.
pub fn mock_client(server: &ServerGuard) -> Client {
    mock_builder(server).build().unwrap()
}

/// A server that gives every request the same response, and records what it received.
pub struct MockServer {
    server: ServerGuard,
    requests: Arc<Mutex<Vec<Received>>>,
}

/// A request that a [`MockServer`] received.
#[derive(Debug, Clone)]
pub struct Received {
    /// Method, path and query.
    pub line: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Received {
    /// The body, which is JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Whether the body has these bytes in it.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        self.body.windows(bytes.len()).any(|window| window == bytes)
    }
}

impl MockServer {
    pub fn answering(status: usize, body: &str) -> Self {
        let requests = Arc::<Mutex<Vec<_>>>::default();
        let mut server = Server::new();
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let seen = Arc::clone(&requests);
            let mock = server.mock(method, Matcher::Any).match_request(move |request| {
                seen.lock().unwrap().push(Received {
                    line: format!("{} {}", request.method(), request.path_and_query()),
                    headers: request.headers().clone(),
                    body: request.body().unwrap().clone(),
                });
                true
            });
            respond(mock, status, body);
        }
        Self { server, requests }
    }

    /// Responds to each request with success.
    pub fn ok() -> Self {
        Self::answering(200, OK_BODY)
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// A client without retries.
    pub fn client(&self) -> Client {
        mock_client(&self.server)
    }

    /// A builder of clients without retries.
    pub fn builder(&self) -> ClientBuilder {
        mock_builder(&self.server)
    }

    pub fn requests(&self) -> Vec<Received> {
        self.requests.lock().unwrap().clone()
    }

    pub fn only_request(&self) -> Received {
        let [request] = <[Received; 1]>::try_from(self.requests()).unwrap();
        request
    }
}
