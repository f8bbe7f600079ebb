//! One endpoint with a fixed response, by mockito.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared by tests, each of which uses a part"
)]

use mockito::{Matcher, Mock, Server, ServerGuard};
use whatsapi::{Client, ClientBuilder, RetryPolicy};

use crate::support::{GROUP, KEY};

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
