//! Percent-encoding (RFC 3986): the characters that stay literal in each location.

use std::fmt::{self, Display, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes everything but `pchar`: unreserved characters, sub-delimiters, `:` and `@` stay literal.
pub(crate) const SEGMENT: &AsciiSet = &UNRESERVED
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Like [`SEGMENT`], but also encodes the delimiters of lists and objects.
pub(crate) const SEGMENT_ELEMENT: &AsciiSet = &SEGMENT.add(b',').add(b';').add(b'=');

/// Encodes everything but unreserved characters, so that no server can mistake a character of a
/// value for a delimiter.
pub(crate) const QUERY: &AsciiSet = &UNRESERVED;

/// For the elements of a list in a header: encodes only the delimiter and the percent sign.
pub(crate) const HEADER_ELEMENT: &AsciiSet = &AsciiSet::EMPTY.add(b',').add(b'%');

/// For the keys and values of an object in a header.
pub(crate) const HEADER_MEMBER: &AsciiSet = &HEADER_ELEMENT.add(b'=');

/// For `allowReserved`: all reserved characters stay literal, except the `#` that would end the
/// query.
const RESERVED: &AsciiSet = &SEGMENT.remove(b'/').remove(b'?').remove(b'[').remove(b']');

/// How the characters of a value are encoded.
#[derive(Clone, Copy)]
pub(crate) enum Escape {
    /// Unchanged.
    None,
    /// Percent-encodes the characters of the set.
    Set(&'static AsciiSet),
    /// As `allowReserved` specifies: reserved characters and existing percent-encoding are
    /// unchanged.
    AllowReserved,
}

impl Escape {
    /// Appends `text`, encoded.
    pub(crate) fn push(self, target: &mut String, text: &str) {
        match self {
            Self::None => target.push_str(text),
            Self::Set(set) => push(target, set, text),
            Self::AllowReserved => push_reserved(target, text),
        }
    }

    /// Appends the `Display` output of `value`, encoded.
    pub(crate) fn push_display(self, target: &mut String, value: impl Display) {
        struct Writer<'a>(&'a mut String, Escape);

        impl Write for Writer<'_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                self.1.push(self.0, text);
                Ok(())
            }
        }

        // Writing to a string cannot fail; if `value` itself fails, its output so far remains.
        let _ = write!(Writer(target, self), "{value}");
    }
}

/// Appends `text`, percent-encoded.
pub(crate) fn push(target: &mut String, set: &'static AsciiSet, text: &str) {
    target.extend(utf8_percent_encode(text, set));
}

/// Returns whether a path segment is a dot segment: `.` or `..`, also before path parameters (`;`), which
/// some servers remove first.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    let decoded = segment.to_ascii_lowercase().replace("%2e", ".").replace("%3b", ";");
    matches!(decoded.split(';').next(), Some("." | ".."))
}

fn push_reserved(target: &mut String, text: &str) {
    for (index, part) in text.split('%').enumerate() {
        if index > 0 {
            let is_encoded =
                part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
            target.push_str(if is_encoded { "%" } else { "%25" });
        }
        push(target, RESERVED, part);
    }
}

/// Returns whether this is a token (RFC 6265 and RFC 9110).
pub(crate) fn is_cookie_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(escape: Escape, text: &str) -> String {
        let mut target = String::new();
        escape.push_display(&mut target, text);
        target
    }

    #[test]
    fn dot_segment_is_detected_in_every_spelling() {
        for segment in [".", "..", "%2e", ".%2E", "..;", "..;x", "%2E.%3bx", ".;a;b"] {
            assert!(is_dot_segment(segment), "{segment}");
        }
        for segment in ["", "...", "a", ";", "a;..", ".a", "%2e%2e%2e"] {
            assert!(!is_dot_segment(segment), "{segment}");
        }
    }

    #[test]
    fn segment_keeps_pchar_and_encodes_the_rest() {
        let segment = Escape::Set(SEGMENT);
        assert_eq!(encoded(segment, "a b/c?d%"), "a%20b%2Fc%3Fd%25");
        assert_eq!(encoded(segment, "1@g.us:!$&'()*+,;=-._~"), "1@g.us:!$&'()*+,;=-._~");
        assert_eq!(encoded(segment, "ü#\n"), "%C3%BC%23%0A");
    }

    #[test]
    fn query_value_keeps_only_unreserved_characters() {
        assert_eq!(encoded(Escape::Set(QUERY), "a b&c=d+e/~"), "a%20b%26c%3Dd%2Be%2F~");
    }

    #[test]
    fn reserved_characters_are_kept_where_allowed() {
        let allowed = Escape::AllowReserved;
        assert_eq!(encoded(allowed, ":/?[]@!$&'()*+,;="), ":/?[]@!$&'()*+,;=");
        assert_eq!(encoded(allowed, "a b#ü%2F%2g%"), "a%20b%23%C3%BC%2F%252g%25");
    }
}
