//! The readers of uploads: peeking at their start, and telling their failures from those of the connection.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Read};

use crate::error::{Error, ErrorKind};

/// A reader with a buffer of peeked bytes.
pub(super) struct Peeked {
    pub(super) start: VecDeque<u8>,
    pub(super) reader: Box<dyn Read + Send>,
}

impl Peeked {
    /// Returns up to `count` bytes from the start, without consuming them.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let missing = count.saturating_sub(self.start.len()) as u64;
        let mut more = Vec::new();
        let read = (&mut self.reader as &mut dyn Read).take(missing).read_to_end(&mut more);
        self.start.extend(more);
        read.map(|_| self.start.iter().take(count).copied().collect())
    }
}

impl Read for Peeked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.start.is_empty() { self.reader.read(buffer) } else { self.start.read(buffer) }
    }
}

/// Marks a reader's errors, to distinguish them from errors of the connection.
pub(super) struct Tagged {
    pub(super) reader: Box<dyn Read + Send>,
    /// Number of bytes still to come, if the length is declared: neither fewer nor more.
    pub(super) left: Option<u64>,
    /// The length that the caller stated, at which the reader has to end. A file may have grown.
    pub(super) stated: Option<u64>,
}

impl Tagged {
    pub(super) fn new(reader: impl Read + Send + 'static) -> Self {
        Self { reader: Box::new(reader), left: None, stated: None }
    }

    fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, UploadFailure> {
        loop {
            match self.reader.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => return outcome.map_err(UploadFailure::unreadable),
            }
        }
    }

    /// Fails if the reader goes on after the length that the caller stated.
    pub(super) fn check_end(&mut self) -> Result<(), UploadFailure> {
        let Some(length) = self.stated else { return Ok(()) };
        if self.read_some(&mut [0])? > 0 { Err(UploadFailure::too_long(length)) } else { Ok(()) }
    }

    fn ended_early(&self, left: u64) -> UploadFailure {
        match self.stated {
            Some(length) => UploadFailure::too_short(length - left, length),
            None => UploadFailure::unreadable(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl Read for Tagged {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let limit = self.left.map_or(usize::MAX, |left| left.try_into().unwrap_or(usize::MAX));
        let wanted = buffer.len().min(limit);
        if wanted == 0 {
            // A complete body can no longer fail.
            return Ok(0);
        }
        let count = self.read_some(&mut buffer[..wanted]).map_err(io::Error::other)?;
        if let Some(left) = self.left {
            if count == 0 {
                return Err(io::Error::other(self.ended_early(left)));
            }
            let left = left.saturating_sub(count as u64);
            self.left = Some(left);
            if left == 0 {
                // Before the last bytes are sent, which would complete the request.
                self.check_end().map_err(io::Error::other)?;
            }
        }
        Ok(count)
    }
}

/// The error of an upload whose reader failed before its end, or has another length than stated. The
/// request was never complete, as the server can see from its length or the missing last chunk.
#[derive(Debug)]
pub(crate) struct UploadFailure {
    problem: String,
    source: io::Error,
}

impl UploadFailure {
    /// Describes the reader's error by its kind: its own message may be confidential.
    pub(super) fn unreadable(source: io::Error) -> Self {
        let reason = match source.kind() {
            io::ErrorKind::Other => "the error's source says why".to_owned(),
            kind => kind.to_string(),
        };
        let problem = format!("could not be read: {reason}; check the file or the reader");
        Self { problem, source }
    }

    fn too_short(read: u64, length: u64) -> Self {
        let problem = format!(
            "ended after {read} of the {length} bytes that were stated; state the reader's exact length, or \
             use from_reader"
        );
        Self { problem, source: io::ErrorKind::UnexpectedEof.into() }
    }

    fn too_long(length: u64) -> Self {
        let problem = format!(
            "has more than the {length} bytes that were stated; state the reader's exact length, or limit it by \
             Read::take"
        );
        Self { problem, source: io::ErrorKind::InvalidData.into() }
    }

    /// Returns the error of the upload that is called `field`.
    pub(super) fn of_field(self, field: &str) -> Error {
        let message = format!("the upload `{}` {}", field.escape_debug(), self.problem);
        Error::new(ErrorKind::Upload, message).with_source(self.source)
    }

    /// Extracts the failure from an error of the HTTP library, or returns that error.
    pub(crate) fn from_io(error: io::Error) -> Result<Self, io::Error> {
        error.downcast::<Self>()
    }

    /// Returns the reader's error.
    pub(crate) fn into_source(self) -> io::Error {
        self.source
    }
}

impl fmt::Display for UploadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the upload {}", self.problem)
    }
}

impl std::error::Error for UploadFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
