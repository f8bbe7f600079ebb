//! The `tracing` span of a call, whose events are its attempts. It has the fields of the log lines. Without
//! the feature `tracing`, there is none.

#[cfg(feature = "tracing")]
pub(crate) use with_tracing::CallSpan;
#[cfg(not(feature = "tracing"))]
pub(crate) use without_tracing::CallSpan;

#[cfg(feature = "tracing")]
mod with_tracing {
    use std::mem;

    use tracing::{Span, debug, debug_span, field};

    use crate::observe::{Attempt, AttemptFields, CallFields, log_once};

    /// The span of a call.
    pub(crate) struct CallSpan(Span);

    impl CallSpan {
        /// Creates the span of a call by the client of this name. As for log lines, the calls of a
        /// subscriber have none.
        pub(crate) fn new(client: &'static str, fields: &CallFields) -> Self {
            let CallFields { operation, method, path } = fields;
            let span = log_once(
                || debug_span!(target: "openapi_ureq", "call", client, operation, method, path),
            );
            Self(span.unwrap_or_else(Span::none))
        }

        /// Runs part of the call inside the span.
        pub(crate) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
            let _entered = Entered(log_once(|| self.0.enter()));
            run()
        }

        /// Reports an attempt as an event of the span.
        pub(crate) fn event(&self, attempt: &Attempt) {
            let AttemptFields { attempt, status, error, duration_ms, waited_ms } = attempt.fields();
            let error = error.map(field::debug);
            log_once(|| {
                debug!(
                    target: "openapi_ureq",
                    parent: &self.0,
                    attempt,
                    status,
                    error,
                    duration_ms,
                    waited_ms,
                    "attempt"
                );
            });
        }
    }

    impl Drop for CallSpan {
        fn drop(&mut self) {
            log_once(|| drop(mem::replace(&mut self.0, Span::none())));
        }
    }

    /// The span is the current one of the thread.
    struct Entered<'a>(Option<tracing::span::Entered<'a>>);

    impl Drop for Entered<'_> {
        fn drop(&mut self) {
            log_once(|| drop(self.0.take()));
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod without_tracing {
    use crate::observe::{Attempt, CallFields};

    /// No span.
    pub(crate) struct CallSpan;

    impl CallSpan {
        pub(crate) fn new(_: &'static str, _: &CallFields) -> Self {
            Self
        }

        pub(crate) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
            run()
        }

        pub(crate) fn event(&self, _: &Attempt) {}
    }
}
