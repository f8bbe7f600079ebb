//! The files that were uploaded, and the keys to them.

use sha2::{Digest, Sha256};

use super::{ApiError, State};
use whatsapi::models::{FileUpload, UploadMediaType};

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Media {
    /// What kind of file it was sent as.
    pub kind: UploadMediaType,
    /// The content; `None` if the server was to fetch it from a URL, which the sandbox does not do.
    pub bytes: Option<Vec<u8>>,
    /// The media type.
    pub content_type: String,
    /// The name that it goes by, if it has one.
    pub file_name: Option<String>,
    /// What is written with it.
    pub caption: Option<String>,
}

/// A file as it is kept.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) kind: UploadMediaType,
    /// `None` if it is behind a URL.
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) keys: FileUpload,
}

impl Stored {
    /// The file as it is sent by its keys.
    pub(crate) fn into_media(self, file_name: Option<String>, caption: Option<String>) -> Media {
        let Self { kind, bytes, keys } = self;
        Media { kind, bytes, content_type: keys.mime_type, file_name, caption }
    }
}

impl State {
    /// Keeps a file, and makes the keys to it. Nothing is encrypted: the key is nothing but a
    /// secret that must come back.
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
        let keys = FileUpload {
            file_enc_sha256: numbers(sha256(&[&media_key, content])),
            file_length: i64::try_from(content.len()).unwrap_or(i64::MAX),
            file_sha256: numbers(sha256(&[content])),
            media_key: numbers(media_key),
            mime_type: mime_type.to_owned(),
            url: format!("https://media.sandbox.invalid{direct_path}"),
            direct_path: direct_path.clone(),
        };
        &self.media.entry(direct_path).or_insert(Stored { kind, bytes, keys }).keys
    }

    /// The file that the keys are for.
    pub(crate) fn file(&self, keys: &FileUpload) -> Result<&Stored, ApiError> {
        let stored =
            self.media.get(&keys.direct_path).ok_or_else(|| ApiError::not_found("Media"))?;
        let secrets = |keys: &FileUpload| {
            [keys.media_key.clone(), keys.file_sha256.clone(), keys.file_enc_sha256.clone()]
        };
        if secrets(&stored.keys) != secrets(keys) {
            return Err(ApiError::bad(
                "media_key, file_sha256 and file_enc_sha256 are not the file's",
            ));
        }
        Ok(stored)
    }

    /// The file that the keys are for, if it was uploaded as one of this kind.
    pub(crate) fn file_of_kind(
        &self,
        keys: &FileUpload,
        kind: &UploadMediaType,
    ) -> Result<&Stored, ApiError> {
        let stored = self.file(keys)?;
        if stored.kind == *kind {
            return Ok(stored);
        }
        let (is, call) = (stored.kind.as_str(), kind.as_str());
        Err(ApiError::bad(format!("The file was uploaded as {is}, not as {call}")))
    }
}

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
