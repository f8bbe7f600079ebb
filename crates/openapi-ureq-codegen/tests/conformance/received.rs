//! A request as received. Its parts are decoded only when their meaning is known.

use percent_encoding::percent_decode_str;
use tiny_http::Request;

/// Pairs of a name and a value, both still encoded.
pub(crate) type Pairs = Vec<(String, String)>;

/// A request.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Pairs,
    /// The names in lower case.
    pub(crate) headers: Pairs,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn read(request: &mut Request) -> Result<Self, String> {
        let url = request.url().to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let headers = request.headers().iter().map(|header| {
            let name = header.field.as_str().as_str().to_ascii_lowercase();
            (name, header.value.as_str().to_owned())
        });
        let mut received = Self {
            method: request.method().as_str().to_owned(),
            path: path.to_owned(),
            query: pairs(query, '&'),
            headers: headers.collect(),
            body: Vec::new(),
        };
        let read = request.as_reader().read_to_end(&mut received.body);
        read.map_err(|error| format!("the body cannot be read: {error}"))?;
        Ok(received)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase();
        self.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    /// The cookies of all headers that have any.
    pub(crate) fn cookies(&self) -> Pairs {
        let headers = self.headers.iter().filter(|(name, _)| name == "cookie");
        headers.flat_map(|(_, value)| pairs(value, ';')).collect()
    }
}

/// Splits `a=1&b=2`, or cookies.
pub(crate) fn pairs(text: &str, separator: char) -> Pairs {
    let parts = text.split(separator).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Decodes percent-encoding. The result must be UTF-8.
pub(crate) fn decoded(text: &str) -> Result<String, String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(|text| text.into_owned()).map_err(|_| format!("`{text}` is not UTF-8"))
}

/// The values of the path parameters, if the path matches the template.
pub(crate) fn match_path(template: &str, path: &str) -> Option<Pairs> {
    let Some((literal, rest)) = template.split_once('{') else {
        let same = template == path || decoded(path).is_ok_and(|path| path == template);
        return same.then(Vec::new);
    };
    let path = strip_literal(path, literal)?;
    let (name, rest) = rest.split_once('}')?;
    let longest = path.find('/').unwrap_or(path.len());
    // The literal after the placeholder determines its end.
    (1..=longest).filter(|end| path.is_char_boundary(*end)).find_map(|end| {
        let mut slots = match_path(rest, &path[end..])?;
        slots.insert(0, (name.to_owned(), path[..end].to_owned()));
        Some(slots)
    })
}

/// Strips a literal part of the template, which may be percent-encoded in the path.
fn strip_literal<'a>(path: &'a str, literal: &str) -> Option<&'a str> {
    if let Some(rest) = path.strip_prefix(literal) {
        return Some(rest);
    }
    let end = (literal.len()..=path.len())
        .filter(|end| path.is_char_boundary(*end))
        .find(|end| decoded(&path[..*end]).is_ok_and(|start| start == literal))?;
    Some(&path[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(template: &str, path: &str) -> Option<Vec<String>> {
        match_path(template, path).map(|slots| slots.into_iter().map(|(_, text)| text).collect())
    }

    #[test]
    fn slots_end_where_the_template_goes_on() {
        assert_eq!(slots("/a/{x}.{y}/b", "/a/1.2/b").unwrap(), ["1", "2"]);
        assert_eq!(slots("/a/{x}", "/a/b%2Fc").unwrap(), ["b%2Fc"]);
        assert_eq!(slots("/[a]/{x}", "/%5Ba%5D/1").unwrap(), ["1"]);
        assert_eq!(slots("/a/{x}", "/a/b/c"), None);
        assert_eq!(slots("/a/{x}", "/a/"), None);
    }
}
