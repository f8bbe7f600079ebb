//! The operations that upload and download files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::request::{Request, required};
use super::{HandlerResult, HandlerTable, Success};
use crate::state::{ApiError, State};
use whatsapi::models::{FileUpload, UrlMediaUploadPayload};
use whatsapi::operations;

pub(super) const HANDLERS: HandlerTable = &[
    (&operations::UPLOAD_MEDIA, |state, request| {
        let (kind, file) = (request.media_type("type")?, request.file()?);
        let keys = state.upload(kind, Some(file.bytes.to_vec()), &file.content_type);
        Ok(Success::Data(json!(keys)))
    }),
    (&operations::UPLOAD_MEDIA_FROM_URL, |state, request| {
        let kind = request.media_type("type")?;
        let payload: UrlMediaUploadPayload = request.json()?;
        let url = required("url", &payload.url)?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(ApiError::bad_request("url is not an http or https URL"));
        }
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let mime_type = mime_guess::from_path(path).first_or_octet_stream();
        Ok(Success::Data(json!(state.upload(kind, None, mime_type.as_ref()))))
    }),
    (&operations::DOWNLOAD_MEDIA, download),
];

fn download(state: &mut State, request: &Request<'_>) -> HandlerResult {
    let kind = request.media_type("file_type")?;
    let keys: FileUpload = request.json()?;
    let stored = state.file_of_kind(&keys, &kind)?;
    let bytes = stored.bytes.clone().ok_or_else(|| {
        ApiError(
            404,
            "The file was given by its URL, from which the sandbox does not fetch".to_owned(),
        )
    })?;
    match request.optional("response_type") {
        None | Some("base64") => Ok(Success::Data(Value::String(STANDARD.encode(bytes)))),
        Some("file") => Ok(Success::File { content_type: stored.keys.mime_type.clone(), bytes }),
        Some(_) => Err(ApiError::bad_request("response_type is neither file nor base64")),
    }
}
