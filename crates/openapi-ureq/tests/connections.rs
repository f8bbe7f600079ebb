//! When a connection is reused, and when it must not be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::Library;
use support::server::{RawServer, response};

#[test]
fn connection_is_reused() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder(&server.url()).build().unwrap();
    for _ in 0..3 {
        client.list_books().unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
    assert!(server.texts()[0].starts_with("GET /v1/books HTTP/1.1\r\n"));
    assert!(server.texts()[0].to_lowercase().contains("user-agent: library-rust/1.2.3\r\n"));
}

#[cfg(feature = "rustls")]
#[test]
fn tls_connection_is_reused() {
    use support::tls::{AUTHORITY, TlsServer};

    let server = TlsServer::serving(|connection| {
        while connection.request().is_some() && connection.send(&response("200 OK", "[]")) {}
    });
    let builder = Library::builder(server.url()).add_root_certificate(AUTHORITY.pem());
    let client = builder.build().unwrap();
    for _ in 0..3 {
        client.list_books().unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}
