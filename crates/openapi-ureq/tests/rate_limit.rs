//! The rate limit of a client: requests wait for their turn, within the time of their call. By a clock
//! that moves only when somebody sleeps.

#![cfg(feature = "test-util")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use openapi_ureq::http::{Request, Response};
use openapi_ureq::{
    Attempt, Body, CallOptions, CancelToken, ClientBuilder, Clock, Delivery, ErrorKind,
    RetryPolicy, StatusCode, Timeouts, Transport, TransportError,
};
use support::Library;
use support::interrupt::{TIMEOUT, add, interrupted};
use support::server::{RawServer, response};

const MINUTE: Duration = Duration::from_secs(60);
const NOTHING: Duration = Duration::ZERO;

/// A clock that moves only when somebody sleeps.
#[derive(Clone)]
struct FakeClock(Arc<Mutex<Instant>>);

impl FakeClock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn pass(&self, duration: Duration) {
        *self.0.lock().unwrap() += duration;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) {
        self.pass(duration);
    }

    fn jitter(&self) -> f64 {
        1.0
    }
}

/// Answers with statuses in turn, and then with 200, and records the timeouts.
#[derive(Clone, Default)]
struct Canned {
    statuses: Arc<Mutex<Vec<StatusCode>>>,
    timeouts: Arc<Mutex<Vec<Timeouts>>>,
}

impl Transport for Canned {
    fn send(
        &self,
        _: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        self.timeouts.lock().unwrap().push(timeouts);
        let mut response = Response::<Box<dyn Read + Send>>::new(Box::new(Cursor::new("[]")));
        *response.status_mut() = self.statuses.lock().unwrap().pop().unwrap_or(StatusCode::OK);
        Ok(response)
    }
}

/// A client whose attempts are recorded, without a server.
struct Fixture {
    client: Library,
    clock: FakeClock,
    transport: Canned,
    attempts: Arc<Mutex<Vec<Attempt>>>,
}

impl Fixture {
    fn new(configure: impl FnOnce(ClientBuilder<Library>) -> ClientBuilder<Library>) -> Self {
        let (clock, transport) = (FakeClock::new(), Canned::default());
        let attempts = Arc::<Mutex<Vec<_>>>::default();
        let record = Arc::clone(&attempts);
        let builder = Library::builder("http://localhost")
            .timeout(10 * MINUTE)
            .clock(clock.clone())
            .transport(transport.clone())
            .on_attempt(move |attempt| record.lock().unwrap().push(*attempt));
        Self { client: configure(builder).build().unwrap(), clock, transport, attempts }
    }

    /// How long each attempt waited.
    fn waited(&self) -> Vec<Duration> {
        self.attempts.lock().unwrap().iter().map(|attempt| attempt.waited).collect()
    }
}

#[test]
fn requests_beyond_the_limit_wait_for_their_turn() {
    let fixture = Fixture::new(|builder| builder.rate_limit(3, MINUTE));
    for _ in 0..3 {
        fixture.client.list_books().unwrap();
    }
    fixture.clock.pass(MINUTE / 4);
    for _ in 0..4 {
        fixture.client.list_books().unwrap();
    }
    let left = MINUTE * 3 / 4;
    assert_eq!(fixture.waited(), [NOTHING, NOTHING, NOTHING, left, NOTHING, NOTHING, MINUTE]);
    let lines: Vec<_> = fixture.attempts.lock().unwrap().iter().map(Attempt::to_string).collect();
    assert_eq!(lines[2], "list_books GET /books attempt 1 status 200 in 0 ms");
    assert_eq!(lines[3], format!("{} after waiting 45000 ms", lines[2]));
}

#[test]
fn client_without_a_limit_does_not_wait() {
    let fixture = Fixture::new(|builder| builder);
    (0..100).for_each(|_| drop(fixture.client.list_books().unwrap()));
    assert_eq!(fixture.waited(), [NOTHING; 100]);
}

#[test]
fn clones_share_the_limit() {
    let fixture = Fixture::new(|builder| builder.rate_limit(1, MINUTE));
    let client = &fixture.client;
    let options = CallOptions::new().header("X-View", "1");
    for clone in [client, &client.clone(), &client.with_options(options)] {
        clone.list_books().unwrap();
    }
    assert_eq!(fixture.waited(), [NOTHING, MINUTE, MINUTE]);
}

#[test]
fn retries_count() {
    let retry = RetryPolicy::new().initial_delay(NOTHING);
    let fixture = Fixture::new(|builder| builder.rate_limit(2, MINUTE).retry(retry));
    *fixture.transport.statuses.lock().unwrap() = vec![StatusCode::SERVICE_UNAVAILABLE; 2];
    fixture.client.list_books().unwrap();
    assert_eq!(fixture.waited(), [NOTHING, NOTHING, MINUTE]);
}

#[test]
fn call_that_cannot_be_sent_in_time_fails_at_once() {
    let fixture = Fixture::new(|builder| builder.rate_limit(1, MINUTE).retry(RetryPolicy::new()));
    let hurried = fixture.client.with_options(CallOptions::new().timeout(MINUTE / 2));
    hurried.list_books().unwrap();
    let start = fixture.clock.now();
    let error = hurried.add_book("It").unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::RateLimit, Delivery::NotSent));
    let line = "add_book: the rate limit (1 per 60s) lets the next request through in 60s, and the call has 30s \
                left; raise its timeout, or make fewer calls";
    assert_eq!(error.to_string(), line);
    assert_eq!(error.retry_after(), Some(MINUTE));
    assert!(error.is_rate_limited() && error.is_retryable());
    assert_eq!(fixture.clock.now(), start, "nobody waited");
    assert_eq!(fixture.waited().len(), 1);
    fixture.clock.pass(MINUTE);
    hurried.add_book("It").unwrap();
}

#[test]
fn retry_that_cannot_be_sent_in_time_leaves_the_error_before() {
    let retry = RetryPolicy::new().initial_delay(NOTHING);
    let fixture =
        Fixture::new(|builder| builder.rate_limit(1, MINUTE).retry(retry).timeout(MINUTE / 2));
    *fixture.transport.statuses.lock().unwrap() = vec![StatusCode::SERVICE_UNAVAILABLE];
    let error = fixture.client.list_books().unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert_eq!(fixture.waited().len(), 1);
}

#[test]
fn request_that_waited_has_the_rest_of_the_time() {
    let fixture = Fixture::new(|builder| builder.rate_limit(1, MINUTE).timeout(MINUTE * 5 / 3));
    fixture.client.list_books().unwrap();
    fixture.client.list_books().unwrap();
    let totals: Vec<_> =
        fixture.transport.timeouts.lock().unwrap().iter().map(|timeouts| timeouts.total).collect();
    assert_eq!(totals, [MINUTE * 5 / 3, MINUTE * 2 / 3]);
}

#[test]
fn waiting_ends_by_a_token_and_a_shutdown() {
    type Interrupt = fn(&Library, &CancelToken);
    for (interrupt, kind) in [
        ((|_, token| token.cancel()) as Interrupt, ErrorKind::Cancelled),
        (|client, _| client.shutdown(), ErrorKind::Shutdown),
    ] {
        let server = RawServer::answering(response("200 OK", "[]"));
        let builder = Library::builder(&server.url()).timeout(2 * TIMEOUT);
        let client = builder.rate_limit(1, TIMEOUT).build().unwrap();
        client.list_books().unwrap();
        let token = CancelToken::new();
        let cancellable = client.with_options(CallOptions::new().cancel(token.clone()));
        let error = interrupted(|| add(&cancellable), || {}, || interrupt(&client, &token));
        assert_eq!((error.kind(), error.delivery()), (kind, Delivery::NotSent));
        assert_eq!(server.requests().len(), 1);
        if kind == ErrorKind::Cancelled {
            let hurried = client.with_options(CallOptions::new().timeout(MINUTE));
            let wait = hurried.list_books().unwrap_err().retry_after().unwrap();
            assert!(wait <= TIMEOUT, "the turn of the cancelled call is free: {wait:?}");
        }
    }
}

#[test]
fn limit_of_nothing_is_rejected() {
    for (requests, period) in [(0, MINUTE), (1, NOTHING)] {
        let builder = Library::builder("http://localhost").rate_limit(requests, period);
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().starts_with("a rate limit"), "{error}");
    }
}
