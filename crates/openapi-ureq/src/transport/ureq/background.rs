//! Runs uninterruptible work on a separate thread, which is detached on a timeout, a shutdown or a
//! cancellation.
//!
//! Such work does not log. A logger that makes calls, and uses a thread-local guard to ignore their
//! log lines, would recurse endlessly if these lines came from other threads.

use std::sync::mpsc;
use std::thread;

use ureq::Timeout;
use ureq::unversioned::transport::NextTimeout;

use super::watch;
use crate::cancel::CancelToken;
use crate::observe::run_caught;

/// Runs uninterruptible work.
#[derive(Debug, Clone)]
pub(super) struct Background {
    /// The prefix of thread names.
    name: &'static str,
    shutdown: CancelToken,
}

impl Background {
    pub(super) fn new(name: &'static str, shutdown: &CancelToken) -> Self {
        Self { name, shutdown: shutdown.clone() }
    }

    /// Returns the result of `work`, if it completes in time, and before this thread's request is
    /// cancelled.
    pub(super) fn run<T: Send + 'static>(
        &self,
        timeout: NextTimeout,
        work: impl FnOnce() -> Result<T, ureq::Error> + Send + 'static,
    ) -> Result<T, ureq::Error> {
        let (sender, receiver) = mpsc::channel();
        let ended_by = |token: &CancelToken| {
            let sender = sender.clone();
            token.on_cancel(move || drop(sender.send(Err(ureq::Error::ConnectionFailed))))
        };
        let _ended_by = [Some(ended_by(&self.shutdown)), watch::token().as_ref().map(ended_by)];
        thread::Builder::new().name(format!("{}-connect", self.name)).spawn(move || {
            // Remains if the work panics.
            let mut outcome = Err(ureq::Error::ConnectionFailed);
            run_caught(|| outcome = work());
            // The result of a detached thread has no receiver.
            let _ = sender.send(outcome);
        })?;
        let outcome = receiver.recv_timeout(*timeout.after);
        outcome.unwrap_or(Err(ureq::Error::Timeout(Timeout::Connect)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::transport::ureq::watch::Watch;

    /// Enough for an interrupted wait to end, even on a busy machine.
    const SOON: Duration = Duration::from_secs(20);

    /// Simulates a lookup that never ends.
    fn hang() -> Result<(), ureq::Error> {
        loop {
            thread::park();
        }
    }

    fn background() -> Background {
        Background::new("test", &CancelToken::new())
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
    fn work_that_hangs_ends_on_shutdown_or_cancellation() {
        for is_shutdown in [true, false] {
            let (background, token) = (background(), CancelToken::new());
            let cancelled = if is_shutdown { background.shutdown.clone() } else { token.clone() };
            let (started, has_started) = mpsc::channel();
            let work = move || {
                started.send(()).unwrap();
                hang()
            };
            let (ended, has_ended) = mpsc::channel();
            thread::spawn(move || {
                let _watch = Watch::start(Some(token));
                ended.send(background.run(within(Duration::MAX), work))
            });
            has_started.recv().unwrap();
            assert!(has_ended.try_recv().is_err(), "it waits for the work");
            cancelled.cancel();
            let error = has_ended.recv_timeout(SOON).unwrap().unwrap_err();
            assert!(matches!(error, ureq::Error::ConnectionFailed), "{error}");
        }
    }
}
