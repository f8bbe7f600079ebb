//! Cancels calls: those with a token, or all of a client, whose shutdown is a token as well.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::{Error, ErrorKind};

/// Cancels calls from another thread; see [`CallOptions::cancel`](crate::CallOptions::cancel).
///
/// Clones are the same token. It stays cancelled: make a new one for later calls.
///
/// A custom [`Transport`](crate::Transport) finds the token of the call in the extensions of the
/// request.
#[derive(Clone, Default)]
pub struct CancelToken(Arc<State>);

#[derive(Default)]
struct State {
    is_cancelled: AtomicBool,
    interrupts: Mutex<Interrupts>,
}

/// What interrupts the waits that are in progress.
#[derive(Default)]
struct Interrupts {
    last_number: u64,
    registered: Vec<(u64, Box<dyn Fn() + Send>)>,
}

impl CancelToken {
    /// Creates a token.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels the calls with this token: those in progress on other threads, and all later ones.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::SeqCst);
        for (_, interrupt) in &self.0.interrupts().registered {
            interrupt();
        }
    }

    /// Returns whether the token was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::SeqCst)
    }

    /// Registers a function that interrupts a wait when the token is cancelled, or now if it was. It
    /// must be short, and not use the token. Once the registration is dropped, it runs no more.
    pub(crate) fn on_cancel(&self, interrupt: impl Fn() + Send + 'static) -> Registration {
        let mut interrupts = self.0.interrupts();
        // Either this sees the flag, or `cancel` waits for the lock, and then finds the function.
        if self.is_cancelled() {
            interrupt();
        }
        interrupts.last_number += 1;
        let number = interrupts.last_number;
        interrupts.registered.push((number, Box::new(interrupt)));
        drop(interrupts);
        Registration { token: self.clone(), number }
    }
}

impl State {
    fn interrupts(&self) -> MutexGuard<'_, Interrupts> {
        self.interrupts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelToken").field("is_cancelled", &self.is_cancelled()).finish()
    }
}

/// A function that a token calls, until this is dropped.
#[derive(Debug)]
pub(crate) struct Registration {
    token: CancelToken,
    number: u64,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut interrupts = self.token.0.interrupts();
        let mut registered = interrupts.registered.iter();
        if let Some(index) = registered.position(|(number, _)| *number == self.number) {
            let removed = interrupts.registered.swap_remove(index);
            drop(interrupts);
            drop(removed);
        }
    }
}

/// What can end a call early.
#[derive(Clone, Copy)]
pub(crate) struct Cancellation<'a> {
    /// That of the client.
    pub(crate) shutdown: &'a CancelToken,
    /// The token of the call, if it has one.
    pub(crate) token: Option<&'a CancelToken>,
}

/// Why a call has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    Shutdown,
    Token,
}

impl Cause {
    pub(crate) fn kind(self) -> ErrorKind {
        match self {
            Self::Shutdown => ErrorKind::Shutdown,
            Self::Token => ErrorKind::Cancelled,
        }
    }
}

impl Cancellation<'_> {
    /// Returns why the call has to end, if it has to.
    pub(crate) fn cause(&self) -> Option<Cause> {
        if self.shutdown.is_cancelled() {
            Some(Cause::Shutdown)
        } else if self.token.is_some_and(CancelToken::is_cancelled) {
            Some(Cause::Token)
        } else {
            None
        }
    }

    /// Fails if nothing more is to be sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Some(cause) = self.cause() else { return Ok(()) };
        let message = match cause {
            Cause::Shutdown => "the client was shut down",
            Cause::Token => "the call was cancelled",
        };
        Err(Error::new(cause.kind(), message))
    }

    /// Waits for a duration, or until the call has to end.
    pub(crate) fn wait(&self, duration: Duration) {
        let waiter = Arc::<Waiter>::default();
        let _woken_by = [Some(self.shutdown), self.token].map(|token| {
            let waiter = Arc::clone(&waiter);
            token.map(|token| token.on_cancel(move || waiter.wake()))
        });
        waiter.wait(duration);
    }
}

/// A thread that waits.
#[derive(Default)]
struct Waiter {
    is_over: Mutex<bool>,
    woken: Condvar,
}

impl Waiter {
    fn wait(&self, duration: Duration) {
        drop(self.woken.wait_timeout_while(self.is_over(), duration, |is_over| !*is_over));
    }

    fn wake(&self) {
        *self.is_over() = true;
        self.woken.notify_all();
    }

    fn is_over(&self) -> MutexGuard<'_, bool> {
        self.is_over.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn interrupts_run_once_until_they_are_dropped() {
        let (token, count) = (CancelToken::new(), Arc::<AtomicUsize>::default());
        let register = || {
            let count = Arc::clone(&count);
            token.on_cancel(move || {
                count.fetch_add(1, Ordering::SeqCst);
            })
        };
        let kept = [register(), register()];
        drop(register());
        assert_eq!(count.load(Ordering::SeqCst), 0);
        token.clone().cancel();
        assert_eq!(count.load(Ordering::SeqCst), 2);
        let late = register();
        assert_eq!(count.load(Ordering::SeqCst), 3, "it was cancelled before");
        drop((kept, late));
        assert_eq!(token.0.interrupts().registered.len(), 0);
    }

    #[test]
    fn wait_ends_by_either_token_or_the_time() {
        let (shutdown, token) = (CancelToken::new(), CancelToken::new());
        let cancellation = Cancellation { shutdown: &shutdown, token: Some(&token) };
        let start = std::time::Instant::now();
        cancellation.wait(Duration::from_millis(30));
        assert!(start.elapsed() >= Duration::from_millis(30));
        assert_eq!(cancellation.cause(), None);
        for (cancelled, cause) in [(&token, Cause::Token), (&shutdown, Cause::Shutdown)] {
            std::thread::scope(|scope| {
                scope.spawn(|| cancellation.wait(Duration::from_secs(600)));
                cancelled.cancel();
            });
            assert_eq!(cancellation.cause(), Some(cause));
            assert_eq!(cancellation.check().unwrap_err().kind(), cause.kind());
        }
        assert!(start.elapsed() < Duration::from_secs(300));
    }

    #[test]
    fn debug_output_says_whether_it_is_cancelled() {
        let token = CancelToken::new();
        assert_eq!(format!("{token:?}"), "CancelToken { is_cancelled: false }");
    }
}
