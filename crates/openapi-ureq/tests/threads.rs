//! Many threads that share a client despite faults, and tasks of an async runtime.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use openapi_ureq::__private::operation;
use openapi_ureq::{Error, Method, Operation, decode};
use serde_json::Value;
use support::Library;
use support::server::{Connection, RawServer, response, split};
use tokio::runtime::Builder;

static READ_BOOK: Operation =
    operation("readBook", "read_book", Method::GET, "/books/{id}", "", &[&[0]], true);
static LEND_BOOK: Operation =
    operation("lendBook", "lend_book", Method::POST, "/books/{id}", "", &[&[0]], false);

const THREADS: usize = 32;
const CALLS: usize = 30;

/// The server's behavior for a request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Behavior {
    Success,
    Delayed,
    NotFound,
    Unavailable,
    Closed,
    Garbage,
    TruncatedBody,
}

/// The behavior for an attempt: random, but the same in each run of the test.
fn behavior(id: usize, attempt: usize) -> Behavior {
    // SplitMix64.
    let mut mixed = ((id * 8 + attempt) as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    match (mixed ^ (mixed >> 31)) % 12 {
        0 => Behavior::Delayed,
        1 => Behavior::NotFound,
        2 => Behavior::Unavailable,
        3 => Behavior::Closed,
        4 => Behavior::Garbage,
        5 => Behavior::TruncatedBody,
        _ => Behavior::Success,
    }
}

#[derive(Default)]
struct Counts {
    open: AtomicUsize,
    most_open: AtomicUsize,
    closed_by_the_server: AtomicUsize,
    attempts: Mutex<HashMap<usize, usize>>,
}

impl Counts {
    fn serve(&self, connection: &mut Connection) {
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_open.fetch_max(open, Ordering::SeqCst);
        while let Some(request) = connection.request() {
            let id = id_in(&request);
            let attempt = {
                let mut attempts = self.attempts.lock().unwrap();
                let attempt = attempts.entry(id).or_default();
                *attempt += 1;
                *attempt
            };
            let behavior = behavior(id, attempt);
            if matches!(behavior, Behavior::Closed | Behavior::Garbage | Behavior::TruncatedBody) {
                // Counted before the client can see it.
                self.closed_by_the_server.fetch_add(1, Ordering::SeqCst);
                self.open.fetch_sub(1, Ordering::SeqCst);
                end(connection, behavior);
                return;
            }
            if behavior == Behavior::Delayed {
                thread::sleep(Duration::from_millis(5));
            }
            let line = match behavior {
                Behavior::NotFound => "404 Not Found",
                Behavior::Unavailable => "503 Service Unavailable",
                _ => "200 OK",
            };
            connection.send(&response(line, &id.to_string()));
        }
        self.open.fetch_sub(1, Ordering::SeqCst);
    }
}

fn end(connection: &mut Connection, behavior: Behavior) {
    match behavior {
        Behavior::Garbage => connection.send(b"\x16\x03\x01 this is not HTTP\r\n\r\n"),
        Behavior::TruncatedBody => {
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
        }
        _ => true,
    };
}

/// The id in the path.
fn id_in(request: &[u8]) -> usize {
    let (head, _) = split(request);
    head.split(['/', ' ']).find_map(|part| part.strip_prefix("id-")?.parse().ok()).unwrap()
}

/// Makes an idempotent call for an even number, and one that is not for an odd number.
fn call(client: &Library, id: usize) -> Result<Value, Error> {
    let operation = if id.is_multiple_of(2) { &READ_BOOK } else { &LEND_BOOK };
    let request = client.http.request(operation).path("id", &format!("id-{id}"));
    request.send(decode::json).map(|response| response.into_body())
}

/// Asserts that the result of a call is that of its last attempt.
fn assert_result_of(id: usize, attempts: usize, outcome: &Result<Value, Error>) {
    let last = behavior(id, attempts);
    let body = match outcome {
        Ok(body) => {
            assert!(matches!(last, Behavior::Success | Behavior::Delayed), "{id}: {last:?}");
            body.clone()
        }
        Err(error) if error.status().is_some_and(|status| status.as_u16() >= 400) => {
            assert!(
                matches!(last, Behavior::NotFound | Behavior::Unavailable),
                "{id}: {last:?} {error}"
            );
            error.decode().unwrap()
        }
        Err(error) => {
            assert!(error.is_retryable() && error.may_have_been_applied(), "{id}: {error}");
            return assert!(
                matches!(last, Behavior::Closed | Behavior::Garbage | Behavior::TruncatedBody),
                "{id}: {last:?} {error}"
            );
        }
    };
    assert_eq!(body, id, "the response is that of another request");
}

#[test]
fn threads_get_their_own_responses_despite_faults() {
    let counts = Arc::<Counts>::default();
    let serving = Arc::clone(&counts);
    let server = RawServer::serving(move |connection| serving.serve(connection));
    let client = Library::retrying(&server.url()).build().unwrap();

    let (results, when_finished) = mpsc::channel();
    for thread in 0..THREADS {
        let (client, results) = (client.clone(), results.clone());
        thread::spawn(move || {
            for number in 0..CALLS {
                let id = thread * CALLS + number;
                results.send((id, call(&client, id))).unwrap();
            }
        });
    }
    let mut failed = 0;
    for _ in 0..THREADS * CALLS {
        let (id, outcome) =
            when_finished.recv_timeout(Duration::from_secs(30)).expect("the calls do not deadlock");
        let attempts = counts.attempts.lock().unwrap()[&id];
        let is_idempotent = id.is_multiple_of(2);
        assert!(attempts <= if is_idempotent { 3 } else { 1 }, "{id} was sent {attempts} times");
        assert_result_of(id, attempts, &outcome);
        failed += usize::from(outcome.is_err());
    }
    assert!((50..THREADS * CALLS / 2).contains(&failed), "{failed} calls failed");
    let most = counts.most_open.load(Ordering::SeqCst);
    assert!(most <= THREADS, "{most} connections at a time");
    let ended = counts.closed_by_the_server.load(Ordering::SeqCst);
    assert!(server.connections() <= THREADS + ended, "{} connections", server.connections());
}

#[test]
fn call_in_an_async_task_blocks_without_panicking() {
    let server = RawServer::answering(response("200 OK", "[]"));
    for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
        let client = Library::builder(&server.url()).build().unwrap();
        let runtime = builder.build().unwrap();
        let task = runtime.spawn(async move {
            let outcome = client.list_books();
            // The last clone: its connections are closed here.
            drop(client);
            outcome
        });
        runtime.block_on(task).unwrap().unwrap();
        let client = runtime.block_on(async { Library::builder(&server.url()).build() }).unwrap();
        runtime.block_on(async { client.list_books() }).unwrap();
        runtime.block_on(async { client.shutdown() });
    }
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn async_tasks_share_a_client() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder(&server.url()).build().unwrap();
    let runtime = Builder::new_multi_thread().worker_threads(4).build().unwrap();
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let client = client.clone();
            let call = move || client.list_books();
            match number % 2 {
                0 => runtime.spawn(async move { call() }),
                _ => runtime.spawn_blocking(call),
            }
        })
        .collect();
    for task in tasks {
        runtime.block_on(task).unwrap().unwrap();
    }
    assert_eq!(server.requests().len(), 40);
}
