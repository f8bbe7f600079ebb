//! The content of a request, which can be sent more than once.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use super::Body;
use super::multipart::Multipart;
use super::upload::Upload;
use crate::base_url::BaseUrl;
use crate::error::Error;

/// The content of a request, which can be sent more than once.
pub(crate) struct Parts {
    /// The path, including the base URL's prefix, and the query.
    pub(crate) target: String,
    /// Number of bytes at the end of the target that are credentials.
    pub(crate) secret_tail: usize,
    /// Whether the document does not describe the endpoint: all credentials are sent, and callers
    /// must not set reserved headers.
    pub(crate) is_custom: bool,
    /// The base URL of an operation with its own server.
    pub(crate) base_url: Option<BaseUrl>,
    /// Headers in addition to those of every request.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Content,
}

/// The source of a body, opened for each attempt.
pub(crate) enum Content {
    Empty,
    Bytes(Bytes),
    Upload(Upload),
    Multipart(Multipart),
}

impl Content {
    /// Returns whether the content can be sent more than once.
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
