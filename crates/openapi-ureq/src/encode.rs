//! Percent-encoding of path segments and query values (RFC 3986).

use std::fmt::{self, Display, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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

/// Everything but unreserved characters is encoded, so that no server can take a character of a
/// value for a delimiter.
pub(crate) const QUERY: &AsciiSet = &UNRESERVED;

const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends `text`, encoded.
pub(crate) fn push(target: &mut String, set: &'static AsciiSet, text: &str) {
    target.extend(utf8_percent_encode(text, set));
}

/// Appends what `value` displays, encoded.
pub(crate) fn push_display(target: &mut String, set: &'static AsciiSet, value: &dyn Display) {
    struct Encoder<'a>(&'a mut String, &'static AsciiSet);

    impl Write for Encoder<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            push(self.0, self.1, text);
            Ok(())
        }
    }

    // Writing to a string cannot fail; an error of `value` itself leaves what it wrote before.
    let _ = write!(Encoder(target, set), "{value}");
}

/// Displays the elements of a list with commas between them, as OpenAPI's style `simple` has it.
#[derive(Debug)]
pub struct Joined<'a, T>(pub &'a [T]);

impl<T: Display> Display for Joined<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, element) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            element.fmt(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(set: &'static AsciiSet, text: &str) -> String {
        let mut target = String::new();
        push_display(&mut target, set, &text);
        target
    }

    #[test]
    fn a_segment_keeps_pchar_bare_and_encodes_the_rest() {
        assert_eq!(encoded(SEGMENT, "a b/c?d%"), "a%20b%2Fc%3Fd%25");
        assert_eq!(encoded(SEGMENT, "1@g.us:!$&'()*+,;=-._~"), "1@g.us:!$&'()*+,;=-._~");
        assert_eq!(encoded(SEGMENT, "ü#\n"), "%C3%BC%23%0A");
    }

    #[test]
    fn a_query_value_keeps_only_unreserved_characters_bare() {
        assert_eq!(encoded(QUERY, "a b&c=d+e/~"), "a%20b%26c%3Dd%2Be%2F~");
    }

    #[test]
    fn lists_are_joined_by_commas() {
        assert_eq!(Joined(&[1, 2, 3]).to_string(), "1,2,3");
    }
}
