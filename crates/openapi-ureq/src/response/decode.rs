//! Decoders of successful responses, which generated code passes to
//! [`Request::send`](crate::Request::send). They may take the body out of the response, to avoid a
//! second copy of a large one.

use std::any::Any;

use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind};
use crate::response::accept::{Binary, Raw, Text};
use crate::response::raw_body::RawBody;
pub use crate::response::schema::SchemaDeserializer;
use crate::response::{RawResponse, parse};

/// Decodes JSON.
///
/// An integer that overflows its field is an error that names the field, such as 2^64 in a `u64` at
/// `items[3].id`. A [`serde_json::Value`] holds 64-bit integers, and rounds larger ones to the
/// nearest `f64`; use `u128` or `i128` for a field that may be larger.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the body is not JSON, or does not match the type; and the error of the
/// client's [`Classifier`](crate::Classifier), if it refuses the response.
pub fn json<T: DeserializeOwned + 'static>(response: &mut RawResponse) -> Result<T, Error> {
    let decoded = parse::json(response.status, &response.body);
    response.classify(decoded.as_ref().ok().map(|value: &T| value as &dyn Any))?;
    decoded.map_err(|error| response.describe(error))
}

/// Decodes text.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the body is not UTF-8.
pub fn text(response: &mut RawResponse) -> Text {
    let text = String::from_utf8(std::mem::take(&mut response.body)).map_err(|error| {
        let problem = parse::not_text(response.status, error.utf8_error());
        response.body = error.into_bytes();
        response.describe(problem)
    });
    Text(text)
}

/// Returns the body without decoding it, for content that the document does not describe.
///
/// # Errors
///
/// None.
pub fn raw(response: &mut RawResponse) -> Raw {
    Raw(Ok(RawBody::take_from(response)))
}

/// Returns the bytes unchanged.
///
/// # Errors
///
/// None.
pub fn bytes(response: &mut RawResponse) -> Binary {
    Binary(Ok(std::mem::take(&mut response.body)))
}

/// Discards the body.
///
/// # Errors
///
/// Only the error of the client's [`Classifier`](crate::Classifier), if it refuses the response.
pub fn empty(response: &mut RawResponse) -> Result<(), Error> {
    response.classify(None)
}

/// Rejects a status that the document does not describe.
///
/// # Errors
///
/// Always, with [`ErrorKind::UnexpectedResponse`].
pub fn undocumented<T>(response: &mut RawResponse) -> Result<T, Error> {
    let message = format!("{}: the document does not describe this success", response.status);
    Err(response.describe(Error::new(ErrorKind::UnexpectedResponse, message)))
}
