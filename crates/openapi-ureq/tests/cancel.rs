//! Cancellation of single calls: they end at once with an error, whatever they are waiting for, and no
//! other call does.

mod support;

use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use openapi_ureq::http::{Request, Response};
use openapi_ureq::{
    Body, CallOptions, CancelToken, Delivery, Error, ErrorKind, Timeouts, Transport,
    TransportError, Upload,
};
#[cfg(any(target_os = "linux", feature = "rustls"))]
use support::interrupt::connecting;
use support::interrupt::{AT_ONCE, SETTLE, TIMEOUT, add, client, interrupted, list};
use support::interrupt::{retrying_later, stalling, unread};
use support::server::{RawServer, response};
use support::{Library, timed};

/// This client, and the token of its calls.
fn with_token(client: &Library) -> (Library, CancelToken) {
    let token = CancelToken::new();
    (client.with_options(CallOptions::new().cancel(token.clone())), token)
}

/// Runs `call` on another thread, cancels it when `ready` has returned, and returns its error.
fn cancelled_during(
    client: &Library,
    call: impl FnOnce(&Library) -> Result<(), Error> + Send,
    ready: impl FnOnce(),
) -> Error {
    let (client, token) = with_token(client);
    interrupted(|| call(&client), ready, || token.cancel())
}

#[track_caller]
fn assert_cancelled(error: &Error, operation: &str, delivery: Delivery) {
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert_eq!(error.to_string(), format!("{operation}: the call was cancelled"));
    assert!(!error.is_retryable());
    assert_eq!(error.delivery(), delivery, "{error}");
}

#[test]
fn cancellation_ends_a_call_waiting_for_the_response() {
    for (call, name) in [(list as fn(&Library) -> _, "list_books"), (add, "add_book")] {
        let (server, received) = stalling(b"");
        let client = Library::retrying(&server.url()).timeout(TIMEOUT).build().unwrap();
        let error = cancelled_during(&client, call, || received.recv().unwrap());
        assert_cancelled(&error, name, Delivery::Unknown);
        assert_eq!(server.requests().len(), 1, "it is not retried");
    }
}

#[test]
fn cancellation_ends_a_call_reading_the_response() {
    let head_only: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Le";
    let responses: [&[u8]; 4] = [
        head_only,
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}",
    ];
    for response in responses {
        let (server, sent) = stalling(response);
        let error = cancelled_during(&client(&server), add, || sent.recv().unwrap());
        // Once the client has read the status, the call is known to be done.
        let is_done = response != head_only && error.status().is_some();
        let delivery = if is_done { Delivery::Done } else { Delivery::Unknown };
        assert_cancelled(&error, "add_book", delivery);
    }
}

#[test]
fn cancellation_ends_a_call_waiting_to_retry() {
    for (status, delivery) in [
        ("429 Too Many Requests", Delivery::Rejected),
        ("503 Service Unavailable", Delivery::Unknown),
    ] {
        let (server, client, when_attempted) = retrying_later(status);
        let error = cancelled_during(&client, list, || when_attempted.recv().unwrap());
        assert_cancelled(&error, "list_books", delivery);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn cancellation_ends_a_blocked_upload() {
    let content = vec![7; 64 << 20];
    for file in [Upload::from_bytes(content.clone()), Upload::from_reader(Cursor::new(content))] {
        let (server, when_connected) = unread();
        let call = |client: &Library| client.replace_cover(&file).map(drop);
        let error = cancelled_during(&client(&server), call, || when_connected.recv().unwrap());
        assert_cancelled(&error, "replace_cover", Delivery::Unknown);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn cancellation_ends_a_call_connecting() {
    let backlog = support::backlog::FullBacklog::new();
    let client = connecting(&format!("http://{}", backlog.address()));
    let error = cancelled_during(&client, add, || {});
    assert_cancelled(&error, "add_book", Delivery::NotSent);
}

#[cfg(feature = "rustls")]
#[test]
fn cancellation_ends_a_tls_handshake() {
    let (server, when_connected) = unread();
    let client = connecting(&format!("https://{}", server.address()));
    let error = cancelled_during(&client, add, || when_connected.recv().unwrap());
    assert_cancelled(&error, "add_book", Delivery::NotSent);
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn cancellation_ends_a_call_waiting_for_the_proxy() {
    let (proxy, received) = stalling(b"");
    let builder = Library::builder("https://books.invalid").proxy(proxy.url());
    let client = builder.timeout(TIMEOUT).connect_timeout(TIMEOUT).build().unwrap();
    let error = cancelled_during(&client, add, || received.recv().unwrap());
    assert_cancelled(&error, "add_book", Delivery::NotSent);
}

#[test]
fn calls_with_a_cancelled_token_are_not_sent() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = client(&server);
    let (cancelled, token) = with_token(&client);
    cancelled.list_books().unwrap();
    token.cancel();
    token.cancel();
    assert_cancelled(&list(&cancelled).unwrap_err(), "list_books", Delivery::NotSent);
    client.list_books().unwrap();
    let (renewed, _token) = with_token(&cancelled);
    renewed.list_books().unwrap();
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}

#[test]
fn cancellation_does_not_interrupt_the_next_call_on_the_connection() {
    let (received, when_received) = mpsc::channel();
    let (proceed, may_proceed) = mpsc::channel::<()>();
    let may_proceed = Mutex::new(may_proceed);
    let server = RawServer::serving(move |connection| {
        while connection.request().is_some() {
            received.send(()).unwrap();
            may_proceed.lock().unwrap().recv().unwrap();
            connection.send(&response("200 OK", "[]"));
        }
    });
    let client = client(&server);
    let (first, token) = with_token(&client);
    proceed.send(()).unwrap();
    first.list_books().unwrap();
    when_received.recv().unwrap();
    let (second, _other) = with_token(&client);
    thread::scope(|scope| {
        let call = scope.spawn(|| second.list_books());
        when_received.recv().unwrap();
        token.cancel();
        thread::sleep(SETTLE);
        proceed.send(()).unwrap();
        call.join().unwrap().unwrap();
    });
    assert_eq!(server.connections(), 1);
}

#[test]
fn one_token_cancels_the_calls_of_many_threads() {
    let (server, received) = stalling(b"");
    let (client, token) = with_token(&client(&server));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..32).map(|_| scope.spawn(|| list(&client))).collect();
        (0..32).for_each(|_| received.recv().unwrap());
        let (outcomes, elapsed) = timed(|| {
            token.cancel();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(elapsed < AT_ONCE, "{elapsed:?}");
        for outcome in outcomes {
            assert_cancelled(&outcome.unwrap_err(), "list_books", Delivery::Unknown);
        }
    });
}

#[test]
fn progress_function_can_cancel_its_own_call() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let (client, token) = with_token(&client(&server));
    let upload = Upload::from_bytes(vec![7; 4 << 20]).on_progress(move |sent, _| {
        if sent > 1 << 20 {
            token.cancel();
        }
    });
    let error = client.replace_cover(&upload).unwrap_err();
    assert_cancelled(&error, "replace_cover", Delivery::Unknown);
}

#[test]
fn shutdown_wins_over_cancellation() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let (client, token) = with_token(&client(&server));
    token.cancel();
    client.shutdown();
    assert_eq!(client.list_books().unwrap_err().kind(), ErrorKind::Shutdown);
}

#[test]
fn custom_transport_finds_the_token_in_the_request() {
    struct Recording(Arc<Mutex<Vec<Option<bool>>>>);

    impl Transport for Recording {
        fn send(
            &self,
            request: Request<Body>,
            _: Timeouts,
        ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
            let token = request.extensions().get::<CancelToken>();
            self.0.lock().unwrap().push(token.map(CancelToken::is_cancelled));
            Ok(Response::new(Box::new(io::empty())))
        }
    }

    let seen = Arc::default();
    let builder = Library::builder("http://localhost").transport(Recording(Arc::clone(&seen)));
    let client = builder.build().unwrap();
    let (cancellable, _token) = with_token(&client);
    cancellable.probe_books().unwrap();
    client.probe_books().unwrap();
    assert_eq!(*seen.lock().unwrap(), [Some(false), None]);
}
