//! When a call is retried, and after how long: a pure decision. Clock and randomness are injected.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::shutdown::Shutdown;

/// Decides whether a failed call is retried.
///
/// Connections that fail or break, timeouts, and the statuses 408, 429, 502, 503 and 504 are retried. An
/// operation that is not idempotent (see [`Operation::idempotent`](crate::Operation::idempotent)) is
/// retried only where it certainly had no effect: its [`Delivery`](crate::Delivery) is `NotSent`, as
/// without a connection, or `Rejected`, as with 429. An upload from a reader is never sent twice.
///
/// The delay doubles from attempt to attempt and is chosen at random between nothing and that; a
/// `Retry-After` of the server can make it longer. A retry never waits past the
/// deadline of the call.
///
/// ```
/// use std::time::Duration;
/// use openapi_ureq::RetryPolicy;
///
/// let patient = RetryPolicy::new().max_attempts(5).max_delay(Duration::from_secs(30));
/// let never = RetryPolicy::none();
/// assert_ne!(patient, never);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_delay: Duration,
    max_delay: Duration,
}

impl RetryPolicy {
    /// The defaults that the other functions state.
    #[must_use]
    pub fn new() -> Self {
        Self {
            max_attempts: 3,
            initial_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(10),
        }
    }

    /// Nothing is retried.
    #[must_use]
    pub fn none() -> Self {
        Self::new().max_attempts(1)
    }

    /// How often a call is sent at the most, the first time included. Default: 3.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The longest delay before the second attempt; it doubles for each further one. Default: 250 ms.
    #[must_use]
    pub fn initial_delay(mut self, delay: Duration) -> Self {
        self.initial_delay = delay;
        self
    }

    /// The longest delay before any attempt, unless the server asks for more. Default: 10 seconds.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How long to wait before the next attempt, or `None` to give up.
    pub(crate) fn delay(&self, attempt: &FailedAttempt, error: &Error) -> Option<Duration> {
        if attempt.number >= self.max_attempts || !attempt.is_repeatable || !is_safe(attempt, error)
        {
            return None;
        }
        let delay = self.backoff(attempt).max(error.retry_after().unwrap_or_default());
        (delay < attempt.time_left).then_some(delay)
    }

    fn backoff(&self, attempt: &FailedAttempt) -> Duration {
        let doubled = 2u32.saturating_pow(attempt.number.saturating_sub(1));
        let longest = self.initial_delay.saturating_mul(doubled).min(self.max_delay);
        Duration::try_from_secs_f64(longest.as_secs_f64() * attempt.jitter)
            .unwrap_or(longest)
            .min(longest)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// An attempt that failed.
#[derive(Debug)]
pub(crate) struct FailedAttempt {
    /// From 1.
    pub(crate) number: u32,
    pub(crate) is_idempotent: bool,
    /// Whether the body can be sent from its start again.
    pub(crate) is_repeatable: bool,
    pub(crate) time_left: Duration,
    /// From 0 to 1.
    pub(crate) jitter: f64,
}

fn is_safe(attempt: &FailedAttempt, error: &Error) -> bool {
    error.is_retryable() && (attempt.is_idempotent || error.delivery().is_without_effect())
}

/// The clock and the randomness of a client, which a test can replace.
#[cfg_attr(not(feature = "test-util"), expect(unreachable_pub, reason = "public for tests only"))]
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Instant;

    /// Waits.
    fn sleep(&self, duration: Duration);

    /// A random number from 0 to 1, which a delay is multiplied by.
    fn jitter(&self) -> f64;
}

/// The system's clock and randomness.
#[derive(Debug)]
pub(crate) struct SystemClock {
    /// Ends the waiting.
    pub(crate) shutdown: Arc<Shutdown>,
}

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) {
        self.shutdown.wait(duration);
    }

    fn jitter(&self) -> f64 {
        fastrand::f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn attempt(number: u32) -> FailedAttempt {
        FailedAttempt {
            number,
            is_idempotent: true,
            is_repeatable: true,
            time_left: Duration::from_secs(60),
            jitter: 1.0,
        }
    }

    fn connect() -> Error {
        Error::new(ErrorKind::Connect, "no")
    }

    #[test]
    fn the_longest_delay_doubles_up_to_the_limit() {
        let policy = RetryPolicy::new().max_attempts(20).max_delay(Duration::from_secs(1));
        let delays: Vec<_> = (1..6)
            .map(|number| policy.delay(&attempt(number), &connect()).map(|d| d.as_millis()))
            .collect();
        assert_eq!(delays, [250, 500, 1000, 1000, 1000].map(Some));
        let half = FailedAttempt { jitter: 0.5, ..attempt(2) };
        assert_eq!(policy.delay(&half, &connect()), Some(Duration::from_millis(250)));
        let endless = RetryPolicy::new().initial_delay(Duration::MAX).max_delay(Duration::MAX);
        for jitter in [1.0, f64::NAN, -1.0, f64::INFINITY] {
            let odd = FailedAttempt { jitter, time_left: Duration::MAX, ..attempt(1) };
            assert_eq!(endless.delay(&odd, &connect()), None);
        }
    }

    #[test]
    fn attempts_and_time_are_limits() {
        let policy = RetryPolicy::new();
        assert!(policy.delay(&attempt(2), &connect()).is_some());
        assert_eq!(policy.delay(&attempt(3), &connect()), None);
        let late = FailedAttempt { time_left: Duration::from_millis(250), ..attempt(1) };
        assert_eq!(policy.delay(&late, &connect()), None);
        assert_eq!(RetryPolicy::none().delay(&attempt(1), &connect()), None);
    }

    #[test]
    fn jitter_is_between_zero_and_one() {
        let clock = SystemClock { shutdown: Arc::default() };
        for _ in 0..1000 {
            assert!((0.0..1.0).contains(&clock.jitter()));
        }
    }
}
