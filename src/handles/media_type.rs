//! What kind of file a medium is.

use std::fmt;

use crate::models::{DownloadMediaFileType, UploadMediaFromUrlType, UploadMediaType};

/// What kind of file WhatsApp keeps: it encrypts and shows each kind in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaType {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// A sound, such as a voice message.
    Audio,
    /// A file of any kind, which is not shown.
    Document,
}

impl MediaType {
    /// The name as it is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The document lists the same kinds for each operation, and the generator makes a type of each.
macro_rules! converts_to {
    ($($generated:ident),*) => {$(
        impl From<MediaType> for $generated {
            fn from(kind: MediaType) -> Self {
                match kind {
                    MediaType::Image => Self::Image,
                    MediaType::Video => Self::Video,
                    MediaType::Audio => Self::Audio,
                    MediaType::Document => Self::Document,
                }
            }
        }
    )*};
}

converts_to!(DownloadMediaFileType, UploadMediaType, UploadMediaFromUrlType);
