//! A reader of `multipart/form-data` that finds one file, its name and its media type.

/// A file in a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File<'a> {
    pub(super) name: String,
    pub(super) content_type: String,
    pub(super) bytes: &'a [u8],
}

/// The file in the part `name`, if the body is a form with such a part.
pub(super) fn file<'a>(content_type: &str, body: &'a [u8], name: &str) -> Option<File<'a>> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter has no line break before it if there is no preamble.
    let mut rest = &body[find(body, &delimiter.as_bytes()[2..])? + delimiter.len() - 2..];
    loop {
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, delimiter.as_bytes())?;
        let (part, after) = (&rest[..end], &rest[end + delimiter.len()..]);
        let head_end = find(part, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&part[..head_end]);
        if let Some((_, disposition)) = head.split_once(&format!("form-data; name=\"{name}\";")) {
            let (name, content_type) = (file_name(disposition)?, media_type(&head));
            return Some(File { name, content_type, bytes: &part[head_end + 4..] });
        }
        rest = after;
    }
}

/// The file name, without the percent-encoding that browsers apply.
fn file_name(disposition: &str) -> Option<String> {
    let quoted = disposition.split_once("filename=\"")?.1.split('"').next()?;
    Some(quoted.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}

/// The media type of a part, if it is valid as a response header.
fn media_type(head: &str) -> String {
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    let mut values = fields.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let value = values.next().map(|(_, value)| value.trim());
    let printable = |value: &&str| value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    value.filter(printable).unwrap_or("application/octet-stream").to_owned()
}

/// The index at which `needle` starts in `bytes`.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_part_is_found_among_other_parts() {
        let body = b"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"f %22g%22\"\r\n\
            content-type: a/b\r\n\r\n\r\n--C\r\n\r\n--B--\r\n";
        let content_type = "multipart/form-data; boundary=B";
        let expected = File {
            name: "f \"g\"".to_owned(),
            content_type: "a/b".to_owned(),
            bytes: b"\r\n--C\r\n",
        };
        assert_eq!(file(content_type, body, "file"), Some(expected));
        assert_eq!(file(content_type, body, "other"), None);
        assert_eq!(file("application/json", body, "file"), None);
        assert_eq!(file(content_type, b"", "file"), None);
    }

    #[test]
    fn media_type_unfit_for_a_header_becomes_octet_stream() {
        assert_eq!(media_type("Content-Type: image/png"), "image/png");
        assert_eq!(media_type("Content-Type: image/\u{fc}"), "application/octet-stream");
        assert_eq!(media_type("X: y"), "application/octet-stream");
    }
}
