//! The end of a client: whatever its calls are doing, they end within a moment, as failures.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod support;

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use support::{RawServer, add, get, timed, upload, yes};
use whatsapi::http::{Request, Response};
use whatsapi::{Body, Timeouts, Transport, TransportError};
use whatsapi::{CallOptions, Client, Error, ErrorKind, RetryPolicy, StatusCode, Upload};

const SOON: Duration = Duration::from_secs(1);
/// From a sign of the other side to when this side certainly waits for the next one.
const A_MOMENT: Duration = Duration::from_millis(50);

/// Shuts `client` down while `call` is under way on another thread and `ready` has come, and returns
/// how the call ended.
fn shut_down_during(
    client: &Client,
    call: impl FnOnce(&Client) -> Result<(), Error> + Send,
    ready: impl FnOnce(),
) -> Error {
    thread::scope(|scope| {
        let worker = scope.spawn(|| call(client));
        ready();
        thread::sleep(A_MOMENT);
        assert!(!worker.is_finished(), "the call is under way: {:?}", worker.join());
        let (outcome, elapsed) = timed(|| {
            client.shutdown();
            worker.join().unwrap()
        });
        assert!(elapsed < SOON, "{elapsed:?}");
        outcome.unwrap_err()
    })
}

#[track_caller]
fn assert_shut_down(error: &Error, operation: &str, applied: bool) {
    assert_eq!(error.kind(), ErrorKind::Shutdown, "{error}");
    assert_eq!(error.operation(), Some(operation));
    assert!(error.to_string().starts_with(&format!("{operation}: the client was shut down")));
    assert!(!error.is_retryable());
    assert_eq!(error.may_have_been_applied(), applied, "{error}");
}

/// A server that signals when it has said `reply` to a request, and then says nothing more.
fn falling_silent(reply: &'static [u8]) -> (RawServer, mpsc::Receiver<()>) {
    let (said, when_said) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.say(reply);
        said.send(()).unwrap();
        connection.until_closed();
    });
    (server, when_said)
}

#[test]
fn shutdown_ends_a_call_waiting_for_the_response() {
    for (call, name) in [(get as fn(&Client) -> _, "get_group"), (add, "add_participant")] {
        let (server, asked) = falling_silent(b"");
        let client = server.retrying().build().unwrap();
        let error = shut_down_during(&client, call, || asked.recv().unwrap());
        assert_shut_down(&error, name, true);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn shutdown_ends_a_call_reading_the_response() {
    let replies: [&[u8]; 6] = [
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1F\x8B\x08\0\0\0\0\0\0\xFF",
    ];
    for reply in replies {
        let (server, said) = falling_silent(reply);
        let error = shut_down_during(&server.client(), add, || said.recv().unwrap());
        assert_shut_down(&error, "add_participant", true);
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn shutdown_ends_a_call_waiting_for_the_proxy() {
    let (proxy, asked) = falling_silent(b"");
    let client = proxy.proxy_to("https://whatsapi.invalid").build().unwrap();
    let error = shut_down_during(&client, add, || asked.recv().unwrap());
    assert_shut_down(&error, "add_participant", false);
}

#[test]
fn shutdown_keeps_a_received_error_status_and_partial_body() {
    let replies: [&[u8]; 3] = [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n{}",
    ];
    for reply in replies {
        let (server, said) = falling_silent(reply);
        let error = shut_down_during(&server.client(), add, || said.recv().unwrap());
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::NOT_FOUND)));
        assert_eq!((error.body(), error.is_body_truncated()), (Some(b"{}".as_slice()), true));
        assert!(!error.may_have_been_applied());
    }
}

#[test]
fn shutdown_ends_a_call_waiting_to_retry() {
    for (status, applied) in [("429 Too Many Requests", false), ("503 Service Unavailable", true)] {
        let reply = format!("HTTP/1.1 {status}\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n");
        let server = RawServer::answering(reply.into_bytes());
        let (tried, when_tried) = mpsc::channel();
        let client = server
            .builder()
            .retry(RetryPolicy::new())
            .on_attempt(move |_| tried.send(()).unwrap())
            .build()
            .unwrap();
        let error = shut_down_during(&client, get, || when_tried.recv().unwrap());
        assert_shut_down(&error, "get_group", applied);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn shutdown_ends_a_blocked_upload() {
    let much = vec![7; 64 << 20];
    for file in [Upload::from_bytes(much.clone()), Upload::from_reader(io::Cursor::new(much))] {
        let (came, when_came) = mpsc::channel();
        let server = RawServer::serving(move |connection| {
            connection.stream.peek(&mut [0]).unwrap();
            came.send(()).unwrap();
            thread::sleep(3 * SOON);
        });
        let call = |client: &Client| upload(client, &file);
        let error = shut_down_during(&server.client(), call, || when_came.recv().unwrap());
        assert_shut_down(&error, "set_group_picture", true);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn shutdown_ends_a_call_connecting() {
    let backlog = support::FullBacklog::new();
    let client = Client::new(format!("http://{}", backlog.address()), support::KEY).unwrap();
    let error = shut_down_during(&client, add, || {});
    assert_shut_down(&error, "add_participant", false);
}

#[cfg(feature = "rustls")]
#[test]
fn shutdown_ends_a_tls_handshake() {
    let (came, when_came) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        connection.stream.peek(&mut [0]).unwrap();
        came.send(()).unwrap();
        connection.until_closed();
    });
    let client = Client::new(format!("https://{}", server.address()), support::KEY).unwrap();
    let error = shut_down_during(&client, add, || when_came.recv().unwrap());
    assert_shut_down(&error, "add_participant", false);
}

#[test]
fn shutdown_ends_the_calls_of_all_threads() {
    let (server, asked) = falling_silent(b"");
    let client = server.client();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..32).map(|_| scope.spawn(|| get(&client))).collect();
        (0..32).for_each(|_| asked.recv().unwrap());
        let (outcomes, elapsed) = timed(|| {
            client.shutdown();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(elapsed < SOON, "{elapsed:?}");
        for outcome in outcomes {
            assert_shut_down(&outcome.unwrap_err(), "get_group", true);
        }
    });
}

#[test]
fn shutdown_of_any_clone_ends_all_clones() {
    let view = |client: &Client| client.with_options(CallOptions::new().header("X-View", "1"));
    let same = Client::clone;
    type Relative = fn(&Client) -> Client;
    for (of_call, of_end) in
        [(same as Relative, view as Relative), (view, same), (same, same), (view, view)]
    {
        let (server, asked) = falling_silent(b"");
        let client = server.client();
        let (calling, ending) = (of_call(&client), of_end(&client));
        let error = shut_down_during(&ending, |_| get(&calling), || asked.recv().unwrap());
        assert_shut_down(&error, "get_group", true);
        for later in [&client, &calling, &ending, &client.clone(), &view(&client)] {
            assert_shut_down(&add(later).unwrap_err(), "add_participant", false);
        }
        assert_eq!(server.connections(), 1, "nothing is sent afterwards");
    }
}

#[test]
fn calls_after_shutdown_are_not_sent() {
    let (closed, when_closed) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        while connection.request().is_some() {
            connection.say(&yes());
        }
        closed.send(()).unwrap();
    });
    let client = server.retrying().build().unwrap();
    let reply = client.get_group("sales", support::GROUP).unwrap();
    client.shutdown();
    client.shutdown();
    assert_eq!((reply.status(), reply.message.as_deref()), (StatusCode::OK, Some("ok")));
    when_closed.recv_timeout(SOON).expect("the idle connection is closed");
    let (outcome, elapsed) = timed(|| get(&client));
    assert_shut_down(&outcome.unwrap_err(), "get_group", false);
    assert!(elapsed < SOON);
    assert_eq!((server.requests().len(), server.connections()), (1, 1));
}

#[test]
fn shutdown_is_forwarded_to_a_custom_transport() {
    struct Waiting(Arc<AtomicBool>);

    impl Transport for Waiting {
        fn send(
            &self,
            _: Request<Body>,
            _: Timeouts,
        ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
            while !self.0.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(1));
            }
            Ok(Response::new(Box::new(io::empty())))
        }

        fn shutdown(&self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    let told = Arc::<AtomicBool>::default();
    let builder = Client::builder().server("http://localhost").api_key(support::KEY);
    let client = builder.transport(Waiting(Arc::clone(&told))).build().unwrap();
    let error = shut_down_during(&client, add, || {});
    assert_shut_down(&error, "add_participant", true);
    assert!(told.load(Ordering::SeqCst));
}
