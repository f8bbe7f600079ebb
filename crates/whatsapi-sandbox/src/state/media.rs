//! Uploaded files, and the media keys that refer to them.

use std::fmt;

use sha2::{Digest, Sha256};

use super::{ApiError, State};
use whatsapi::models::{FileUpload, UploadMediaType};

/// A file of a message. `Debug` shows the length of its content instead of the bytes.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Media {
    /// The type that it was sent as.
    pub kind: UploadMediaType,
    /// The content; `None` if the file was given by its URL, which the sandbox does not fetch.
    pub bytes: Option<Vec<u8>>,
    /// The media type.
    pub content_type: String,
    /// The file name, if it has one.
    pub file_name: Option<String>,
    /// The caption, if it has one.
    pub caption: Option<String>,
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, bytes, content_type, file_name, caption } = self;
        f.debug_struct("Media")
            .field("kind", kind)
            .field("length", &bytes.as_ref().map(Vec::len))
            .field("content_type", content_type)
            .field("file_name", file_name)
            .field("caption", caption)
            .finish_non_exhaustive()
    }
}

/// An uploaded file.
#[derive(Clone)]
pub(crate) struct StoredFile {
    pub(crate) kind: UploadMediaType,
    /// `None` if the file was given by its URL.
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) keys: FileUpload,
}

impl StoredFile {
    /// This file as part of a message.
    pub(crate) fn into_media(self, file_name: Option<String>, caption: Option<String>) -> Media {
        let Self { kind, bytes, keys } = self;
        Media { kind, bytes, content_type: keys.mime_type, file_name, caption }
    }
}

impl State {
    /// Stores a file and returns its media keys. Nothing is encrypted: [`file`](Self::file) only compares
    /// the media key.
    pub(crate) fn upload(
        &mut self,
        kind: UploadMediaType,
        bytes: Option<Vec<u8>>,
        mime_type: &str,
    ) -> &FileUpload {
        let number = self.media.len() + 1;
        let direct_path = format!("/v/sandbox/{number}");
        let content = bytes.as_deref().unwrap_or_default();
        let media_key = sha256(&[b"key of", direct_path.as_bytes()]);
        let numbers = |bytes: [u8; 32]| bytes.map(i64::from).to_vec();
        #[expect(clippy::needless_update, reason = "another document can have more properties")]
        let keys = FileUpload {
            file_enc_sha256: numbers(sha256(&[&media_key, content])),
            file_length: i64::try_from(content.len()).unwrap_or(i64::MAX),
            file_sha256: numbers(sha256(&[content])),
            media_key: numbers(media_key),
            mime_type: mime_type.to_owned(),
            url: format!("https://media.sandbox.invalid{direct_path}"),
            direct_path: direct_path.clone(),
            ..FileUpload::default()
        };
        &self.media.entry(direct_path).or_insert(StoredFile { kind, bytes, keys }).keys
    }

    /// The file that the keys refer to.
    pub(crate) fn file(&self, keys: &FileUpload) -> Result<&StoredFile, ApiError> {
        let stored =
            self.media.get(&keys.direct_path).ok_or_else(|| ApiError::not_found("Media"))?;
        let secrets = |keys: &FileUpload| {
            [keys.media_key.clone(), keys.file_sha256.clone(), keys.file_enc_sha256.clone()]
        };
        if secrets(&stored.keys) != secrets(keys) {
            return Err(ApiError::bad_request(
                "media_key, file_sha256 and file_enc_sha256 are not the file's",
            ));
        }
        Ok(stored)
    }

    /// The file that the keys refer to, if it was uploaded as this type.
    pub(crate) fn file_of_kind(
        &self,
        keys: &FileUpload,
        kind: &UploadMediaType,
    ) -> Result<&StoredFile, ApiError> {
        let stored = self.file(keys)?;
        if stored.kind == *kind {
            return Ok(stored);
        }
        let (uploaded, requested) = (stored.kind.as_str(), kind.as_str());
        Err(ApiError::bad_request(format!(
            "The file was uploaded as {uploaded}, not as {requested}"
        )))
    }
}

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
