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

/// One attempt of a call, when it is over.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation.
    pub operation: &'static Operation,
    /// Which attempt of the call it was, from 1.
    pub number: u32,
    /// The status of the reply, if one came.
    pub status: Option<StatusCode>,
    /// What kind of thing went wrong, if anything did; also that the reply could not be decoded.
    pub error: Option<ErrorKind>,
    /// From sending to the last byte of the reply, or to the failure.
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

/// Who is notified of attempts.
///
/// A logger and a hook may themselves make calls. What they make is not logged again on that thread, and
/// not reported to that hook again, which would have no end. No lock is held while they run.
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
            // What it panicked with may panic again when it is dropped.
            std::mem::forget(payload);
            let name = attempt.operation.name;
            log_once(|| warn!(target: target, "the hook of on_attempt panicked in {name}"));
        }
    }
}

// Neither has a destructor, so both can be used as long as the thread runs anything.
thread_local! {
    /// Whether this thread is writing a line of this crate.
    static IS_LOGGING: Cell<bool> = const { Cell::new(false) };
    /// The number of this thread, or 0 if it has none yet.
    static THREAD: Cell<u64> = const { Cell::new(0) };
}

/// Writes to the log, unless it is the logger that makes the call.
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

/// The number of this thread, which no other has.
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

/// A hook runs on this thread.
struct Running<'a> {
    threads: &'a Mutex<Vec<u64>>,
    thread: u64,
}

impl<'a> Running<'a> {
    /// `None` if it runs on this thread already.
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
