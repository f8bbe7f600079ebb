//! Phone numbers as people write, paste and export them, read without a guess.
//!
//! The digits that are sent are the digits that were written, but for two spellings that have one
//! meaning: `(0)` after a country code, and `.0` at the end. What can mean more than one number, or
//! has lost digits, is refused.

use super::is_mark;

/// The limit of E.164 for numbers with a country code.
pub(super) const MAX_DIGITS: usize = 15;
const MIN_DIGITS: usize = 5;

/// The calling codes of one and two digits. All others have three, and none is the start of another.
const SHORT_CALLING_CODES: [&str; 46] = [
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45",
    "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];
/// Where a zero after the country code is a part of the number: Italy, San Marino, the Vatican, Côte
/// d'Ivoire, Benin, Congo. After Google's libphonenumber, whose metadata have no national prefix `0`
/// for them: <https://github.com/google/libphonenumber/blob/master/resources/PhoneNumberMetadata.xml>.
const KEEP_ZERO: [&str; 6] = ["39", "378", "379", "225", "229", "242"];

/// The digits of the number, or what is doubtful about it.
pub(super) fn digits(text: &str) -> Result<String, String> {
    let plain: String = text.chars().filter(|c| !is_mark(*c)).map(plain).collect();
    let plain = plain.trim();
    check_characters(plain)?;
    let national = plain.strip_prefix('+').unwrap_or(plain);
    let national = without_trunk_zero(without_decimals(national)?)?;
    check_zeros(&national)?;
    let digits: String = national.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        0 => Err("it has no digits".to_owned()),
        1..MIN_DIGITS => Err(format!("it has only {} digits", digits.len())),
        MIN_DIGITS..=MAX_DIGITS => Ok(digits),
        count => Err(format!("it has {count} digits, which are too many for one number")),
    }
}

/// The space or dash that `c` is a variant of, or `c`.
fn plain(c: char) -> char {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

/// Refuses all but digits, one leading `+`, spaces, dashes, dots and parentheses.
fn check_characters(text: &str) -> Result<(), String> {
    let is_expected = |c: char| matches!(c, '0'..='9' | ' ' | '-' | '.' | '(' | ')');
    let rest = text.strip_prefix('+').unwrap_or(text);
    let Some(found) = rest.chars().find(|c| !is_expected(*c)) else { return Ok(()) };
    if is_exponential(text) {
        return Err("it is in exponent notation, which has lost digits".to_owned());
    }
    let lower = rest.to_lowercase();
    let after_digits = lower.trim_start_matches(is_expected);
    let is_extension = lower.starts_with(|c: char| c.is_ascii_digit() || "( ".contains(c))
        && ["x", "ext", "#", ";ext", ",ext"].iter().any(|mark| {
            let extension = after_digits.strip_prefix(mark);
            let extension = extension.map(|it| it.trim_start_matches(|c: char| !c.is_numeric()));
            extension.is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
        });
    Err(match found {
        _ if is_extension => "it has an extension, which cannot be called directly".to_owned(),
        '\n' | ',' | ';' | '/' | '|' | '&' | '+' => "it seems to hold several numbers".to_owned(),
        _ if found.is_alphabetic() => "it has letters".to_owned(),
        _ if found.is_numeric() => "it has digits other than 0 to 9".to_owned(),
        _ => format!("it has the character {found:?}"),
    })
}

/// Whether this is a number such as `9.19877E+11`.
fn is_exponential(text: &str) -> bool {
    text.split_once(['e', 'E']).is_some_and(|(start, exponent)| {
        let is_power = exponent.trim_start_matches(['+', '-']).parse::<u16>().is_ok();
        is_power && start.ends_with(|c: char| c.is_ascii_digit())
    })
}

/// The text without the `.0` that spreadsheets write after a whole number.
fn without_decimals(text: &str) -> Result<&str, String> {
    let Some((whole, last)) = text.rsplit_once('.') else { return Ok(text) };
    let is_only_dot = !whole.contains('.');
    let is_digits = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    match last {
        "0" if is_only_dot => Ok(whole),
        _ if is_digits && (last == "0" || is_only_dot && last.len() < 3) => {
            Err(format!("it ends in .{last}, which may be decimals"))
        }
        _ => Ok(text),
    }
}

/// The text without the `(0)` that is dialled within a country only, as in `+44 (0)20 7946 0958`.
fn without_trunk_zero(text: &str) -> Result<String, String> {
    let spaceless: String = text.chars().filter(|c| *c != ' ').collect();
    let Some((before, after)) = spaceless.split_once("(0)") else { return Ok(text.to_owned()) };
    let code: String = before.chars().filter(char::is_ascii_digit).collect();
    if !is_calling_code(&code) || keeps_zero(&code) || after.contains("(0)") {
        return Err("it has (0) where it is not clear whether the zero is dialled".to_owned());
    }
    Ok(format!("{before}-{after}"))
}

/// Refuses a zero that is dialled in place of a country code, or only within a country.
fn check_zeros(text: &str) -> Result<(), String> {
    let mut groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let first = groups.next().unwrap_or_default();
    if first.starts_with("00") {
        let remedy = "write the country code after a + instead";
        return Err(format!("it starts with 00, which is dialled before a country code; {remedy}"));
    }
    if first.starts_with('0') {
        return Err("it starts with 0, and no country code does".to_owned());
    }
    let is_local = groups.next().is_some_and(|group| group.starts_with('0'));
    if is_local && is_calling_code(first) && !keeps_zero(first) {
        return Err(format!(
            "it has a 0 after the country code {first}; leave it out if it is \
                            dialled within the country only"
        ));
    }
    Ok(())
}

fn is_calling_code(digits: &str) -> bool {
    let is_short = |code: &str| SHORT_CALLING_CODES.contains(&code);
    let starts_short = || SHORT_CALLING_CODES.iter().any(|code| digits.starts_with(code));
    is_short(digits) || digits.len() == 3 && !digits.starts_with('0') && !starts_short()
}

fn keeps_zero(code: &str) -> bool {
    KEEP_ZERO.contains(&code)
}
