//! Just enough of `multipart/form-data` to find a file.

/// The bytes of the part `name`, if the body is a form that has it.
pub(super) fn file<'a>(content_type: &str, body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter may stand at the very start.
    let mut rest = &body[find(body, &delimiter.as_bytes()[2..])? + delimiter.len() - 2..];
    loop {
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, delimiter.as_bytes())?;
        let (part, after) = (&rest[..end], &rest[end + delimiter.len()..]);
        let head_end = find(part, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&part[..head_end]);
        if head.contains(&format!("form-data; name=\"{name}\";")) {
            return Some(&part[head_end + 4..]);
        }
        rest = after;
    }
}

/// Where `needle` starts in `bytes`.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_among_other_parts() {
        let body = b"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n\r\n--C\r\n\r\n--B--\r\n";
        let content_type = "multipart/form-data; boundary=B";
        assert_eq!(file(content_type, body, "file"), Some(&b"\r\n--C\r\n"[..]));
        assert_eq!(file(content_type, body, "other"), None);
        assert_eq!(file("application/json", body, "file"), None);
        assert_eq!(file(content_type, b"", "file"), None);
    }
}
