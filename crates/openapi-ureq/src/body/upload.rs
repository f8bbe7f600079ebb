//! Uploads of files, bytes and streams.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::reader::{Peeked, Tagged, UploadFailure};
use crate::body::Body;
use crate::error::{Error, ErrorKind};
use crate::progress::Progress;

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
    progress: Option<Progress>,
}

#[derive(Clone)]
enum Source {
    Path(PathBuf, u64),
    Bytes(Bytes),
    Reader {
        /// `None` after it has been sent.
        slot: Arc<Mutex<Option<Peeked>>>,
        length: Option<u64>,
    },
}

impl Upload {
    fn new(source: Source, file_name: Option<String>) -> Self {
        Self { source, file_name, content_type: None, progress: None }
    }

    fn of_reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        let reader = Peeked { start: VecDeque::new(), reader: Box::new(reader) };
        Self::new(Source::Reader { slot: Arc::new(Mutex::new(Some(reader))), length }, None)
    }

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
        Ok(Self::new(Source::Path(path.to_owned(), length), file_name))
    }

    /// Creates an upload of bytes in memory.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Source::Bytes(Bytes::from(bytes.into())), None)
    }

    /// Creates an upload of a reader's content. It can be sent once: sending it or a clone again is
    /// an error. Its size is unknown, so it is sent with chunked transfer encoding; if you know the
    /// size, use [`from_reader_sized`](Self::from_reader_sized).
    #[must_use]
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::of_reader(reader, None)
    }

    /// Creates an upload of a reader's content of exactly `length` bytes, sent with
    /// `Content-Length`. Like any reader, it can be sent once, so the call is not retried after
    /// sending has begun.
    ///
    /// A reader that ends earlier or has more bytes makes the call fail with
    /// [`ErrorKind::Upload`]. The request is then cut off before its end, so no server takes it for
    /// whole ([`Delivery::NotSent`](crate::Delivery::NotSent)). To notice surplus bytes, the reader is
    /// read up to its end; send a part of an open stream by [`Read::take`].
    ///
    /// ```
    /// use std::io::Cursor;
    /// use openapi_ureq::Upload;
    ///
    /// let export = Upload::from_reader_sized(Cursor::new(b"id,name\n"), 8).file_name("users.csv");
    /// assert_eq!(export.length(), Some(8));
    /// ```
    #[must_use]
    pub fn from_reader_sized(reader: impl Read + Send + 'static, length: u64) -> Self {
        Self::of_reader(reader, Some(length))
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

    /// Sets a function that receives the progress of sending: the number of content bytes handed to
    /// the connection, and the [`length`](Self::length). Replaces an earlier one.
    ///
    /// It runs on the thread of the call, first with 0 and then after each block. Each attempt of a
    /// call starts at 0 again. Only the content counts, not the form around it. The last blocks may
    /// still be in the buffers of the connection when they are reported; only the response shows
    /// that all has arrived. A panic in the function does not fail the call.
    ///
    /// ```
    /// use openapi_ureq::Upload;
    ///
    /// let video = Upload::from_bytes(vec![0; 1 << 20]).on_progress(|sent, total| match total {
    ///     Some(total) => println!("{sent} of {total} bytes"),
    ///     None => println!("{sent} bytes"),
    /// });
    /// ```
    #[must_use]
    pub fn on_progress(
        mut self,
        report: impl Fn(u64, Option<u64>) + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(Progress::new(report));
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
            Source::Reader { length, .. } => *length,
        }
    }

    /// Returns whether the upload can be sent more than once.
    pub(crate) fn is_repeatable(&self) -> bool {
        !matches!(self.source, Source::Reader { .. })
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
            Source::Reader { slot, .. } => {
                match &mut *slot.lock().unwrap_or_else(PoisonError::into_inner) {
                    Some(reader) => reader.peek(count),
                    None => return Err(already_sent(field)),
                }
            }
        };
        start.map_err(|error| UploadFailure::unreadable(error).of_field(field))
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
        let body = self.open_source(field)?;
        Ok(match &self.progress {
            Some(progress) => {
                let length = body.length();
                Body::stream(progress.of(body.into_reader(), length), length)
            }
            None => body,
        })
    }

    fn open_source(&self, field: &str) -> Result<Body, Error> {
        match &self.source {
            Source::Path(path, _) => {
                let (file, length) = open_file(path)?;
                let reader = Tagged { left: Some(length), ..Tagged::new(file) };
                Ok(Body::stream(reader, Some(length)))
            }
            Source::Bytes(bytes) => Ok(Body::shared(bytes.clone())),
            Source::Reader { slot, length } => {
                let reader = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                let reader = reader.ok_or_else(|| already_sent(field))?;
                let mut reader = Tagged { left: *length, stated: *length, ..Tagged::new(reader) };
                // An empty body need not be read, so this is not noticed later.
                if *length == Some(0) {
                    reader.check_end().map_err(|failure| failure.of_field(field))?;
                }
                Ok(Body::stream(reader, *length))
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
        let mut reader = Tagged { left: Some(promised), ..Tagged::new(content) };
        reader.read_to_end(&mut bytes).map(|_| bytes)
    }

    /// What is read, in blocks of 4 bytes, of a reader whose stated length is `length`.
    fn read_sized(content: &'static [u8], length: u64) -> (Vec<u8>, Result<(), Error>) {
        let upload = Upload::from_reader_sized(content, length);
        let mut reader = match upload.open("file") {
            Ok(body) => body.into_reader(),
            Err(error) => return (Vec::new(), Err(error)),
        };
        let (mut bytes, mut block) = (Vec::new(), [0; 4]);
        loop {
            match reader.read(&mut block) {
                Ok(0) => return (bytes, Ok(())),
                Ok(count) => bytes.extend_from_slice(&block[..count]),
                Err(error) => {
                    let failure = UploadFailure::from_io(error).unwrap();
                    return (bytes, Err(failure.of_field("file")));
                }
            }
        }
    }

    #[test]
    fn reader_of_another_length_than_stated_fails_before_the_last_bytes() {
        for (content, length) in [(&b""[..], 0), (b"0123", 4), (b"0123456", 7)] {
            let (bytes, outcome) = read_sized(content, length);
            assert_eq!(bytes, content);
            outcome.unwrap();
        }
        for (content, length, sent, problem) in [
            (&b"01234567"[..], 6, 4, "has more than the 6 bytes that were stated"),
            (b"01234567", 4, 0, "has more than the 4 bytes that were stated"),
            (b"0", 0, 0, "has more than the 0 bytes that were stated"),
            (b"01234", 6, 5, "ended after 5 of the 6 bytes that were stated"),
            (b"", 6, 0, "ended after 0 of the 6 bytes that were stated"),
        ] {
            let (bytes, outcome) = read_sized(content, length);
            assert_eq!(bytes.len(), sent, "{problem}");
            let error = outcome.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Upload);
            assert!(error.to_string().starts_with(&format!("the upload `file` {problem}")));
        }
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

        let mut reader = Tagged { left: Some(1), ..Tagged::new(Once(false)) };
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
