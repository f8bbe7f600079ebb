//! From a successful reply to a value: the functions that generated code hands to
//! [`Request::send`](super::Request::send). They may take the body out of the reply, so that a large one is
//! not held twice.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::error::{Error, ErrorKind};
use super::response::Reply;

/// Decodes JSON.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the body is not JSON, or not of this type.
pub fn json<T: DeserializeOwned>(reply: &mut Reply) -> Result<T, Error> {
    serde_json::from_slice(&reply.body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            Category::Eof if reply.body.is_empty() => failed(reply, "the body is empty where JSON was expected"),
            Category::Eof => failed(reply, "the JSON ends too early").because(error),
            // What serde says of it quotes the value, which is not for everybody to see.
            Category::Data => failed(
                reply,
                &format!("the JSON has another shape than expected at line {line}, column {column}"),
            ),
            Category::Syntax | Category::Io => {
                let problem = format!(
                    "the body is not JSON (line {line}, column {column}); check that the base URL is that of the API"
                );
                failed(reply, &problem).because(error)
            }
        }
    })
}

/// Decodes text.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the body is not UTF-8.
pub fn text(reply: &mut Reply) -> Result<String, Error> {
    String::from_utf8(std::mem::take(&mut reply.body)).map_err(|error| {
        let problem = error.utf8_error();
        reply.body = error.into_bytes();
        failed(reply, "the body is not UTF-8 text").because(problem)
    })
}

/// Takes the bytes as they are.
///
/// # Errors
///
/// None.
pub fn bytes(reply: &mut Reply) -> Result<Vec<u8>, Error> {
    Ok(std::mem::take(&mut reply.body))
}

/// Expects nothing, and ignores what there is.
///
/// # Errors
///
/// None.
pub fn empty(_: &mut Reply) -> Result<(), Error> {
    Ok(())
}

/// Refuses a status that the document does not describe.
///
/// # Errors
///
/// Always, with [`ErrorKind::UnexpectedResponse`].
pub fn undocumented<T>(reply: &mut Reply) -> Result<T, Error> {
    let message = format!("{}: the document does not describe this success", reply.status);
    Err(Error::new(ErrorKind::UnexpectedResponse, message).with_reply(
        reply.status,
        &reply.headers,
        &reply.body,
    ))
}

fn failed(reply: &Reply, problem: &str) -> Error {
    let message = format!("{}: {problem}", reply.status);
    Error::new(ErrorKind::Decode, message).with_reply(reply.status, &reply.headers, &reply.body)
}
