//! Decoders of successful responses, which generated code passes to
//! [`Request::send`](crate::Request::send). They may take the body out of the response, to avoid a
//! second copy of a large one.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::{Error, ErrorKind, one_line};
use crate::response::RawResponse;
use crate::response::accept::{Binary, Text};

/// Decodes JSON.
///
/// An integer that overflows its field is an error that names the field, such as 2^64 in a `u64` at
/// `items[3].id`. A [`serde_json::Value`] holds 64-bit integers, and rounds larger ones to the
/// nearest `f64`; use `u128` or `i128` for a field that may be larger.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the body is not JSON, or does not match the type.
pub fn json<T: DeserializeOwned>(response: &mut RawResponse) -> Result<T, Error> {
    serde_json::from_slice(&response.body).map_err(|error| {
        // Parsed again only after a failure, to locate it.
        let mut again = serde_json::Deserializer::from_slice(&response.body);
        let path = serde_path_to_error::deserialize::<_, T>(&mut again).err();
        not_json(response, error, path.map(|error| error.path().to_string()))
    })
}

/// Not generic, to be compiled once instead of per type.
fn not_json(response: &RawResponse, error: serde_json::Error, path: Option<String>) -> Error {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof if response.body.is_empty() => {
            failed(response, "the body is empty where JSON was expected")
        }
        Category::Eof => failed(response, "the JSON ends too early").with_source(error),
        // serde's message quotes the value, which may be confidential.
        Category::Data => {
            let problem = match path.filter(|path| path != ".") {
                Some(path) => format!("at `{}` (line {line}, column {column})", one_line(&path)),
                None => format!("at line {line}, column {column}"),
            };
            let problem = format!("the JSON has another shape than expected {problem}");
            failed(response, &problem)
        }
        Category::Syntax | Category::Io => {
            let problem = format!(
                "the body is not JSON (line {line}, column {column}); check that the base URL is that of the API"
            );
            failed(response, &problem).with_source(error)
        }
    }
}

/// Decodes text.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the body is not UTF-8.
pub fn text(response: &mut RawResponse) -> Text {
    Text(String::from_utf8(std::mem::take(&mut response.body)).map_err(|error| {
        let problem = error.utf8_error();
        response.body = error.into_bytes();
        failed(response, "the body is not UTF-8 text").with_source(problem)
    }))
}

/// Returns the bytes unchanged.
///
/// # Errors
///
/// None.
pub fn bytes(response: &mut RawResponse) -> Binary {
    Binary(Ok(std::mem::take(&mut response.body)))
}

/// Ignores the body.
///
/// # Errors
///
/// None.
pub fn empty(_: &mut RawResponse) -> Result<(), Error> {
    Ok(())
}

/// Rejects a status that the document does not describe.
///
/// # Errors
///
/// Always, with [`ErrorKind::UnexpectedResponse`].
pub fn undocumented<T>(response: &mut RawResponse) -> Result<T, Error> {
    let message = format!("{}: the document does not describe this success", response.status);
    Err(Error::new(ErrorKind::UnexpectedResponse, message).with_response(
        response.status,
        &response.headers,
        &response.body,
    ))
}

fn failed(response: &RawResponse, problem: &str) -> Error {
    let message = format!("{}: {problem}", response.status);
    Error::new(ErrorKind::Decode, message).with_response(
        response.status,
        &response.headers,
        &response.body,
    )
}
