//! The body of a request on its way to the transport.

pub(crate) mod multipart;
pub(crate) mod parts;
pub(crate) mod reader;
pub(crate) mod upload;

use std::fmt;
use std::io::{Cursor, Read};

use bytes::Bytes;

/// The body of a request: empty, bytes, or a stream.
pub struct Body(Kind);

enum Kind {
    Empty,
    Bytes(Bytes),
    Stream { reader: Box<dyn Read + Send>, length: Option<u64> },
}

impl Body {
    /// Creates an empty body.
    #[must_use]
    pub fn empty() -> Self {
        Self(Kind::Empty)
    }

    /// Creates a body from bytes in memory.
    #[must_use]
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::shared(Bytes::from(bytes.into()))
    }

    /// Creates a body from shared bytes.
    pub(crate) fn shared(bytes: Bytes) -> Self {
        Self(Kind::Bytes(bytes))
    }

    /// Creates a body that is streamed from a reader. `length` is its exact size in bytes, if
    /// known.
    #[must_use]
    pub fn stream(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self(Kind::Stream { reader: Box::new(reader), length })
    }

    /// Returns whether the body is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Kind::Empty)
    }

    /// Returns the size in bytes, if known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Empty => Some(0),
            Kind::Bytes(bytes) => Some(bytes.len() as u64),
            Kind::Stream { length, .. } => *length,
        }
    }

    /// Returns the bytes, if the body is in memory.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Empty => Some(&[]),
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Stream { .. } => None,
        }
    }

    /// Converts the body to a reader.
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
