//! Puts what servers may send into a form that ureq reads: interim responses are passed over, folded
//! header lines unfolded, and the extensions of chunks taken out.
//!
//! What is malformed is left as it is, for ureq to refuse.

use std::ops::Range;

use ureq::unversioned::transport::Buffers;

/// The size of ureq's buffer of input, by configuration.
pub(super) const INPUT_BUFFER: usize = 128 << 10;

/// What comes in after a request.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    state: State,
    /// Of the final response.
    status: Option<u16>,
    /// How many bytes of interim responses were passed over.
    passed_over: usize,
}

/// The bytes that interim responses may have together: as many as the head of a response.
const MAX_INTERIM: usize = 64 << 10;

#[derive(Debug, Default)]
enum State {
    /// The head of a response.
    #[default]
    Head,
    /// A body in chunks, after the head.
    Chunks(Chunks),
    /// Whatever is left as it is.
    Rest,
}

impl Incoming {
    /// The status of the final response, once that has come.
    pub(super) fn status(&self) -> Option<u16> {
        self.status
    }

    /// Whether a final response may still begin.
    pub(super) fn awaits_status(&self) -> bool {
        self.status.is_none() && matches!(self.state, State::Head)
    }

    /// Takes note of input of which the first `known` bytes were there before.
    pub(super) fn received(
        &mut self,
        buffers: &mut dyn Buffers,
        known: usize,
    ) -> Result<(), ureq::Error> {
        let body = match self.state {
            State::Head => self.read_heads(buffers)?,
            State::Chunks(_) => Some(known),
            State::Rest => None,
        };
        if let (State::Chunks(chunks), Some(body)) = (&mut self.state, body) {
            let input = buffers.input();
            match chunks.extensions(&input[body..]) {
                Ok(extensions) if extensions.is_empty() => {}
                Ok(extensions) => rewrite(buffers, |input| {
                    for extension in extensions.into_iter().rev() {
                        input.drain(body + extension.start..body + extension.end);
                    }
                }),
                Err(Malformed) => self.state = State::Rest,
            }
        }
        Ok(())
    }

    /// Passes over heads of interim responses. Returns where the body starts, once the final head has
    /// ended.
    fn read_heads(&mut self, buffers: &mut dyn Buffers) -> Result<Option<usize>, ureq::Error> {
        loop {
            let head = match Head::read(buffers.input()) {
                Ok(Some(head)) => head,
                Ok(None) => return Ok(None),
                Err(Malformed) => {
                    self.state = State::Rest;
                    return Ok(None);
                }
            };
            // 101 is none: what follows it is no HTTP.
            let is_interim = matches!(head.status, 100 | 102..=199);
            if let (true, Some(end)) = (is_interim, head.end) {
                buffers.input_consume(end);
                self.passed_over += end;
                if self.passed_over > MAX_INTERIM {
                    return Err(ureq::Error::LargeResponseHeader(self.passed_over, MAX_INTERIM));
                }
                continue;
            }
            if !head.folds.is_empty() {
                let folds = head.folds;
                rewrite(buffers, |input| folds.into_iter().for_each(|fold| input[fold].fill(b' ')));
            }
            if is_interim {
                return Ok(None);
            }
            self.status = Some(head.status);
            let Some(end) = head.end else { return Ok(None) };
            let is_chunked = is_chunked(&buffers.input()[..end]);
            self.state = if is_chunked { State::Chunks(Chunks::default()) } else { State::Rest };
            return Ok(Some(end));
        }
    }
}

/// Not HTTP, or not such that it could be put right.
#[derive(Debug, PartialEq, Eq)]
struct Malformed;

/// Changes the input, which gets no longer by that.
fn rewrite(buffers: &mut dyn Buffers, change: impl FnOnce(&mut Vec<u8>)) {
    let mut input = buffers.input().to_vec();
    let whole = input.len();
    // Beyond its size the buffer has grown, and may not take back what it held.
    if whole > INPUT_BUFFER {
        return;
    }
    change(&mut input);
    buffers.input_consume(whole);
    buffers.input_append_buf()[..input.len()].copy_from_slice(&input);
    buffers.input_appended(input.len());
}

/// The head of a response, as far as it has come.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Where it ends.
    end: Option<usize>,
    /// The line ends that are followed by white space, and so do not end a header line.
    folds: Vec<Range<usize>>,
}

impl Head {
    /// `None` as long as the status line has not come.
    fn read(input: &[u8]) -> Result<Option<Self>, Malformed> {
        let (mut next, mut has_fields) = (0, false);
        let mut head: Option<Self> = None;
        for line in lines(input) {
            let start = next;
            next += line.len();
            let content = without_end(line);
            let has_ended = content.len() < line.len();
            match &mut head {
                // Empty lines may precede a response.
                None if has_ended && content.is_empty() => {}
                None if !has_ended => return Ok(None),
                None => {
                    let status = status(content).ok_or(Malformed)?;
                    head = Some(Self { status, end: None, folds: Vec::new() });
                }
                Some(head) if has_ended && content.is_empty() => {
                    head.end = Some(next);
                    break;
                }
                Some(head) => {
                    if has_fields && matches!(content.first(), Some(b' ' | b'\t')) {
                        let before = without_end(&input[..start]).len();
                        head.folds.push(before..start);
                    }
                    has_fields = true;
                }
            }
        }
        Ok(head)
    }
}

/// A line without what ends it.
fn without_end(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}

/// The status in a status line of HTTP/1.0 or 1.1.
fn status(line: &[u8]) -> Option<u16> {
    let rest = line.strip_prefix(b"HTTP/1.0 ").or_else(|| line.strip_prefix(b"HTTP/1.1 "))?;
    let digits = rest.get(..3)?;
    let is_number = digits.iter().all(u8::is_ascii_digit);
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let ends = matches!(rest.get(3), None | Some(b' '));
    (is_number && ends && number >= 100).then_some(number)
}

/// The lines of a text, each with what ends it.
fn lines(mut input: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', input).map_or(input.len(), |end| end + 1);
        let line = input.split_off(..end)?;
        (!line.is_empty()).then_some(line)
    })
}

/// Whether a body in chunks follows this head, by the rule that ureq has.
fn is_chunked(head: &[u8]) -> bool {
    const NAME: &[u8] = b"transfer-encoding:";
    let is_http11 = head.trim_ascii_start().starts_with(b"HTTP/1.1");
    is_http11
        && lines(head).map(<[u8]>::trim_ascii).any(|line| {
            let Some((name, codings)) = line.split_at_checked(NAME.len()) else { return false };
            name.eq_ignore_ascii_case(NAME)
                && codings
                    .split(|byte| *byte == b',')
                    .any(|coding| coding.trim_ascii().eq_ignore_ascii_case(b"chunked"))
        })
}

/// Where in a body in chunks its input is (RFC 9112, section 7.1).
#[derive(Debug)]
enum Chunks {
    /// In the line before a chunk.
    Size(SizeLine),
    /// In a chunk of which this much is to come.
    Data(u64),
    /// In the end of the line after a chunk.
    DataEnd,
    /// After the last chunk.
    Trailers,
}

impl Default for Chunks {
    fn default() -> Self {
        Self::Size(SizeLine::default())
    }
}

impl Chunks {
    /// Where extensions are in the next piece of input. ureq takes a line of no more than 20 bytes.
    fn extensions(&mut self, input: &[u8]) -> Result<Vec<Range<usize>>, Malformed> {
        let mut extensions: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while let Some(byte) = input.get(at) {
            match self {
                Self::Size(line) => {
                    if line.read(*byte)? {
                        match extensions.last_mut() {
                            Some(last) if last.end == at => last.end += 1,
                            _ => extensions.push(at..at + 1),
                        }
                    }
                    if *byte == b'\n' {
                        let size = line.size.ok_or(Malformed)?;
                        *self = if size == 0 { Self::Trailers } else { Self::Data(size) };
                    }
                    at += 1;
                }
                Self::Data(left) => {
                    let here = usize::try_from(*left).unwrap_or(usize::MAX).min(input.len() - at);
                    *left -= here as u64;
                    at += here;
                    if *left == 0 {
                        *self = Self::DataEnd;
                    }
                }
                Self::DataEnd => {
                    match byte {
                        b'\r' => {}
                        b'\n' => *self = Self::default(),
                        _ => return Err(Malformed),
                    }
                    at += 1;
                }
                Self::Trailers => break,
            }
        }
        Ok(extensions)
    }
}

/// The line before a chunk, as far as it has come.
#[derive(Debug, Default)]
struct SizeLine {
    size: Option<u64>,
    /// Whether the digits have ended.
    is_padded: bool,
    is_extension: bool,
    has_return: bool,
}

impl SizeLine {
    /// Whether the next byte is of an extension.
    fn read(&mut self, byte: u8) -> Result<bool, Malformed> {
        match byte {
            b'\n' if self.has_return => {}
            b'\n' => return Err(Malformed),
            _ if self.has_return || (self.size.is_none() && !byte.is_ascii_hexdigit()) => {
                return Err(Malformed);
            }
            b'\r' => self.has_return = true,
            _ if self.is_extension => {}
            b';' => self.is_extension = true,
            b' ' | b'\t' => self.is_padded = true,
            _ if self.is_padded => return Err(Malformed),
            _ => {
                let digit = char::from(byte).to_digit(16).ok_or(Malformed)?;
                let size = self.size.unwrap_or(0).checked_mul(16).ok_or(Malformed)?;
                self.size = Some(size + u64::from(digit));
            }
        }
        Ok(self.is_extension && !self.has_return)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use ureq::unversioned::transport::LazyBuffers;

    use super::*;

    /// What ureq is given of input that comes in pieces, and the status that is known then.
    fn given<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (String, Option<u16>) {
        let mut incoming = Incoming::default();
        let mut buffers = LazyBuffers::new(INPUT_BUFFER, 1);
        for piece in pieces {
            let known = buffers.input().len();
            buffers.input_append_buf()[..piece.len()].copy_from_slice(piece);
            buffers.input_appended(piece.len());
            incoming.received(&mut buffers, known).unwrap();
        }
        (String::from_utf8(buffers.input().to_vec()).unwrap(), incoming.status())
    }

    /// Asserts what ureq is given, however the input is cut in two, or comes byte by byte.
    fn assert_given(input: &str, expected: &str, status: Option<u16>) {
        let expected = (expected.to_owned(), status);
        for cut in 0..input.len() {
            let (start, end) = input.as_bytes().split_at(cut);
            assert_eq!(given([start, end]), expected, "{input:?} cut at {cut}");
        }
        assert_eq!(given(input.as_bytes().chunks(1)), expected, "{input:?} byte by byte");
    }

    #[test]
    fn interim_responses_are_passed_over() {
        let last = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        for interim in [
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 100\r\nX-A: 1\r\nX-B: 2\r\n\r\n",
            "HTTP/1.1 103 Early Hints\nLink: <a>;\n rel=preload\n\n",
            "\r\n\r\nHTTP/1.0 199 \r\nContent-Length: 5\r\n\r\n",
        ] {
            for count in 0..3 {
                assert_given(&(interim.repeat(count) + last), last, Some(200));
            }
        }
        let switch = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\0\x01";
        assert_given(switch, switch, Some(101));
    }

    #[test]
    fn interim_responses_without_an_end_are_an_error() {
        let interim = format!("HTTP/1.1 103 Early Hints\r\nLink: <{}>\r\n\r\n", "a".repeat(1000));
        let mut incoming = Incoming::default();
        let mut buffers = LazyBuffers::new(INPUT_BUFFER, 1);
        let outcomes = (0..100).map(|_| {
            buffers.input_append_buf()[..interim.len()].copy_from_slice(interim.as_bytes());
            buffers.input_appended(interim.len());
            incoming.received(&mut buffers, 0)
        });
        let error = outcomes.filter_map(Result::err).next().unwrap();
        assert!(matches!(error, ureq::Error::LargeResponseHeader(_, MAX_INTERIM)), "{error}");
    }

    #[test]
    fn header_lines_are_unfolded() {
        for (folded, unfolded) in [
            ("A: b\r\n c\r\n\td\r\n", "A: b   c  \td\r\n"),
            ("A: b\n c\n", "A: b  c\n"),
            ("A:\r\n  b\r\n \r\nC: d\r\n", "A:    b   \r\nC: d\r\n"),
        ] {
            let (head, body) = ("HTTP/1.1 404 Not Found\r\n", "\r\n a\r\n b\r\n\r\n c");
            let input = format!("{head}{folded}{body}");
            assert_given(&input, &format!("{head}{unfolded}{body}"), Some(404));
        }
        let no_field = "HTTP/1.1 200 OK\r\n A: b\r\n\r\n";
        assert_given(no_field, no_field, Some(200));
    }

    #[test]
    fn extensions_of_chunks_are_taken_out() {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip,\r\n CHUNKED\r\n\r\n";
        let plain = "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip,   CHUNKED\r\n\r\n";
        let long = format!(";signature=\"{}\"", "5;a b".repeat(40));
        let body =
            format!("5{long}\r\n;\r\n;a\r\n1A ;x\r\n{0:26}\r\n0{long}\r\nT: 5;u\r\n\r\n", "y;z");
        let expected = format!("5\r\n;\r\n;a\r\n1A \r\n{0:26}\r\n0\r\nT: 5;u\r\n\r\n", "y;z");
        assert_given(&(head.to_owned() + &body), &(plain.to_owned() + &expected), Some(200));
    }

    #[test]
    fn other_bodies_and_what_is_malformed_are_left_as_they_are() {
        for input in [
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0;b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX-Transfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0;b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1;a\r\nx\r\n0",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 6;a\r\nx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n;a\r\nx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy1;a\r\nx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF;a\r\nx",
        ] {
            assert_given(input, input, Some(200));
        }
        for input in ["SSH-2.0-x\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 20\r\n\r\n", "\r\n"] {
            assert_given(input, input, None);
        }
    }
}
