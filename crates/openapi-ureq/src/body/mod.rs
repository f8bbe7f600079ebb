//! The body of a request on its way to the transport.

pub(crate) mod multipart;
pub(crate) mod parts;
pub(crate) mod upload;

use std::fmt;
use std::io::{Cursor, Read};

use bytes::Bytes;

/// The body of a request: nothing, bytes, or a stream.
pub struct Body(Kind);

enum Kind {
    Empty,
    Bytes(Bytes),
    Stream { reader: Box<dyn Read + Send>, length: Option<u64> },
}

impl Body {
    /// No body.
    #[must_use]
    pub fn empty() -> Self {
        Self(Kind::Empty)
    }

    /// A body held in memory.
    #[must_use]
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::shared(Bytes::from(bytes.into()))
    }

    /// A body that others hold too.
    pub(crate) fn shared(bytes: Bytes) -> Self {
        Self(Kind::Bytes(bytes))
    }

    /// A body that is read as it is sent. `length` is its exact size in bytes, if that is known.
    #[must_use]
    pub fn stream(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self(Kind::Stream { reader: Box::new(reader), length })
    }

    /// Whether the request has no body.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Kind::Empty)
    }

    /// The size in bytes, if it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Empty => Some(0),
            Kind::Bytes(bytes) => Some(bytes.len() as u64),
            Kind::Stream { length, .. } => *length,
        }
    }

    /// The bytes, if the body is held in memory.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Empty => Some(&[]),
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Stream { .. } => None,
        }
    }

    /// The body as a reader.
    #[must_use]
    pub fn into_reader(self) -> Box<dyn Read + Send> {
        match self.0 {
            Kind::Empty => Box::new(std::io::empty()),
            Kind::Bytes(bytes) => Box::new(Cursor::new(bytes)),
            Kind::Stream { reader, .. } => reader,
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("length", &self.length()).finish_non_exhaustive()
    }
}
