//! Telling what calls do: to the log, and to a hook of the caller's.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use log::{debug, warn};

use super::error::ErrorKind;
use super::operation::Operation;

/// The target of log lines.
const TARGET: &str = "whatsapi";

/// One attempt of a call, when it is over.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempted {
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

impl fmt::Display for Attempted {
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

type Hook = dyn Fn(&Attempted) + Send + Sync;

/// What the caller wants to be told.
#[derive(Clone, Default)]
pub(super) struct Observer(Option<Arc<Hook>>);

impl Observer {
    pub(super) fn new(hook: impl Fn(&Attempted) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(hook)))
    }

    /// Tells of an attempt. A hook that panics is not the call's concern.
    pub(super) fn tell(&self, attempted: &Attempted) {
        debug!(target: TARGET, "{attempted}");
        if let Some(hook) = &self.0
            && catch_unwind(AssertUnwindSafe(|| hook(attempted))).is_err()
        {
            warn!(target: TARGET, "the hook of on_attempt panicked in {}", attempted.operation.name);
        }
    }
}
