//! The shutdown signal of a client, which interrupts waits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Whether a client was shut down.
#[derive(Debug, Default)]
pub(crate) struct Shutdown {
    is_set: AtomicBool,
    waiting: Mutex<()>,
    woken: Condvar,
}

impl Shutdown {
    pub(crate) fn is_set(&self) -> bool {
        self.is_set.load(Ordering::SeqCst)
    }

    pub(crate) fn set(&self) {
        self.is_set.store(true, Ordering::SeqCst);
        // While the lock is held, no thread is between checking the flag and waiting.
        drop(self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.woken.notify_all();
    }

    /// Waits for a duration, or until the client is shut down.
    pub(crate) fn wait(&self, duration: Duration) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.woken.wait_timeout_while(waiting, duration, |()| !self.is_set()));
    }
}
