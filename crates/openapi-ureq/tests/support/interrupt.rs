//! Calls that are interrupted from another thread.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use openapi_ureq::{Error, RetryPolicy};

use super::server::RawServer;
use super::{Library, timed};

/// The time within which a call must end, even on a busy machine. The clients' timeout is longer.
pub const AT_ONCE: Duration = Duration::from_secs(20);
pub const TIMEOUT: Duration = Duration::from_secs(600);

/// The time for a call to reach the tested state after the preceding event. If it is too short, the call
/// ends in an earlier state, usually with the same result.
pub const SETTLE: Duration = Duration::from_millis(50);

/// Runs `call` on another thread, interrupts it when `ready` has returned, and returns its error.
pub fn interrupted(
    call: impl FnOnce() -> Result<(), Error> + Send,
    ready: impl FnOnce(),
    interrupt: impl FnOnce(),
) -> Error {
    thread::scope(|scope| {
        let worker = scope.spawn(call);
        ready();
        thread::sleep(SETTLE);
        assert!(
            !worker.is_finished(),
            "the call has ended before it was interrupted: {:?}",
            worker.join()
        );
        let (outcome, elapsed) = timed(|| {
            interrupt();
            worker.join().unwrap()
        });
        assert!(elapsed < AT_ONCE, "{elapsed:?}");
        outcome.unwrap_err()
    })
}

/// A server that sends the start of a response, signals that, and then stalls.
pub fn stalling(response: &'static [u8]) -> (RawServer, mpsc::Receiver<()>) {
    let (sent, when_sent) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        connection.request();
        connection.send(response);
        sent.send(()).unwrap();
        connection.until_closed();
    });
    (server, when_sent)
}

/// A server that reads nothing, and signals the start of each request.
pub fn unread() -> (RawServer, mpsc::Receiver<()>) {
    let (connected, when_connected) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        connection.stream.peek(&mut [0]).unwrap();
        connected.send(()).unwrap();
        loop {
            thread::park();
        }
    });
    (server, when_connected)
}

/// A server that responds with this status, to be retried after longer than a test takes, and a client
/// that signals each attempt.
pub fn retrying_later(status: &str) -> (RawServer, Library, mpsc::Receiver<()>) {
    let reply = format!("HTTP/1.1 {status}\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n");
    let server = RawServer::answering(reply.into_bytes());
    let (attempted, when_attempted) = mpsc::channel();
    let client = Library::builder(&server.url())
        .timeout(TIMEOUT)
        .retry(RetryPolicy::new())
        .on_attempt(move |_| attempted.send(()).unwrap())
        .build()
        .unwrap();
    (server, client, when_attempted)
}

pub fn client(server: &RawServer) -> Library {
    Library::builder(&server.url()).timeout(TIMEOUT).build().unwrap()
}

/// A client that has as much time for connecting as for the call.
pub fn connecting(url: &str) -> Library {
    Library::builder(url).timeout(TIMEOUT).connect_timeout(TIMEOUT).build().unwrap()
}

pub fn list(client: &Library) -> Result<(), Error> {
    client.list_books().map(drop)
}

pub fn add(client: &Library) -> Result<(), Error> {
    client.add_book("It").map(drop)
}
