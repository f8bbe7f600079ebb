//! The operations on files that send no message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::asked::{Asked, filled};
use super::{Answer, Reply, Table};
use crate::models::{FileUpload, UrlMediaUploadPayload};
use crate::sandbox::world::{Refusal, World};

pub(super) const BEHAVIOURS: Table = &[
    ("upload_media", |world, asked| {
        let (kind, file) = (asked.kind("type")?, asked.file()?);
        let keys = world.upload(kind, Some(file.bytes.to_vec()), &file.content_type);
        Ok(Reply::Data(json!(keys)))
    }),
    ("upload_media_from_url", |world, asked| {
        let kind = asked.kind("type")?;
        let payload: UrlMediaUploadPayload = asked.json()?;
        let url = filled("url", &payload.url)?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(Refusal::bad("url is no http or https URL"));
        }
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let mime_type = mime_guess::from_path(path).first_or_octet_stream();
        Ok(Reply::Data(json!(world.upload(kind, None, mime_type.as_ref()))))
    }),
    ("download_media", download),
];

fn download(world: &mut World, asked: &Asked<'_>) -> Answer {
    let kind = asked.kind("file_type")?;
    let keys: FileUpload = asked.json()?;
    let stored = world.file_of_kind(&keys, &kind)?;
    let bytes = stored.bytes.clone().ok_or_else(|| {
        Refusal(404, "The file is behind a URL, from which the sandbox does not fetch".to_owned())
    })?;
    match asked.optional("response_type") {
        None | Some("base64") => Ok(Reply::Data(Value::String(STANDARD.encode(bytes)))),
        Some("file") => Ok(Reply::File { content_type: stored.keys.mime_type.clone(), bytes }),
        Some(_) => Err(Refusal::bad("response_type is neither file nor base64")),
    }
}
