//! Detects the media types of files without a specified type.

use super::media_type::MediaType;
use super::validate::not_an_empty_file;
use openapi_ureq::{Error, Operation, Upload};

/// Number of bytes that identify a file's format. A few are enough for most formats, but not for office
/// documents, which are archives.
const ENOUGH: usize = 8192;

/// The media type of voice notes. Assumption: WhatsApp plays Ogg only with the Opus codec and this media
/// type. Source: the list of supported audio in
/// <https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types>,
/// which excludes the type without the codec.
const VOICE_NOTE: &str = "audio/ogg; codecs=opus";

/// The magic bytes of codecs other than Opus in an Ogg file.
const OTHER_CODECS: [&[u8]; 5] =
    [b"\x01vorbis", b"\x7FFLAC", b"Speex   ", b"\x80theora", b"fishead"];

/// The file, unless it is empty. If it has no media type, set or by its file name, the media type is
/// detected from the content.
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
        // The media type of the file name does not include the codec.
        MediaType::Audio if is_voice_note(&start) => Some(VOICE_NOTE),
        _ if file.content_type_of_name().is_some() => None,
        _ => media_type(kind, &start),
    };
    Ok(match media_type {
        Some(media_type) => file.content_type(media_type),
        None => file,
    })
}

/// The media type of a file with these first bytes, if it is known.
fn media_type(kind: MediaType, start: &[u8]) -> Option<&'static str> {
    let known = match start.starts_with(b"#!AMR") {
        // These files also match `#!`, the magic bytes of a script.
        true => Some("audio/amr"),
        false => infer::get(start).map(|known| known.mime_type()),
    };
    // There are more MP4 brands than any list contains.
    let known = known.or_else(|| (start.get(4..8)? == b"ftyp").then_some("video/mp4"));
    Some(match (known?, kind) {
        ("audio/opus", _) => VOICE_NOTE,
        // The container format does not tell whether it contains video.
        ("video/mp4" | "audio/m4a", MediaType::Audio) | ("audio/m4a", MediaType::Document) => {
            "audio/mp4"
        }
        ("audio/m4a", MediaType::Video) => "video/mp4",
        ("video/webm", MediaType::Audio) => "audio/webm",
        (known, _) => known,
    })
}

/// Whether this is an Ogg file, unless its first page begins with the name of a codec other than Opus.
fn is_voice_note(start: &[u8]) -> bool {
    let page = start.get(..128).unwrap_or(start);
    let has = |codec: &[u8]| page.windows(codec.len()).any(|window| window == codec);
    start.starts_with(b"OggS") && !OTHER_CODECS.into_iter().any(has)
}
