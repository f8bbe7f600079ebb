//! A request as the handlers see it, and what they read from it.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::form::{self, File};
use crate::state::{ApiError, phone_of};
use whatsapi::models::{GroupUpdateParticipantsPayload, UploadMediaType};

/// What every JPEG file starts with.
const JPEG_MAGIC: &[u8] = b"\xFF\xD8\xFF";

/// A request to an operation. Where that is for no instance, `key` and `actor` are empty.
pub(super) struct Call<'a> {
    /// The key of the instance.
    pub(super) key: &'a str,
    /// Its phone number.
    pub(super) actor: String,
    pub(super) arguments: &'a BTreeMap<String, String>,
    pub(super) content_type: &'a str,
    pub(super) body: &'a [u8],
}

impl<'a> Call<'a> {
    /// An argument, if there is one that is not empty.
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
        parsed.map_err(|_| ApiError::bad(format!("{name} is neither true nor false")))
    }

    /// What kind of file an argument names.
    pub(super) fn kind(&self, name: &str) -> Result<UploadMediaType, ApiError> {
        kind(name, self.argument(name)?)
    }

    /// The body, which is to be JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        if !self.content_type.starts_with("application/json") {
            return Err(ApiError::bad("The Content-Type is not application/json"));
        }
        serde_json::from_slice(self.body)
            .map_err(|error| ApiError::bad(format!("The body is not as expected: {error}")))
    }

    pub(super) fn people(&self) -> Result<Vec<String>, ApiError> {
        let payload: GroupUpdateParticipantsPayload = self.json()?;
        if payload.participants.is_empty() {
            return Err(ApiError::bad("There are no participants"));
        }
        phones(&payload.participants)
    }

    /// The file in the body.
    pub(super) fn file(&self) -> Result<File<'a>, ApiError> {
        let file = form::file(self.content_type, self.body, "file");
        file.filter(|file| !file.bytes.is_empty())
            .ok_or_else(|| ApiError::bad("The body is no form with a file in the part `file`"))
    }

    /// The picture in the body.
    pub(super) fn picture(&self) -> Result<Vec<u8>, ApiError> {
        let picture = self.file()?.bytes;
        if picture.starts_with(JPEG_MAGIC) {
            return Ok(picture.to_vec());
        }
        Err(ApiError::bad("The picture is not a JPEG"))
    }
}

pub(super) fn kind(name: &str, value: &str) -> Result<UploadMediaType, ApiError> {
    match UploadMediaType::from(value) {
        UploadMediaType::Other(_) => {
            Err(ApiError::bad(format!("{name} is none of image, video, audio and document")))
        }
        kind => Ok(kind),
    }
}

/// A text that has to be there.
pub(super) fn filled<'a>(
    name: &str,
    text: impl Into<Option<&'a String>>,
) -> Result<&'a str, ApiError> {
    let text = text.into().map(String::as_str);
    text.filter(|text| !text.trim().is_empty()).ok_or_else(|| ApiError::missing(name))
}

pub(super) fn phones(participants: &[String]) -> Result<Vec<String>, ApiError> {
    participants.iter().map(|text| phone_of(text)).collect()
}
