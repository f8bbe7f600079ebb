//! Random texts: by format, by pattern, or with characters that are easy to encode incorrectly.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::flat::Flat;

/// The location of a text, which limits its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// JSON, a form or a query, which can contain any character.
    Anywhere,
    /// A segment of a path: not empty, and not a dot segment.
    Path,
    /// A header: visible characters, and spaces within.
    Header,
    /// An element of a list in a header or cookie, where the comma is a delimiter.
    Element,
}

/// Characters with a special meaning in URLs, headers or JSON, and some that have several bytes.
const SPECIAL: [&str; 25] = [
    "/", "?", "#", "%", "&", "=", "+", " ", ";", ":", "@", "\"", "\\", "'", "<", "{", "}", "[",
    "|", ",", "ü", "名", "🦀", "%2F", "..",
];

/// Those that a header can contain.
const VISIBLE: [&str; 11] = ["/", "?", "%", "&", "=", "+", ":", "@", "'", "<", "%2F"];

/// A text that the schema permits, as far as its keywords are supported.
pub(crate) fn random(rng: &mut Rng, flat: &Flat, place: Place) -> String {
    if let Some(text) = flat.text("format").and_then(|format| of_format(rng, format)) {
        return text;
    }
    if let Some(text) = flat.text("pattern").and_then(|pattern| of_pattern(rng, pattern)) {
        return text;
    }
    let least = flat.count("minLength").unwrap_or(0);
    let most = flat.count("maxLength").unwrap_or(least.max(1) + 12).max(least);
    let least = least.max(usize::from(place != Place::Anywhere));
    let length = rng.usize(least..=most.clamp(least, least + 24));
    let mut text = String::new();
    let mut count = 0;
    while count < length {
        let special = if place == Place::Header || place == Place::Element {
            VISIBLE[rng.usize(..VISIBLE.len())]
        } else {
            SPECIAL[rng.usize(..SPECIAL.len())]
        };
        if rng.u8(..3) == 0 && count + special.chars().count() <= length {
            text.push_str(special);
            count += special.chars().count();
        } else {
            text.push(rng.alphanumeric());
            count += 1;
        }
    }
    if place == Place::Path && (text == "." || text == "..") { "a".repeat(length) } else { text }
}

fn of_format(rng: &mut Rng, format: &str) -> Option<String> {
    let two = |rng: &mut Rng, from: u32, to: u32| format!("{:02}", rng.u32(from..=to));
    let date =
        |rng: &mut Rng| format!("{}-{}-{}", rng.u32(1970..=2100), two(rng, 1, 12), two(rng, 1, 28));
    let time = |rng: &mut Rng| {
        let zone = ["Z", "+02:00", "-11:30"][rng.usize(..3)];
        let fraction = ["", ".5", ".123456"][rng.usize(..3)];
        format!("{}:{}:{}{fraction}{zone}", two(rng, 0, 23), two(rng, 0, 59), two(rng, 0, 59))
    };
    let hex = |rng: &mut Rng, length: usize| -> String {
        (0..length).map(|_| char::from_digit(rng.u32(..16), 16).unwrap_or('0')).collect()
    };
    let name = |rng: &mut Rng| -> String { (0..6).map(|_| rng.lowercase()).collect() };
    Some(match format {
        "date" => date(rng),
        "time" => time(rng),
        "date-time" => format!("{}T{}", date(rng), time(rng)),
        "duration" => format!("P{}DT{}H", rng.u32(..30), rng.u32(..24)),
        "uuid" => format!(
            "{}-{}-4{}-a{}-{}",
            hex(rng, 8),
            hex(rng, 4),
            hex(rng, 3),
            hex(rng, 3),
            hex(rng, 12)
        ),
        "email" => format!("{}+a@{}.example", name(rng), name(rng)),
        "hostname" => format!("{}.example", name(rng)),
        "uri" | "url" | "uri-reference" => {
            format!("https://{}.example/a?b={}&c#d", name(rng), name(rng))
        }
        "ipv4" => format!("192.0.2.{}", rng.u8(..)),
        "ipv6" => format!("2001:db8::{}", hex(rng, 4)),
        "ip" => format!("192.0.2.{}", rng.u8(..)),
        "byte" | "base64" => ["", "AA==", "/+8=", "aGVsbG8="][rng.usize(..4)].to_owned(),
        "int64" | "int32" | "uint64" => rng.u32(..).to_string(),
        _ => return None,
    })
}

/// A text that matches the pattern, if `regex-syntax` supports it.
fn of_pattern(rng: &mut Rng, pattern: &str) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut text = String::new();
    write(rng, &hir, &mut text);
    Some(text)
}

fn write(rng: &mut Rng, hir: &Hir, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            // The first ranges of a large class are the common characters.
            if let Some(range) = rng.choice(&ranges[..ranges.len().min(8)]) {
                let (start, end) = (range.start().max(' '), range.end().min('~'));
                let (start, end) =
                    if start <= end { (start, end) } else { (range.start(), range.start()) };
                text.push(rng.char(start..=end));
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            let first = class.ranges().first().map_or(b'a', |range| range.start());
            text.push(char::from(first));
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min + 8).min(repetition.min + 8);
            for _ in 0..rng.u32(repetition.min..=most) {
                write(rng, &repetition.sub, text);
            }
        }
        HirKind::Capture(capture) => write(rng, &capture.sub, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(rng, part, text)),
        HirKind::Alternation(choices) => {
            if let Some(choice) = rng.choice(choices) {
                write(rng, choice, text);
            }
        }
    }
}
