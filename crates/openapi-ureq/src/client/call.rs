//! One call: its attempts, and the decision to retry.

use std::time::{Duration, Instant};

use http::Uri;

use crate::body::parts::Parts;
use crate::client::{HttpClient, Shared};
use crate::delivery::Delivery;
use crate::error::{Error, ErrorKind};
use crate::observe::Attempt;
use crate::operation::Operation;
use crate::response::{RawResponse, Response};
use crate::retry::FailedAttempt;

/// A call in progress. Not generic, to be compiled once instead of per type: the caller decodes the
/// responses, and reports whether that succeeded.
pub(crate) struct Call<'a> {
    client: &'a HttpClient,
    operation: &'static Operation,
    parts: Parts,
    uri: Uri,
    start: Instant,
    time_left: Duration,
    /// The number of the current attempt, from 1.
    number: u32,
    /// The time from sending the current attempt to its response or failure, if it was sent.
    duration: Option<Duration>,
    /// The error of the attempts before the current one.
    earlier: Option<Error>,
}

impl<'a> Call<'a> {
    /// Prepares a call, without sending anything.
    pub(crate) fn new(
        client: &'a HttpClient,
        operation: &'static Operation,
        mut parts: Parts,
    ) -> Result<Self, Error> {
        match prepare(client, operation, &mut parts) {
            Ok(uri) => Ok(Self {
                client,
                operation,
                parts,
                uri,
                start: client.shared.clock.now(),
                time_left: client.settings.timeout,
                number: 1,
                duration: None,
                earlier: None,
            }),
            Err(error) => Err(error.in_operation(operation)),
        }
    }

    /// Sends the request until it succeeds or must not be retried. The caller decodes the response,
    /// and then calls [`succeeded`](Self::succeeded), or [`failed`](Self::failed) before the next
    /// response.
    pub(crate) fn response(&mut self) -> Result<RawResponse, Error> {
        loop {
            match self.attempt() {
                Ok(response) => return Ok(response),
                Err(error) => self.failed(error)?,
            }
        }
    }

    /// Makes one attempt, unless the client was shut down.
    fn attempt(&mut self) -> Result<RawResponse, Error> {
        let Shared { clock, shutdown, .. } = &*self.client.shared;
        self.duration = None;
        if shutdown.is_set() {
            return Err(Error::new(ErrorKind::Shutdown, "the client was shut down"));
        }
        let begun = clock.now();
        let timeouts = self.client.settings.attempt_timeouts(self.time_left);
        let outcome = self
            .client
            .send(self.operation, &self.uri, &self.parts, timeouts)
            .map_err(|error| if shutdown.is_set() { error.of_shutdown() } else { error });
        self.duration = Some(clock.now().duration_since(begun));
        outcome
    }

    /// Ends the call with a response that was decoded.
    pub(crate) fn succeeded<T>(&self, body: T, raw: RawResponse) -> Response<T> {
        self.report(Some(raw.status), None);
        Response::new(body, raw)
    }

    /// Reports that the current attempt failed, and waits before the next one. Returns the error of
    /// the call if there is no other attempt.
    pub(crate) fn failed(&mut self, error: Error) -> Result<(), Error> {
        self.report(error.status(), Some(error.kind()));
        let Shared { clock, .. } = &*self.client.shared;
        let settings = &self.client.settings;
        let elapsed = || clock.now().duration_since(self.start);
        let failed = FailedAttempt {
            number: self.number,
            is_idempotent: self.operation.idempotent,
            is_repeatable: self.parts.body.is_repeatable(),
            time_left: settings.timeout.saturating_sub(elapsed()),
            jitter: clock.jitter(),
        };
        // Decided by the delivery of this attempt alone, before earlier attempts are included.
        let delay = settings.retry.delay(&failed, &error);
        let before = self.earlier.as_ref().map_or(Delivery::NotSent, Error::delivery);
        let is_out_of_time = failed.time_left.is_zero();
        let error = more_telling(self.earlier.take(), error, is_out_of_time)
            .after(before)
            .in_operation(self.operation);
        let Some(delay) = delay else { return Err(error) };
        clock.sleep(delay);
        self.time_left = settings.timeout.saturating_sub(elapsed());
        if self.time_left.is_zero() {
            return Err(error);
        }
        self.earlier = Some(error);
        self.number += 1;
        Ok(())
    }

    /// Reports the current attempt to the log and the hook, if it was sent.
    fn report(&self, status: Option<http::StatusCode>, error: Option<ErrorKind>) {
        let Some(duration) = self.duration else { return };
        let Self { operation, number, .. } = *self;
        self.client.shared.observer.notify(&Attempt { operation, number, status, error, duration });
    }
}

/// Adds the credentials, and returns the URL.
fn prepare(
    client: &HttpClient,
    operation: &'static Operation,
    parts: &mut Parts,
) -> Result<Uri, Error> {
    let Shared { base_url, credentials, .. } = &*client.shared;
    client.settings.check()?;
    let length = parts.target.len();
    if parts.is_custom {
        credentials.apply_all(&mut parts.headers, &mut parts.target);
    } else {
        credentials.apply(operation.security, &mut parts.headers, &mut parts.target)?;
    }
    parts.secret_tail = parts.target.len() - length;
    let base_url = parts.base_url.as_ref().unwrap_or(base_url);
    base_url.with_target(std::mem::take(&mut parts.target)).map_err(|error| {
        let message = "the arguments do not form a valid URL; together they are probably too long";
        Error::new(ErrorKind::InvalidArgument, message).with_source(error)
    })
}

/// Prefers the earlier error if the last attempt failed only because the call's time ran out.
fn more_telling(earlier: Option<Error>, last: Error, is_out_of_time: bool) -> Error {
    match earlier {
        // Through a proxy, an attempt that was cut short is a connection that could not be made.
        Some(earlier) if last.is_timeout() || (is_out_of_time && last.status().is_none()) => {
            earlier.after(last.delivery())
        }
        _ => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempt_that_was_cut_short_does_not_hide_the_response_before() {
        let unavailable = || {
            let (status, headers) = (http::StatusCode::SERVICE_UNAVAILABLE, http::HeaderMap::new());
            let error = Error::new(ErrorKind::Api, "unavailable");
            error.with_response(status, &headers, b"", Delivery::Unknown)
        };
        for (kind, is_out_of_time, expected) in [
            (ErrorKind::Timeout, true, ErrorKind::Api),
            (ErrorKind::Timeout, false, ErrorKind::Api),
            (ErrorKind::Connect, true, ErrorKind::Api),
            (ErrorKind::Connect, false, ErrorKind::Connect),
        ] {
            let last = Error::new(kind, "cut short").with_delivery(Delivery::Unknown);
            let error = more_telling(Some(unavailable()), last, is_out_of_time);
            assert_eq!((error.kind(), error.delivery()), (expected, Delivery::Unknown), "{kind:?}");
            let only = more_telling(None, Error::new(kind, "cut short"), is_out_of_time);
            assert_eq!(only.kind(), kind);
        }
    }
}
