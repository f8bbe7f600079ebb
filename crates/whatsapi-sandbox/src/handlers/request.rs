//! The request that handlers receive, with accessors for its parts.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::form::{self, File};
use crate::state::{ApiError, State};
use whatsapi::models::{GroupUpdateParticipantsPayload, UploadMediaType};

/// The first bytes of every JPEG file.
const JPEG_MAGIC: &[u8] = b"\xFF\xD8\xFF";

/// A request to an operation. If its path has no instance, `key` and `actor` are empty.
pub(super) struct Request<'a> {
    /// The key of the instance.
    pub(super) key: &'a str,
    /// The phone number of the instance.
    pub(super) actor: String,
    /// The decoded arguments of path and query.
    pub(super) arguments: &'a BTreeMap<String, String>,
    pub(super) content_type: &'a str,
    pub(super) body: &'a [u8],
}

impl<'a> Request<'a> {
    /// An argument; `None` if it is missing or empty.
    pub(super) fn optional(&self, name: &str) -> Option<&'a str> {
        self.arguments.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn argument(&self, name: &str) -> Result<&'a str, ApiError> {
        self.optional(name).ok_or_else(|| ApiError::missing(name))
    }

    pub(super) fn group(&self) -> Result<&'a str, ApiError> {
        self.argument("group_id")
    }

    pub(super) fn boolean(&self, name: &str) -> Result<bool, ApiError> {
        let parsed = self.argument(name)?.parse();
        parsed.map_err(|_| ApiError::bad_request(format!("{name} is neither true nor false")))
    }

    /// An argument that is a media type such as `image`.
    pub(super) fn media_type(&self, name: &str) -> Result<UploadMediaType, ApiError> {
        media_type(name, self.argument(name)?)
    }

    /// The JSON body.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        if !self.content_type.starts_with("application/json") {
            return Err(ApiError::bad_request("The Content-Type is not application/json"));
        }
        // serde would also accept a list of the struct's fields.
        let body = serde_json::from_slice(self.body)
            .and_then(|members: Map<String, Value>| serde_json::from_value(Value::Object(members)));
        body.map_err(|error| ApiError::bad_request(format!("The body is not as expected: {error}")))
    }

    /// The phone numbers of the participants in the JSON body.
    pub(super) fn participants(&self, state: &State) -> Result<Vec<String>, ApiError> {
        let payload: GroupUpdateParticipantsPayload = self.json()?;
        if payload.participants.is_empty() {
            return Err(ApiError::bad_request("There are no participants"));
        }
        state.phones_of(&payload.participants)
    }

    /// The file in the multipart body.
    pub(super) fn file(&self) -> Result<File<'a>, ApiError> {
        let file = form::file(self.content_type, self.body, "file");
        file.filter(|file| !file.bytes.is_empty()).ok_or_else(|| {
            ApiError::bad_request("The body is not a form with a file in the part `file`")
        })
    }

    /// The JPEG file in the multipart body.
    pub(super) fn picture(&self) -> Result<Vec<u8>, ApiError> {
        let picture = self.file()?.bytes;
        if picture.starts_with(JPEG_MAGIC) {
            return Ok(picture.to_vec());
        }
        Err(ApiError::bad_request("The picture is not a JPEG"))
    }
}

pub(super) fn media_type(name: &str, value: &str) -> Result<UploadMediaType, ApiError> {
    match UploadMediaType::from(value) {
        UploadMediaType::Other(_) => {
            let message = format!("{name} is not image, video, audio or document");
            Err(ApiError::bad_request(message))
        }
        media_type => Ok(media_type),
    }
}

/// A required text that is not blank.
pub(super) fn required<'a>(
    name: &str,
    text: impl Into<Option<&'a String>>,
) -> Result<&'a str, ApiError> {
    let text = text.into().map(String::as_str);
    text.filter(|text| !text.trim().is_empty()).ok_or_else(|| ApiError::missing(name))
}
