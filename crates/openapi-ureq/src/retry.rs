//! The retry policy: whether and when a call is retried. A pure function; clock and randomness are injected.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::shutdown::Shutdown;

/// The policy for retrying failed calls.
///
/// Connection failures, timeouts, and the statuses 408, 429, 502, 503 and 504 are retried. An
/// operation that is not idempotent (see [`Operation::idempotent`](crate::Operation::idempotent))
/// is retried only if the failed attempt certainly had no effect: its [`Delivery`](crate::Delivery)
/// is `NotSent`, such as for a failed connection, or `Rejected`, such as for 429. An upload from a
/// reader is never sent twice.
///
/// Delays use exponential backoff with full jitter: the maximum doubles with each attempt, and the
/// delay is chosen at random between zero and the maximum. A `Retry-After` of the server can extend
/// it. A delay never exceeds the time left for the call.
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
    /// Creates a policy with the defaults documented on the setters.
    #[must_use]
    pub fn new() -> Self {
        Self {
            max_attempts: 3,
            initial_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(10),
        }
    }

    /// Creates a policy that never retries.
    #[must_use]
    pub fn none() -> Self {
        Self::new().max_attempts(1)
    }

    /// Sets the maximum number of attempts, including the first. Default: 3.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the maximum delay before the second attempt, which doubles for each further one.
    /// Default: 250 ms.
    #[must_use]
    pub fn initial_delay(mut self, delay: Duration) -> Self {
        self.initial_delay = delay;
        self
    }

    /// Sets the maximum delay before any attempt, unless the server requests a longer one. Default:
    /// 10 seconds.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Returns the delay before the next attempt, or `None` to give up.
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

/// A failed attempt.
#[derive(Debug)]
pub(crate) struct FailedAttempt {
    /// The number of the attempt within the call, from 1.
    pub(crate) number: u32,
    pub(crate) is_idempotent: bool,
    /// Whether the body can be sent more than once.
    pub(crate) is_repeatable: bool,
    pub(crate) time_left: Duration,
    /// A random factor from 0 to 1.
    pub(crate) jitter: f64,
}

fn is_safe(attempt: &FailedAttempt, error: &Error) -> bool {
    error.is_retryable() && (attempt.is_idempotent || error.delivery().is_without_effect())
}

/// The source of time and randomness of a client, replaceable in tests.
#[cfg_attr(not(feature = "test-util"), expect(unreachable_pub, reason = "public for tests only"))]
pub trait Clock: Send + Sync {
    /// Returns the current time.
    fn now(&self) -> Instant;

    /// Blocks for a duration.
    fn sleep(&self, duration: Duration);

    /// Returns a random factor from 0 to 1 for a delay.
    fn jitter(&self) -> f64;
}

/// The system's clock and randomness.
#[derive(Debug)]
pub(crate) struct SystemClock {
    /// Interrupts sleeping.
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
    fn maximum_delay_doubles_up_to_the_limit() {
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
        let values: Vec<f64> = (0..1000).map(|_| clock.jitter()).collect();
        assert!(values.iter().all(|value| (0.0..1.0).contains(value)));
        assert!(values.iter().any(|value| *value > 0.5));
    }

    #[test]
    fn clock_sleeps_until_the_client_is_shut_down() {
        let clock = SystemClock { shutdown: Arc::default() };
        let start = clock.now();
        clock.sleep(Duration::from_millis(30));
        assert!(start.elapsed() >= Duration::from_millis(30));
        clock.shutdown.set();
        clock.sleep(Duration::from_secs(600));
        assert!(start.elapsed() < Duration::from_secs(300));
    }
}
