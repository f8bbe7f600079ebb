//! Loggers, hooks and destructors of thread-locals may make calls themselves.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use log::{LevelFilter, Log, Metadata, Record};
use openapi_ureq::{Error, ErrorKind};
use support::server::{RawServer, response};
use support::{KEY, Library};

/// Far longer than any call here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The result of `work`. Panics if it does not end.
fn ends<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || sender.send(work()));
    let outcome = receiver.recv_timeout(PATIENCE);
    if outcome.is_err() && thread.is_finished() {
        std::panic::resume_unwind(thread.join().unwrap_err());
    }
    outcome.unwrap_or_else(|_| panic!("it did not end"))
}

fn server() -> RawServer {
    RawServer::answering(response("200 OK", "[]"))
}

/// A server that closes each connection, so that one is made for each call.
fn closing_server() -> RawServer {
    let answer = String::from_utf8(response("200 OK", "[]")).unwrap();
    let answer = answer.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    RawServer::serving(move |connection| {
        connection.request();
        connection.send(answer.as_bytes());
    })
}

mod hooks {
    use super::*;

    /// A client whose hook is given the client itself.
    fn watched(url: &str, hook: impl Fn(&Library) + Send + Sync + 'static) -> Library {
        let slot = Arc::<OnceLock<Library>>::default();
        let client = Arc::clone(&slot);
        let builder = Library::builder(url).on_attempt(move |_| hook(client.get().unwrap()));
        slot.get_or_init(|| builder.build().unwrap()).clone()
    }

    #[test]
    fn hook_is_not_called_for_its_own_calls() {
        let server = server();
        let runs = Arc::<AtomicUsize>::default();
        let counter = Arc::clone(&runs);
        // A lock that is held during the call, as in real hooks.
        let lock = Mutex::new(());
        let client = watched(&server.url(), move |client| {
            let _guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
            counter.fetch_add(1, Ordering::SeqCst);
            client.list_books().unwrap();
        });
        ends(move || (0..3).for_each(|_| drop(client.list_books().unwrap())));
        assert_eq!((runs.load(Ordering::SeqCst), server.requests().len()), (3, 6));
    }

    #[test]
    fn hook_that_panics_is_called_for_the_next_attempt() {
        let server = server();
        let runs = Arc::<AtomicUsize>::default();
        let counter = Arc::clone(&runs);
        let client = watched(&server.url(), move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
            std::panic::resume_unwind(Box::new("a mistake"));
        });
        for _ in 0..2 {
            client.list_books().unwrap();
        }
        assert_eq!(runs.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn hooks_of_two_clients_that_call_each_other_terminate() {
        let server = server();
        let runs: [Arc<AtomicUsize>; 2] = Default::default();
        let other = Arc::<OnceLock<Library>>::default();
        let first = {
            let (runs, other) = (Arc::clone(&runs[0]), Arc::clone(&other));
            watched(&server.url(), move |_| {
                runs.fetch_add(1, Ordering::SeqCst);
                other.get().unwrap().list_books().unwrap();
            })
        };
        let second = {
            let (runs, first) = (Arc::clone(&runs[1]), first.clone());
            watched(&server.url(), move |_| {
                runs.fetch_add(1, Ordering::SeqCst);
                first.list_books().unwrap();
            })
        };
        other.get_or_init(|| second);
        ends(move || drop(first.list_books().unwrap()));
        // The other client's attempt is reported to its own hook.
        assert_eq!(runs.each_ref().map(|runs| runs.load(Ordering::SeqCst)), [1, 1]);
        assert_eq!(server.requests().len(), 3);
    }

    #[test]
    fn hook_is_called_on_every_thread_that_makes_calls() {
        let server = server();
        let threads = Arc::<Mutex<Vec<_>>>::default();
        let seen = Arc::clone(&threads);
        let client = watched(&server.url(), move |_| {
            seen.lock().unwrap().push(thread::current().id());
        });
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| client.list_books().unwrap());
            }
        });
        let mut threads = threads.lock().unwrap().clone();
        threads.dedup();
        assert_eq!(threads.len(), 4);
    }
}

thread_local! {
    /// Whether the log lines of this thread belong to a test. Servers and other tests run on other
    /// threads.
    static IS_LOGGED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is the thread of a test, or one that a client has started.
fn is_logged() -> bool {
    let is_connecting = || thread::current().name().is_some_and(|name| name.starts_with("library"));
    IS_LOGGED.get() || is_connecting()
}

type Behavior = dyn Fn(&Record<'_>) + Send + Sync;

/// The logger of this process, whose behavior each test sets.
struct TestLogger(Mutex<Option<Arc<Behavior>>>);

static LOGGER: TestLogger = TestLogger(Mutex::new(None));

impl Log for TestLogger {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let behavior = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(behavior) = behavior
            && is_logged()
        {
            behavior(record);
        }
    }

    fn flush(&self) {}
}

/// Sets the behavior of the logger until this is dropped. Only one test can do so at a time.
struct Logging {
    _turn: MutexGuard<'static, ()>,
}

impl Logging {
    fn start(level: LevelFilter, behavior: impl Fn(&Record<'_>) + Send + Sync + 'static) -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        // Another test has set it already.
        let _ = log::set_logger(&LOGGER);
        *LOGGER.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(behavior));
        log::set_max_level(level);
        Self { _turn: turn }
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        log::set_max_level(LevelFilter::Off);
        *LOGGER.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

mod loggers {
    use super::*;

    /// Makes calls on a thread whose lines are logged. Panics if they do not end.
    fn logged_ends(calls: impl FnOnce() + Send + 'static) {
        ends(move || {
            IS_LOGGED.set(true);
            calls();
        });
    }

    /// Asserts that calls end although the logger makes a call for each line, unless its guard prevents it.
    fn assert_ends(url: &str, guarded: impl Fn(&dyn Fn()) + Send + Sync + 'static) {
        let client = Library::builder(url).build().unwrap();
        let logging_client = client.clone();
        let _logging = Logging::start(LevelFilter::Trace, move |_| {
            guarded(&|| drop(logging_client.list_books().unwrap()));
        });
        logged_ends(move || {
            for _ in 0..3 {
                client.list_books().unwrap();
                client.add_book("It").unwrap();
            }
        });
    }

    fn by_thread(call: &dyn Fn()) {
        thread_local! {
            static IS_CALLING: Cell<bool> = const { Cell::new(false) };
        }
        if !IS_CALLING.replace(true) {
            call();
            IS_CALLING.set(false);
        }
    }

    fn by_process(call: &dyn Fn()) {
        static IS_CALLING: AtomicBool = AtomicBool::new(false);
        if !IS_CALLING.swap(true, Ordering::SeqCst) {
            call();
            IS_CALLING.store(false, Ordering::SeqCst);
        }
    }

    /// One thread logs at a time, and its nested lines are skipped.
    fn by_lock(call: &dyn Fn()) {
        static LOCK: Mutex<()> = Mutex::new(());
        by_thread(&|| {
            let _guard = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
            call();
        });
    }

    #[test]
    fn logger_that_makes_calls_under_its_own_guard_ends() {
        for guarded in [by_thread, by_process, by_lock] {
            assert_ends(&server().url(), guarded);
            assert_ends(&closing_server().url(), guarded);
        }
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn logger_that_makes_calls_over_tls_ends() {
        use support::tls::{AUTHORITY, TlsServer};

        let server = TlsServer::serving(|connection| {
            while connection.request().is_some() && connection.send(&response("200 OK", "[]")) {}
        });
        let builder = Library::builder(server.url()).add_root_certificate(AUTHORITY.pem());
        let client = builder.build().unwrap();
        let logging_client = client.clone();
        let _logging = Logging::start(LevelFilter::Trace, move |_| {
            by_lock(&|| drop(logging_client.list_books().unwrap()));
        });
        logged_ends(move || (0..3).for_each(|_| drop(client.list_books().unwrap())));
    }

    #[test]
    fn line_of_a_call_that_the_logger_makes_is_not_logged() {
        let server = server();
        let client = Library::builder(&server.url()).build().unwrap();
        let (lines, logging_client) = (Arc::<AtomicUsize>::default(), client.clone());
        let counter = Arc::clone(&lines);
        let logging = Logging::start(LevelFilter::Debug, move |record| {
            // Without its own guard.
            if record.target() == "library" {
                counter.fetch_add(1, Ordering::SeqCst);
                logging_client.list_books().unwrap();
            }
        });
        logged_ends(move || (0..3).for_each(|_| drop(client.list_books().unwrap())));
        drop(logging);
        assert_eq!((lines.load(Ordering::SeqCst), server.requests().len()), (3, 6));
    }
}

mod destructors {
    use super::*;

    type Outcome = Result<(), Error>;

    /// Makes a call when its thread ends.
    struct AtExit(Library, mpsc::Sender<Outcome>);

    impl Drop for AtExit {
        fn drop(&mut self) {
            let outcome = self.0.list_books().map(drop);
            let _ = self.1.send(outcome);
        }
    }

    thread_local! {
        static AT_EXIT: RefCell<Option<AtExit>> = const { RefCell::new(None) };
    }

    /// The result of a call at the end of a thread, as its first call or not. Destructors run in the reverse
    /// order of first uses, so that those of the client's thread-locals run first.
    fn call_at_exit(client: &Library, is_first: bool) -> Outcome {
        let (client, (sender, receiver)) = (client.clone(), mpsc::channel());
        let thread = thread::spawn(move || {
            IS_LOGGED.set(true);
            AT_EXIT.set(Some(AtExit(client.clone(), sender)));
            if !is_first {
                client.list_books().unwrap();
            }
        });
        let outcome = receiver.recv_timeout(PATIENCE).unwrap();
        thread.join().unwrap();
        outcome
    }

    #[test]
    fn call_in_a_thread_local_destructor_is_made() {
        let _no_logging = Logging::start(LevelFilter::Off, |_| {});
        for server in [server(), closing_server()] {
            let runs = Arc::<AtomicUsize>::default();
            let counter = Arc::clone(&runs);
            let builder = Library::builder(&server.url());
            let builder = builder.on_attempt(move |_| {
                counter.fetch_add(1, Ordering::SeqCst);
            });
            let client = builder.build().unwrap();
            for is_first in [true, false] {
                call_at_exit(&client, is_first).unwrap();
            }
            assert_eq!((runs.load(Ordering::SeqCst), server.requests().len()), (3, 3));
            let key = format!("\r\nx-key: {KEY}\r\n");
            assert!(server.texts().iter().all(|text| text.to_lowercase().contains(&key)));
        }
    }

    #[test]
    fn credential_is_not_logged_while_a_thread_ends() {
        let server = server();
        let client = Library::builder(&server.url()).build().unwrap();
        let lines = Arc::<Mutex<String>>::default();
        let sink = Arc::clone(&lines);
        let logging = Logging::start(LevelFilter::Trace, move |record| {
            let line = record.args().to_string();
            // The HTTP library dumps 16 bytes per line, as text at its end.
            let text = match record.target() {
                "ureq_proto::util" => line[line.len().saturating_sub(16)..].to_owned(),
                _ => format!("\n{line}\n"),
            };
            sink.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        });
        for is_first in [true, false] {
            if let Err(error) = call_at_exit(&client, is_first) {
                assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
                assert!(error.to_string().contains("while the thread ends"), "{error}");
                assert!(!is_first);
            }
        }
        drop(logging);
        let lines = lines.lock().unwrap();
        assert!(
            lines.contains("x-key:.****************") || lines.contains("x-key: ****"),
            "{lines}"
        );
        assert!(!lines.contains(KEY), "{lines}");
        let key = format!("\r\nx-key: {KEY}\r\n");
        assert!(server.texts().iter().all(|text| text.to_lowercase().contains(&key)));
        assert!(server.requests().len() >= 2);
    }
}
