//! The time of calls with a large body: it grows with the size, and has an end.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use openapi_ureq::http::{Request, Response};
use openapi_ureq::{
    Body, CallOptions, ClientBuilder, ErrorKind, Timeouts, Transport, TransportError, Upload,
};
use support::server::{RawServer, response};
use support::{Library, timed};

const MIB: u64 = 1 << 20;

/// Answers without a server, and records the timeouts.
#[derive(Clone, Default)]
struct Recording(Arc<Mutex<Vec<Timeouts>>>);

impl Transport for Recording {
    fn send(
        &self,
        _: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        self.0.lock().unwrap().push(timeouts);
        Ok(Response::new(Box::new(Cursor::new("[]"))))
    }
}

/// The total timeout of such a call, in seconds.
fn seconds(
    configure: impl FnOnce(ClientBuilder<Library>) -> ClientBuilder<Library>,
    call: impl FnOnce(&Library),
) -> u64 {
    let transport = Recording::default();
    let builder = configure(Library::builder("http://localhost"));
    call(&builder.transport(transport.clone()).build().unwrap());
    let [timeouts] = <[Timeouts; 1]>::try_from(transport.0.lock().unwrap().clone()).unwrap();
    // A moment of the call's time is over.
    timeouts.total.as_secs_f64().ceil() as u64
}

/// A call with a file of this size, whose content is not read.
fn replace_cover(client: &Library, length: u64) {
    client.replace_cover(&Upload::from_reader_sized(io::empty(), length)).unwrap();
}

#[test]
fn timeout_grows_with_the_size_of_the_body() {
    let default = |builder| builder;
    assert_eq!(seconds(default, |client| drop(client.list_books().unwrap())), 60);
    assert_eq!(seconds(default, |client| drop(client.add_book("It").unwrap())), 60);
    for (length, expected) in
        [(0, 60), (65_535, 60), (65_536, 61), (100 * MIB, 1660), (100_000_000, 1585)]
    {
        assert_eq!(seconds(default, |client| replace_cover(client, length)), expected, "{length}");
    }
    let title = "x".repeat(3 << 20);
    assert_eq!(seconds(default, |client| drop(client.add_book(&title).unwrap())), 60 + 48);
    let unknown = |client: &Library| {
        client.replace_cover(&Upload::from_reader(io::empty())).unwrap();
    };
    assert_eq!(seconds(default, unknown), 60);
}

#[test]
fn rate_of_the_client_is_used() {
    let upload = |client: &Library| replace_cover(client, 30 * MIB);
    assert_eq!(seconds(|builder| builder.min_upload_rate(MIB), upload), 90);
    assert_eq!(seconds(|builder| builder.min_upload_rate(u64::MAX), upload), 60);
    let timeout = Duration::from_secs(20);
    assert_eq!(seconds(|builder| builder.timeout(timeout), upload), 20, "a limit");
    assert_eq!(seconds(|builder| builder.attempt_timeout(timeout), upload), 20, "a limit");
    assert_eq!(seconds(|builder| builder.timeout(timeout).min_upload_rate(MIB), upload), 50);
    assert_eq!(seconds(|builder| builder.min_upload_rate(MIB).timeout(timeout), upload), 50);
    let limits = |builder: ClientBuilder<Library>| {
        builder.attempt_timeout(Duration::from_secs(5)).min_upload_rate(MIB)
    };
    assert_eq!(seconds(limits, upload), 35);
    assert_eq!(seconds(limits, |client| drop(client.list_books().unwrap())), 5);
    let year = 365 * 24 * 60 * 60;
    let endless = |client: &Library| replace_cover(client, u64::MAX);
    assert!((year..=year + 60).contains(&seconds(|builder| builder.min_upload_rate(1), endless)));
}

#[test]
fn timeout_of_a_call_is_extended_only_by_a_rate_of_the_call() {
    let with = |options: CallOptions| {
        seconds(
            |builder| builder.min_upload_rate(MIB),
            |client| replace_cover(&client.with_options(options), 30 * MIB),
        )
    };
    let second = Duration::from_secs(1);
    assert_eq!(with(CallOptions::new()), 90);
    assert_eq!(with(CallOptions::new().timeout(20 * second)), 20);
    assert_eq!(with(CallOptions::new().attempt_timeout(20 * second)), 20);
    assert_eq!(with(CallOptions::new().min_upload_rate(10 * MIB)), 63);
    assert_eq!(with(CallOptions::new().timeout(20 * second).min_upload_rate(10 * MIB)), 23);
}

#[test]
fn rate_of_zero_is_rejected() {
    let builder = Library::builder("http://localhost");
    let error = builder.clone().min_upload_rate(0).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("a minimum upload rate of zero"), "{error}");
    let options = CallOptions::new().min_upload_rate(0);
    let error = builder.build().unwrap().with_options(options).list_books().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[test]
fn slow_upload_is_given_its_time() {
    // More than the buffers of a connection can hold.
    let length = 16 * MIB as usize;
    let pause = Duration::from_secs(1);
    let server = RawServer::serving(move |connection| {
        connection.stream.peek(&mut [0]).unwrap();
        thread::sleep(pause);
        connection.request();
        connection.send(&response("200 OK", "[]"));
    });
    let builder = Library::builder(&server.url()).timeout(pause / 5);
    let upload = || Upload::from_bytes(vec![7; length]);
    let patient = builder.clone().min_upload_rate(MIB).build().unwrap();
    patient.replace_cover(&upload()).unwrap();
    let (outcome, elapsed) = timed(|| builder.build().unwrap().replace_cover(&upload()));
    assert!(outcome.unwrap_err().is_timeout());
    assert!(elapsed >= pause / 6, "{elapsed:?}");
}
