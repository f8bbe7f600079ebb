//! Transports that wrap the default one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use openapi_ureq::http::{Request, Response};
use openapi_ureq::{
    Body, CallOptions, CancelToken, DefaultTransport, Delivery, ErrorKind, StatusCode, Timeouts,
    Transport, TransportError, TransportErrorKind,
};
use support::interrupt::{interrupted, list, stalling};
use support::server::{RawServer, header, response, split};
use support::{KEY, Library};

/// What a wrapper sees of a request and its outcome.
type Seen = Arc<Mutex<Vec<(String, Result<StatusCode, TransportErrorKind>)>>>;

/// Records each attempt.
struct Metrics<T> {
    inner: T,
    seen: Seen,
}

impl<T: Transport> Transport for Metrics<T> {
    fn send(
        &self,
        request: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        let line = format!("{} {}", request.method(), request.uri().path());
        let outcome = self.inner.send(request, timeouts);
        let status = outcome.as_ref().map(Response::status).map_err(TransportError::kind);
        self.seen.lock().unwrap().push((line, status));
        outcome
    }

    fn shutdown(&self) {
        self.inner.shutdown();
    }
}

/// A function for `wrap_transport`, and what its transport records.
fn metrics() -> (impl Fn(DefaultTransport) -> Metrics<DefaultTransport> + Send + Sync, Seen) {
    let seen = Seen::default();
    let recorded = Arc::clone(&seen);
    (move |inner| Metrics { inner, seen: Arc::clone(&recorded) }, seen)
}

#[test]
fn wrapper_sees_every_attempt() {
    let server = RawServer::serving(|connection| {
        connection.request();
        // A broken connection, and then two responses.
        for status in ["503 Service Unavailable", "200 OK"] {
            if connection.number > 0 {
                connection.send(&response(status, "[]"));
                connection.request();
            }
        }
    });
    let (wrap, seen) = metrics();
    let client = Library::retrying(&server.url()).wrap_transport(wrap).build().unwrap();
    client.list_books().unwrap();
    let line = || "GET /v1/books".to_owned();
    let expected =
        [Err(TransportErrorKind::Io), Ok(StatusCode::SERVICE_UNAVAILABLE), Ok(StatusCode::OK)];
    assert_eq!(*seen.lock().unwrap(), expected.map(|outcome| (line(), outcome)));
}

#[test]
fn wrapped_transport_has_the_settings_of_the_builder() {
    let proxy = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder("http://books.invalid")
        .wrap_transport(metrics().0)
        // Set after the wrapper.
        .allow_insecure_http(true)
        .proxy(proxy.url())
        .user_agent("ours/1")
        .build()
        .unwrap();
    client.list_books().unwrap();
    let (head, _) = split(&proxy.requests()[0]);
    assert!(head.starts_with("GET http://books.invalid/v1/books HTTP/1.1\r\n"), "{head}");
    assert_eq!(header(&head, "user-agent").unwrap(), "ours/1");
    assert_eq!(header(&head, "x-key").unwrap(), KEY);
    let builder = Library::builder("http://localhost").wrap_transport(metrics().0);
    let error = builder.proxy("nonsense://").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[test]
fn builder_uses_the_transport_that_was_set_last() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let answered = Arc::<AtomicBool>::default();
    let custom = || Canned(Arc::clone(&answered));
    let (wrap, seen) = metrics();
    let builder = Library::builder(&server.url());
    builder
        .clone()
        .wrap_transport(wrap)
        .transport(custom())
        .build()
        .unwrap()
        .probe_books()
        .unwrap();
    assert!(answered.swap(false, Ordering::SeqCst) && seen.lock().unwrap().is_empty());
    let (wrap, seen) = metrics();
    builder.transport(custom()).wrap_transport(wrap).build().unwrap().list_books().unwrap();
    assert!(!answered.load(Ordering::SeqCst) && seen.lock().unwrap().len() == 1);
}

/// Answers without a server.
struct Canned(Arc<AtomicBool>);

impl Transport for Canned {
    fn send(
        &self,
        _: Request<Body>,
        _: Timeouts,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        self.0.store(true, Ordering::SeqCst);
        Ok(Response::new(Box::new(std::io::empty())))
    }
}

#[test]
fn wrapped_transport_is_interrupted_by_a_token_and_a_shutdown() {
    type Interrupt = fn(&Library, &CancelToken);
    for (interrupt, kind) in [
        ((|_, token| token.cancel()) as Interrupt, ErrorKind::Cancelled),
        (|client, _| client.shutdown(), ErrorKind::Shutdown),
    ] {
        let (server, received) = stalling(b"");
        let client = Library::builder(&server.url()).wrap_transport(metrics().0).build().unwrap();
        let token = CancelToken::new();
        let client = client.with_options(CallOptions::new().cancel(token.clone()));
        let ready = || received.recv().unwrap();
        let error = interrupted(|| list(&client), ready, || interrupt(&client, &token));
        assert_eq!((error.kind(), error.delivery()), (kind, Delivery::Unknown));
    }
}

/// Passes requests on, but no shutdown.
struct Plain(DefaultTransport);

impl Transport for Plain {
    fn send(
        &self,
        request: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        self.0.send(request, timeouts)
    }
}

#[test]
fn shutdown_interrupts_the_default_transport_inside_of_any_wrapper() {
    let (server, received) = stalling(b"");
    let client = Library::builder(&server.url()).wrap_transport(Plain).build().unwrap();
    let error = interrupted(|| list(&client), || received.recv().unwrap(), || client.shutdown());
    assert_eq!(error.kind(), ErrorKind::Shutdown, "{error}");
}

#[test]
fn shared_transport_is_one_transport() {
    struct Counting(mpsc::Sender<&'static str>);

    impl Transport for Counting {
        fn send(
            &self,
            _: Request<Body>,
            _: Timeouts,
        ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
            self.0.send("send").unwrap();
            Ok(Response::new(Box::new(std::io::empty())))
        }

        fn shutdown(&self) {
            self.0.send("shutdown").unwrap();
        }
    }

    let (sender, receiver) = mpsc::channel();
    let transport = Arc::new(Counting(sender));
    for _ in 0..2 {
        let builder = Library::builder("http://localhost").transport(Arc::clone(&transport));
        let client = builder.build().unwrap();
        client.probe_books().unwrap();
        client.shutdown();
    }
    let calls: Vec<_> = receiver.try_iter().collect();
    assert_eq!(calls, ["send", "shutdown", "send", "shutdown"]);
}
