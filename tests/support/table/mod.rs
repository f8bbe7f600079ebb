//! What each of the functions sends: a table over all operations.

mod groups;
mod instances;
pub mod messages;
pub mod uploads;

use serde_json::Value;
use whatsapi::models::ApiResponse;
use whatsapi::{Client, Error, Response};

pub type Call = fn(&Client) -> Result<Response<ApiResponse>, Error>;

pub struct Expected {
    pub function: &'static str,
    pub method: &'static str,
    /// After `/api/instances/`.
    pub path: &'static str,
    pub query: &'static str,
    pub body: Sent,
    pub call: Call,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub enum Sent {
    Nothing,
    /// In the order of the document's properties, without white space.
    Json(Value),
    /// [`FILE`] as the part `file` of a multipart form, by this file name and media type.
    File(&'static str, &'static str),
}

/// What each upload of the table holds: bytes that are no text, and that look like a boundary.
pub const FILE: &[u8] = b"\xFF\xD8\xFF\xE0\r\n--not-the-boundary--\r\n\0";

impl Sent {
    /// Whether a request with these headers and bytes is what is meant.
    pub fn is(&self, content_type: Option<&str>, body: &[u8]) -> bool {
        match (self, content_type) {
            (Self::Nothing, None) => body.is_empty(),
            (Self::Json(value), Some("application/json")) => {
                body == serde_json::to_vec(value).unwrap()
            }
            (Self::File(name, media_type), Some(content_type)) => boundary(content_type)
                .is_some_and(|boundary| body == form(boundary, name, media_type, FILE)),
            (Self::Nothing, Some(_)) | (Self::Json(_), _) | (Self::File(..), None) => false,
        }
    }
}

/// The boundary of a multipart form, if it is one that no content can foresee.
pub fn boundary(content_type: &str) -> Option<&str> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let is_random = boundary.len() == 32 && boundary.chars().all(|c| c.is_ascii_hexdigit());
    is_random.then_some(boundary)
}

/// A multipart form with the part `file`, byte by byte.
pub fn form(boundary: &str, file_name: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    );
    [head.as_bytes(), content, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
}

/// All operations, some of them with and without what is optional.
pub fn table() -> Vec<Expected> {
    [groups::rows(), instances::rows(), messages::rows(), uploads::rows()]
        .into_iter()
        .flatten()
        .collect()
}

fn row(
    function: &'static str,
    method: &'static str,
    path_and_query: &'static str,
    body: Sent,
    call: Call,
) -> Expected {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    Expected { function, method, path, query, body, call }
}
