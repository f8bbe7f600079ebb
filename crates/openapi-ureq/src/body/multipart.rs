//! `multipart/form-data` (RFC 7578), streamed.

use std::io::{self, Read};

use bytes::Bytes;
use serde::Serialize;

use crate::body::Body;
use crate::body::upload::Upload;
use crate::encode::finite::Finite;
use crate::encode::finite::not_written;
use crate::encode::plain_text;
use crate::error::{Error, ErrorKind};

/// The media types of parts, by name.
pub(crate) type MediaTypes = &'static [(&'static str, &'static str)];

/// A form sent as `multipart/form-data`. Implemented by generated types.
pub trait MultipartForm {
    /// Writes the parts, in order.
    fn write_parts(&self, form: &mut Multipart);
}

/// The parts of a form.
#[derive(Debug)]
pub struct Multipart {
    boundary: String,
    /// The media types of parts, from the API's document.
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
        // Random, so that content cannot be crafted to contain it.
        let boundary = format!("{:032x}", fastrand::u128(..));
        Self { boundary, documented, parts: Vec::new(), problem: None }
    }

    /// Adds a field with a plain value: text, a number, a boolean or an enumeration. Null adds no
    /// field.
    pub fn text<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        match plain_text(value) {
            Ok(Some(text)) => self.field(name, "", text.into()),
            Ok(None) => {}
            Err(error) => {
                self.refuse(format!("the field `{}` {error}", name.escape_debug()));
            }
        }
    }

    /// Adds a field with `value` serialized as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        match serde_json::to_vec(&Finite(value)) {
            Ok(value) => self.field(name, "\r\nContent-Type: application/json", value.into()),
            Err(error) => {
                let what = format!("the field `{}`", name.escape_debug());
                self.problem.get_or_insert_with(|| not_written(&what, "JSON", error));
            }
        }
    }

    fn field(&mut self, name: &str, headers: &str, value: Bytes) {
        let head = format!("{}{headers}\r\n\r\n", disposition(name));
        self.parts.push(Part::Field { head, value });
    }

    /// Records the first problem.
    fn refuse(&mut self, message: String) {
        self.problem.get_or_insert_with(|| Error::new(ErrorKind::InvalidArgument, message));
    }

    /// Adds a file. The default of its media type is that of the part in the API's document.
    pub fn file(&mut self, name: &str, upload: &Upload) {
        let documented = self.documented.iter().find(|(part, _)| *part == name);
        let media_type = upload.media_type(documented.map(|(_, media_type)| *media_type));
        if media_type.chars().any(char::is_control) {
            self.refuse(format!(
                "the content type of `{}` contains a control character; pass a media type",
                name.escape_debug()
            ));
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

    /// Takes the first problem, if any part could not be written.
    pub(crate) fn take_problem(&mut self) -> Option<Error> {
        self.problem.take()
    }

    /// Returns whether the form can be sent more than once.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.parts.iter().all(|part| match part {
            Part::Field { .. } => true,
            Part::File { upload, .. } => upload.is_repeatable(),
        })
    }

    /// Returns the form as a body, with a length if the length of every file is known.
    pub(crate) fn open(&self) -> Result<Body, Error> {
        let mut pieces = Pieces::default();
        for part in &self.parts {
            pieces.text(&["--", &self.boundary, "\r\n", part.head()]);
            match part {
                Part::Field { value, .. } if value.len() <= MAX_COPIED => pieces.copy(value),
                Part::Field { value, .. } => pieces.push(Body::shared(value.clone())),
                Part::File { name, upload, .. } => pieces.push(upload.open(name)?),
            }
            pieces.text(&["\r\n"]);
        }
        pieces.text(&["--", &self.boundary, "--\r\n"]);
        Ok(pieces.into_body())
    }
}

impl Part {
    fn head(&self) -> &str {
        match self {
            Self::Field { head, .. } | Self::File { head, .. } => head,
        }
    }
}

/// Fields up to this size, in bytes, are copied into the surrounding bytes; larger ones are shared.
const MAX_COPIED: usize = 8 << 10;

/// A body composed of other bodies in sequence.
#[derive(Default)]
struct Pieces {
    before: Vec<Body>,
    /// Bytes that follow the last body.
    copied: Vec<u8>,
}

impl Pieces {
    fn text(&mut self, texts: &[&str]) {
        texts.iter().for_each(|text| self.copy(text.as_bytes()));
    }

    fn copy(&mut self, bytes: &[u8]) {
        self.copied.extend_from_slice(bytes);
    }

    fn push(&mut self, body: Body) {
        self.flush();
        self.before.push(body);
    }

    fn flush(&mut self) {
        if !self.copied.is_empty() {
            self.before.push(Body::bytes(std::mem::take(&mut self.copied)));
        }
    }

    fn into_body(mut self) -> Body {
        self.flush();
        let lengths = self.before.iter().map(Body::length);
        let length = lengths.sum::<Option<u64>>();
        Body::stream(Sequence { current: None, rest: self.before.into_iter() }, length)
    }
}

/// Reads bodies in sequence. Nested readers would be limited by the stack.
struct Sequence {
    current: Option<Box<dyn Read + Send>>,
    rest: std::vec::IntoIter<Body>,
}

impl Read for Sequence {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(current) = &mut self.current {
                match current.read(buffer)? {
                    0 => self.current = None,
                    count => return Ok(count),
                }
            }
            match self.rest.next() {
                Some(next) => self.current = Some(next.into_reader()),
                None => return Ok(0),
            }
        }
    }
}

fn disposition(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{}\"", quoted(name))
}

/// Escapes a name as browsers do (WHATWG HTML, "multipart form data"), so that it cannot break out
/// of its quotes or line.
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
    fn form_of_any_number_of_parts_is_read_without_recursion() {
        let mut form = Multipart::new(&[]);
        for number in 0..15_000 {
            form.file("file", &Upload::from_bytes(vec![b'x'; number % 3]));
        }
        // Too small for that many nested readers.
        let small = std::thread::Builder::new().stack_size(128 << 10);
        let read = small.spawn(move || written(form)).unwrap();
        let (text, length) = read.join().unwrap();
        assert_eq!(text.matches("--BOUNDARY\r\n").count(), 15_000);
        assert_eq!(length, Some((text.len() + 15_001 * (32 - "BOUNDARY".len())) as u64));
    }

    #[test]
    fn value_without_a_text_form_is_not_a_field() {
        let problem = |write: fn(&mut Multipart)| {
            let mut form = Multipart::new(&[]);
            write(&mut form);
            form.take_problem().map(|problem| problem.to_string()).unwrap_or_default()
        };
        assert!(
            problem(|form| form.text("a\nb", &f64::NAN)).starts_with("the field `a\\nb` holds NaN")
        );
        assert!(problem(|form| form.text("a", &[1])).starts_with("the field `a` is nested"));
        let json = problem(|form| form.json("a", &[f32::INFINITY]));
        assert!(json.starts_with("the field `a` holds NaN or an infinity"), "{json}");
        assert_eq!(problem(|form| form.text("a", &None::<u8>)), "");
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
    fn content_type_with_a_line_break_is_rejected() {
        let mut form = Multipart::new(&[]);
        form.file("file", &Upload::from_bytes(*b"").content_type("a/b\r\nX: 1"));
        assert!(form.take_problem().unwrap().to_string().contains("`file`"));
    }

    #[test]
    fn reader_has_no_length_and_is_sent_once() {
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
