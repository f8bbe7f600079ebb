//! Converts text of the document to doc comments without accidental links, HTML or doctests.

use proc_macro2::TokenStream;
use quote::quote;

/// Doc attributes for `text`, one per line.
pub(crate) fn attributes(text: &str) -> TokenStream {
    let lines = text.trim_end().lines().map(|line| match line.trim_end() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote! { #(#[doc = #lines])* }
}

/// Text of the document as a code span; handles backticks and control characters.
pub(crate) fn code(text: &str) -> String {
    let text = clean(text).replace(['\r', '\n'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    if longest > 0 { format!("{fence} {text} {fence}") } else { format!("{fence}{text}{fence}") }
}

/// Removes the characters that the compiler rejects in comments.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !is_bidi(*c) && (!c.is_control() || matches!(c, '\n' | '\t'))).collect()
}

/// Prose of the document as Markdown.
pub(crate) fn prose(text: &str) -> String {
    let mut lines = Vec::new();
    let mut in_code = false;
    for line in clean(text).trim().lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            // A block without a language would be compiled as a doctest.
            lines.push(if in_code { "```" } else { "```text" }.to_owned());
            in_code = !in_code;
        } else if in_code {
            lines.push(line.trim_end().to_owned());
        } else {
            lines.push(escape(trimmed));
        }
    }
    if in_code {
        lines.push("```".to_owned());
    }
    lines.join("\n")
}

/// Prose of the document on one line, with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A code block cannot be on one line.
    let mut text = prose(&text.replace("```", "`"));
    if !text.is_empty() && !text.ends_with(['.', '!', '?', ':', '`']) {
        text.push('.');
    }
    text
}

/// Escapes what is markup outside of code spans, and makes URLs links.
fn escape(line: &str) -> String {
    // The alternative fence of a code block, which rustdoc would compile as a doctest.
    if line.starts_with("~~~") {
        return format!("\\{}", escape(&line.replacen('~', "\u{0}", 1)).replace('\u{0}', "~"));
    }
    if line.matches('`').count() % 2 == 1 {
        return escape_text(&line.replace('`', "'"));
    }
    let parts = line.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => escape_text(part),
        _ => format!("`{part}`"),
    });
    parts.collect()
}

fn escape_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            escaped.push(' ');
        }
        push_word(&mut escaped, word);
    }
    escaped
}

fn push_word(escaped: &mut String, word: &str) {
    match [word.find("http://"), word.find("https://")].into_iter().flatten().min() {
        Some(start) => push_link(escaped, word, start),
        None => word.chars().for_each(|c| push_escaped(escaped, c)),
    }
}

fn push_link(escaped: &mut String, word: &str, start: usize) {
    let (before, url) = word.split_at(start);
    let is_part = |c: char| !matches!(c, '<' | '>' | '"' | '[' | ']' | '(' | ')' | '*');
    let end = url.find(|c| !is_part(c)).unwrap_or(url.len());
    let end = url[..end].trim_end_matches(['.', ',', ';', ':']).len();
    before.chars().for_each(|c| push_escaped(escaped, c));
    // Not a valid URL, for example because of braces: shown as code.
    let (open, close) = if url[..end].contains(['{', '}']) { ('`', '`') } else { ('<', '>') };
    escaped.push(open);
    escaped.push_str(&url[..end]);
    escaped.push(close);
    // Another URL may follow without a space.
    push_word(escaped, &url[end..]);
}

fn push_escaped(escaped: &mut String, c: char) {
    if matches!(c, '<' | '>' | '[' | ']' | '*' | '_' | '\\') {
        escaped.push('\\');
    }
    escaped.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_urls_become_links() {
        assert_eq!(
            prose("see [x] <b> https://a.example/b, ok"),
            r"see \[x\] \<b\> <https://a.example/b>, ok"
        );
        assert_eq!(prose("`a[0]` and [b]"), r"`a[0]` and \[b\]");
        assert_eq!(prose("https://a.example/{code}"), "`https://a.example/{code}`");
    }

    #[test]
    fn indented_or_fenced_text_never_becomes_a_doctest() {
        assert_eq!(prose("a:\n    let x = 1;\n```\ncode\n"), "a:\nlet x = 1;\n```text\ncode\n```");
    }

    #[test]
    fn unpaired_backtick_is_not_code() {
        assert_eq!(prose("an `odd one"), "an 'odd one");
    }

    #[test]
    fn sentence_is_one_line_with_a_full_stop() {
        assert_eq!(sentence("Bad\n  Request"), "Bad Request.");
        assert_eq!(sentence(""), "");
    }
}
