//! Decoding of bodies as JSON and text, and the errors for bodies that are neither.

use std::str::Utf8Error;

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::{Error, ErrorKind, one_line};
use crate::response::schema::SchemaDeserializer;

/// Decodes the body of a response with this status as JSON.
pub(crate) fn json<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<T, Error> {
    read(&mut serde_json::Deserializer::from_slice(body)).map_err(|error| {
        // Parsed again only after a failure, to locate it.
        let mut again = serde_json::Deserializer::from_slice(body);
        let again = SchemaDeserializer::new(&mut again);
        let path = serde_path_to_error::deserialize::<_, T>(again).err();
        not_json(status, body, error, path.map(|error| error.path().to_string()))
    })
}

fn read<T: DeserializeOwned>(
    json: &mut serde_json::Deserializer<serde_json::de::SliceRead<'_>>,
) -> Result<T, serde_json::Error> {
    let value = T::deserialize(SchemaDeserializer::new(&mut *json))?;
    json.end()?;
    Ok(value)
}

/// Not generic, to be compiled once instead of per type.
fn not_json(
    status: StatusCode,
    body: &[u8],
    error: serde_json::Error,
    path: Option<String>,
) -> Error {
    // serde_json counts from 0 at the start of a line.
    let (line, column) = (error.line(), error.column().max(1));
    match error.classify() {
        Category::Eof if body.is_empty() => {
            failed(status, "the body is empty where JSON was expected")
        }
        Category::Eof => failed(status, "the JSON ends too early").with_source(error),
        // serde's message quotes the value, which may be confidential.
        Category::Data => {
            let problem = match path.filter(|path| path != ".") {
                Some(path) => format!("at `{}` (line {line}, column {column})", one_line(&path)),
                None => format!("at line {line}, column {column}"),
            };
            let problem = format!("the JSON has another shape than expected {problem}");
            failed(status, &problem)
        }
        Category::Syntax | Category::Io => {
            let problem = format!(
                "the body is not JSON (line {line}, column {column}); check that the base URL is that of the API"
            );
            failed(status, &problem).with_source(error)
        }
    }
}

/// Returns the error for a body that is not text.
pub(crate) fn not_text(status: StatusCode, error: Utf8Error) -> Error {
    failed(status, "the body is not UTF-8 text").with_source(error)
}

fn failed(status: StatusCode, problem: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("{status}: {problem}"))
}

impl Error {
    /// Decodes the [`body`](Self::body) of the response as JSON, such as the error that the API
    /// documents.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if there was no response, or if its body is not JSON, does not match
    /// the type, or was truncated. The error has the operation, the status, the headers and the
    /// delivery of this one.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Self> {
        match self.response() {
            Some((status, headers, body)) => json(status, body).map_err(|error| {
                let error = error.with_response(status, headers, body, self.delivery());
                let is_truncated = self.is_body_truncated();
                self.in_same_operation(if is_truncated { error.truncated() } else { error })
            }),
            None => {
                let message = "the call failed without a response, so that there is no body";
                let error = Self::new(ErrorKind::Decode, message).with_delivery(self.delivery());
                Err(self.in_same_operation(error))
            }
        }
    }
}
