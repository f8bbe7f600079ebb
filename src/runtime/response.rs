//! Replies as they came, and what calls return.

use std::ops::Deref;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// A reply that reports success, its body read to the end.
#[derive(Debug)]
pub struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Whether an attempt before the one that this replies to may have been applied.
    pub(super) applied_before: bool,
}

impl Reply {
    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// What a call returns: the decoded body, with the status and headers it came with.
///
/// Derefs to the body, so that its fields and methods are at hand.
#[derive(Debug, Clone)]
pub struct ResponseValue<T> {
    pub(super) inner: T,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) operation: &'static str,
    /// The body as it came, as far as an error would show it.
    pub(super) raw: Vec<u8>,
    pub(super) applied_before: bool,
}

impl<T> ResponseValue<T> {
    /// The name of the function that returned it.
    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    /// The body as it came, as far as an error would show it.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Whether an attempt before the one that this replies to may have been applied.
    pub(crate) fn applied_before(&self) -> bool {
        self.applied_before
    }

    /// The status of the reply.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the reply.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

/// What an error body says for people, by the members that APIs usually put it in.
pub(super) fn server_message(body: &[u8]) -> Option<String> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else { return None };
    let text =
        |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    ["message", "detail", "error_description", "error", "title"]
        .into_iter()
        .find_map(text)
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_of_an_error_body_is_found_where_apis_put_it() {
        let message = |body: &str| server_message(body.as_bytes());
        assert_eq!(message(r#"{"error":true,"message":"no"}"#).as_deref(), Some("no"));
        assert_eq!(message(r#"{"title":"t","detail":"d"}"#).as_deref(), Some("d"));
        assert_eq!(message(r#"{"message":""}"#), None);
        assert_eq!(message("<html>"), None);
    }
}
