//! Retries: the number of attempts for each operation and fault, and the delays between them. No test
//! sleeps, since transport and clock are fakes.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::collections::VecDeque;
use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use openapi_ureq::Clock;
use support::table::table;
use support::{GROUP, KEY};
use whatsapi::http::{Request, Response};
use whatsapi::models::SetGroupPictureRequest;
use whatsapi::{Attempt, Body, Timeouts, Transport, TransportError, TransportErrorKind};
use whatsapi::{Client, ClientBuilder, ErrorKind, RetryPolicy, Upload};

/// The outcome of an attempt that the fake transport simulates.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    Success,
    Status(u16),
    StatusRetryAfter(u16, &'static str),
    ConnectionRefused,
    ConnectTimeout,
    Timeout,
    ConnectionReset,
    TruncatedBody,
    InvalidJson,
    /// An envelope with `error: true`, status 200, and this status in the envelope.
    ErrorEnvelope(Option<u16>),
}

/// A transport that simulates the given outcomes, repeating the last one, and a clock that only
/// sleeping advances.
#[derive(Clone)]
struct FakeNetwork(Arc<Mutex<State>>);

struct State {
    outcomes: VecDeque<Outcome>,
    bodies: Vec<Vec<u8>>,
    timeouts: Vec<Timeouts>,
    sleeps: Vec<Duration>,
    now: Instant,
}

impl FakeNetwork {
    fn new(outcomes: &[Outcome]) -> Self {
        let state = State {
            outcomes: outcomes.iter().copied().collect(),
            bodies: Vec::new(),
            timeouts: Vec::new(),
            sleeps: Vec::new(),
            now: Instant::now(),
        };
        Self(Arc::new(Mutex::new(state)))
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .server("http://localhost")
            .api_key(KEY)
            .transport(self.clone())
            .clock(self.clone())
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn requests(&self) -> usize {
        self.0.lock().unwrap().bodies.len()
    }

    fn sleeps(&self) -> Vec<Duration> {
        self.0.lock().unwrap().sleeps.clone()
    }
}

impl Clock for FakeNetwork {
    fn now(&self) -> Instant {
        self.0.lock().unwrap().now
    }

    fn sleep(&self, duration: Duration) {
        let mut state = self.0.lock().unwrap();
        state.sleeps.push(duration);
        state.now += duration;
    }

    fn jitter(&self) -> f64 {
        1.0
    }
}

impl Transport for FakeNetwork {
    fn send(
        &self,
        request: Request<Body>,
        timeouts: Timeouts,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        let mut body = Vec::new();
        request.into_body().into_reader().read_to_end(&mut body).unwrap();
        let mut state = self.0.lock().unwrap();
        state.bodies.push(body);
        state.timeouts.push(timeouts);
        let outcome = if state.outcomes.len() > 1 {
            state.outcomes.pop_front()
        } else {
            state.outcomes.front().copied()
        };
        simulate(outcome.unwrap())
    }
}

fn simulate(outcome: Outcome) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
    let failed = |kind| Err(TransportError::new(kind, "it failed"));
    let response = Response::builder();
    let (response, body): (_, Box<dyn Read + Send>) = match outcome {
        Outcome::Success => (response.status(200), Box::new(Cursor::new("{}"))),
        Outcome::InvalidJson => (response.status(200), Box::new(Cursor::new("<html>"))),
        Outcome::ErrorEnvelope(status) => {
            let envelope = serde_json::json!({ "error": true, "status": status }).to_string();
            (response.status(200), Box::new(Cursor::new(envelope)))
        }
        Outcome::Status(status) => (response.status(status), Box::new(io::empty())),
        Outcome::StatusRetryAfter(status, after) => {
            (response.status(status).header("retry-after", after), Box::new(io::empty()))
        }
        Outcome::ConnectionRefused => return failed(TransportErrorKind::Connect),
        Outcome::ConnectTimeout => {
            return Err(TransportError::new(TransportErrorKind::Timeout, "it failed")
                .with_delivery(whatsapi::Delivery::NotSent));
        }
        Outcome::Timeout => return failed(TransportErrorKind::Timeout),
        Outcome::ConnectionReset => return failed(TransportErrorKind::Io),
        Outcome::TruncatedBody => {
            (response.status(200), Box::new(Cursor::new("{").chain(ResetConnection)))
        }
    };
    Ok(response.body(body).unwrap())
}

struct ResetConnection;

impl Read for ResetConnection {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

#[test]
fn number_of_attempts_follows_from_fault_and_idempotency() {
    for row in table() {
        let if_idempotent = if row.operation.idempotent { 3 } else { 1 };
        for (outcome, expected) in [
            (Outcome::ConnectionRefused, 3),
            (Outcome::ConnectTimeout, 3),
            (Outcome::Timeout, if_idempotent),
            (Outcome::ConnectionReset, if_idempotent),
            (Outcome::TruncatedBody, if_idempotent),
            (Outcome::Status(408), if_idempotent),
            // Rejected without an effect, so that a retry is safe for all.
            (Outcome::Status(429), 3),
            (Outcome::Status(502), if_idempotent),
            (Outcome::Status(503), if_idempotent),
            (Outcome::Status(504), if_idempotent),
            (Outcome::Status(400), 1),
            (Outcome::Status(401), 1),
            (Outcome::Status(404), 1),
            (Outcome::Status(409), 1),
            (Outcome::Status(500), 1),
            (Outcome::Status(301), 1),
            // Servers of this family also report failures with status 200.
            (Outcome::ErrorEnvelope(Some(408)), if_idempotent),
            (Outcome::ErrorEnvelope(Some(429)), 3),
            (Outcome::ErrorEnvelope(Some(502)), if_idempotent),
            (Outcome::ErrorEnvelope(Some(503)), if_idempotent),
            (Outcome::ErrorEnvelope(Some(504)), if_idempotent),
            (Outcome::ErrorEnvelope(Some(404)), 1),
            (Outcome::ErrorEnvelope(Some(500)), 1),
            (Outcome::ErrorEnvelope(Some(200)), 1),
            (Outcome::ErrorEnvelope(None), 1),
            (Outcome::InvalidJson, 1),
            (Outcome::Success, 1),
        ] {
            let network = FakeNetwork::new(&[outcome]);
            let result = (row.call)(&network.client());
            let name = row.name();
            assert_eq!(result.is_ok(), matches!(outcome, Outcome::Success), "{name} {outcome:?}");
            assert_eq!(network.requests(), expected, "{name} {outcome:?}");
            assert_eq!(network.sleeps().len(), expected - 1, "{name} {outcome:?}");
            let bodies = &network.0.lock().unwrap().bodies;
            assert!(bodies.iter().all(|body| *body == bodies[0]), "{name} resends the same body");
        }
    }
}

#[test]
fn success_of_a_later_attempt_is_a_success() {
    let network =
        FakeNetwork::new(&[Outcome::ConnectionRefused, Outcome::Status(503), Outcome::Success]);
    assert_eq!(network.client().get_group("sales", GROUP).unwrap().status(), 200);
    assert_eq!(network.sleeps(), [Duration::from_millis(250), Duration::from_millis(500)]);
}

#[test]
fn retry_after_is_honored_in_seconds_or_as_a_date() {
    let network = FakeNetwork::new(&[Outcome::StatusRetryAfter(429, "7"), Outcome::Success]);
    network.client().get_group("sales", GROUP).unwrap();
    assert_eq!(network.sleeps(), [Duration::from_secs(7)]);

    for soon in ["0", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let network = FakeNetwork::new(&[Outcome::StatusRetryAfter(503, soon), Outcome::Success]);
        network.client().get_group("sales", GROUP).unwrap();
        assert_eq!(
            network.sleeps(),
            [Duration::from_millis(250)],
            "the delay of the policy is the minimum"
        );
    }
}

#[test]
fn call_fails_at_once_if_retry_after_exceeds_its_timeout() {
    for after in ["60", "99999999999999999999", "86400", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let network = FakeNetwork::new(&[Outcome::StatusRetryAfter(429, after), Outcome::Success]);
        let error = network.client().get_group("sales", GROUP).unwrap_err();
        assert!(error.retry_after().unwrap() >= Duration::from_secs(60), "{after}");
        assert_eq!((network.requests(), network.sleeps()), (1, vec![]), "{after}");
    }
}

#[test]
fn attempts_share_the_timeout_of_the_call() {
    let network = FakeNetwork::new(&[Outcome::StatusRetryAfter(503, "4")]);
    let client = network
        .builder()
        .timeout(Duration::from_secs(10))
        .connect_timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    client.get_group("sales", GROUP).unwrap_err();
    let times: Vec<(u64, u64)> = network
        .0
        .lock()
        .unwrap()
        .timeouts
        .iter()
        .map(|timeouts| (timeouts.total.as_secs(), timeouts.connect.as_secs()))
        .collect();
    assert_eq!(times, [(10, 5), (6, 5), (2, 2)]);
}

#[test]
fn retry_policy_is_configurable() {
    let network = FakeNetwork::new(&[Outcome::ConnectionRefused]);
    network
        .builder()
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
        .get_group("sales", GROUP)
        .unwrap_err();
    assert_eq!(network.requests(), 1);
    let network = FakeNetwork::new(&[Outcome::ConnectionRefused]);
    let policy = RetryPolicy::new()
        .max_attempts(5)
        .initial_delay(Duration::from_millis(100))
        .max_delay(Duration::from_millis(300));
    network.builder().retry(policy).build().unwrap().get_group("sales", GROUP).unwrap_err();
    assert_eq!(network.sleeps(), [100, 200, 300, 300].map(Duration::from_millis));
}

#[test]
fn upload_from_a_reader_is_never_retried() {
    let network = FakeNetwork::new(&[Outcome::ConnectionRefused]);
    let request =
        SetGroupPictureRequest { file: Upload::from_reader(Cursor::new(b"\xFF\xD8\xFF".to_vec())) };
    let error = network.client().set_group_picture("sales", GROUP, &request).unwrap_err();
    assert_eq!((error.kind(), network.requests()), (ErrorKind::Connect, 1));
}

#[test]
fn error_accounts_for_earlier_attempts_that_may_have_applied() {
    let network = FakeNetwork::new(&[Outcome::ConnectionReset, Outcome::ConnectionRefused]);
    let error = network.client().set_group_locked("sales", true, GROUP).unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Connect, true));

    let network = FakeNetwork::new(&[Outcome::ConnectionRefused]);
    assert!(
        !network
            .client()
            .set_group_locked("sales", true, GROUP)
            .unwrap_err()
            .may_have_been_applied()
    );
}

#[test]
fn envelope_error_accounts_for_an_earlier_attempt() {
    let network = FakeNetwork::new(&[Outcome::ConnectionReset, Outcome::ErrorEnvelope(None)]);
    let instance = network.client().instance("sales");
    let error = instance.groups().group(GROUP).unwrap().set_locked(true).unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Api, true));
}

#[test]
fn timed_out_retry_does_not_hide_the_earlier_api_error() {
    let network = FakeNetwork::new(&[Outcome::Status(503), Outcome::Timeout]);
    let error = network.client().get_group("sales", GROUP).unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
}

/// The number, status and error of each attempt that a hook sees in a call with these outcomes.
fn attempts(outcomes: &[Outcome]) -> Vec<(u32, Option<u16>, Option<ErrorKind>)> {
    let attempts = Arc::new(Mutex::new(Vec::new()));
    let recorder = Arc::clone(&attempts);
    let hook = move |attempt: &Attempt| {
        assert_eq!(attempt.operation.name, "get_group");
        let status = attempt.status.map(|status| status.as_u16());
        recorder.lock().unwrap().push((attempt.number, status, attempt.error));
    };
    let client = FakeNetwork::new(outcomes).builder().on_attempt(hook).build().unwrap();
    let result = client.get_group("sales", GROUP);
    let attempts = attempts.lock().unwrap().clone();
    assert_eq!(attempts.last().unwrap().2, result.err().map(|error| error.kind()));
    attempts
}

#[test]
fn attempt_hook_is_called_for_each_attempt() {
    let expected = [
        (1, None, Some(ErrorKind::Connect)),
        (2, Some(503), Some(ErrorKind::Api)),
        (3, Some(200), None),
    ];
    assert_eq!(
        attempts(&[Outcome::ConnectionRefused, Outcome::Status(503), Outcome::Success]),
        expected
    );
}

#[test]
fn attempt_hook_reports_a_decode_error() {
    let expected = [(1, Some(503), Some(ErrorKind::Api)), (2, Some(200), Some(ErrorKind::Decode))];
    assert_eq!(attempts(&[Outcome::Status(503), Outcome::InvalidJson]), expected);
}

#[test]
fn attempt_hook_reports_the_status_of_the_envelope() {
    let outcomes =
        [Outcome::ErrorEnvelope(Some(503)), Outcome::ErrorEnvelope(Some(429)), Outcome::Success];
    let expected = [
        (1, Some(503), Some(ErrorKind::Api)),
        (2, Some(429), Some(ErrorKind::Api)),
        (3, Some(200), None),
    ];
    assert_eq!(attempts(&outcomes), expected);
    let expected = [(1, Some(200), Some(ErrorKind::Api))];
    assert_eq!(attempts(&[Outcome::ErrorEnvelope(None)]), expected);
}

#[test]
fn panicking_attempt_hook_does_not_break_the_client() {
    let network = FakeNetwork::new(&[Outcome::Success]);
    let client = network.builder().on_attempt(|_| panic!("a defect of the hook")).build().unwrap();
    client.get_group("sales", GROUP).unwrap();
    client.get_group("sales", GROUP).unwrap();
}
