//! The `Delivery` of failed calls, for each row of the table in its docs, and which calls are retried.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{self, Read};
use std::net::TcpListener;
use std::time::Duration;

use openapi_ureq::__private::operation;
use openapi_ureq::{
    CallOptions, Delivery, Error, ErrorKind, Method, Operation, RawResponse, RetryPolicy, Upload,
    decode,
};
use support::classified::Shelf;
use support::server::{RawServer, response};
use support::{ADD_BOOK, KEY, Library};

/// Not idempotent, and without a credential.
static SHELVE: Operation = operation("shelve", "add_book", Method::POST, "/books", "", &[], false);

/// A client that retries at once.
fn retrying(url: &str) -> Library {
    let policy = RetryPolicy::new().initial_delay(Duration::from_millis(1));
    Library::builder(url).retry(policy).build().unwrap()
}

/// The error of a call that is not idempotent, and how often it was sent.
fn add_to(answer: &[u8]) -> (Error, usize) {
    let answer = answer.to_vec();
    let server = RawServer::serving(move |connection| {
        if connection.request().is_some() {
            connection.send(&answer);
        }
    });
    let error = retrying(&server.url()).add_book("It").unwrap_err();
    (error, server.requests().len())
}

#[track_caller]
fn assert_delivery(error: &Error, kind: ErrorKind, delivery: Delivery) {
    assert_eq!((error.kind(), error.delivery()), (kind, delivery), "{error:#?}");
    let may_have_been_applied = matches!(delivery, Delivery::Unknown | Delivery::Done);
    assert_eq!(error.may_have_been_applied(), may_have_been_applied);
    assert_eq!(error.operation(), Some("add_book"));
}

#[test]
fn delivery_follows_from_the_status_of_the_response() {
    use Delivery::{Done, Rejected, Unknown};
    use ErrorKind::{Api, Redirect, UnexpectedResponse};

    for (status, kind, delivery, requests) in [
        ("301 Moved Permanently", Redirect, Rejected, 1),
        ("302 Found", Redirect, Rejected, 1),
        ("303 See Other", Redirect, Done, 1),
        ("304 Not Modified", UnexpectedResponse, Rejected, 1),
        ("307 Temporary Redirect", Redirect, Rejected, 1),
        ("308 Permanent Redirect", Redirect, Rejected, 1),
        ("400 Bad Request", Api, Rejected, 1),
        ("401 Unauthorized", Api, Rejected, 1),
        ("404 Not Found", Api, Rejected, 1),
        ("408 Request Timeout", Api, Unknown, 1),
        ("429 Too Many Requests", Api, Rejected, 3),
        ("500 Internal Server Error", Api, Unknown, 1),
        ("503 Service Unavailable", Api, Unknown, 1),
        ("600 Whatever", Api, Unknown, 1),
        ("999 Whatever", Api, Unknown, 1),
    ] {
        let body = if status.starts_with("304") { "" } else { "{}" };
        let (error, sent) = add_to(&response(status, body));
        assert_delivery(&error, kind, delivery);
        assert_eq!(sent, requests, "{status}");
    }
}

#[test]
fn redirected_get_was_rejected() {
    let server = RawServer::answering(response("303 See Other", ""));
    let error = retrying(&server.url()).list_books().unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Redirect, Delivery::Rejected));
}

#[test]
fn unusable_success_was_done() {
    let too_long = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}";
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}";
    for (answer, kind) in [
        (response("200 OK", "<html>"), ErrorKind::Decode),
        (response("200 OK", ""), ErrorKind::Decode),
        (too_long.to_vec(), ErrorKind::ResponseTooLarge),
        (cut.to_vec(), ErrorKind::Io),
    ] {
        let (error, sent) = add_to(&answer);
        assert_delivery(&error, kind, Delivery::Done);
        assert_eq!(sent, 1);
    }
}

#[test]
fn broken_connection_without_a_response_is_unknown() {
    for answer in [&b""[..], b"HTTP/1.1 200", b"SSH-2.0-OpenSSH\r\n"] {
        let (error, sent) = add_to(answer);
        assert_delivery(&error, ErrorKind::Io, Delivery::Unknown);
        assert_eq!(sent, 1);
    }
}

#[test]
fn timeout_after_the_request_is_unknown() {
    let server = RawServer::serving(|connection| {
        connection.request();
        connection.until_closed();
    });
    let options = CallOptions::new().timeout(Duration::from_millis(300));
    let http = retrying(&server.url()).http.with_options(options);
    let error = Library { http }.add_book("It").unwrap_err();
    assert_delivery(&error, ErrorKind::Timeout, Delivery::Unknown);
}

#[test]
fn rate_limit_is_retried_for_every_method_with_and_without_a_delay() {
    for header in ["", "Retry-After: 0\r\n", "Retry-After: 1\r\n", "Retry-After: soon\r\n"] {
        let answer = format!("HTTP/1.1 429 Too Many Requests\r\n{header}Content-Length: 0\r\n\r\n");
        let (error, sent) = add_to(answer.as_bytes());
        assert_delivery(&error, ErrorKind::Api, Delivery::Rejected);
        assert!(error.is_rate_limited() && error.is_retryable());
        assert_eq!(sent, 3, "{header:?}");
    }
}

#[test]
fn undocumented_success_was_done() {
    let server = RawServer::answering(response("206 Partial Content", "{}"));
    let request = retrying(&server.url());
    let request = request.http.request(&ADD_BOOK);
    let error = request.send(decode::undocumented::<()>).unwrap_err();
    assert_delivery(&error, ErrorKind::UnexpectedResponse, Delivery::Done);
    assert_eq!((error.status().unwrap().as_u16(), server.requests().len()), (206, 1));
}

/// The error of a call that is not idempotent, through this proxy.
fn add_through(proxy: &RawServer, url: &str) -> Error {
    let policy = RetryPolicy::new().initial_delay(Duration::from_millis(1));
    let builder = Library::builder(url).retry(policy).allow_insecure_http(true);
    builder.proxy(proxy.url()).build().unwrap().add_book("It").unwrap_err()
}

#[test]
fn response_to_a_forwarded_request_is_from_the_server_except_407() {
    use ErrorKind::{Api, Configuration};

    for (status, kind, delivery, sent) in [
        ("403 Forbidden", Api, Delivery::Rejected, 1),
        ("407 Proxy Authentication Required", Configuration, Delivery::NotSent, 1),
        ("502 Bad Gateway", Api, Delivery::Unknown, 1),
    ] {
        let proxy = RawServer::answering(response(status, ""));
        assert_delivery(&add_through(&proxy, "http://books.invalid"), kind, delivery);
        assert_eq!(proxy.requests().len(), sent, "{status}");
    }
    let proxy = RawServer::closing("");
    let error = add_through(&proxy, "http://books.invalid");
    assert_delivery(&error, ErrorKind::Io, Delivery::Unknown);
    assert_eq!(proxy.requests().len(), 1);
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn request_without_a_tunnel_or_without_tls_is_not_sent() {
    use ErrorKind::{Configuration, Connect, Timeout, Tls};

    for (status, kind, sent) in [
        ("403 Forbidden", Connect, 3),
        ("407 Proxy Authentication Required", Configuration, 1),
        ("502 Bad Gateway", Connect, 3),
    ] {
        let proxy = RawServer::answering(response(status, ""));
        let error = add_through(&proxy, "https://books.invalid");
        assert_delivery(&error, kind, Delivery::NotSent);
        assert_eq!(proxy.requests().len(), sent, "{status}");
    }
    let plain = RawServer::serving(|connection| {
        connection.send(b"SSH-2.0-OpenSSH\r\n");
        connection.until_closed();
    });
    let error = retrying(&plain.url().replace("http:", "https:")).add_book("It").unwrap_err();
    assert_delivery(&error, Tls, Delivery::NotSent);
    assert_eq!(plain.connections(), 1, "another attempt would fail alike");

    let silent = RawServer::serving(support::server::Connection::until_closed);
    let builder = Library::retrying(&silent.url().replace("http:", "https:"));
    let client = builder.connect_timeout(Duration::from_millis(100)).build().unwrap();
    assert_delivery(&client.add_book("It").unwrap_err(), Timeout, Delivery::NotSent);
    assert_eq!(silent.connections(), 3);
}

#[test]
fn failed_connection_is_not_sent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = retrying(&format!("http://{closed}")).add_book("It").unwrap_err();
    assert_delivery(&error, ErrorKind::Connect, Delivery::NotSent);
}

#[test]
fn invalid_argument_is_not_sent() {
    let server = RawServer::answering(response("200 OK", "{}"));
    let client = retrying(&server.url());
    let request = client.http.request(&ADD_BOOK).header("X-Note", &"two\nlines");
    let error = request.send(decode::empty).unwrap_err();
    assert_delivery(&error, ErrorKind::InvalidArgument, Delivery::NotSent);
    assert_eq!(server.connections(), 0);
}

#[test]
fn missing_credential_is_not_sent() {
    let builder = openapi_ureq::ClientBuilder::<Library>::new();
    let builder = builder.server("http://127.0.0.1:1").credential("other", KEY);
    assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::Configuration);
}

#[test]
fn call_after_a_shutdown_is_not_sent() {
    let server = RawServer::answering(response("200 OK", "{}"));
    let client = retrying(&server.url());
    client.http.shutdown();
    let error = client.add_book("It").unwrap_err();
    assert_delivery(&error, ErrorKind::Shutdown, Delivery::NotSent);
}

/// A reader that fails after some bytes.
struct Broken(usize);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let count = buffer.len().min(self.0);
        buffer[..count].fill(b'x');
        self.0 -= count;
        Ok(count)
    }
}

#[test]
fn failed_upload_reader_is_not_sent() {
    let server = RawServer::serving(|connection| connection.until_closed());
    let client = retrying(&server.url());
    let upload = Upload::from_reader(Broken(300_000));
    let request = client.http.request(&ADD_BOOK).upload("text/plain", &upload);
    let error = request.send(decode::empty).unwrap_err();
    assert_delivery(&error, ErrorKind::Upload, Delivery::NotSent);
}

#[test]
fn delivery_of_a_call_is_the_worst_of_its_attempts() {
    let server = RawServer::serving(|connection| {
        if connection.request().is_none() {
            return;
        }
        let answer = match connection.number {
            0 => response("503 Service Unavailable", ""),
            _ => response("404 Not Found", ""),
        };
        connection.send(&answer);
    });
    let error = retrying(&server.url()).replace_book("1", "It").unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.delivery(), Delivery::Unknown, "the first attempt may have done it");
}

#[test]
fn deadline_before_a_retry_keeps_the_delivery_of_the_attempt() {
    let answer = String::from_utf8(response("503 Service Unavailable", "")).unwrap();
    let answer = answer.replace("\r\n\r\n", "\r\nRetry-After: 3600\r\n\r\n");
    let server = RawServer::answering(answer.into_bytes());
    let error = retrying(&server.url()).replace_book("1", "It").unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn refusal_by_the_classifier_has_the_delivery_of_its_status() {
    for (failure, kind, delivery, sent) in [
        (r#""code":404"#, ErrorKind::Api, Delivery::Rejected, 1),
        (r#""code":429"#, ErrorKind::Api, Delivery::Rejected, 3),
        (r#""code":408"#, ErrorKind::Api, Delivery::Unknown, 1),
        (r#""code":503"#, ErrorKind::Api, Delivery::Unknown, 1),
        (r#""code":null"#, ErrorKind::Api, Delivery::Rejected, 1),
        (r#""code":0"#, ErrorKind::Decode, Delivery::Done, 1),
    ] {
        let body = format!(r#"{{"failed":true,{failure}}}"#);
        let server = RawServer::answering(response("200 OK", &body));
        let client = Shelf::builder(&server.url()).build().unwrap();
        let error = client.call(&SHELVE).unwrap_err();
        assert_delivery(&error, kind, delivery);
        assert_eq!(server.requests().len(), sent, "{failure}");
    }
}

#[test]
fn error_of_a_custom_decoder_has_the_response_and_was_done() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = retrying(&server.url());
    let decode = |_: &mut RawResponse| Err::<(), _>(Error::new(ErrorKind::Decode, "no books"));
    let error = client.http.request(&ADD_BOOK).send(decode).unwrap_err();
    assert_delivery(&error, ErrorKind::Decode, Delivery::Done);
    assert_eq!((error.status().unwrap().as_u16(), error.body()), (200, Some(&b"[]"[..])));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn error_has_the_headers_of_the_response() {
    let answer = String::from_utf8(response("403 Forbidden", "")).unwrap();
    let answer = answer.replace("\r\n\r\n", "\r\nX-Request-Id: 42\r\n\r\n");
    let (error, _) = add_to(answer.as_bytes());
    assert_eq!(error.headers().unwrap()["x-request-id"], "42");
    assert!(error.is_forbidden());
}

#[test]
fn debug_of_an_error_is_one_line_with_its_sources() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = retrying(&format!("http://{closed}")).add_book("It").unwrap_err();
    let line = format!("{error:?}");
    assert!(line.starts_with(&format!("add_book: could not connect to {closed}: ")), "{line}");
    assert!(line.lines().count() == 1 && line.len() > error.to_string().len(), "{line}");
    assert!(format!("{error:#?}").contains("delivery: NotSent"));
}
