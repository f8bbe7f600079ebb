//! The end of a client: whoever waits for something is woken by it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Whether a client was shut down.
#[derive(Debug, Default)]
pub(super) struct Stop {
    stopped: AtomicBool,
    waiting: Mutex<()>,
    woken: Condvar,
}

impl Stop {
    pub(super) fn is_set(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    pub(super) fn set(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Nobody is between having looked and waiting, while this is held.
        drop(self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.woken.notify_all();
    }

    /// Lets time pass, until the client is shut down.
    pub(super) fn wait(&self, duration: Duration) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.woken.wait_timeout_while(waiting, duration, |()| !self.is_set()));
    }
}
