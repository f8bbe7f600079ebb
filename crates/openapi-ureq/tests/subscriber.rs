//! A `tracing` subscriber may make calls itself. This test has its own process, since the subscriber is
//! that of all threads: `tracing` itself protects only those of one thread.

#![cfg(feature = "tracing")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::atomic::{AtomicU64, Ordering};

use support::Library;
use support::server::{RawServer, response};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static NOTIFICATIONS: AtomicU64 = AtomicU64::new(0);

/// Makes a call whenever it is notified.
struct Calling(Library);

impl Calling {
    fn call(&self) {
        NOTIFICATIONS.fetch_add(1, Ordering::SeqCst);
        self.0.list_books().unwrap();
    }
}

impl Subscriber for Calling {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        self.call();
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        self.call();
    }

    fn enter(&self, _: &Id) {
        self.call();
    }

    fn exit(&self, _: &Id) {
        self.call();
    }

    fn try_close(&self, _: Id) -> bool {
        self.call();
        true
    }
}

#[test]
fn calls_of_a_subscriber_have_no_spans() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder(&server.url()).build().unwrap();
    tracing::subscriber::set_global_default(Calling(client.clone())).unwrap();
    client.list_books().unwrap();
    // The span, entered and left, its event, and its end.
    assert_eq!(NOTIFICATIONS.load(Ordering::SeqCst), 5);
    assert_eq!(server.requests().len(), 6);
}
