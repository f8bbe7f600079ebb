//! The operations on files that send no message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::call::{Call, filled};
use super::{Answer, Reply, Table};
use crate::state::{ApiError, State};
use whatsapi::models::{FileUpload, UrlMediaUploadPayload};

pub(super) const HANDLERS: Table = &[
    ("upload_media", |state, call| {
        let (kind, file) = (call.kind("type")?, call.file()?);
        let keys = state.upload(kind, Some(file.bytes.to_vec()), &file.content_type);
        Ok(Reply::Data(json!(keys)))
    }),
    ("upload_media_from_url", |state, call| {
        let kind = call.kind("type")?;
        let payload: UrlMediaUploadPayload = call.json()?;
        let url = filled("url", &payload.url)?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(ApiError::bad("url is no http or https URL"));
        }
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let mime_type = mime_guess::from_path(path).first_or_octet_stream();
        Ok(Reply::Data(json!(state.upload(kind, None, mime_type.as_ref()))))
    }),
    ("download_media", download),
];

fn download(state: &mut State, call: &Call<'_>) -> Answer {
    let kind = call.kind("file_type")?;
    let keys: FileUpload = call.json()?;
    let stored = state.file_of_kind(&keys, &kind)?;
    let bytes = stored.bytes.clone().ok_or_else(|| {
        ApiError(404, "The file is behind a URL, from which the sandbox does not fetch".to_owned())
    })?;
    match call.optional("response_type") {
        None | Some("base64") => Ok(Reply::Data(Value::String(STANDARD.encode(bytes)))),
        Some("file") => Ok(Reply::File { content_type: stored.keys.mime_type.clone(), bytes }),
        Some(_) => Err(ApiError::bad("response_type is neither file nor base64")),
    }
}
