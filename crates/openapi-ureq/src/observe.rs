//! Reports attempts to the log and to the caller's hook.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
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
#[derive(Clone)]
pub(crate) struct Observer {
    /// The target of log lines.
    pub(crate) log_target: &'static str,
    pub(crate) hook: Option<Arc<Hook>>,
}

impl Observer {
    /// Logs an attempt and calls the hook. A hook that panics does not fail the call.
    pub(crate) fn notify(&self, attempt: &Attempt) {
        let target = self.log_target;
        debug!(target: target, "{attempt}");
        if let Some(hook) = &self.hook
            && catch_unwind(AssertUnwindSafe(|| hook(attempt))).is_err()
        {
            warn!(target: target, "the hook of on_attempt panicked in {}", attempt.operation.name);
        }
    }
}
