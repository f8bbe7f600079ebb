//! Rewrites valid input that ureq cannot parse: skips interim responses, unfolds header lines, and
//! removes chunk extensions.
//!
//! Malformed input is left unchanged, for ureq to reject.

use std::ops::Range;

use ureq::unversioned::transport::Buffers;

/// The configured size of ureq's input buffer, in bytes.
pub(super) const INPUT_BUFFER: usize = 128 << 10;

/// The state of the input that follows a request.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    state: State,
    /// The status of the final response.
    status: Option<u16>,
    /// Number of bytes of interim responses skipped so far.
    passed_over: usize,
}

/// Maximum total size of interim responses, in bytes: the same as for the head of a response.
const MAX_INTERIM: usize = 64 << 10;

#[derive(Debug, Default)]
enum State {
    /// The head of a response.
    #[default]
    Head,
    /// A chunked body, after the head.
    Chunks(Chunks),
    /// The rest is left unchanged.
    Rest,
}

impl Incoming {
    /// Returns the status of the final response, once received.
    pub(super) fn status(&self) -> Option<u16> {
        self.status
    }

    /// Returns whether the final response has not started yet.
    pub(super) fn awaits_status(&self) -> bool {
        self.status.is_none() && matches!(self.state, State::Head)
    }

    /// Processes input, of which the first `known` bytes were processed before.
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
                    let (head, chunks) = input.split_at(body);
                    let kept = between(&extensions, chunks.len()).map(|part| &chunks[part]);
                    std::iter::once(head).chain(kept).collect::<Vec<_>>().concat()
                }),
                Err(Malformed) => self.state = State::Rest,
            }
        }
        Ok(())
    }

    /// Skips the heads of interim responses. Returns where the body starts, once the final head is
    /// complete.
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
            // 101 is not interim: what follows is not HTTP.
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
                rewrite(buffers, |input| {
                    let mut input = input.to_vec();
                    folds.into_iter().for_each(|fold| input[fold].fill(b' '));
                    input
                });
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

/// Not HTTP, or not repairable.
#[derive(Debug, PartialEq, Eq)]
struct Malformed;

/// Rewrites the input. The result must not be longer.
fn rewrite(buffers: &mut dyn Buffers, change: impl FnOnce(&[u8]) -> Vec<u8>) {
    let whole = buffers.input().len();
    // The buffer has grown beyond its nominal size, and may not accept its former content.
    if whole > INPUT_BUFFER {
        return;
    }
    let input = change(buffers.input());
    buffers.input_consume(whole);
    buffers.input_append_buf()[..input.len()].copy_from_slice(&input);
    buffers.input_appended(input.len());
}

/// Returns the parts of a text of this length that are outside the `removed` ranges, which are sorted.
/// Copying the parts takes linear time, regardless of the number of ranges.
fn between(removed: &[Range<usize>], length: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(0).chain(removed.iter().map(|range| range.end));
    let ends = removed.iter().map(|range| range.start).chain([length]);
    starts.zip(ends).map(|(start, end)| start..end)
}

/// The head of a response, as far as it has been received.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Where the head ends, once complete.
    end: Option<usize>,
    /// Line ends that are followed by white space, and so continue a header line.
    folds: Vec<Range<usize>>,
}

impl Head {
    /// Returns `None` until the status line is complete.
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

/// Strips the line end.
fn without_end(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}

/// Parses the status from an HTTP/1.0 or 1.1 status line.
fn status(line: &[u8]) -> Option<u16> {
    let rest = line.strip_prefix(b"HTTP/1.0 ").or_else(|| line.strip_prefix(b"HTTP/1.1 "))?;
    let digits = rest.get(..3)?;
    let is_number = digits.iter().all(u8::is_ascii_digit);
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let ends = matches!(rest.get(3), None | Some(b' '));
    (is_number && ends && number >= 100).then_some(number)
}

/// Returns the lines of a text, including their line ends.
fn lines(mut input: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', input).map_or(input.len(), |end| end + 1);
        let line = input.split_off(..end)?;
        (!line.is_empty()).then_some(line)
    })
}

/// Returns whether a chunked body follows this head, by the same rule as ureq.
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

/// The parser state of a chunked body (RFC 9112, section 7.1).
#[derive(Debug)]
enum Chunks {
    /// In the size line of a chunk.
    Size(SizeLine),
    /// In the data of a chunk, with this many bytes left.
    Data(u64),
    /// In the line end after the data of a chunk.
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
    /// Returns the ranges of extensions in the next piece of input. ureq accepts size lines of at
    /// most 20 bytes.
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

/// The size line of a chunk, as far as it has been received.
#[derive(Debug, Default)]
struct SizeLine {
    size: Option<u64>,
    /// Whether the digits have ended.
    is_padded: bool,
    is_extension: bool,
    has_return: bool,
}

impl SizeLine {
    /// Returns whether the next byte belongs to an extension.
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
    use ureq::unversioned::transport::LazyBuffers;

    use super::*;

    /// Returns the input that ureq receives if it arrives in pieces, and the status known then.
    fn rewritten<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (String, Option<u16>) {
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

    /// Asserts the input that ureq receives, for every split into two pieces, and byte by byte.
    fn assert_rewritten(input: &str, expected: &str, status: Option<u16>) {
        let expected = (expected.to_owned(), status);
        for cut in 0..input.len() {
            let (start, end) = input.as_bytes().split_at(cut);
            assert_eq!(rewritten([start, end]), expected, "{input:?} cut at {cut}");
        }
        assert_eq!(rewritten(input.as_bytes().chunks(1)), expected, "{input:?} byte by byte");
    }

    #[test]
    fn interim_responses_are_skipped() {
        let last = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        for interim in [
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 100\r\nX-A: 1\r\nX-B: 2\r\n\r\n",
            "HTTP/1.1 103 Early Hints\nLink: <a>;\n rel=preload\n\n",
            "\r\n\r\nHTTP/1.0 199 \r\nContent-Length: 5\r\n\r\n",
        ] {
            for count in 0..3 {
                assert_rewritten(&(interim.repeat(count) + last), last, Some(200));
            }
        }
        let switch = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\0\x01";
        assert_rewritten(switch, switch, Some(101));
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
            assert_rewritten(&input, &format!("{head}{unfolded}{body}"), Some(404));
        }
        let no_field = "HTTP/1.1 200 OK\r\n A: b\r\n\r\n";
        assert_rewritten(no_field, no_field, Some(200));
    }

    #[test]
    fn chunk_extensions_are_removed() {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip,\r\n CHUNKED\r\n\r\n";
        let plain = "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip,   CHUNKED\r\n\r\n";
        let long = format!(";signature=\"{}\"", "5;a b".repeat(40));
        let body =
            format!("5{long}\r\n;\r\n;a\r\n1A ;x\r\n{0:26}\r\n0{long}\r\nT: 5;u\r\n\r\n", "y;z");
        let expected = format!("5\r\n;\r\n;a\r\n1A \r\n{0:26}\r\n0\r\nT: 5;u\r\n\r\n", "y;z");
        assert_rewritten(&(head.to_owned() + &body), &(plain.to_owned() + &expected), Some(200));
    }

    #[test]
    fn many_chunk_extensions_are_removed_and_no_byte_is_copied_twice() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let count = (INPUT_BUFFER - head.len()) / "1;e\r\nx\r\n".len();
        let (chunks, plain) = ("1;e\r\nx\r\n".repeat(count), "1\r\nx\r\n".repeat(count));
        let (whole, expected) = (format!("{head}{chunks}"), format!("{head}{plain}"));
        assert!(rewritten([whole.as_bytes()]).0 == expected, "{count} chunks in one piece");
        assert!(rewritten([head.as_bytes(), chunks.as_bytes()]).0 == expected, "{count} chunks");

        let extensions = Chunks::default().extensions(chunks.as_bytes()).unwrap();
        assert_eq!(extensions.len(), count);
        let parts: Vec<Range<usize>> = between(&extensions, chunks.len()).collect();
        assert!(parts.is_sorted_by(|one, next| one.end <= next.start));
        assert_eq!(parts.iter().map(Range::len).sum::<usize>(), plain.len());
    }

    #[test]
    fn other_bodies_and_malformed_input_are_unchanged() {
        for input in [
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0;b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX-Transfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0;b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1;a\r\nx\r\n0",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 6;a\r\nx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n;a\r\nx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy1;a\r\nx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF;a\r\nx",
        ] {
            assert_rewritten(input, input, Some(200));
        }
        for input in ["SSH-2.0-x\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 20\r\n\r\n", "\r\n"] {
            assert_rewritten(input, input, None);
        }
    }
}
