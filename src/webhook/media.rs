//! The file of a received message.

use std::fmt;

use serde_json::Value;

use super::read::{bytes, integer, member, text};
use crate::generated::models::FileUpload;
use crate::handles::media_type::MediaType;
use crate::replies::field::type_name;
use openapi_ureq::{Error, ErrorKind};

/// The file of a received message: the keys for downloading it, not the content.
///
/// `Debug` does not show the media keys or `raw`, since anyone can read the file with them.
///
/// Source: `ImageMessage` and the like in `proto/waE2E/WAWebProtobufsE2E.pb.go` of
/// <https://github.com/tulir/whatsmeow>.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ReceivedMedia {
    /// The kind of file, for the download. Stickers are images, as in `classToMediaType` of
    /// <https://github.com/tulir/whatsmeow/blob/main/download.go>.
    pub kind: MediaType,
    /// The media type, such as `image/jpeg` (`mimetype`).
    pub mime_type: Option<String>,
    /// The name of a document (`fileName`).
    pub file_name: Option<String>,
    /// The text below the file (`caption`).
    pub caption: Option<String>,
    /// The size in bytes (`fileLength`).
    pub length: Option<i64>,
    /// The original value.
    pub raw: Value,
}

impl ReceivedMedia {
    pub(super) fn new(kind: MediaType, raw: &Value) -> Self {
        Self {
            kind,
            mime_type: text(raw, "mimetype"),
            file_name: text(raw, "fileName"),
            caption: text(raw, "caption"),
            length: member(raw, "fileLength").and_then(integer),
            raw: raw.clone(),
        }
    }

    /// The media keys for [`Media::download`](crate::Media::download).
    ///
    /// ```
    /// use whatsapi::webhook::Event;
    ///
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// # let sales = sandbox.client().instance("sales");
    /// # let file = whatsapi::Upload::from_bytes(*b"\x89PNG");
    /// # let sent = sales.media().upload(whatsapi::MediaType::Image, file)?.data()?;
    /// # let image = serde_json::json!({ "directPath": sent.direct_path, "mediaKey": sent.media_key,
    /// #     "fileSHA256": sent.file_sha256, "fileEncSHA256": sent.file_enc_sha256, "fileLength": 4 });
    /// # let event = serde_json::json!({ "Info": {}, "Message": { "imageMessage": image } });
    /// # let body = serde_json::json!({ "type": "Message", "event": event }).to_string();
    /// # let body = body.as_bytes();
    /// let event = Event::from_slice(body)?;
    /// if let Some(file) = event.media() {
    ///     let content = sales.media().download(file.kind, &file.keys()?)?.data()?;
    ///     assert_eq!(content, b"\x89PNG");
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if a key is missing or cannot be read; the message
    /// names it. Some servers download files themselves: the content or the path of the file is then in
    /// [`Event::raw`](super::Event::raw).
    #[expect(clippy::needless_update, reason = "another document can have more properties")]
    pub fn keys(&self) -> Result<FileUpload, Error> {
        let numbers = |name| {
            let read = member(&self.raw, name).and_then(bytes).filter(|bytes| !bytes.is_empty());
            read.map(|bytes| bytes.into_iter().map(i64::from).collect())
                .ok_or_else(|| self.unreadable(name))
        };
        Ok(FileUpload {
            direct_path: text(&self.raw, "directPath")
                .ok_or_else(|| self.unreadable("directPath"))?,
            media_key: numbers("mediaKey")?,
            file_sha256: numbers("fileSha256")?,
            file_enc_sha256: numbers("fileEncSha256")?,
            file_length: self.length.ok_or_else(|| self.unreadable("fileLength"))?,
            mime_type: self.mime_type.clone().unwrap_or_default(),
            url: text(&self.raw, "url").unwrap_or_default(),
            ..FileUpload::default()
        })
    }

    fn unreadable(&self, name: &str) -> Error {
        let found = match member(&self.raw, name) {
            None | Some(Value::Null) => "is missing".to_owned(),
            Some(found) => format!("is {} that cannot be read", type_name(found)),
        };
        let message = format!("`{name}` of the received file {found}; it cannot be downloaded");
        Error::new(ErrorKind::Decode, message)
    }
}

impl fmt::Debug for ReceivedMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedMedia")
            .field("kind", &self.kind)
            .field("mime_type", &self.mime_type)
            .field("file_name", &self.file_name)
            .field("caption", &self.caption)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
