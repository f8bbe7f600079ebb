//! Runs uninterruptible work on a separate thread, which is detached on a timeout or a shutdown.
//!
//! Such work does not log. A logger that makes calls, and uses a thread-local guard to ignore their
//! log lines, would recurse endlessly if these lines came from other threads.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use ureq::Timeout;
use ureq::unversioned::transport::NextTimeout;

use crate::shutdown::Shutdown;

/// How often a waiting thread checks for a shutdown.
const TICK: Duration = Duration::from_millis(100);

/// Runs uninterruptible work.
#[derive(Debug, Clone)]
pub(super) struct Background {
    /// The prefix of thread names.
    name: &'static str,
    shutdown: Arc<Shutdown>,
}

impl Background {
    pub(super) fn new(name: &'static str, shutdown: &Arc<Shutdown>) -> Self {
        Self { name, shutdown: Arc::clone(shutdown) }
    }

    /// Returns the result of `work`, if it completes in time.
    pub(super) fn run<T: Send + 'static>(
        &self,
        timeout: NextTimeout,
        work: impl FnOnce() -> Result<T, ureq::Error> + Send + 'static,
    ) -> Result<T, ureq::Error> {
        let (sender, receiver) = mpsc::sync_channel(1);
        thread::Builder::new().name(format!("{}-connect", self.name)).spawn(move || {
            // The result of a detached thread has no receiver.
            let _ = sender.send(work());
        })?;
        let deadline = Instant::now().checked_add(*timeout.after);
        loop {
            let left = deadline.map_or(TICK, |deadline| deadline.duration_since(Instant::now()));
            match receiver.recv_timeout(left.min(TICK)) {
                Ok(outcome) => return outcome,
                // A thread that ends without a result has panicked.
                Err(RecvTimeoutError::Disconnected) => return Err(ureq::Error::ConnectionFailed),
                Err(RecvTimeoutError::Timeout) if self.shutdown.is_set() => {
                    return Err(ureq::Error::ConnectionFailed);
                }
                Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                    return Err(ureq::Error::Timeout(Timeout::Connect));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough for an interrupted wait to end, even on a busy machine.
    const SOON: Duration = Duration::from_secs(20);

    /// Simulates a lookup that never ends.
    fn hang() -> Result<(), ureq::Error> {
        loop {
            thread::park();
        }
    }

    fn background() -> Background {
        Background::new("test", &Arc::default())
    }

    fn within(after: Duration) -> NextTimeout {
        NextTimeout { after: after.into(), ..NextTimeout::default() }
    }

    #[test]
    fn work_that_hangs_ends_at_its_deadline() {
        let start = Instant::now();
        let error = background().run(within(Duration::from_millis(150)), hang).unwrap_err();
        assert!(matches!(error, ureq::Error::Timeout(Timeout::Connect)), "{error}");
        assert!(start.elapsed() < SOON);
    }

    #[test]
    fn work_that_panics_is_a_failed_connection() {
        let broken = || -> Result<(), ureq::Error> { panic!("a mistake of the resolver's") };
        let error = background().run(within(Duration::MAX), broken).unwrap_err();
        assert!(matches!(error, ureq::Error::ConnectionFailed), "{error}");
    }

    #[test]
    fn work_that_hangs_ends_on_shutdown() {
        let background = background();
        let shutdown = Arc::clone(&background.shutdown);
        let (started, has_started) = mpsc::channel();
        let work = move || {
            started.send(()).unwrap();
            hang()
        };
        let (ended, has_ended) = mpsc::channel();
        thread::spawn(move || ended.send(background.run(within(Duration::MAX), work)));
        has_started.recv().unwrap();
        assert!(has_ended.try_recv().is_err(), "it waits for the work");
        shutdown.set();
        let error = has_ended.recv_timeout(SOON).unwrap().unwrap_err();
        assert!(matches!(error, ureq::Error::ConnectionFailed), "{error}");
    }
}
