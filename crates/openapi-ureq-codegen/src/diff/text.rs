//! Rust code as text, for comparison and display.

use quote::ToTokens;

/// The code without the spaces between tokens.
pub(super) fn compact(code: impl ToTokens) -> String {
    let tokens = code.to_token_stream().to_string();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut text = String::with_capacity(tokens.len());
    let mut rest = tokens.chars().peekable();
    while let Some(c) = rest.next() {
        let keeps = |next: char| text.ends_with(',') || (text.ends_with(is_word) && is_word(next));
        if c != ' ' || rest.peek().copied().is_some_and(keeps) {
            text.push(c);
        }
    }
    text
}

/// A compact type without the well-known module paths.
pub(super) fn short(ty: &str) -> String {
    let in_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let mut text = String::with_capacity(ty.len());
    let mut rest = ty;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| !in_path(c)).unwrap_or(rest.len());
        let (path, after) = rest.split_at(end.max(first.len_utf8()));
        let is_known = path.starts_with("::std::") || path.starts_with("::openapi_ureq::");
        text.push_str(match path.rsplit_once("::") {
            Some((_, name)) if is_known => name,
            _ => path.trim_start_matches("::"),
        });
        rest = after;
    }
    text
}

/// Text of the document in backticks, escaped so that it fits on one line and stays unambiguous.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", text.escape_debug())
}

/// `old -> new`, abbreviated unless that hides the difference.
pub(super) fn arrow(old: &str, new: &str) -> String {
    match (short(old), short(new)) {
        (before, after) if before != after => format!("{before} -> {after}"),
        _ => format!("{old} -> {new}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_is_shortened_for_display() {
        for (code, expected) in [
            (":: std :: option :: Option < & 'static str >", "Option<&'static str>"),
            ("& [:: std :: vec :: Vec < models :: Pet >]", "&[Vec<models::Pet>]"),
            (
                "HashMap < :: std :: string :: String , :: serde_json :: Value >",
                "HashMap<String, serde_json::Value>",
            ),
            ("& :: openapi_ureq :: Upload", "&Upload"),
        ] {
            let ty: syn::Type = syn::parse_str(code).unwrap();
            assert_eq!(short(&compact(ty)), expected);
        }
    }

    #[test]
    fn schema_that_hides_a_known_type_is_distinguished_from_it() {
        assert_eq!(arrow("String", "::std::string::String"), "String -> ::std::string::String");
        assert_eq!(arrow("::std::string::String", "i64"), "String -> i64");
    }
}
