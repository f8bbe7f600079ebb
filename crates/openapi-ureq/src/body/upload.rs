//! Uploads of files, bytes and streams.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::body::Body;
use crate::error::{Error, ErrorKind};

/// A file, bytes, or a stream to upload, with its file name and media type.
///
/// Content is streamed: a file is never entirely in memory. Clones share the content.
///
/// ```
/// use openapi_ureq::Upload;
///
/// let picture = Upload::from_bytes(vec![0xFF, 0xD8, 0xFF]).file_name("logo.jpg");
/// assert_eq!(format!("{picture:?}"), r#"Upload { file_name: Some("logo.jpg"), length: Some(3), .. }"#);
/// ```
#[derive(Clone)]
pub struct Upload {
    source: Source,
    file_name: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone)]
enum Source {
    Path(PathBuf, u64),
    Bytes(Bytes),
    /// `None` after it has been sent.
    Reader(Arc<Mutex<Option<Peeked>>>),
}

impl Upload {
    /// Creates an upload of the file at `path`, with the same file name. The file is opened again for
    /// each attempt.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`], naming the path, if it is not a readable file.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let (_, length) = open_file(path)?;
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { source: Source::Path(path.to_owned(), length), file_name, content_type: None })
    }

    /// Creates an upload of bytes in memory.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            source: Source::Bytes(Bytes::from(bytes.into())),
            file_name: None,
            content_type: None,
        }
    }

    /// Creates an upload of a reader's content. It can be sent once: sending it or a clone again is
    /// an error. Its size is unknown, so it is sent with chunked transfer encoding.
    #[must_use]
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        let reader = Peeked { start: VecDeque::new(), reader: Box::new(reader) };
        Self {
            source: Source::Reader(Arc::new(Mutex::new(Some(reader)))),
            file_name: None,
            content_type: None,
        }
    }

    /// Sets the file name sent to the server. Default: the name of the file, or else the name of
    /// the form field.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type. Default: the one in the API's document, or else by the extension of the
    /// file name, or else `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Returns the media type that was set with [`content_type`](Self::content_type).
    #[must_use]
    pub fn stated_content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Returns the media type for the extension of the file name, if it is known.
    #[must_use]
    pub fn content_type_of_name(&self) -> Option<&'static str> {
        mime_guess::from_path(self.file_name.as_ref()?).first_raw()
    }

    /// Returns the size in bytes, if known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.source {
            Source::Path(_, length) => Some(*length),
            Source::Bytes(bytes) => Some(bytes.len() as u64),
            Source::Reader(_) => None,
        }
    }

    /// Returns whether the upload can be sent more than once.
    pub(crate) fn is_repeatable(&self) -> bool {
        !matches!(self.source, Source::Reader(_))
    }

    /// Returns up to `count` bytes from the start, without consuming them. `field` names the upload
    /// in errors.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Upload`] if the file or reader cannot be read; [`ErrorKind::InvalidArgument`]
    /// if the reader was already sent, or the file no longer exists.
    pub fn peek(&self, count: usize, field: &str) -> Result<Vec<u8>, Error> {
        let start = match &self.source {
            Source::Path(path, _) => {
                let mut start = Vec::new();
                open_file(path)?.0.take(count as u64).read_to_end(&mut start).map(|_| start)
            }
            Source::Bytes(bytes) => Ok(bytes[..count.min(bytes.len())].to_vec()),
            Source::Reader(slot) => {
                match &mut *slot.lock().unwrap_or_else(PoisonError::into_inner) {
                    Some(reader) => reader.peek(count),
                    None => return Err(already_sent(field)),
                }
            }
        };
        start.map_err(|error| {
            let message =
                format!("the upload `{}` {}", field.escape_debug(), UploadFailure::problem(&error));
            Error::new(ErrorKind::Upload, message).with_source(error)
        })
    }

    pub(crate) fn name_or<'a>(&'a self, field: &'a str) -> &'a str {
        self.file_name.as_deref().unwrap_or(field)
    }

    pub(crate) fn media_type<'a>(&'a self, documented: Option<&'a str>) -> &'a str {
        if let Some(stated) = self.content_type.as_deref().or(documented) {
            return stated;
        }
        self.content_type_of_name().unwrap_or("application/octet-stream")
    }

    /// Opens the content at its start. `field` names the upload in errors.
    pub(crate) fn open(&self, field: &str) -> Result<Body, Error> {
        match &self.source {
            Source::Path(path, _) => {
                let (file, length) = open_file(path)?;
                let reader = Tagged { reader: Box::new(file), promised: Some(length) };
                Ok(Body::stream(reader, Some(length)))
            }
            Source::Bytes(bytes) => Ok(Body::shared(bytes.clone())),
            Source::Reader(slot) => {
                match slot.lock().unwrap_or_else(PoisonError::into_inner).take() {
                    Some(reader) => {
                        let reader = Tagged { reader: Box::new(reader), promised: None };
                        Ok(Body::stream(reader, None))
                    }
                    None => Err(already_sent(field)),
                }
            }
        }
    }
}

fn already_sent(field: &str) -> Error {
    let message = format!(
        "the reader of `{}` was already sent, and a reader can be sent once; make a new upload, or use \
         from_path or from_bytes",
        field.escape_debug()
    );
    Error::new(ErrorKind::InvalidArgument, message)
}

fn open_file(path: &Path) -> Result<(File, u64), Error> {
    let problem = |what: String| {
        Error::new(ErrorKind::InvalidArgument, format!("the upload {path:?} {what}"))
    };
    let unreadable = |error: io::Error| {
        problem(format!("cannot be read ({}); check the path and its permissions", error.kind()))
            .with_source(error)
    };
    // Checked before opening: opening a pipe would block until it has a writer.
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "is a directory" } else { "is not a regular file" };
        return Err(problem(format!("{what}; pass a file, or open it and pass it to from_reader")));
    }
    Ok((File::open(path).map_err(unreadable)?, metadata.len()))
}

/// A reader with a buffer of peeked bytes.
struct Peeked {
    start: VecDeque<u8>,
    reader: Box<dyn Read + Send>,
}

impl Peeked {
    /// Returns up to `count` bytes from the start, without consuming them.
    fn peek(&mut self, count: usize) -> io::Result<Vec<u8>> {
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
struct Tagged {
    reader: Box<dyn Read + Send>,
    /// Number of bytes still to come, if the length is declared: neither fewer nor more.
    promised: Option<u64>,
}

impl Read for Tagged {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let promised = self.promised.map(|left| usize::try_from(left).unwrap_or(usize::MAX));
        let wanted = buffer.len().min(promised.unwrap_or(usize::MAX));
        if wanted == 0 {
            // A complete body can no longer fail.
            return Ok(0);
        }
        let count = loop {
            match self.reader.read(&mut buffer[..wanted]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(io::Error::other(UploadFailure(error))),
                Ok(count) => break count,
            }
        };
        if let Some(left) = &mut self.promised {
            if count == 0 {
                return Err(io::Error::other(UploadFailure(io::ErrorKind::UnexpectedEof.into())));
            }
            *left = left.saturating_sub(count as u64);
        }
        Ok(count)
    }
}

/// The error of an upload whose reader failed before its end. The request was never complete, as
/// the server can see from its length or the missing last chunk.
#[derive(Debug)]
pub(crate) struct UploadFailure(io::Error);

impl UploadFailure {
    /// Extracts the failure from an error of the HTTP library, or returns that error.
    pub(crate) fn from_io(error: io::Error) -> Result<Self, io::Error> {
        error.downcast::<Self>()
    }

    /// Returns the reader's error.
    pub(crate) fn into_source(self) -> io::Error {
        self.0
    }

    /// Describes the error by its kind: the reader's own message may be confidential.
    fn problem(error: &io::Error) -> String {
        let reason = match error.kind() {
            io::ErrorKind::Other => "the error's source says why".to_owned(),
            kind => kind.to_string(),
        };
        format!("could not be read: {reason}; check the file or the reader")
    }
}

impl fmt::Display for UploadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the upload {}", Self::problem(&self.0))
    }
}

impl std::error::Error for UploadFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &'static [u8], promised: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut reader = Tagged { reader: Box::new(content), promised: Some(promised) };
        reader.read_to_end(&mut bytes).map(|_| bytes)
    }

    #[test]
    fn file_that_grows_is_sent_up_to_its_declared_length() {
        assert_eq!(read(b"0123456789", 4).unwrap(), b"0123");
    }

    #[test]
    fn stated_media_type_comes_before_that_of_the_name() {
        let upload = Upload::from_bytes(*b"x");
        assert_eq!((upload.stated_content_type(), upload.content_type_of_name()), (None, None));
        assert_eq!(upload.media_type(None), "application/octet-stream");
        let upload = upload.file_name("a.png");
        assert_eq!(upload.content_type_of_name(), Some("image/png"));
        assert_eq!(upload.media_type(None), "image/png");
        let upload = upload.content_type("image/x-own");
        assert_eq!(upload.stated_content_type(), Some("image/x-own"));
        assert_eq!(upload.content_type_of_name(), Some("image/png"));
        assert_eq!(upload.media_type(None), "image/x-own");
    }

    #[test]
    fn peeked_bytes_are_still_sent() {
        let upload = Upload::from_reader(&b"0123456789"[..]);
        for count in [4, 2, 6, 0].into_iter().chain(std::iter::repeat_n(6, 10_000)) {
            assert_eq!(upload.peek(count, "file").unwrap(), b"0123456789"[..count]);
        }
        let mut sent = Vec::new();
        upload.open("file").unwrap().into_reader().read_to_end(&mut sent).unwrap();
        assert_eq!(sent, b"0123456789");
        let error = upload.peek(1, "file").unwrap_err();
        assert!(error.to_string().contains("`file` was already sent"), "{error}");
    }

    #[test]
    fn complete_body_is_not_read_again() {
        struct Once(bool);

        impl Read for Once {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                assert!(!std::mem::replace(&mut self.0, true), "read again");
                buffer[0] = b'x';
                Ok(1)
            }
        }

        let mut reader = Tagged { reader: Box::new(Once(false)), promised: Some(1) };
        assert_eq!(reader.read(&mut [0; 8]).unwrap(), 1);
        assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0);
    }

    #[test]
    fn file_that_shrinks_while_it_is_sent_fails_the_upload() {
        let failure = UploadFailure::from_io(read(b"0123", 10).unwrap_err()).unwrap();
        assert!(
            failure.to_string().contains("could not be read: unexpected end of file"),
            "{failure}"
        );
        assert_eq!(failure.into_source().kind(), io::ErrorKind::UnexpectedEof);
    }
}
