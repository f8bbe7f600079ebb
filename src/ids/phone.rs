//! Parses phone numbers as people write them.
//!
//! Extra digits would make the number that of somebody else. Digits that are certainly not part of the
//! number are dropped; ambiguous ones are rejected with the reason. A JID avoids this check, since its
//! digits are used unchanged.

use std::ops::RangeInclusive;

use super::text::is_dash;

/// The limit of E.164 for numbers with a country code.
pub(super) const MAX_DIGITS: usize = 15;
const MIN_DIGITS: usize = 5;

/// The country codes that have two digits. Those that start with 1 or 7 have one, all others three.
/// Assumption: the codes that E.164 assigns do not change in length. Source: `countryCode` of each
/// territory in
/// <https://github.com/google/libphonenumber/blob/master/resources/PhoneNumberMetadata.xml>.
const TWO_DIGIT_CODES: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// The country codes that a zero may follow, since numbers of people start with one there, and how many
/// digits such a number has after the code. With more, the zero may be one that is dialled within the
/// country, as in Gabon (241).
///
/// Assumption: nobody is reached by a zero after another code. Source: the patterns of fixed lines and
/// mobiles in the same file of libphonenumber. It has such a pattern for some fixed lines of Rwanda
/// (250) too, where others dial a zero before their numbers, so that one there is doubtful.
const ZEROS_AFTER_CODE: [(&str, RangeInclusive<usize>); 9] = [
    ("39", 6..=12),
    ("225", 10..=10),
    ("226", 8..=8),
    ("229", 10..=10),
    ("241", 8..=8),
    ("242", 9..=9),
    ("378", 10..=10),
    ("881", 9..=9),
    ("992", 9..=9),
];

/// The country codes of the countries in which 8 is dialled before a number of another place. Source:
/// `nationalPrefix` and `nationalPrefixForParsing` in the same file.
const CODES_BEFORE_TRUNK_EIGHT: [&str; 4] = ["7", "370", "375", "993"];

/// The digits of a phone number with its country code, or what is doubtful about it. The text has
/// neither invisible characters nor white space around it.
pub(super) fn digits(text: &str) -> Result<String, String> {
    let text = without_decimals(text)?;
    check_characters(text)?;
    check_start(&digits_of(text))?;
    check_trunk_eight(text)?;
    let digits = digits_of(&without_trunk_zero(text)?);
    check_after_code(&digits)?;
    match digits.len() {
        MIN_DIGITS..=MAX_DIGITS => Ok(digits),
        0 => Err("it has no digits".to_owned()),
        count => Err(format!("it has {count} digits, where {MIN_DIGITS} to {MAX_DIGITS} can be")),
    }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The text without the `.0` that spreadsheets append to numbers.
fn without_decimals(text: &str) -> Result<&str, String> {
    let Some((start, end)) = text.rsplit_once('.') else { return Ok(text) };
    if end.is_empty() || end.bytes().any(|byte| byte != b'0') {
        return Ok(text);
    }
    let is_plain = start.strip_prefix('+').unwrap_or(start).bytes().all(|b| b.is_ascii_digit());
    match (is_plain, end.len()) {
        (true, 1) => Ok(start),
        // Pairs of digits separated by dots are a valid spelling, and the last pair can be `00`.
        (false, 2..) => Ok(text),
        _ => Err(format!("`.{end}` at its end may be of a spreadsheet or of the number")),
    }
}

/// Checks that there are only digits and common separators.
fn check_characters(text: &str) -> Result<(), String> {
    let (mut has_digits, mut has_plus, mut is_open) = (false, false, false);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '0'..='9' => has_digits = true,
            '+' if has_digits || has_plus => {
                return Err("it has a `+` that is not at its start; pass one number".to_owned());
            }
            '+' => has_plus = true,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                return Err("it has several lines; pass one number".to_owned());
            }
            '(' if is_open => return Err(PARENTHESES.to_owned()),
            ')' if !is_open => return Err(PARENTHESES.to_owned()),
            '(' | ')' => is_open = c == '(',
            '.' if characters.peek().is_some_and(|next| next.is_whitespace()) => {
                return Err("what is before `. ` may be the number of a line in a list".to_owned());
            }
            '.' => {}
            c if c.is_whitespace() || is_dash(c) => {}
            'e' | 'E' if has_digits => {
                return Err(
                    "it may be rounded by a spreadsheet; format the cell as text".to_owned()
                );
            }
            c => return Err(format!("it has {c:?} in it")),
        }
    }
    if is_open { Err(PARENTHESES.to_owned()) } else { Ok(()) }
}

const PARENTHESES: &str = "it has a parenthesis without the other one";

/// The text without `(0)` after a country code: the zero is dialled only within the country.
fn without_trunk_zero(text: &str) -> Result<String, String> {
    let Some((before, inside, after)) = parenthesised_zero(text) else {
        return Ok(text.to_owned());
    };
    let code = digits_of(before);
    let is_dialled_within = !starts_with_any(&code, &["1", "7"]) && zeros_after(&code).is_none();
    if inside == "0" && code_of(&code) == Some(&code) && is_dialled_within {
        return Ok(format!("{before} {after}"));
    }
    Err(format!("the zero in `({inside})` may be dialled from other countries or not"))
}

/// Checks that there is no `(8)` after the code of a country in which it is dialled.
fn check_trunk_eight(text: &str) -> Result<(), String> {
    let Some((before, rest)) = text.split_once('(') else { return Ok(()) };
    let inside = rest.split(')').next().unwrap_or_default();
    match inside.trim() == "8" && CODES_BEFORE_TRUNK_EIGHT.contains(&digits_of(before).as_str()) {
        true => Err(format!("the 8 in `({inside})` may be dialled within the country alone")),
        false => Ok(()),
    }
}

/// The first parentheses whose content starts with a zero: what is before, within and after them.
fn parenthesised_zero(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('(').find_map(|(start, _)| {
        let (inside, after) = text[start + 1..].split_once(')')?;
        let inside = inside.trim();
        inside.starts_with('0').then(|| (&text[..start], inside, after))
    })
}

/// Checks that the digits start with a country code.
fn check_start(digits: &str) -> Result<(), String> {
    if digits.starts_with("00") {
        let problem = "it starts with 00, which some countries dial before a country code";
        return Err(format!("{problem}; leave 00 out"));
    }
    if digits.starts_with('0') {
        return Err("it starts with 0, which no country code does".to_owned());
    }
    Ok(())
}

/// Checks that the country code is not followed by a prefix that is dialled only within the country.
fn check_after_code(digits: &str) -> Result<(), String> {
    let Some((code, number)) = code_of(digits).map(|code| digits.split_at(code.len())) else {
        return Ok(());
    };
    let is_of_number = zeros_after(code).is_some_and(|lengths| lengths.contains(&number.len()));
    if number.starts_with('0') && !is_of_number {
        return Err(format!(
            "the zero after the country code {code} may be dialled within it alone"
        ));
    }
    Ok(())
}

/// The country code at the start of these digits, if it is complete.
fn code_of(digits: &str) -> Option<&str> {
    let length = match digits {
        _ if starts_with_any(digits, &["1", "7"]) => 1,
        _ if starts_with_any(digits, &TWO_DIGIT_CODES) => 2,
        _ => 3,
    };
    digits.get(..length)
}

/// The lengths of the numbers that start with a zero after this country code, if there are such numbers.
fn zeros_after(code: &str) -> Option<&'static RangeInclusive<usize>> {
    ZEROS_AFTER_CODE.iter().find(|(known, _)| *known == code).map(|(_, lengths)| lengths)
}

fn starts_with_any(digits: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| digits.starts_with(start))
}
