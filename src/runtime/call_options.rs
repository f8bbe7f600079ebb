//! What can be different for some calls of a client.

use std::fmt;
use std::time::Duration;

use super::retry::RetryPolicy;

/// What is different for some calls; see [`HttpClient::with_options`](super::HttpClient::with_options).
///
/// What is not set stays as the client has it.
///
/// ```
/// use std::time::Duration;
/// use whatsapi::{CallOptions, RetryPolicy};
///
/// # let sandbox = whatsapi::sandbox::Sandbox::start();
/// # sandbox.instance("sales");
/// # let client = sandbox.client();
/// let patient = CallOptions::new().timeout(Duration::from_secs(300)).retry(RetryPolicy::none());
/// let groups = client.with_options(patient).instance("sales").groups().list()?;
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing before they are given to a client"]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) headers: Vec<(String, String)>,
}

impl CallOptions {
    /// No difference.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time for a whole call, all attempts and the waiting between them included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The time for each attempt of a call.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// When failed calls are tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sends a header besides the others, such as one to trace requests by. Replaces an earlier
    /// value, and the client's own where it has one (`User-Agent`, `Accept`).
    ///
    /// A header that HTTP or the client needs for itself (`Host`, `Content-Length`, the one with the
    /// key, ...), or that cannot be sent, makes the calls fail with
    /// [`ErrorKind::Configuration`](super::ErrorKind::Configuration).
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A value may be a secret.
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("headers", &names)
            .finish()
    }
}
