//! A connection: reads and answers requests one after the other, until one side closes it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use httparse::{EMPTY_HEADER, Status};

use super::connections::Open;
use super::message::{Request, Response, header};
use super::send::{Delivery, send};
use super::{Service, Stopped};

/// How long a client may take to send the next bytes of a request, or stay idle.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// The maximum size of a request head.
const MAX_HEAD: usize = 256 << 10;

const MAX_HEADERS: usize = 256;

/// The maximum size of a request body.
const MAX_BODY: usize = 1 << 30;

/// Why a connection ends.
enum End {
    /// The client closed it or is too slow, or the server is stopping.
    Closed,
    /// The request is not HTTP, or too large; the response says so.
    Refused(u16, &'static str),
}

impl From<io::Error> for End {
    fn from(_: io::Error) -> Self {
        Self::Closed
    }
}

impl From<Stopped> for End {
    fn from(_: Stopped) -> Self {
        Self::Closed
    }
}

/// Serves the requests of a connection.
pub(super) fn serve(stream: &TcpStream, open: &Open, service: &dyn Service) {
    let mut reader = Reader { stream, buffer: Vec::new() };
    let refused = loop {
        match exchange(&mut reader, open, service) {
            Ok(()) => open.set_idle(true),
            Err(End::Closed) => return,
            Err(End::Refused(status, problem)) => {
                break Response::new(status, "text/plain", problem);
            }
        }
    };
    // If this fails, the client reports an error.
    let _ = send(stream, open.connections(), &refused, true, false, Delivery::Whole);
}

fn exchange(reader: &mut Reader<'_>, open: &Open, service: &dyn Service) -> Result<(), End> {
    let head = reader.head()?;
    open.set_idle(false);
    let body = reader.body(&head)?;
    let Head { method, target, headers, closes, .. } = head;
    let is_head = method == "HEAD";
    let request = Request { method, target, headers, body };
    let Some((response, delivery)) = service.answer(request, open.connections())? else {
        return Err(End::Closed);
    };
    send(reader.stream, open.connections(), &response, closes, is_head, delivery)?;
    if closes || !matches!(delivery, Delivery::Whole | Delivery::Slow(_)) {
        return Err(End::Closed);
    }
    Ok(())
}

/// The head of a request.
struct Head {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    /// Whether the connection closes after this request.
    closes: bool,
    is_http_1_1: bool,
}

/// A buffered reader of a connection. Bytes after the end of a request belong to the next one.
struct Reader<'a> {
    stream: &'a TcpStream,
    buffer: Vec<u8>,
}

impl Reader<'_> {
    fn head(&mut self) -> Result<Head, End> {
        self.stream.set_read_timeout(Some(READ_TIMEOUT))?;
        loop {
            if let Some((head, length)) = parse(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(head);
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(End::Refused(431, "the head of the request is too large"));
            }
            self.read_some()?;
        }
    }

    fn body(&mut self, head: &Head) -> Result<Vec<u8>, End> {
        let coding = header(&head.headers, "transfer-encoding");
        let length = header(&head.headers, "content-length");
        let is_awaited = header(&head.headers, "expect")
            .is_some_and(|value| value.eq_ignore_ascii_case("100-continue"));
        match (coding, length) {
            (None, None) => return Ok(Vec::new()),
            (Some(_), Some(_)) => {
                return Err(End::Refused(400, "there are both a length and a transfer coding"));
            }
            (Some(coding), None) if !coding.eq_ignore_ascii_case("chunked") => {
                return Err(End::Refused(501, "the only transfer coding is chunked"));
            }
            _ => {}
        }
        if is_awaited && head.is_http_1_1 && self.buffer.is_empty() {
            let mut stream = self.stream;
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let Some(length) = length else { return self.chunks() };
        let length = length.parse().map_err(|_| End::Refused(400, "the length is not a number"))?;
        let mut body = Vec::new();
        self.take(length, &mut body)?;
        Ok(body)
    }

    /// Reads a chunked body, with its trailers.
    fn chunks(&mut self) -> Result<Vec<u8>, End> {
        let mut body = Vec::new();
        loop {
            let size = match httparse::parse_chunk_size(&self.buffer) {
                Ok(Status::Complete((length, size))) => {
                    self.buffer.drain(..length);
                    usize::try_from(size).unwrap_or(usize::MAX)
                }
                Ok(Status::Partial) if self.buffer.len() <= MAX_HEAD => {
                    self.read_some()?;
                    continue;
                }
                _ => return Err(End::Refused(400, "the size of a chunk cannot be read")),
            };
            if size == 0 {
                break;
            }
            self.take(size, &mut body)?;
            if self.line()? != b"" {
                return Err(End::Refused(400, "a chunk is longer than its size"));
            }
        }
        while self.line()? != b"" {}
        Ok(body)
    }

    /// Appends the next `length` bytes to `body`.
    fn take(&mut self, length: usize, body: &mut Vec<u8>) -> Result<(), End> {
        if length > MAX_BODY.saturating_sub(body.len()) {
            return Err(End::Refused(413, "the body is too large"));
        }
        let end = body.len() + length;
        while body.len() < end {
            if self.buffer.is_empty() {
                self.read_some()?;
            }
            let count = self.buffer.len().min(end - body.len());
            body.extend(self.buffer.drain(..count));
        }
        Ok(())
    }

    /// The next line, without its end.
    fn line(&mut self) -> Result<Vec<u8>, End> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|bytes| bytes == b"\r\n") {
                let line = self.buffer[..end].to_vec();
                self.buffer.drain(..end + 2);
                return Ok(line);
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(End::Refused(400, "a line of the chunked body is too long"));
            }
            self.read_some()?;
        }
    }

    /// Reads the available bytes, at least one.
    fn read_some(&mut self) -> Result<(), End> {
        let mut bytes = [0; 16 << 10];
        let count = loop {
            let mut stream = self.stream;
            match stream.read(&mut bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        if count == 0 {
            return Err(End::Closed);
        }
        self.buffer.extend_from_slice(&bytes[..count]);
        Ok(())
    }
}

/// Parses the head of a request; `None` if it is not complete yet.
fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, End> {
    let mut fields = [EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut fields);
    let length = match request.parse(bytes) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => {
            return Err(End::Refused(431, "the request has too many headers"));
        }
        Err(_) => return Err(End::Refused(400, "the request is not HTTP/1.1")),
    };
    let headers: Vec<_> = request
        .headers
        .iter()
        .map(|field| {
            (field.name.to_owned(), String::from_utf8_lossy(field.value).trim().to_owned())
        })
        .collect();
    let is_http_1_1 = request.version == Some(1);
    let connection = header(&headers, "connection").unwrap_or_default();
    let has =
        |option: &str| connection.split(',').any(|word| word.trim().eq_ignore_ascii_case(option));
    let closes = has("close") || (!is_http_1_1 && !has("keep-alive"));
    let method = request.method.unwrap_or_default().to_owned();
    let target = request.path.unwrap_or_default().to_owned();
    Ok(Some((Head { method, target, headers, closes, is_http_1_1 }, length)))
}
