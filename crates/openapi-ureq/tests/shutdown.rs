//! Shutdown of a client: its calls end at once with an error, in every state.

mod support;

use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::thread;

use openapi_ureq::http::{Request, Response};
use openapi_ureq::{
    Body, CallOptions, Delivery, Error, ErrorKind, StatusCode, Timeouts, Transport, TransportError,
    Upload,
};
#[cfg(any(target_os = "linux", feature = "rustls"))]
use support::interrupt::connecting;
use support::interrupt::{AT_ONCE, SETTLE, TIMEOUT, add, client, interrupted, list};
use support::interrupt::{retrying_later, stalling, unread};
use support::server::{RawServer, response};
use support::{Library, timed};

/// Runs `call` on another thread, shuts `client` down when `ready` has returned, and returns the error
/// of the call.
fn shut_down_during(
    client: &Library,
    call: impl FnOnce(&Library) -> Result<(), Error> + Send,
    ready: impl FnOnce(),
) -> Error {
    interrupted(|| call(client), ready, || client.shutdown())
}

#[track_caller]
fn assert_shut_down(error: &Error, operation: &str, delivery: Delivery) {
    assert_eq!(error.kind(), ErrorKind::Shutdown, "{error}");
    assert_eq!(error.operation(), Some(operation));
    assert!(error.to_string().starts_with(&format!("{operation}: the client was shut down")));
    assert!(!error.is_retryable());
    assert_eq!(error.delivery(), delivery, "{error}");
}

#[test]
fn shutdown_ends_a_call_waiting_for_the_response() {
    for (call, name) in [(list as fn(&Library) -> _, "list_books"), (add, "add_book")] {
        let (server, received) = stalling(b"");
        let client = Library::retrying(&server.url()).timeout(TIMEOUT).build().unwrap();
        let error = shut_down_during(&client, call, || received.recv().unwrap());
        assert_shut_down(&error, name, Delivery::Unknown);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn shutdown_ends_a_call_reading_the_response() {
    let head_only: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Le";
    let responses: [&[u8]; 6] = [
        head_only,
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1F\x8B\x08\0\0\0\0\0\0\xFF",
    ];
    for response in responses {
        let (server, sent) = stalling(response);
        let error = shut_down_during(&client(&server), add, || sent.recv().unwrap());
        // Once the client has read the status, the delivery is `Done`.
        let is_done = response != head_only && error.status().is_some();
        let delivery = if is_done { Delivery::Done } else { Delivery::Unknown };
        assert_shut_down(&error, "add_book", delivery);
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn shutdown_ends_a_call_waiting_for_the_proxy() {
    let (proxy, received) = stalling(b"");
    let client = Library::builder("https://books.invalid")
        .proxy(proxy.url())
        .timeout(TIMEOUT)
        .connect_timeout(TIMEOUT)
        .build()
        .unwrap();
    let error = shut_down_during(&client, add, || received.recv().unwrap());
    assert_shut_down(&error, "add_book", Delivery::NotSent);
}

#[test]
fn shutdown_keeps_a_received_error_status_and_partial_body() {
    let responses: [&[u8]; 3] = [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n{}",
    ];
    for response in responses {
        // No event shows that the client has read the status: on a busy machine, it may take longer.
        let error = [SETTLE, 10 * SETTLE, 100 * SETTLE]
            .into_iter()
            .map(|time| {
                let (server, sent) = stalling(response);
                let ready = || {
                    sent.recv().unwrap();
                    thread::sleep(time);
                };
                shut_down_during(&client(&server), add, ready)
            })
            .find(|error| error.status().is_some())
            .unwrap();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::NOT_FOUND)));
        assert_eq!((error.body(), error.is_body_truncated()), (Some(b"{}".as_slice()), true));
        assert!(!error.may_have_been_applied());
    }
}

#[test]
fn shutdown_ends_a_call_waiting_to_retry() {
    for (status, delivery) in [
        ("429 Too Many Requests", Delivery::Rejected),
        ("503 Service Unavailable", Delivery::Unknown),
    ] {
        let (server, client, when_attempted) = retrying_later(status);
        let error = shut_down_during(&client, list, || when_attempted.recv().unwrap());
        assert_shut_down(&error, "list_books", delivery);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn shutdown_ends_a_blocked_upload() {
    let content = vec![7; 64 << 20];
    for file in [Upload::from_bytes(content.clone()), Upload::from_reader(io::Cursor::new(content))]
    {
        let (server, when_connected) = unread();
        let call = |client: &Library| client.replace_cover(&file).map(drop);
        let error = shut_down_during(&client(&server), call, || when_connected.recv().unwrap());
        assert_shut_down(&error, "replace_cover", Delivery::Unknown);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn shutdown_ends_a_call_connecting() {
    let backlog = support::backlog::FullBacklog::new();
    let client = connecting(&format!("http://{}", backlog.address()));
    let error = shut_down_during(&client, add, || {});
    assert_shut_down(&error, "add_book", Delivery::NotSent);
}

#[cfg(feature = "rustls")]
#[test]
fn shutdown_ends_a_tls_handshake() {
    let (connected, when_connected) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        connection.stream.peek(&mut [0]).unwrap();
        connected.send(()).unwrap();
        connection.until_closed();
    });
    let client = connecting(&format!("https://{}", server.address()));
    let error = shut_down_during(&client, add, || when_connected.recv().unwrap());
    assert_shut_down(&error, "add_book", Delivery::NotSent);
}

#[test]
fn shutdown_ends_the_calls_of_all_threads() {
    let (server, received) = stalling(b"");
    let client = client(&server);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..32).map(|_| scope.spawn(|| client.list_books())).collect();
        (0..32).for_each(|_| received.recv().unwrap());
        let (outcomes, elapsed) = timed(|| {
            client.shutdown();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(elapsed < AT_ONCE, "{elapsed:?}");
        for outcome in outcomes {
            assert_shut_down(&outcome.unwrap_err(), "list_books", Delivery::Unknown);
        }
    });
}

#[test]
fn shutdown_of_any_clone_ends_all_clones() {
    let view = |client: &Library| client.with_options(CallOptions::new().header("X-View", "1"));
    let same = Library::clone;
    type Clone = fn(&Library) -> Library;
    for (clone_for_call, clone_for_shutdown) in
        [(same as Clone, view as Clone), (view, same), (same, same), (view, view)]
    {
        let (server, received) = stalling(b"");
        let client = client(&server);
        let (calling, ending) = (clone_for_call(&client), clone_for_shutdown(&client));
        let error = shut_down_during(&ending, |_| list(&calling), || received.recv().unwrap());
        assert_shut_down(&error, "list_books", Delivery::Unknown);
        for later in [&client, &calling, &ending, &client.clone(), &view(&client)] {
            assert_shut_down(&later.add_book("It").unwrap_err(), "add_book", Delivery::NotSent);
        }
        assert_eq!(server.connections(), 1, "calls after the shutdown are not sent");
    }
}

#[test]
fn calls_after_shutdown_are_not_sent() {
    let (closed, when_closed) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        while connection.request().is_some() {
            connection.send(&response("200 OK", "[]"));
        }
        closed.send(()).unwrap();
    });
    let client = Library::retrying(&server.url()).timeout(TIMEOUT).build().unwrap();
    let reply = client.list_books().unwrap();
    client.shutdown();
    client.shutdown();
    assert_eq!((reply.status(), reply.into_body()), (StatusCode::OK, serde_json::json!([])));
    when_closed.recv_timeout(AT_ONCE).expect("the idle connection is closed");
    let (outcome, elapsed) = timed(|| client.list_books());
    assert_shut_down(&outcome.unwrap_err(), "list_books", Delivery::NotSent);
    assert!(elapsed < AT_ONCE);
    assert_eq!((server.requests().len(), server.connections()), (1, 1));
}

#[test]
fn shutdown_is_forwarded_to_a_custom_transport() {
    /// A transport whose calls wait for the shutdown.
    struct Waiting {
        called: mpsc::Sender<()>,
        is_shut_down: Arc<(Mutex<bool>, Condvar)>,
    }

    impl Transport for Waiting {
        fn send(
            &self,
            _: Request<Body>,
            _: Timeouts,
        ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
            self.called.send(()).unwrap();
            let (lock, condition) = &*self.is_shut_down;
            drop(condition.wait_while(lock.lock().unwrap(), |is_shut_down| !*is_shut_down));
            Ok(Response::new(Box::new(io::empty())))
        }

        fn shutdown(&self) {
            *self.is_shut_down.0.lock().unwrap() = true;
            self.is_shut_down.1.notify_all();
        }
    }

    let (called, when_called) = mpsc::channel();
    let transport = Waiting { called, is_shut_down: Arc::default() };
    let builder = Library::builder("http://localhost");
    let client = builder.transport(transport).build().unwrap();
    let error = shut_down_during(&client, add, || when_called.recv().unwrap());
    assert_shut_down(&error, "add_book", Delivery::Done);
}
