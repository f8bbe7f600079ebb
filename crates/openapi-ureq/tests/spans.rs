//! Spans of calls by `tracing`: one for each call, with an event for each attempt, and no secrets.

#![cfg(feature = "tracing")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use openapi_ureq::CallOptions;
use support::server::{RawServer, response};
use support::{KEY, Library};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Records what happens, a line for each.
#[derive(Clone, Default)]
struct Recorder {
    lines: Arc<Mutex<Vec<String>>>,
    last_id: Arc<AtomicU64>,
}

impl Recorder {
    fn record(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    /// The lines while `act` runs. The durations, which vary, are replaced.
    fn lines(&self, act: impl FnOnce()) -> Vec<String> {
        tracing::subscriber::with_default(self.clone(), act);
        let lines = std::mem::take(&mut *self.lines.lock().unwrap());
        lines.iter().map(|line| without_duration(line)).collect()
    }
}

fn without_duration(line: &str) -> String {
    let Some((before, after)) = line.split_once("duration_ms=") else { return line.to_owned() };
    format!("{before}duration_ms=_{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.last_id.fetch_add(1, Ordering::SeqCst) + 1;
        let mut fields =
            Fields(format!("{id} {} {}", span.metadata().target(), span.metadata().name()));
        span.record(&mut fields);
        self.record(fields.0);
        Id::from_u64(id)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let parent = event.parent().map_or(0, Id::into_u64);
        let mut fields = Fields(format!("{parent} {}", event.metadata().level()));
        event.record(&mut fields);
        self.record(fields.0);
    }

    fn enter(&self, span: &Id) {
        self.record(format!("{} entered", span.into_u64()));
    }

    fn exit(&self, span: &Id) {
        self.record(format!("{} left", span.into_u64()));
    }

    fn try_close(&self, span: Id) -> bool {
        self.record(format!("{} closed", span.into_u64()));
        true
    }
}

/// A server that answers with an error the first time.
fn server() -> RawServer {
    let count = AtomicU64::new(0);
    RawServer::serving(move |connection| {
        while connection.request().is_some() {
            let is_first = count.fetch_add(1, Ordering::SeqCst) == 0;
            let status = if is_first { "503 Service Unavailable" } else { "200 OK" };
            connection.send(&response(status, "[]"));
        }
    })
}

#[test]
fn call_is_a_span_and_its_attempts_are_events() {
    let client = Library::retrying(&server().url()).build().unwrap();
    let lines = Recorder::default().lines(|| {
        client.list_books().unwrap();
        client.add_book("It").unwrap();
    });
    let expected = [
        "1 openapi_ureq call client=\"library\" operation=\"list_books\" method=\"GET\" path=\"/books\"",
        "1 entered",
        "1 left",
        "1 DEBUG message=attempt attempt=1 status=503 error=Api duration_ms=_",
        "1 entered",
        "1 left",
        "1 DEBUG message=attempt attempt=2 status=200 duration_ms=_",
        "1 closed",
        "2 openapi_ureq call client=\"library\" operation=\"add_book\" method=\"POST\" path=\"/books\"",
        "2 entered",
        "2 left",
        "2 DEBUG message=attempt attempt=1 status=200 duration_ms=_",
        "2 closed",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn call_that_is_not_sent_has_a_span_without_events() {
    let client = Library::builder("http://127.0.0.1:1").build().unwrap();
    let lines = Recorder::default().lines(|| {
        client.shutdown();
        client.list_books().unwrap_err();
    });
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("1 openapi_ureq call") && lines[1] == "1 closed", "{lines:?}");
}

#[test]
fn spans_show_no_secrets_and_no_arguments() {
    const ARGUMENT: &str = "planted-argument-91";
    let server = server();
    let client = Library::retrying(&server.url()).build().unwrap();
    let options = CallOptions::new().header("X-Token", ARGUMENT).query("token", ARGUMENT);
    let lines = Recorder::default().lines(|| {
        client.with_options(options).replace_book(ARGUMENT, ARGUMENT).unwrap();
    });
    let sent = &server.texts()[0];
    assert!(sent.contains(KEY) && sent.matches(ARGUMENT).count() == 4, "{sent}");
    let shown = lines.join("\n");
    assert!(shown.contains("path=\"/books/{id}\""), "{shown}");
    assert!(!shown.contains(KEY) && !shown.contains(ARGUMENT), "{shown}");
}
