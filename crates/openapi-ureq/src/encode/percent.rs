//! Percent-encoding (RFC 3986): which characters stay bare where.

use std::fmt::{self, Display, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Everything but `pchar` is encoded: unreserved characters, sub-delimiters, `:` and `@` stay bare.
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

/// As [`SEGMENT`], but for what separates the elements of lists and objects there.
pub(crate) const SEGMENT_ELEMENT: &AsciiSet = &SEGMENT.add(b',').add(b';').add(b'=');

/// Everything but unreserved characters is encoded, so that no server can take a character of a
/// value for a delimiter.
pub(crate) const QUERY: &AsciiSet = &UNRESERVED;

/// The elements of a list in a header: only what separates them is encoded, and what encodes.
pub(crate) const HEADER_ELEMENT: &AsciiSet = &AsciiSet::EMPTY.add(b',').add(b'%');

/// The keys and values of an object in a header.
pub(crate) const HEADER_MEMBER: &AsciiSet = &HEADER_ELEMENT.add(b'=');

/// With `allowReserved`, all reserved characters stay bare, but for the `#` that would end the query.
const RESERVED: &AsciiSet = &SEGMENT.remove(b'/').remove(b'?').remove(b'[').remove(b']');

/// How the characters of a value are written.
#[derive(Clone, Copy)]
pub(crate) enum Escape {
    /// As they are.
    None,
    /// Those of the set percent-encoded.
    Set(&'static AsciiSet),
    /// As `allowReserved` has it: reserved characters as they are, and what is percent-encoded too.
    AllowReserved,
}

impl Escape {
    /// Appends `text`.
    pub(crate) fn push(self, target: &mut String, text: &str) {
        match self {
            Self::None => target.push_str(text),
            Self::Set(set) => push(target, set, text),
            Self::AllowReserved => push_reserved(target, text),
        }
    }

    /// Appends what `value` displays.
    pub(crate) fn push_display(self, target: &mut String, value: impl Display) {
        struct Writer<'a>(&'a mut String, Escape);

        impl Write for Writer<'_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                self.1.push(self.0, text);
                Ok(())
            }
        }

        // Writing to a string cannot fail; an error of `value` itself leaves what it wrote before.
        let _ = write!(Writer(target, self), "{value}");
    }
}

/// Appends `text`, encoded.
pub(crate) fn push(target: &mut String, set: &'static AsciiSet, text: &str) {
    target.extend(utf8_percent_encode(text, set));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(escape: Escape, text: &str) -> String {
        let mut target = String::new();
        escape.push_display(&mut target, text);
        target
    }

    #[test]
    fn a_segment_keeps_pchar_bare_and_encodes_the_rest() {
        let segment = Escape::Set(SEGMENT);
        assert_eq!(encoded(segment, "a b/c?d%"), "a%20b%2Fc%3Fd%25");
        assert_eq!(encoded(segment, "1@g.us:!$&'()*+,;=-._~"), "1@g.us:!$&'()*+,;=-._~");
        assert_eq!(encoded(segment, "ü#\n"), "%C3%BC%23%0A");
    }

    #[test]
    fn a_query_value_keeps_only_unreserved_characters_bare() {
        assert_eq!(encoded(Escape::Set(QUERY), "a b&c=d+e/~"), "a%20b%26c%3Dd%2Be%2F~");
    }

    #[test]
    fn reserved_characters_stay_bare_where_they_are_allowed() {
        let allowed = Escape::AllowReserved;
        assert_eq!(encoded(allowed, ":/?[]@!$&'()*+,;="), ":/?[]@!$&'()*+,;=");
        assert_eq!(encoded(allowed, "a b#ü%2F%2g%"), "a%20b%23%C3%BC%2F%252g%25");
    }
}
