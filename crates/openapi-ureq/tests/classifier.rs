//! Responses that a client's classifier refuses are errors for the caller, the retry policy, the log and
//! hooks, like an HTTP error status.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use log::{LevelFilter, Log, Metadata, Record};
use openapi_ureq::__private::{api, operation, security_scheme};
use openapi_ureq::{
    Api, Attempt, CallOptions, Classifier, ClientBuilder, Delivery, Error, ErrorKind,
    GeneratedClient, HttpClient, Method, Operation, RawResponse, SecurityKind, StatusCode, decode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use support::classified::{Envelope, INVALID, PANIC, Shelf};
use support::server::{RawServer, response};

/// Idempotent.
static LOOK: Operation = operation("look", "look", Method::GET, "/books", "", &[], true);
/// Not idempotent.
static SHELVE: Operation = operation("shelve", "shelve", Method::POST, "/books", "", &[], false);
/// Idempotent, without a body in the response.
static PROBE: Operation = operation("probe", "probe", Method::HEAD, "/books", "", &[], true);

fn refusal(code: impl Into<Value>, reason: &str) -> String {
    json!({ "failed": true, "code": code.into(), "reason": reason }).to_string()
}

fn client(server: &RawServer) -> Shelf {
    Shelf::builder(&server.url()).build().unwrap()
}

/// A server that sends these bodies with status 200, and repeats the last one.
fn serving(bodies: &[String]) -> RawServer {
    let responses: Vec<Vec<u8>> = bodies.iter().map(|body| response("200 OK", body)).collect();
    let next = AtomicUsize::new(0);
    RawServer::serving(move |connection| {
        while connection.request().is_some() {
            let index = next.fetch_add(1, Ordering::SeqCst).min(responses.len() - 1);
            connection.send(&responses[index]);
        }
    })
}

/// The attempts of a call as reported to a hook, without their duration.
type Seen = Vec<(u32, Option<u16>, Option<ErrorKind>)>;

/// The error of a call, the number of requests, and the attempts reported to a hook.
fn fail(operation: &'static Operation, answer: Vec<u8>) -> (Error, usize, Seen) {
    let server = RawServer::answering(answer);
    let seen = Arc::<Mutex<Seen>>::default();
    let hook = {
        let seen = Arc::clone(&seen);
        move |attempt: &Attempt| {
            let status = attempt.status.map(|status| status.as_u16());
            seen.lock().unwrap().push((attempt.number, status, attempt.error));
        }
    };
    let client = Shelf::builder(&server.url()).on_attempt(hook).build().unwrap();
    let error = client.call(operation).unwrap_err();
    let seen = seen.lock().unwrap().clone();
    (error, server.requests().len(), seen)
}

/// All properties by which a caller can distinguish errors.
fn properties(error: &Error) -> impl PartialEq + std::fmt::Debug {
    (
        (error.kind(), error.status(), error.delivery(), error.to_string()),
        (error.is_retryable(), error.may_have_been_applied(), error.retry_after()),
        (error.is_not_found(), error.is_rate_limited(), error.is_unauthorized()),
        (error.is_forbidden(), error.is_invalid_request(), error.operation()),
        error.body().map(<[u8]>::to_vec),
    )
}

#[test]
fn refusal_with_a_status_is_treated_as_that_http_status() {
    for code in [400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504, 599] {
        for operation in [&LOOK, &SHELVE] {
            let body = refusal(code, "closed");
            let http = fail(operation, response(&format!("{code} Any"), &body));
            let refused = fail(operation, response("200 OK", &body));
            assert_eq!(properties(&refused.0), properties(&http.0));
            assert_eq!((refused.1, refused.2), (http.1, http.2), "{operation:?} {code}");
        }
    }
    let (error, sent, _) = fail(&LOOK, response("200 OK", &refusal(503, "closed")));
    assert_eq!((error.to_string().as_str(), sent), ("look: 503 Service Unavailable: closed", 3));
}

#[test]
fn refusal_without_an_error_status_is_rejected_and_not_retried() {
    for code in [Value::Null, json!(1), json!(200), json!(302), json!(600), json!(999)] {
        for operation in [&LOOK, &SHELVE] {
            let answer = response("200 OK", &refusal(code.clone(), "no shelf"));
            let (error, sent, seen) = fail(operation, answer);
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
            assert_eq!((error.status(), error.is_retryable()), (Some(StatusCode::OK), false));
            assert_eq!(error.to_string(), format!("{}: 200 OK: no shelf", operation.name));
            assert_eq!((sent, seen), (1, vec![(1, Some(200), Some(ErrorKind::Api))]), "{code}");
        }
    }
}

#[test]
fn response_refused_as_invalid_is_a_decode_error_and_not_retried() {
    let answer = response("200 OK", &refusal(INVALID, ""));
    let (error, sent, seen) = fail(&LOOK, answer);
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
    assert_eq!(error.to_string(), "look: 200 OK: the shelf does not know this envelope");
    assert_eq!((sent, seen), (1, vec![(1, Some(200), Some(ErrorKind::Decode))]));
}

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Recorder;

impl Log for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = record.args().to_string();
        LINES.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn flush(&self) {}
}

#[test]
fn log_hook_and_result_agree_on_each_attempt() {
    static LOGGED: Operation = operation("logged", "logged", Method::GET, "/l", "", &[], true);
    log::set_logger(&Recorder).unwrap();
    log::set_max_level(LevelFilter::Debug);
    let ok = json!({ "failed": false, "reason": "open" }).to_string();
    let server = serving(&[refusal(503, "closed"), refusal(429, "busy"), ok]);
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let recorder = Arc::clone(&seen);
    let hook = move |attempt: &Attempt| recorder.lock().unwrap().push(attempt.to_string());
    let client = Shelf::builder(&server.url()).on_attempt(hook).build().unwrap();
    let response = client.call(&LOGGED).unwrap();
    assert_eq!((response.status().as_u16(), response.body().reason.as_str()), (200, "open"));

    let seen = seen.lock().unwrap().clone();
    let outcomes: Vec<&str> = seen.iter().map(|line| line.split(" in ").next().unwrap()).collect();
    assert_eq!(
        outcomes,
        [
            "logged GET /l attempt 1 status 503 Api",
            "logged GET /l attempt 2 status 429 Api",
            "logged GET /l attempt 3 status 200",
        ]
    );
    let lines = LINES.lock().unwrap();
    let logged = lines.iter().filter(|line| line.starts_with("logged ")).cloned();
    assert_eq!(logged.collect::<Vec<_>>(), seen);
}

#[test]
fn call_is_as_uncertain_as_the_worst_of_its_refused_attempts() {
    let server = serving(&[refusal(503, "closed"), refusal(Value::Null, "no shelf")]);
    let error = client(&server).call(&LOOK).unwrap_err();
    assert_eq!((error.status(), error.delivery()), (Some(StatusCode::OK), Delivery::Unknown));
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn retry_after_is_honored_for_a_refusal() {
    let answer = String::from_utf8(response("200 OK", &refusal(429, "busy"))).unwrap();
    let answer = answer.replacen("\r\n", "\r\nRetry-After: 3600\r\n", 1);
    let (error, sent, _) = fail(&LOOK, answer.into_bytes());
    assert!(error.is_rate_limited() && error.retry_after().is_some());
    assert_eq!(sent, 1, "the delay exceeds the timeout of the call");
}

#[test]
fn custom_requests_and_clients_with_options_are_classified() {
    let server = RawServer::answering(response("200 OK", &refusal(404, "no shelf")));
    let http = client(&server).http;
    let other = http.with_options(CallOptions::new().header("X-Trace", "1")).clone();
    for http in [http, other] {
        let request = || http.custom_request(&Method::GET, "x");
        let errors = [
            request().send(decode::json::<Envelope>).unwrap_err(),
            request().send(decode::json::<Value>).unwrap_err(),
            request().send(decode::empty).unwrap_err(),
            request().send(|raw| decode::json::<Envelope>(raw).map(Some)).unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_not_found(), "{error}");
            assert_eq!(error.to_string(), "request: 404 Not Found: no shelf");
        }
    }
}

#[test]
fn bytes_text_and_raw_bodies_are_not_classified() {
    let body = refusal(404, "no shelf");
    let server = RawServer::answering(response("200 OK", &body));
    let http = client(&server).http;
    assert_eq!(http.request(&LOOK).send(decode::bytes).unwrap().body(), body.as_bytes());
    assert_eq!(*http.request(&LOOK).send(decode::text).unwrap().body(), body);
    let raw = http.request(&LOOK).send(decode::raw).unwrap().into_body();
    assert!(raw.json::<Envelope>().unwrap().failed);
    let own = |raw: &mut RawResponse| Ok::<_, Error>(raw.body().len());
    assert_eq!(*http.request(&LOOK).send(own).unwrap().body(), body.len());
}

#[test]
fn response_without_a_body_is_not_classified() {
    for answer in ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HTTP/1.1 204 No\r\n\r\n"] {
        let server = RawServer::answering(answer.as_bytes().to_vec());
        client(&server).http.request(&PROBE).send(decode::empty).unwrap();
    }
    let server = RawServer::answering(response("200 OK", ""));
    assert_eq!(client(&server).call(&LOOK).unwrap_err().kind(), ErrorKind::Decode);
}

#[test]
fn refused_response_of_another_shape_is_not_a_decode_error() {
    #[derive(Debug, Deserialize)]
    struct Book {
        #[expect(dead_code, reason = "it is only decoded")]
        title: String,
    }

    let look = |body: &str| {
        let server = RawServer::answering(response("200 OK", body));
        client(&server).http.request(&LOOK).send(decode::json::<Book>)
    };
    assert!(look(&refusal(404, "no book")).unwrap_err().is_not_found());
    let error = look(r#"{"failed":false}"#).unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
    look(r#"{"title":"It"}"#).unwrap();
}

static SECURED: Operation = operation("secured", "secured", Method::GET, "/s", "", &[&[0]], true);

/// A [`Shelf`] that needs a credential.
struct Secured(HttpClient);

impl GeneratedClient for Secured {
    const API: Api =
        api("secured", "1", "/v1", &[security_scheme("bearer", SecurityKind::Bearer)], true);
    const CLASSIFIER: Option<Classifier> = Shelf::CLASSIFIER;

    fn from_http_client(http: HttpClient) -> Self {
        Self(http)
    }
}

#[test]
fn message_of_a_refusal_is_one_bounded_line_without_credentials() {
    let look = |reason: &str| {
        let server = RawServer::answering(response("200 OK", &refusal(400, reason)));
        let secret = "planted-secret-77";
        let builder = ClientBuilder::<Secured>::new().server(server.url());
        let client = builder.credential("bearer", secret).build().unwrap();
        let error = client.0.request(&SECURED).send(decode::json::<Envelope>).unwrap_err();
        let line = error.to_string();
        assert!(!format!("{error:?} {error:#?} {line}").contains(secret), "{line}");
        line
    };
    assert_eq!(look("no\r\nshelf\u{1b}"), "secured: 400 Bad Request: no shelf");
    assert_eq!(look(""), "secured: 400 Bad Request");
    assert!(look(&"x".repeat(1000)).len() < 400);
    assert!(look("planted-secret-77 is unknown").contains("withheld"));
    for before in 280..300 {
        let line = look(&format!("{} planted-secret-77", "x".repeat(before)));
        assert!(!line.contains("plan"), "{line}");
    }
}

#[test]
fn panic_of_a_classifier_reaches_the_caller_and_the_client_stays_usable() {
    let ok = json!({ "reason": "open" }).to_string();
    let server = serving(&[json!({ "reason": PANIC }).to_string(), ok]);
    let client = client(&server);
    let panic = catch_unwind(AssertUnwindSafe(|| client.call(&LOOK))).unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains(PANIC));
    assert_eq!(client.call(&LOOK).unwrap().body().reason, "open");
    assert_eq!(server.connections(), 1, "the response was read to its end");
}
