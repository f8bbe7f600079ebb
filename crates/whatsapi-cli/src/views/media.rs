//! Files at WhatsApp.

use serde_json::json;
use whatsapi::models::FileUpload;

use crate::output::record::{Field, Record, extra, shown};

/// The media keys, under the names of the API, so that what is printed can be sent.
pub(crate) const KEYS: &[Field; 7] = &[
    shown("url"),
    shown("direct_path"),
    shown("mime_type"),
    shown("file_length"),
    extra("media_key"),
    extra("file_sha256"),
    extra("file_enc_sha256"),
];

pub(crate) fn keys(file: &FileUpload) -> Record {
    Record::new(
        KEYS,
        [
            json!(file.url),
            json!(file.direct_path),
            json!(file.mime_type),
            json!(file.file_length),
            json!(file.media_key),
            json!(file.file_sha256),
            json!(file.file_enc_sha256),
        ],
    )
}

pub(crate) const DOWNLOADED: &[Field; 2] = &[shown("file"), shown("bytes")];
