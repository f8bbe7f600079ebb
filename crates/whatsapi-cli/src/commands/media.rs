//! `whatsapi media`

use std::path::Path;

use serde_json::json;
use whatsapi::MediaType;

use super::session::{read_json, upload, write};
use super::{Run, Session};
use crate::args::media::Media;
use crate::failure::Failure;
use crate::output::Output;
use crate::output::record::{Field, Record};
use crate::views::media::{DOWNLOADED, KEYS, keys};

impl Run for Media {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::Upload { .. } => KEYS,
            Self::Download { .. } => DOWNLOADED,
        })
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        match self {
            Self::Upload { file, url, kind } => {
                let media = session.instance(None)?.media();
                let kind = kind.map(MediaType::from);
                let reply = match (file, url) {
                    (Some(file), _) => {
                        let content = upload(file)?;
                        let _progress = session.progress(format!("sending {}", file.display()));
                        media.upload(kind.unwrap_or_else(|| kind_of(&content)), content)?
                    }
                    (None, url) => {
                        let kind = kind.unwrap_or(MediaType::Document);
                        media.upload_from_url(kind, url.as_deref().unwrap_or_default())?
                    }
                };
                Ok(Output::of_reply(&reply, |file| Output::one(keys(&file))))
            }
            Self::Download { keys, kind, output } => {
                let is_stdout = output.as_os_str() == "-";
                if is_stdout && session.global.json {
                    let message =
                        "stdout is either the file or a JSON document; pass a name to --output";
                    return Err(Failure::usage(message));
                }
                let keys = read_json(keys)?;
                let media = session.instance(None)?.media();
                let bytes = {
                    let _progress = session.progress("downloading");
                    media.download((*kind).into(), &keys)?.data()?
                };
                if is_stdout { Ok(Output::bytes(bytes)) } else { save(output, &bytes) }
            }
        }
    }
}

fn save(path: &Path, bytes: &[u8]) -> Result<Output, Failure> {
    write(path, bytes)?;
    let record = Record::new(DOWNLOADED, [json!(path.display().to_string()), json!(bytes.len())]);
    Ok(Output::one(record))
}

/// The kind of a file, by its name.
fn kind_of(content: &whatsapi::Upload) -> MediaType {
    let media_type = content.content_type_of_name().unwrap_or_default();
    match media_type.split('/').next() {
        Some("image") => MediaType::Image,
        Some("video") => MediaType::Video,
        Some("audio") => MediaType::Audio,
        _ => MediaType::Document,
    }
}
