//! A request that the server received.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::server::{Request, header};

/// The longest body that the message of a failed assertion shows, in characters.
pub(crate) const SHOWN_BODY: usize = 200;

/// A request that the server received.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The name of the operation, such as `add_participant`; `None` for an unknown path.
    pub operation: Option<&'static str>,
    /// The method.
    pub method: String,
    /// The path and query.
    pub target: String,
    /// The headers in the order and with the names as sent.
    pub headers: Vec<(String, String)>,
    /// The body, without its transfer coding.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    pub(crate) fn new(request: &Request, operation: Option<&'static str>) -> Self {
        let Request { method, target, headers, body } = request.clone();
        Self { operation, method, target, headers, body }
    }

    /// The value of the first header with this name. The name is case-insensitive.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The JSON body.
    ///
    /// # Panics
    ///
    /// If the body is not JSON of this type.
    #[must_use]
    #[track_caller]
    #[expect(clippy::panic, reason = "the test expects another body")]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{self}: {error}"))
    }
}

/// The request on one line, such as `PUT /api/instances/list {"a":1} (list_instances)`.
impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)?;
        match std::str::from_utf8(&self.body) {
            Ok("") => {}
            Ok(body) if !body.contains(|c: char| c.is_control()) => {
                let shown: String = body.chars().take(SHOWN_BODY).collect();
                let rest = if shown.len() < body.len() { " …" } else { "" };
                write!(f, " {shown}{rest}")?;
            }
            _ => write!(f, " [{} bytes]", self.body.len())?,
        }
        write!(f, " ({})", self.operation.unwrap_or("no operation"))
    }
}
