//! How often a call is sent, for each operation and each fault. No test sleeps: the transport and
//! the clock are the test's.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

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
use whatsapi::{Client, ClientBuilder, ErrorKind, RetryPolicy, Upload, operations};

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Agreed,
    Status(u16),
    StatusAfter(u16, &'static str),
    Refused,
    ConnectTimedOut,
    TimedOut,
    Broken,
    CutOff,
    NotJson,
    SaidNo,
}

/// A transport that gives requests their fates, the last one again and again, and a clock that
/// stands still but for sleeping.
#[derive(Clone)]
struct World(Arc<Mutex<State>>);

struct State {
    fates: VecDeque<Fate>,
    bodies: Vec<Vec<u8>>,
    timeouts: Vec<Timeouts>,
    sleeps: Vec<Duration>,
    now: Instant,
}

impl World {
    fn new(fates: &[Fate]) -> Self {
        let fates = fates.iter().copied().collect();
        let state = State {
            fates,
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

impl Clock for World {
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

impl Transport for World {
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
        let fate = if state.fates.len() > 1 {
            state.fates.pop_front()
        } else {
            state.fates.front().copied()
        };
        answer(fate.unwrap())
    }
}

fn answer(fate: Fate) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
    let failed = |kind| Err(TransportError::new(kind, "it failed"));
    let response = Response::builder();
    let (response, body): (_, Box<dyn Read + Send>) = match fate {
        Fate::Agreed => (response.status(200), Box::new(Cursor::new("{}"))),
        Fate::NotJson => (response.status(200), Box::new(Cursor::new("<html>"))),
        Fate::SaidNo => (response.status(200), Box::new(Cursor::new(r#"{"error":true}"#))),
        Fate::Status(status) => (response.status(status), Box::new(io::empty())),
        Fate::StatusAfter(status, after) => {
            (response.status(status).header("retry-after", after), Box::new(io::empty()))
        }
        Fate::Refused => return failed(TransportErrorKind::Connect),
        Fate::ConnectTimedOut => {
            return Err(TransportError::new(TransportErrorKind::Timeout, "it failed")
                .with_delivery(whatsapi::Delivery::NotSent));
        }
        Fate::TimedOut => return failed(TransportErrorKind::Timeout),
        Fate::Broken => return failed(TransportErrorKind::Io),
        Fate::CutOff => (response.status(200), Box::new(Cursor::new("{").chain(Breaking))),
    };
    Ok(response.body(body).unwrap())
}

struct Breaking;

impl Read for Breaking {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

#[test]
fn number_of_attempts_follows_from_fault_and_idempotency() {
    for row in table() {
        let operation =
            operations::ALL.iter().find(|operation| operation.name == row.function).unwrap();
        let if_idempotent = if operation.idempotent { 3 } else { 1 };
        for (fate, expected) in [
            (Fate::Refused, 3),
            (Fate::ConnectTimedOut, 3),
            (Fate::TimedOut, if_idempotent),
            (Fate::Broken, if_idempotent),
            (Fate::CutOff, if_idempotent),
            (Fate::Status(408), if_idempotent),
            (Fate::Status(429), if_idempotent),
            (Fate::Status(502), if_idempotent),
            (Fate::Status(503), if_idempotent),
            (Fate::Status(504), if_idempotent),
            (Fate::Status(400), 1),
            (Fate::Status(401), 1),
            (Fate::Status(404), 1),
            (Fate::Status(409), 1),
            (Fate::Status(500), 1),
            (Fate::Status(301), 1),
            (Fate::NotJson, 1),
            (Fate::Agreed, 1),
        ] {
            let world = World::new(&[fate]);
            let outcome = (row.call)(&world.client());
            assert_eq!(outcome.is_ok(), matches!(fate, Fate::Agreed), "{} {fate:?}", row.function);
            assert_eq!(world.requests(), expected, "{} {fate:?}", row.function);
            assert_eq!(world.sleeps().len(), expected - 1, "{} {fate:?}", row.function);
            let bodies = &world.0.lock().unwrap().bodies;
            assert!(
                bodies.iter().all(|body| *body == bodies[0]),
                "{} sends the same again",
                row.function
            );
        }
    }
}

#[test]
fn non_idempotent_operations_are_the_listed_ones() {
    let not_idempotent: Vec<&str> = operations::ALL
        .iter()
        .filter(|operation| !operation.idempotent)
        .map(|operation| operation.name)
        .collect();
    assert_eq!(
        not_idempotent,
        [
            "create_instance",
            "send_payment_request",
            "delete_instance",
            "create_group",
            "join_group_with_link",
            "leave_group",
            "add_participant",
            "logout_instance",
            "send_audio",
            "send_button_with_media",
            "send_button_message",
            "send_contact",
            "send_document",
            "send_group_invite",
            "send_image",
            "send_list_message",
            "send_location",
            "send_media_message",
            "send_poll_message",
            "send_template",
            "send_template_with_media",
            "send_text_message",
            "upload_media",
            "upload_media_from_url",
            "send_video",
        ]
    );
}

#[test]
fn success_of_a_later_attempt_is_a_success() {
    let world = World::new(&[Fate::Refused, Fate::Status(503), Fate::Agreed]);
    assert_eq!(world.client().get_group("sales", GROUP).unwrap().status(), 200);
    assert_eq!(world.sleeps(), [Duration::from_millis(250), Duration::from_millis(500)]);
}

#[test]
fn retry_after_is_honored_in_seconds_or_as_a_date() {
    let world = World::new(&[Fate::StatusAfter(429, "7"), Fate::Agreed]);
    world.client().get_group("sales", GROUP).unwrap();
    assert_eq!(world.sleeps(), [Duration::from_secs(7)]);

    for soon in ["0", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let world = World::new(&[Fate::StatusAfter(503, soon), Fate::Agreed]);
        world.client().get_group("sales", GROUP).unwrap();
        assert_eq!(
            world.sleeps(),
            [Duration::from_millis(250)],
            "all at once would not help the server"
        );
    }
}

#[test]
fn call_fails_at_once_if_retry_after_exceeds_its_timeout() {
    for after in ["60", "99999999999999999999", "86400", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let world = World::new(&[Fate::StatusAfter(429, after), Fate::Agreed]);
        let error = world.client().get_group("sales", GROUP).unwrap_err();
        assert!(error.retry_after().unwrap() >= Duration::from_secs(60), "{after}");
        assert_eq!((world.requests(), world.sleeps()), (1, vec![]), "{after}");
    }
}

#[test]
fn attempts_share_the_timeout_of_the_call() {
    let world = World::new(&[Fate::StatusAfter(503, "4")]);
    let client = world
        .builder()
        .timeout(Duration::from_secs(10))
        .connect_timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    client.get_group("sales", GROUP).unwrap_err();
    let times: Vec<(u64, u64)> = world
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
    let world = World::new(&[Fate::Refused]);
    world
        .builder()
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
        .get_group("sales", GROUP)
        .unwrap_err();
    assert_eq!(world.requests(), 1);
    let world = World::new(&[Fate::Refused]);
    let policy = RetryPolicy::new()
        .max_attempts(5)
        .initial_delay(Duration::from_millis(100))
        .max_delay(Duration::from_millis(300));
    world.builder().retry(policy).build().unwrap().get_group("sales", GROUP).unwrap_err();
    assert_eq!(world.sleeps(), [100, 200, 300, 300].map(Duration::from_millis));
}

#[test]
fn upload_from_a_reader_is_never_retried() {
    let world = World::new(&[Fate::Refused]);
    let request =
        SetGroupPictureRequest { file: Upload::from_reader(Cursor::new(b"\xFF\xD8\xFF".to_vec())) };
    let error = world.client().set_group_picture("sales", GROUP, &request).unwrap_err();
    assert_eq!((error.kind(), world.requests()), (ErrorKind::Connect, 1));
}

#[test]
fn error_accounts_for_earlier_attempts_that_may_have_applied() {
    let world = World::new(&[Fate::Broken, Fate::Refused]);
    let error = world.client().set_group_locked("sales", true, GROUP).unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Connect, true));

    let world = World::new(&[Fate::Refused]);
    assert!(
        !world.client().set_group_locked("sales", true, GROUP).unwrap_err().may_have_been_applied()
    );
}

#[test]
fn envelope_error_accounts_for_an_earlier_attempt() {
    let world = World::new(&[Fate::Broken, Fate::SaidNo]);
    let instance = world.client().instance("sales");
    let error = instance.groups().group(GROUP).unwrap().set_locked(true).unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Api, true));
}

#[test]
fn timed_out_retry_does_not_hide_the_earlier_api_error() {
    let world = World::new(&[Fate::Status(503), Fate::TimedOut]);
    let error = world.client().get_group("sales", GROUP).unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
}

/// What a hook is told while a call has these fates: status and error of each attempt.
fn told_of(fates: &[Fate]) -> Vec<(u32, Option<u16>, Option<ErrorKind>)> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&told);
    let hook = move |attempted: &Attempt| {
        assert_eq!(attempted.operation.name, "get_group");
        let status = attempted.status.map(|status| status.as_u16());
        seen.lock().unwrap().push((attempted.number, status, attempted.error));
    };
    let client = World::new(fates).builder().on_attempt(hook).build().unwrap();
    let outcome = client.get_group("sales", GROUP);
    let told = told.lock().unwrap().clone();
    assert_eq!(told.last().unwrap().2, outcome.err().map(|error| error.kind()));
    told
}

#[test]
fn attempt_hook_is_called_for_each_attempt() {
    let expected = [
        (1, None, Some(ErrorKind::Connect)),
        (2, Some(503), Some(ErrorKind::Api)),
        (3, Some(200), None),
    ];
    assert_eq!(told_of(&[Fate::Refused, Fate::Status(503), Fate::Agreed]), expected);
}

#[test]
fn attempt_hook_reports_a_decode_error() {
    let expected = [(1, Some(503), Some(ErrorKind::Api)), (2, Some(200), Some(ErrorKind::Decode))];
    assert_eq!(told_of(&[Fate::Status(503), Fate::NotJson]), expected);
}

#[test]
fn panicking_attempt_hook_does_not_break_the_client() {
    let world = World::new(&[Fate::Agreed]);
    let client = world.builder().on_attempt(|_| panic!("a mistake of the hook")).build().unwrap();
    client.get_group("sales", GROUP).unwrap();
    client.get_group("sales", GROUP).unwrap();
}
