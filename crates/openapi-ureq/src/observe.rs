//! Reports attempts to the log and to the caller's hook.

use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use log::{debug, warn};

use crate::error::ErrorKind;
use crate::operation::Operation;

/// One completed attempt of a call.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// The number of the attempt within the call, from 1.
    pub number: u32,
    /// The status of the response, if there was one, or the status with which the client's
    /// [`Classifier`](crate::Classifier) refused it.
    pub status: Option<StatusCode>,
    /// The category of the failure, if there was one, including a response that could not be
    /// decoded or was refused by the classifier.
    pub error: Option<ErrorKind>,
    /// The time from sending to the last byte of the response, or to the failure.
    pub duration: Duration,
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, number, status, error, duration } = self;
        write!(f, "{} {} {} attempt {number}", operation.name, operation.method, operation.path)?;
        if let Some(status) = status {
            write!(f, " status {}", status.as_u16())?;
        }
        if let Some(error) = error {
            write!(f, " {error:?}")?;
        }
        write!(f, " in {} ms", duration.as_millis())
    }
}

pub(crate) type Hook = dyn Fn(&Attempt) + Send + Sync;

/// The observers of attempts.
///
/// A logger and a hook may make calls themselves. To prevent endless recursion, attempts of these
/// calls are not logged on that thread, and not reported to that hook. No lock is held while
/// observers run.
#[derive(Clone)]
pub(crate) struct Observer {
    /// The target of log lines.
    log_target: &'static str,
    hook: Option<Arc<Hook>>,
    /// The threads on which the hook is running.
    running: Arc<Mutex<Vec<u64>>>,
}

impl Observer {
    pub(crate) fn new(log_target: &'static str, hook: Option<Arc<Hook>>) -> Self {
        Self { log_target, hook, running: Arc::default() }
    }

    /// Logs an attempt and calls the hook. A hook that panics does not fail the call.
    pub(crate) fn notify(&self, attempt: &Attempt) {
        let target = self.log_target;
        log_once(|| debug!(target: target, "{attempt}"));
        let Some(hook) = &self.hook else { return };
        let Some(_running) = Running::start(&self.running) else { return };
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| hook(attempt))) {
            // The panic's payload may panic again when it is dropped.
            std::mem::forget(payload);
            let name = attempt.operation.name;
            log_once(|| warn!(target: target, "the hook of on_attempt panicked in {name}"));
        }
    }
}

// Neither has a destructor, so both remain usable until the thread ends.
thread_local! {
    /// Whether this thread is writing a log line of this crate.
    static IS_LOGGING: Cell<bool> = const { Cell::new(false) };
    /// The id of this thread, or 0 if none has been assigned.
    static THREAD: Cell<u64> = const { Cell::new(0) };
}

/// Writes to the log, unless the logger itself makes the call.
fn log_once(write: impl FnOnce()) {
    struct Logging;

    impl Drop for Logging {
        fn drop(&mut self) {
            let _ = IS_LOGGING.try_with(|is_logging| is_logging.set(false));
        }
    }

    if IS_LOGGING.try_with(|is_logging| is_logging.replace(true)) == Ok(false) {
        let _logging = Logging;
        write();
    }
}

/// Returns the unique id of this thread.
fn this_thread() -> Option<u64> {
    static LAST: AtomicU64 = AtomicU64::new(0);

    THREAD
        .try_with(|thread| {
            if thread.get() == 0 {
                thread.set(LAST.fetch_add(1, Ordering::Relaxed) + 1);
            }
            thread.get()
        })
        .ok()
}

/// Guard that marks the hook as running on this thread.
struct Running<'a> {
    threads: &'a Mutex<Vec<u64>>,
    thread: u64,
}

impl<'a> Running<'a> {
    /// Returns `None` if the hook is already running on this thread.
    fn start(threads: &'a Mutex<Vec<u64>>) -> Option<Self> {
        let thread = this_thread()?;
        let mut running = threads.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains(&thread) {
            return None;
        }
        running.push(thread);
        Some(Self { threads, thread })
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut running = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|thread| *thread != self.thread);
    }
}
