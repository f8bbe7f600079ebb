//! The kinds of media files.

use std::fmt;

use crate::generated::models::DownloadMediaFileType;

/// The kind of a file. WhatsApp encrypts and displays each kind differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaType {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// An audio file, such as a voice message.
    Audio,
    /// Any file, which is offered as a download.
    Document,
}

impl MediaType {
    /// The value that is sent.
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
        f.pad(self.as_str())
    }
}

/// The type for each of the operations: the document repeats the list, and equal lists are one type.
impl From<MediaType> for DownloadMediaFileType {
    fn from(kind: MediaType) -> Self {
        kind.as_str().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::models::{UploadMediaFromUrlType, UploadMediaType};

    /// Converts a generated value. There is no wildcard arm, so this fails to compile if the document lists a
    /// kind that [`MediaType`] lacks.
    macro_rules! kind_of {
        ($generated:ident, $value:expr) => {
            match $value {
                $generated::Image => Some(MediaType::Image),
                $generated::Video => Some(MediaType::Video),
                $generated::Audio => Some(MediaType::Audio),
                $generated::Document => Some(MediaType::Document),
                $generated::Other(_) => None,
            }
        };
    }

    #[test]
    fn every_kind_that_the_document_lists_is_a_media_type() {
        for kind in [MediaType::Image, MediaType::Video, MediaType::Audio, MediaType::Document] {
            assert_eq!(kind_of!(UploadMediaType, kind.into()), Some(kind));
            assert_eq!(kind_of!(UploadMediaFromUrlType, kind.into()), Some(kind));
            assert_eq!(kind_of!(DownloadMediaFileType, kind.into()), Some(kind));
        }
    }
}
