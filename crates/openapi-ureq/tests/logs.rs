//! No log line shows a credential, regardless of its location and of changes of the log level. Panics of
//! hooks do not affect a call.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::{Mutex, Once, PoisonError};

use log::{LevelFilter, Log, Metadata, Record};
use openapi_ureq::__private::{api, operation, security_scheme};
use openapi_ureq::{
    Api, ClientBuilder, GeneratedClient, HttpClient, Method, Operation, RetryPolicy, SecurityKind,
    SecurityScheme, decode,
};
use support::server::{RawServer, response};
use support::{KEY, Library};

const SCHEMES: &[SecurityScheme] = &[
    security_scheme("query", SecurityKind::Query("api key")),
    security_scheme("bearer", SecurityKind::Bearer),
    security_scheme("cookie", SecurityKind::Cookie("session")),
];

static SEARCH: Operation =
    operation("search", "search", Method::GET, "/search", "", &[&[0, 1, 2]], true);

/// A client of an API with a key in the URL, one in a header and one in a cookie.
struct Search(HttpClient);

impl GeneratedClient for Search {
    const API: Api = api("search", "1", "/v1", SCHEMES, true);

    fn from_http_client(http: HttpClient) -> Self {
        Self(http)
    }
}

static LINES: Mutex<String> = Mutex::new(String::new());
/// Serializes the tests, which share the log.
static TURN: Mutex<()> = Mutex::new(());

struct Recorder;

impl Log for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        LINES.lock().unwrap_or_else(PoisonError::into_inner).push_str(&line);
        // The level may be raised at any time, as here after ureq has been handed the request.
        log::set_max_level(LevelFilter::Trace);
    }

    fn flush(&self) {}
}

/// The log lines while `act` runs, which starts at this level.
fn logged(level: LevelFilter, act: impl FnOnce()) -> String {
    static INSTALLED: Once = Once::new();
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    INSTALLED.call_once(|| log::set_logger(&Recorder).unwrap());
    LINES.lock().unwrap_or_else(PoisonError::into_inner).clear();
    log::set_max_level(level);
    act();
    log::set_max_level(LevelFilter::Off);
    LINES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

#[test]
fn no_credential_is_logged_and_every_one_is_sent() {
    for level in [LevelFilter::Trace, LevelFilter::Debug] {
        let server = RawServer::answering(response("200 OK", "[]"));
        let mut builder = ClientBuilder::<Search>::new().server(server.url());
        for scheme in ["query", "bearer", "cookie"] {
            builder = builder.credential(scheme, format!("{KEY}-{scheme}"));
        }
        let client = builder.retry(RetryPolicy::none()).build().unwrap();
        let log = logged(level, || {
            let request = client.0.request(&SEARCH).query("q", &"tea");
            request.send(decode::empty).unwrap();
        });
        assert!(log.contains("q=tea"), "the bytes are logged: {log}");
        assert!(!log.contains(KEY), "{level}: {log}");
        let sent = &server.texts()[0];
        assert!(
            sent.starts_with(&format!("GET /v1/search?q=tea&api%20key={KEY}-query HTTP/1.1\r\n"))
        );
        assert!(sent.contains(&format!("authorization: Bearer {KEY}-bearer\r\n")), "{sent}");
        assert!(sent.contains(&format!("cookie: session={KEY}-cookie\r\n")), "{sent}");
    }
}

/// The payload of a panic that panics when it is dropped.
struct Explosive;

impl Drop for Explosive {
    #[expect(clippy::panic, reason = "it is what the test is about")]
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[test]
fn hook_whose_panic_cannot_be_dropped_does_not_fail_the_call() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let builder = Library::builder(&server.url());
    let client = builder.on_attempt(|_| std::panic::panic_any(Explosive)).build().unwrap();
    client.list_books().unwrap();
}
