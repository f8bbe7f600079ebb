//! Idempotency keys: a call without one gets a random one, which all of its attempts send.

mod support;

use openapi_ureq::__private::{operation, with_idempotency_key};
use openapi_ureq::{CallOptions, ErrorKind, Method, Operation, Request, decode};
use support::server::{RawServer, header, response, split};
use support::{LIST_BOOKS, Library};

/// As it is generated for a document with an optional `Idempotency-Key`.
static PAY: Operation = with_idempotency_key(
    operation("pay", "pay", Method::POST, "/payments", "", &[&[0]], true),
    "Idempotency-Key",
);

/// The key of each request that the server received.
fn keys(server: &RawServer) -> Vec<Option<String>> {
    let requests = server.requests();
    requests.iter().map(|request| header(&split(request).0, "idempotency-key")).collect()
}

fn pay(client: &Library, prepare: impl FnOnce(Request<'_>) -> Request<'_>) {
    let _ = prepare(client.http.request(&PAY)).send(decode::empty);
}

fn unchanged(request: Request<'_>) -> Request<'_> {
    request
}

#[test]
fn attempts_of_a_call_send_the_same_random_key() {
    let server = RawServer::answering(response("503 Service Unavailable", ""));
    let client = Library::retrying(&server.url()).build().unwrap();
    pay(&client, unchanged);
    pay(&client, unchanged);
    let keys: Vec<String> = keys(&server).into_iter().flatten().collect();
    assert_eq!(keys.len(), 6, "a POST with a key is retried");
    assert!(keys[..3].iter().all(|key| *key == keys[0] && key.len() == 36), "{keys:?}");
    assert!(keys[3..].iter().all(|key| *key == keys[3]), "{keys:?}");
    assert_ne!(keys[0], keys[3]);
}

#[test]
fn key_of_the_caller_is_sent() {
    let server = RawServer::answering(response("204 No Content", ""));
    let client = Library::builder(&server.url()).build().unwrap();
    pay(&client, |request| request.header("idempotency-key", "mine"));
    let options = CallOptions::new().header("IDEMPOTENCY-KEY", "of the options");
    pay(&client.with_options(options.clone()), unchanged);
    pay(&client.with_options(options), |request| request.header("Idempotency-Key", "mine"));
    let expected = ["mine", "of the options", "mine"].map(|key| Some(key.to_owned()));
    assert_eq!(keys(&server), expected);
}

#[test]
fn operation_without_a_key_sends_none() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder(&server.url()).build().unwrap();
    client.list_books().unwrap();
    client.add_book("It").unwrap();
    assert_eq!(keys(&server), [None, None]);
    assert_eq!(LIST_BOOKS.idempotency_key, None);
}

#[test]
fn invalid_header_of_the_document_is_an_error() {
    static INVALID: Operation = with_idempotency_key(
        operation("pay", "pay", Method::POST, "/payments", "", &[&[0]], true),
        "a\nb",
    );
    let client = Library::builder("http://localhost").build().unwrap();
    let error = client.http.request(&INVALID).send(decode::empty).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(error.to_string(), "pay: the document's header `a\\nb` is not valid");
}
