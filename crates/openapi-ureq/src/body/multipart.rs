//! `multipart/form-data` (RFC 7578), streamed.

use std::fmt::Display;
use std::io::Read;

use bytes::Bytes;
use serde::Serialize;

use crate::body::Body;
use crate::body::upload::Upload;
use crate::error::{Error, ErrorKind};

/// Parts by name, with their media types.
pub(crate) type MediaTypes = &'static [(&'static str, &'static str)];

/// A form that is sent as `multipart/form-data`. Generated types implement it.
pub trait MultipartForm {
    /// Writes the parts, in order.
    fn write_parts(&self, form: &mut Multipart);
}

/// The parts of a form.
#[derive(Debug)]
pub struct Multipart {
    boundary: String,
    /// The media types that the API's document gives parts.
    documented: MediaTypes,
    parts: Vec<Part>,
    problem: Option<Error>,
}

#[derive(Debug)]
enum Part {
    Field { head: String, value: Bytes },
    File { name: String, head: String, upload: Upload },
}

impl Multipart {
    pub(crate) fn new(documented: MediaTypes) -> Self {
        // Random, so that no content can foresee it.
        let boundary = format!("{:032x}", fastrand::u128(..));
        Self { boundary, documented, parts: Vec::new(), problem: None }
    }

    /// Adds a field with what `value` displays.
    pub fn text(&mut self, name: &str, value: &dyn Display) {
        let head = format!("{}\r\n\r\n", disposition(name));
        self.parts.push(Part::Field { head, value: Bytes::from(value.to_string()) });
    }

    /// Adds a field with `value` as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        let head = format!("{}\r\nContent-Type: application/json\r\n\r\n", disposition(name));
        match serde_json::to_vec(value) {
            Ok(value) => self.parts.push(Part::Field { head, value: Bytes::from(value) }),
            Err(error) => {
                let message = format!("the field `{name}` cannot be written as JSON");
                self.problem.get_or_insert(
                    Error::new(ErrorKind::InvalidArgument, message).with_source(error),
                );
            }
        }
    }

    /// Adds a file. Where the upload states no media type, it is the one that the document gives
    /// the part.
    pub fn file(&mut self, name: &str, upload: &Upload) {
        let documented = self.documented.iter().find(|(part, _)| *part == name);
        let media_type = upload.media_type(documented.map(|(_, media_type)| *media_type));
        if media_type.chars().any(char::is_control) {
            let message = format!(
                "the content type of `{name}` contains a control character; pass a media type"
            );
            self.problem.get_or_insert(Error::new(ErrorKind::InvalidArgument, message));
            return;
        }
        let file_name = quoted(upload.name_or(name));
        let head = format!(
            "{}; filename=\"{file_name}\"\r\nContent-Type: {media_type}\r\n\r\n",
            disposition(name)
        );
        self.parts.push(Part::File { name: name.to_owned(), head, upload: upload.clone() });
    }

    pub(crate) fn media_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// The first part that could not be made, if there is one.
    pub(crate) fn take_problem(&mut self) -> Option<Error> {
        self.problem.take()
    }

    /// Whether it can be sent from its start again.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.parts.iter().all(|part| match part {
            Part::Field { .. } => true,
            Part::File { upload, .. } => upload.is_repeatable(),
        })
    }

    /// The form as a body: with its length if that of all files is known.
    pub(crate) fn open(&self) -> Result<Body, Error> {
        let mut reader: Box<dyn Read + Send> = Box::new(std::io::empty());
        let mut length = Some(0);
        let mut append = |next: Body| {
            length = length.zip(next.length()).map(|(length, size)| length + size);
            let before = std::mem::replace(&mut reader, Box::new(std::io::empty()));
            reader = Box::new(before.chain(next.into_reader()));
        };
        for part in &self.parts {
            let (head, content) = match part {
                Part::Field { head, value } => (head, Body::shared(value.clone())),
                Part::File { name, head, upload } => (head, upload.open(name)?),
            };
            append(Body::bytes(format!("--{}\r\n{head}", self.boundary)));
            append(content);
            append(Body::bytes("\r\n"));
        }
        append(Body::bytes(format!("--{}--\r\n", self.boundary)));
        Ok(Body::stream(reader, length))
    }
}

fn disposition(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{}\"", quoted(name))
}

/// Escapes as browsers do (WHATWG HTML, "multipart form data"), so that no name can end its line or
/// its quotes.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn written(form: Multipart) -> (String, Option<u64>) {
        let boundary = form.boundary.clone();
        let body = form.open().unwrap();
        let length = body.length();
        let mut text = String::new();
        body.into_reader().read_to_string(&mut text).unwrap();
        (text.replace(&boundary, "BOUNDARY"), length)
    }

    #[test]
    fn fields_and_files_are_written_with_their_length() {
        let mut form = Multipart::new(&[]);
        form.text("caption", &"hi");
        form.json("meta", &[1, 2]);
        form.file("file", &Upload::from_bytes(*b"abc").file_name("a.jpg"));
        let (text, length) = written(form);
        let expected = "--BOUNDARY\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nhi\r\n\
             --BOUNDARY\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n[1,2]\r\n\
             --BOUNDARY\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nabc\r\n\
             --BOUNDARY--\r\n";
        assert_eq!(text, expected);
        assert_eq!(length, Some((text.len() + 4 * (32 - "BOUNDARY".len())) as u64));
    }

    #[test]
    fn names_cannot_break_out_of_their_header() {
        let mut form = Multipart::new(&[("other", "image/png"), ("file", "image/jpeg")]);
        form.file("file", &Upload::from_bytes(*b"").file_name("a\"\r\nX-Evil: 1"));
        let (text, _) = written(form);
        assert!(
            text.contains("filename=\"a%22%0D%0AX-Evil: 1\"\r\nContent-Type: image/jpeg\r\n\r\n"),
            "{text}"
        );
    }

    #[test]
    fn a_content_type_with_a_line_break_is_refused() {
        let mut form = Multipart::new(&[]);
        form.file("file", &Upload::from_bytes(*b"").content_type("a/b\r\nX: 1"));
        assert!(form.take_problem().unwrap().to_string().contains("`file`"));
    }

    #[test]
    fn a_reader_has_no_length_and_is_sent_once() {
        let upload = Upload::from_reader(Cursor::new("abc"));
        let mut first = Multipart::new(&[]);
        first.file("file", &upload);
        assert_eq!(written(first).1, None);
        let mut second = Multipart::new(&[]);
        second.file("file", &upload.clone());
        let error = second.open().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.to_string().contains("`file` was already sent"), "{error}");
    }
}
