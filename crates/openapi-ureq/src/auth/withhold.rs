//! Detects a credential in text from the server, in any encoding.
//!
//! Both are normalized and compared. On a match the whole text is withheld: cutting out the match
//! would need its position in the original text, and what surrounds it may still reveal it.

use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine};

use crate::auth::secret::Secret;
use crate::operation::SecurityKind;

/// The placeholder for withheld text.
pub(super) const WITHHELD: &str = "[withheld: it repeats a credential]";

/// Maximum number of times a text is decoded. Text with more layers is withheld.
const MAX_DECODINGS: usize = 32;

/// Secrets shorter than this occur inside many words, so they only match whole words.
const MIN_PART: usize = 4;

/// Untrusted text, together with the results of decoding it once, twice and so on.
pub(super) struct Views {
    views: Vec<View>,
    /// Whether the limit of decodings was reached.
    is_endless: bool,
}

struct View {
    /// Case-folded; `None` if word boundaries are lost.
    words: Option<String>,
    /// Without white space and invisible characters.
    squeezed: String,
    /// Letters and digits only.
    letters: String,
}

impl View {
    fn new(text: &str) -> Self {
        let folded = folded(text);
        Self { squeezed: squeezed(&folded), letters: letters(&folded), words: Some(folded) }
    }

    /// Creates the view of text without white space.
    fn of_squeezed(text: &str) -> Self {
        Self { words: None, ..Self::new(text) }
    }

    /// Returns whether this view contains the other one.
    fn holds(&self, part: &View) -> bool {
        let is_long = |text: &str| text.chars().count() >= MIN_PART;
        let words = self.words.as_deref().zip(part.words.as_deref());
        (is_long(&part.letters) && self.letters.contains(&part.letters))
            || (is_long(&part.squeezed) && self.squeezed.contains(&part.squeezed))
            || words.is_some_and(|(words, part)| !part.is_empty() && holds_word(words, part))
    }
}

impl Views {
    pub(super) fn new(text: &str) -> Self {
        let mut views = Self { views: Vec::new(), is_endless: false };
        views.add(text.to_owned(), View::new, decoded);
        // White space and invisible characters may also split an escape sequence.
        views.add(squeezed(text), View::of_squeezed, |text| Some(squeezed(&decoded(text)?)));
        views
    }

    /// Adds the text and the results of decoding it repeatedly.
    fn add(&mut self, text: String, view: fn(&str) -> View, decode: fn(&str) -> Option<String>) {
        let mut text = Some(text);
        for _ in 0..=MAX_DECODINGS {
            let Some(current) = text else { return };
            self.views.push(view(&current));
            text = decode(&current);
        }
        self.is_endless |= text.is_some();
    }

    /// Returns whether the text contains the secret of this kind.
    pub(super) fn hold(&self, kind: SecurityKind, secret: &Secret) -> bool {
        self.is_endless
            || spellings(kind, secret.text())
                .iter()
                .map(|spelling| View::new(spelling))
                .any(|spelling| self.views.iter().any(|view| view.holds(&spelling)))
    }
}

/// Case-folds text: `ß` becomes `ss`, as in upper case.
fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c)).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns whether this is a format character, which affects rendering only.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Returns whether `word` occurs in `text` with no adjacent letter or digit.
fn holds_word(text: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(start, _)| {
        let end = start + word.len();
        !is_part(text[..start].chars().next_back()) && !is_part(text[end..].chars().next())
    })
}

/// Returns the texts that reveal the secret, plain and in base64 and hexadecimal.
fn spellings(kind: SecurityKind, secret: &str) -> Vec<String> {
    let mut plain = vec![secret.to_owned()];
    match kind {
        SecurityKind::Basic => push_password(&mut plain, secret),
        // The value of `Authorization`, or of a similar header.
        SecurityKind::Header(_) => {
            if let Some((_, token)) = secret.split_once(' ') {
                plain.push(token.to_owned());
                let decoded = BASE64_STANDARD_NO_PAD.decode(token.trim_end_matches('='));
                if let Some(pair) = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
                    push_password(&mut plain, &pair);
                    plain.push(pair);
                }
            }
        }
        SecurityKind::Query(_) | SecurityKind::Cookie(_) | SecurityKind::Bearer => {}
    }
    let mut spellings = Vec::new();
    for text in plain {
        if text.len() >= MIN_PART {
            for engine in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
                spellings.extend((0..3).map(|offset| base64_inside(&engine, &text, offset)));
            }
            spellings.push(text.bytes().map(|byte| format!("{byte:02x}")).collect());
        }
        spellings.push(text);
    }
    spellings
}

fn push_password(spellings: &mut Vec<String>, pair: &str) {
    if let Some((_, password)) = pair.split_once(':') {
        spellings.push(password.to_owned());
    }
}

/// Returns the part of a longer text's base64 that depends on `text` alone, if `text` starts at
/// `offset` modulo three bytes.
fn base64_inside(engine: &impl Engine, text: &str, offset: usize) -> String {
    let padded = [&[0; 2][..offset], text.as_bytes()].concat();
    let encoded = engine.encode(&padded);
    let (start, end) = ((8 * offset).div_ceil(6), 8 * padded.len() / 6);
    encoded[start..end].to_owned()
}

/// Decodes each escape sequence in `text` once; `None` if there is none.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut rest, mut is_changed) = (text, false);
    while let Some(start) = rest.find(['%', '\\', '&']) {
        bytes.extend_from_slice(&rest.as_bytes()[..start]);
        rest = &rest[start..];
        match escape(rest) {
            Some((decoded, length)) => {
                is_changed = true;
                match decoded {
                    Escaped::Byte(byte) => bytes.push(byte),
                    Escaped::Char(c) => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
                }
                rest = &rest[length..];
            }
            None => {
                bytes.push(rest.as_bytes()[0]);
                rest = &rest[1..];
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    is_changed.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

enum Escaped {
    Byte(u8),
    Char(char),
}

/// Decodes the escape sequence at the start of `text` and returns its length: that of a URL
/// (`%2B`), JSON and JavaScript (`\u002b`, `\x2b`, `\/`), or HTML (`&#43;`, `&#x2b;`, `&amp;`).
fn escape(text: &str) -> Option<(Escaped, usize)> {
    let hex = |start: usize, length: usize| {
        let digits = text.get(start..start + length)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    if text.starts_with('%') {
        return Some((Escaped::Byte(u8::try_from(hex(1, 2)?).ok()?), 3));
    }
    if let Some(rest) = text.strip_prefix('\\') {
        let (c, length) = match rest.chars().next()? {
            'u' => (char::from_u32(hex(2, 4)?)?, 6),
            'x' => (char::from_u32(hex(2, 2)?)?, 4),
            c @ ('"' | '\'' | '\\' | '/') => (c, 2),
            _ => return None,
        };
        return Some((Escaped::Char(c), length));
    }
    // The longest is `&#x10FFFF;`, apart from leading zeros.
    let end = text.bytes().take(16).position(|byte| byte == b';')?;
    let c = match text.get(1..end)? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        reference => {
            let number = reference.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)?
        }
    };
    Some((Escaped::Char(c), end + 1))
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;
    use proptest::prelude::*;

    use super::*;

    const HEADER: SecurityKind = SecurityKind::Header("X-Key");

    fn holds(kind: SecurityKind, secret: &str, text: &str) -> bool {
        Views::new(text).hold(kind, &Secret::new(secret))
    }

    #[test]
    fn secret_is_found_in_every_common_encoding() {
        let secret = "k\u{e9}y+/=~?>1";
        for text in [
            "k\u{e9}y+/=~?>1",
            "K\u{c9}Y+/=~?>1",
            "k%C3%A9y%2B%2F%3D~%3F%3E1",
            "k%c3%a9y%2b%2f%3d~%3f%3e1",
            "k%25C3%25A9y+%252F=~%3F%3E1",
            "k\\u00e9y+\\/=~?\\x3e1",
            "k&#233;y&#x2B;/=~?&gt;1",
            "a8OpeSsvPX4/PjE=",
            "a8OpeSsvPX4_PjE",
            "6bc3a9792b2f3d7e3f3e31",
            "k\u{e9}y+/ \r\n=~\u{200b}?>1",
        ] {
            assert!(
                holds(SecurityKind::Query("key"), secret, &format!("<{text}> \u{130}")),
                "{text}"
            );
        }
        assert!(!holds(SecurityKind::Query("key"), secret, "the key is wrong"));
        assert!(!holds(
            HEADER,
            "planted-key-5f1d",
            "404 Not Found: Instance not found, 100 % sure & so on"
        ));
    }

    #[test]
    fn secret_is_found_with_other_punctuation() {
        for text in
            ["planted.key.5f1d", "PLANTED_KEY_5F1D", "plantedkey5f1d", "`planted`-(key) 5f1d"]
        {
            assert!(holds(HEADER, "planted-key-5f1d", text), "{text}");
        }
        assert!(!holds(HEADER, "planted-key-5f1d", "planted.key"));
    }

    #[test]
    fn each_kind_of_escape_sequence_is_decoded_once() {
        for (text, expected) in [
            ("a%2Bb%2b", "a+b+"),
            ("%C3%A9", "\u{e9}"),
            ("\\u002b\\u00E9", "+\u{e9}"),
            ("\\x2b", "+"),
            (r#"\""#, "\""),
            (r"\'", "'"),
            (r"\\", "\\"),
            (r"\/", "/"),
            ("&amp;amp;", "&amp;"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&apos;", "'"),
            ("&#43;&#x2b;&#X2B;", "+++"),
            ("&#000000000043;", "+"),
            ("%2B %", "+ %"),
        ] {
            assert_eq!(decoded(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "plain",
            "%",
            "%2",
            "%2g",
            "%+2",
            "100 % sure",
            "\\",
            "\\u",
            "\\u12",
            "\\ud800",
            "\\x4",
            "\\q",
            "&",
            "&amp",
            "&nope;",
            "&#;",
            "&#x;",
            "&#xD800;",
            "&#12a;",
            "&#0000000000000043;",
        ] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }

    #[test]
    fn parts_of_a_credential_are_secret_too() {
        assert!(holds(SecurityKind::Basic, "user:hunter22", "no: hunter22"));
        assert!(holds(SecurityKind::Basic, "user:hunter22", "no: dXNlcjpodW50ZXIyMg=="));
        assert!(!holds(SecurityKind::Basic, "user:hunter22", "there is no user"));
        assert!(holds(HEADER, "Bearer hunter22", "bad token hunter22"));
        assert!(holds(HEADER, "Basic dXNlcjpodW50ZXIyMg==", "bad password hunter22"));
    }

    #[test]
    fn short_secret_is_found_as_a_word() {
        for text in ["bad key ab1", "AB1", "key=ab%31", "(ab1)"] {
            assert!(holds(HEADER, "ab1", text), "{text}");
        }
        for text in ["bad key cab1", "ab12", "a b1"] {
            assert!(!holds(HEADER, "ab1", text), "{text}");
        }
        assert!(holds(HEADER, "!?", "bad key !?"));
    }

    #[test]
    fn text_encoded_too_often_is_withheld() {
        let endless = format!("%{}41", "25".repeat(10_000));
        assert!(holds(HEADER, "planted-key", &endless));
    }

    /// Encodes a text in one of the ways that a server may use.
    fn spelled(way: u8, text: &str) -> String {
        let each = |spell: fn(char) -> String| text.chars().map(spell).collect::<String>();
        match way {
            0 => each(|c| c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect()),
            1 => {
                let encode = |byte: u8| match byte.is_ascii_alphanumeric() {
                    true => char::from(byte).to_string(),
                    false => format!("%{byte:02x}"),
                };
                text.bytes().map(encode).collect()
            }
            2 => text.to_ascii_uppercase(),
            3 => text.to_ascii_lowercase(),
            4 => each(|c| format!("{c}\r\n ")),
            5 => each(|c| format!("\u{1b}{c}\u{200b}")),
            6 => each(|c| format!("\\u{:04x}", c as u32)),
            7 => each(|c| format!("&#{};", c as u32)),
            _ => text.to_owned(),
        }
    }

    proptest! {
        #[test]
        fn secret_is_found_however_it_is_encoded_and_split(
            secret in "[!-~]{4,40}",
            in_base64 in 0..4,
            ways in prop::collection::vec(0..9u8, 0..5),
            before in "[a-z ]{0,9}",
            after in "[a-z ]{0,9}",
        ) {
            let text = match in_base64 {
                0 => BASE64_STANDARD.encode(&secret),
                1 => BASE64_URL_SAFE_NO_PAD.encode(format!("{before}:{secret}:{after}")),
                _ => secret.clone(),
            };
            // Changing the case of encoded text changes what it decodes to.
            let mut ways = ways;
            let is_case = |way: &u8| matches!(way, 2 | 3);
            let (case, encodings): (Vec<u8>, Vec<u8>) = ways.drain(..).partition(is_case);
            let spelled = case.iter().chain(&encodings).fold(text, |text, way| spelled(*way, &text));
            let text = format!("{before} {spelled} {after}");
            prop_assert!(holds(HEADER, &secret, &text), "{text:?}");
        }

        #[test]
        fn text_of_other_letters_is_shown(secret in "[!-~]{4,40}", text in "[α-ω ]{0,80}") {
            prop_assert!(!holds(HEADER, &secret, &text), "{text:?}");
        }
    }
}
