//! A parser of `multipart/form-data` (RFC 7578).

/// A part of a form.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// In lower case, without parameters.
    pub(crate) media_type: Option<String>,
    pub(crate) has_file_name: bool,
    pub(crate) content: Vec<u8>,
}

/// The parts of a body. The boundary is in the content type.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = content_type
        .split(';')
        .find_map(|parameter| parameter.trim().strip_prefix("boundary="))
        .ok_or_else(|| format!("`{content_type}` states no boundary"))?
        .trim_matches('"');
    let delimiter = format!("--{boundary}");
    let mut rest = body
        .strip_prefix(delimiter.as_bytes())
        .ok_or("the body does not begin with its boundary")?;
    let delimiter = format!("\r\n{delimiter}");
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = find(part, delimiter.as_bytes()).ok_or("a part is not ended by the boundary")?;
        parts.push(read_part(&part[..end])?);
        rest = &part[end + delimiter.len()..];
    }
    if rest == b"--\r\n" || rest == b"--" {
        Ok(parts)
    } else {
        Err("the last boundary is not ended by two hyphens".to_owned())
    }
}

fn read_part(part: &[u8]) -> Result<Part, String> {
    let end = find(part, b"\r\n\r\n").ok_or("a part has no blank line after its head")?;
    let head = std::str::from_utf8(&part[..end]).map_err(|_| "the head of a part is not UTF-8")?;
    let header = |wanted: &str| {
        let headers = head.split("\r\n").filter_map(|line| line.split_once(':'));
        let mut named = headers.filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        named.next().map(|(_, value)| value.trim())
    };
    let disposition = header("content-disposition").ok_or("a part has no Content-Disposition")?;
    if !disposition.starts_with("form-data;") {
        return Err(format!("`{disposition}` is not that of a form"));
    }
    let name = quoted(disposition, " name=").ok_or("a part has no name")?;
    let media_type = header("content-type").map(essence);
    Ok(Part {
        name: name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"),
        media_type,
        has_file_name: quoted(disposition, " filename=").is_some(),
        content: part[end + 4..].to_vec(),
    })
}

fn quoted<'a>(disposition: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = disposition.split_once(key)?;
    let (value, _) = rest.strip_prefix('"')?.split_once('"')?;
    Some(value)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// A media type in lower case, without its parameters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is one of a range such as `image/*`.
pub(crate) fn is_in_range(range: &str, media_type: &str) -> bool {
    let (range, media_type) = (essence(range), essence(media_type));
    range == "*/*"
        || range == media_type
        || range.strip_suffix('*').is_some_and(|start| media_type.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_is_split_into_its_parts() {
        let body = b"--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--X\r\n\
            content-disposition: form-data; name=\"b\"; filename=\"c\"\r\nContent-Type: image/PNG\r\n\r\n\
            \xFF--X\r\n--X--\r\n";
        let parts = parts("multipart/form-data; boundary=X", body).unwrap();
        let [text, file] = parts.as_slice() else { panic!("{parts:?}") };
        assert_eq!((text.name.as_str(), text.content.as_slice()), ("a", &b"1\r\n2"[..]));
        assert_eq!((text.has_file_name, text.media_type.as_deref()), (false, None));
        assert_eq!((file.name.as_str(), file.content.as_slice()), ("b", &b"\xFF--X"[..]));
        assert_eq!((file.has_file_name, file.media_type.as_deref()), (true, Some("image/png")));
    }

    #[test]
    fn truncated_form_is_rejected() {
        let body = b"--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--X\r\n";
        assert!(parts("multipart/form-data; boundary=X", body).is_err());
    }
}
