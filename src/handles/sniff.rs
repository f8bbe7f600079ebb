//! The media types of files that do not say theirs.

use super::media_type::MediaType;
use super::validate::not_an_empty_file;
use openapi_ureq::{Error, Operation, Upload};

/// How much of a file tells what it is: the marks of all formats are in the first bytes, but for those
/// of office documents, which are archives.
const ENOUGH: usize = 8192;

/// What a voice note has to be called. Assumption: WhatsApp plays Ogg with the codec Opus only, and
/// only under this name. Source: the list of supported audio in
/// <https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types>,
/// which excludes the type without the codec.
const VOICE_NOTE: &str = "audio/ogg; codecs=opus";

/// How other codecs than Opus begin in an Ogg file.
const OTHER_CODECS: [&[u8]; 5] =
    [b"\x01vorbis", b"\x7FFLAC", b"Speex   ", b"\x80theora", b"fishead"];

/// The file, unless it is empty. If it has no media type, neither stated nor by its name, it gets the
/// one of its content.
pub(super) fn typed_file(
    argument: &str,
    kind: MediaType,
    file: Upload,
    operation: &'static Operation,
) -> Result<Upload, Error> {
    let start = not_an_empty_file(argument, &file, ENOUGH, operation)?;
    if file.stated_content_type().is_some() {
        return Ok(file);
    }
    let media_type = match kind {
        // The type of the name leaves the codec out.
        MediaType::Audio if is_voice_note(&start) => Some(VOICE_NOTE),
        _ if file.content_type_of_name().is_some() => None,
        _ => media_type(kind, &start),
    };
    Ok(match media_type {
        Some(media_type) => file.content_type(media_type),
        None => file,
    })
}

/// The media type of a file that starts so, if it is known.
fn media_type(kind: MediaType, start: &[u8]) -> Option<&'static str> {
    let known = match start.starts_with(b"#!AMR") {
        // These two bytes at the start are those of a script too.
        true => Some("audio/amr"),
        false => infer::get(start).map(|known| known.mime_type()),
    };
    // There are more kinds of MP4 than are listed anywhere.
    let known = known.or_else(|| (start.get(4..8)? == b"ftyp").then_some("video/mp4"));
    Some(match (known?, kind) {
        ("audio/opus", _) => VOICE_NOTE,
        // A container does not say whether there are pictures in it.
        ("video/mp4" | "audio/m4a", MediaType::Audio) | ("audio/m4a", MediaType::Document) => {
            "audio/mp4"
        }
        ("audio/m4a", MediaType::Video) => "video/mp4",
        ("video/webm", MediaType::Audio) => "audio/webm",
        (known, _) => known,
    })
}

/// Whether this is an Ogg file that nothing says to have another codec than Opus: the first page of
/// one begins with the name of the codec.
fn is_voice_note(start: &[u8]) -> bool {
    let page = start.get(..128).unwrap_or(start);
    let has = |codec: &[u8]| page.windows(codec.len()).any(|window| window == codec);
    start.starts_with(b"OggS") && !OTHER_CODECS.into_iter().any(has)
}
