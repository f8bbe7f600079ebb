//! What a request consists of: enough to send it more than once.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use super::Body;
use super::multipart::Multipart;
use super::upload::Upload;
use crate::error::Error;

/// What a request consists of; enough to send it more than once.
pub(crate) struct Parts {
    /// The path, prefix included, and the query.
    pub(crate) target: String,
    /// How many bytes at the end of the target are credentials.
    pub(crate) secret_tail: usize,
    /// Whether the document does not describe the endpoint: all credentials are sent, and some headers
    /// are not the caller's to set.
    pub(crate) is_custom: bool,
    /// Besides the headers of every request.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Content,
}

/// What a body is made from, each time it is sent.
pub(crate) enum Content {
    Empty,
    Bytes(Bytes),
    Upload(Upload),
    Multipart(Multipart),
}

impl Content {
    /// Whether it can be sent from its start again.
    pub(crate) fn is_repeatable(&self) -> bool {
        match self {
            Self::Empty | Self::Bytes(_) => true,
            Self::Upload(upload) => upload.is_repeatable(),
            Self::Multipart(multipart) => multipart.is_repeatable(),
        }
    }

    pub(crate) fn open(&self) -> Result<Body, Error> {
        match self {
            Self::Empty => Ok(Body::empty()),
            Self::Bytes(bytes) => Ok(Body::shared(bytes.clone())),
            Self::Upload(upload) => upload.open("the upload"),
            Self::Multipart(multipart) => multipart.open(),
        }
    }
}
