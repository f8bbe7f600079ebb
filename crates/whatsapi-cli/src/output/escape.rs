//! Text from servers, made harmless for terminals.

/// The text with everything escaped that a terminal interprets.
pub(crate) fn escape(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Equivalent JSON with the characters escaped that JSON allows but a terminal interprets, and the line
/// separators that some programs break lines at.
pub(crate) fn escape_json(json: &str) -> String {
    let mut shown = String::new();
    for c in json.chars() {
        // A line break is part of the layout: those in strings are escaped already.
        if c != '\n' && is_hidden(c) {
            shown.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether a terminal interprets the character: a control character, a line separator or a
/// bidirectional override.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
