//! The body of a successful response whose content the document does not describe.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::response::{RawResponse, parse};

/// The body of a successful response whose content the document does not describe. It may be empty.
///
/// Errors of its methods include the response and its operation. Their
/// [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done), since the call succeeded.
///
/// Two bodies are equal if their bytes are equal. `Debug` does not show the bytes.
#[derive(Clone)]
pub struct RawBody {
    /// The response, for errors.
    response: RawResponse,
}

impl RawBody {
    /// Takes the body out of a response.
    pub(crate) fn take_from(response: &mut RawResponse) -> Self {
        let body = std::mem::take(&mut response.body);
        let headers = response.headers.clone();
        let RawResponse { status, operation, .. } = *response;
        let classification = None;
        Self { response: RawResponse { status, headers, body, operation, classification } }
    }

    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.response.body
    }

    /// Converts to the bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.response.body
    }

    /// Returns the body as text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the body is not UTF-8.
    pub fn text(&self) -> Result<&str, Error> {
        let response = &self.response;
        std::str::from_utf8(self.bytes())
            .map_err(|error| response.describe(parse::not_text(response.status, error)))
    }

    /// Decodes the body as JSON, like [`decode::json`](crate::decode::json).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the body is empty, is not JSON, or does
    /// not match the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let response = &self.response;
        parse::json(response.status, self.bytes()).map_err(|error| response.describe(error))
    }
}

impl PartialEq for RawBody {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for RawBody {}

impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawBody").field("length", &self.bytes().len()).finish_non_exhaustive()
    }
}
