//! Broken connections: a call is retried only if that is safe.

mod support;

use std::io::Read;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use openapi_ureq::ErrorKind;
use support::Library;
use support::server::{Connection, RawServer, response};

fn ok_response() -> Vec<u8> {
    response("200 OK", "[]")
}

/// A server that runs `then` instead of responding to the second request of the first connection.
fn second_request(then: impl Fn(&mut Connection) + Send + Sync + 'static) -> RawServer {
    RawServer::serving(move |connection| {
        while connection.request().is_some() {
            connection.send(&ok_response());
            if connection.number == 0 && connection.request().is_some() {
                return then(connection);
            }
        }
    })
}

#[test]
fn idle_connection_closed_by_the_server_is_not_reused() {
    let (closed, when_closed) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.send(&ok_response());
        connection.stream.shutdown(std::net::Shutdown::Both).unwrap();
        closed.send(()).unwrap();
    });
    // Without retries, a call succeeds only if the client notices that the connection is closed.
    let client = Library::builder(&server.url()).build().unwrap();
    client.list_books().unwrap();
    when_closed.recv().unwrap();
    client.add_book("It").unwrap();
    when_closed.recv().unwrap();
    client.list_books().unwrap();
    assert_eq!((server.requests().len(), server.connections()), (3, 3), "each is sent once");
}

#[test]
fn idempotent_call_is_retried_on_a_stale_connection() {
    let server = second_request(|_| {});
    let client = Library::retrying(&server.url()).build().unwrap();
    client.list_books().unwrap();
    client.list_books().unwrap();
    assert_eq!((server.requests().len(), server.connections()), (3, 2));
}

#[test]
fn non_idempotent_call_is_not_retried_on_a_stale_connection() {
    let server = second_request(|_| {});
    let client = Library::retrying(&server.url()).build().unwrap();
    client.list_books().unwrap();
    let error = client.add_book("It").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    assert!(error.may_have_been_applied() && error.is_retryable());
    assert_eq!(server.requests().len(), 2, "{:?}", server.texts());
}

#[test]
fn truncated_response_is_not_accepted() {
    let truncated: [(&str, &[u8]); 6] = [
        ("a byte of the head", b"H"),
        ("half a head", b"HTTP/1.1 200 OK\r\nContent-Le"),
        ("a head without its end", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"),
        ("a head only", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
        ("half a body", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"),
        ("some of the chunks", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    ];
    for (what, bytes) in truncated {
        let server = second_request(move |connection| {
            connection.send(bytes);
        });
        let client = Library::retrying(&server.url()).build().unwrap();
        client.list_books().unwrap();
        let result = client.list_books();
        assert!(result.is_ok(), "after {what}: {result:?}");
        assert_eq!(server.requests().len(), 3, "after {what}");

        let server = second_request(move |connection| {
            connection.send(bytes);
        });
        let client = Library::retrying(&server.url()).build().unwrap();
        client.list_books().unwrap();
        let error = client.add_book("It").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "after {what}: {error}");
        assert!(error.to_string().starts_with("add_book: "), "{error}");
        assert!(error.may_have_been_applied(), "after {what}");
        assert_eq!(server.requests().len(), 2, "after {what}");
    }
}

#[test]
fn body_ended_by_a_connection_reset_is_an_error() {
    let resetting = || {
        RawServer::serving(|connection| {
            if connection.number == 0 {
                // Closing a connection with unread data resets it.
                connection.stream.read_exact(&mut [0; 10]).unwrap();
                connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}");
                return thread::sleep(Duration::from_millis(50));
            }
            connection.request();
            connection.send(&ok_response());
        })
    };
    let server = resetting();
    Library::retrying(&server.url()).build().unwrap().list_books().unwrap();
    assert_eq!(server.connections(), 2, "an idempotent call is retried");

    let server = resetting();
    let error = Library::retrying(&server.url()).build().unwrap().add_book("It").unwrap_err();
    assert_eq!(error.to_string(), "add_book: the connection broke");
    assert!(error.may_have_been_applied() && error.is_retryable());
    assert_eq!(server.connections(), 1);
}
