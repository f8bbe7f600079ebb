//! The rate limit of a client: when a request may be sent. Waiting for that is up to the call.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::client::options::LONGEST;
use crate::error::{Error, ErrorKind};

/// At most a number of requests in any period of this length.
#[derive(Debug)]
pub(crate) struct RateLimit {
    requests: usize,
    period: Duration,
    /// The times that were given to requests, in order, also those to come. The ones that limit no
    /// later request are removed.
    given: Mutex<VecDeque<Instant>>,
}

impl RateLimit {
    /// Fails if no request could ever be sent, or any number at once.
    pub(crate) fn new(requests: u32, period: Duration) -> Result<Self, Error> {
        let problem = if requests == 0 {
            "a rate limit of zero requests lets no call through"
        } else if period.is_zero() {
            "a rate limit for a period of zero limits nothing; leave it out"
        } else {
            let requests = usize::try_from(requests).unwrap_or(usize::MAX);
            return Ok(Self { requests, period: period.min(LONGEST), given: Mutex::default() });
        };
        Err(Error::new(ErrorKind::Configuration, problem))
    }

    /// Gives a request the first time that is free, unless that is not before `left` has passed.
    pub(crate) fn reserve(
        &self,
        now: impl FnOnce() -> Instant,
        left: Duration,
    ) -> Result<Turn, Error> {
        let mut given = self.given();
        // In the order of the lock, so that the times are in order.
        let now = now();
        while given.front().is_some_and(|first| *first + self.period <= now) {
            given.pop_front();
        }
        let limiting = given.len().checked_sub(self.requests).and_then(|index| given.get(index));
        let free = limiting.map_or(now, |limiting| *limiting + self.period);
        let time = given.back().map_or(free, |last| free.max(*last)).max(now);
        let delay = time.duration_since(now);
        if !delay.is_zero() && delay >= left {
            return Err(self.exceeded(delay, left));
        }
        given.push_back(time);
        Ok(Turn { time, delay })
    }

    /// Takes back the turn of a request that is not sent.
    pub(crate) fn release(&self, turn: &Turn) {
        let mut given = self.given();
        if let Some(index) = given.iter().rposition(|time| *time == turn.time) {
            given.remove(index);
        }
    }

    #[cold]
    fn exceeded(&self, delay: Duration, left: Duration) -> Error {
        let Self { requests, period, .. } = self;
        let message = format!(
            "the rate limit ({requests} per {period:?}) lets the next request through in {delay:?}, and the call \
             has {left:?} left; raise its timeout, or make fewer calls"
        );
        Error::new(ErrorKind::RateLimit, message).with_retry_after(delay)
    }

    fn given(&self) -> MutexGuard<'_, VecDeque<Instant>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The time that was given to a request.
#[derive(Debug)]
pub(crate) struct Turn {
    time: Instant,
    /// How long it is until then.
    pub(crate) delay: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// The delays of requests at these times, in seconds, by a limit of 2 in a minute.
    fn delays(times: &[u64]) -> Vec<u64> {
        let (limit, start) = (RateLimit::new(2, MINUTE).unwrap(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let turns = times.iter().map(|&now| limit.reserve(|| at(now), Duration::MAX).unwrap());
        turns.map(|turn| turn.delay.as_secs()).collect()
    }

    #[test]
    fn no_period_has_more_requests_than_the_limit() {
        assert_eq!(delays(&[0, 0, 0, 0, 0]), [0, 0, 60, 60, 120]);
        assert_eq!(delays(&[0, 50, 55, 59, 60]), [0, 0, 5, 51, 60]);
        assert_eq!(delays(&[0, 59, 60, 61, 120]), [0, 0, 0, 58, 0]);
        assert_eq!(delays(&[0, 100, 200, 200, 201]), [0, 0, 0, 0, 59]);
    }

    #[test]
    fn times_that_limit_nothing_are_removed() {
        let (limit, start) = (RateLimit::new(2, MINUTE).unwrap(), Instant::now());
        for number in 0..1000 {
            limit.reserve(|| start + number * MINUTE, Duration::ZERO).unwrap();
        }
        assert_eq!(limit.given().len(), 1);
    }

    #[test]
    fn request_that_cannot_be_sent_in_time_takes_no_turn() {
        let (limit, start) = (RateLimit::new(1, MINUTE).unwrap(), Instant::now());
        let reserve = |left: u64| limit.reserve(|| start, Duration::from_secs(left));
        assert!(reserve(0).unwrap().delay.is_zero());
        for left in [0, 30, 60] {
            let error = reserve(left).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::RateLimit);
            assert_eq!(error.retry_after(), Some(MINUTE));
            let line =
                "the rate limit (1 per 60s) lets the next request through in 60s, and the call has";
            assert!(error.to_string().starts_with(&format!("{line} {left}")), "{error}");
        }
        assert_eq!(reserve(61).unwrap().delay, MINUTE);
    }

    #[test]
    fn turn_that_is_taken_back_is_free() {
        let (limit, start) = (RateLimit::new(2, MINUTE).unwrap(), Instant::now());
        let reserve = || limit.reserve(|| start, Duration::MAX).unwrap();
        let turns = [reserve(), reserve(), reserve(), reserve()];
        limit.release(&turns[3]);
        assert_eq!(reserve().delay, MINUTE, "the minute from now has one free turn");
        assert_eq!(reserve().delay, 2 * MINUTE);
        limit.release(&turns[0]);
        assert_eq!(limit.given().len(), 4);
    }

    #[test]
    fn limit_of_nothing_is_rejected() {
        assert_eq!(RateLimit::new(0, MINUTE).unwrap_err().kind(), ErrorKind::Configuration);
        assert_eq!(RateLimit::new(1, Duration::ZERO).unwrap_err().kind(), ErrorKind::Configuration);
        let longest = RateLimit::new(1, Duration::MAX).unwrap();
        longest.reserve(Instant::now, Duration::ZERO).unwrap();
        assert_eq!(
            longest.reserve(Instant::now, Duration::MAX).unwrap().delay.as_secs() + 1,
            LONGEST.as_secs()
        );
    }
}
