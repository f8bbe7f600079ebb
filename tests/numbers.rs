//! Phone numbers as people paste them: parsing neither drops nor adds digits, and rejects ambiguous numbers.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::*;
use whatsapi::{ErrorKind, Participant, Recipient};

const INVISIBLE: [char; 21] = [
    '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}',
    '\u{202d}', '\u{202e}', '\u{2060}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{feff}',
    '\u{ad}', '\u{61c}', '\u{2061}', '\u{2062}', '\u{2063}',
];

const SEPARATORS: [char; 18] = [
    ' ', '\t', '\u{a0}', '\u{2002}', '\u{2007}', '\u{2009}', '\u{202f}', '\u{3000}', '-',
    '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}', '\u{fe63}',
    '\u{ff0d}',
];

/// The digits of the text as a participant, after checking that it is the same as a recipient.
fn read(text: &str) -> Result<String, String> {
    let person = text.parse::<Participant>();
    match (&person, text.parse::<Recipient>()) {
        (Ok(person), recipient) => assert_eq!(recipient.unwrap(), Recipient::from(person.clone())),
        (Err(_), Ok(recipient)) => assert!(matches!(recipient, Recipient::Group(_))),
        (Err(error), Err(_)) => assert_eq!(error.kind(), ErrorKind::InvalidArgument),
    }
    person.map(|person| person.to_string()).map_err(|error| error.to_string())
}

#[test]
fn pasted_numbers_are_parsed_with_marks_spaces_and_dashes() {
    for mark in INVISIBLE {
        for text in [
            format!("{mark}+91 98765 43210{mark}"),
            format!("+{mark}9198765{mark}43210"),
            format!("{mark} +91{mark} 98765-43210 {mark}"),
            format!("{mark}919876543210@s.whatsapp.net{mark}"),
        ] {
            let person: Participant = text.parse().unwrap();
            assert_eq!(person.phone_number(), Some("919876543210"), "{text:?}");
        }
    }
    for separator in SEPARATORS {
        let text = format!("+91{separator}98765{separator}43210");
        assert_eq!(read(&text), Ok("919876543210".to_owned()), "{text:?}");
    }
    for text in ["(+91) 98765 43210", "+91.98765.43210", "+41.446.681.8.00", "+1 (555) 867-5309"] {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(read(text), Ok(digits), "{text}");
    }
}

#[test]
fn parts_outside_of_the_number_are_dropped() {
    for (text, number) in [
        ("+44 (0)20 7946 0958", "442079460958"),
        ("44(0)2079460958", "442079460958"),
        ("+44 ( 0 ) 20 7946 0958", "442079460958"),
        ("(+44) (0) 20 7946 0958", "442079460958"),
        ("+353 (0)1 234 5678", "35312345678"),
        ("+49\u{a0}(0)\u{a0}30\u{a0}901820", "4930901820"),
        ("919876543210.0", "919876543210"),
        ("+919876543210.0", "919876543210"),
    ] {
        assert_eq!(read(text), Ok(number.to_owned()), "{text}");
    }
}

#[test]
fn ambiguous_numbers_are_rejected_with_the_reason() {
    for (text, doubt) in [
        ("0044 20 7946 0958", "starts with 00"),
        ("00919876543210", "starts with 00"),
        ("+00919876543210", "starts with 00"),
        ("(0)20 7946 0958", "starts with 0,"),
        ("09876543210", "starts with 0,"),
        ("+44 020 7946 0958", "zero after the country code 44"),
        ("4402079460958", "zero after the country code 44"),
        ("+44 (020) 7946 0958", "zero in `(020)`"),
        ("+44 20 (0)7946 0958", "zero in `(0)`"),
        ("4 (0)4 2079460958", "zero in `(0)`"),
        // A zero belongs to the number there.
        ("+39 (0)6 6982", "zero in `(0)`"),
        // It is dialled before all numbers of some of these countries, and before none of others.
        ("+241 062 12 34 56", "zero after the country code 241"),
        ("+225 07 07 07 07 07 0", "zero after the country code 225"),
        ("+250 0788 123 456", "zero after the country code 250"),
        ("+47 0 2345678", "zero after the country code 47"),
        ("+370 (8) 612 34567", "8 in `(8)`"),
        ("+7 ( 8 ) 912 345 67 89", "8 in `( 8 )`"),
        ("+1 (0)555 867 5309", "zero in `(0)`"),
        ("+44 (0)(0)20 7946 0958", "zero after the country code 44"),
        ("919876543210.00", "`.00` at its end"),
        ("+91 98765 43210.0", "`.0` at its end"),
        ("91.98765.43210.0", "`.0` at its end"),
        ("9.1987654321E+11", "rounded by a spreadsheet"),
        ("9.19877e11", "rounded by a spreadsheet"),
        ("12345\n67890", "several lines"),
        ("12345\r\n67890", "several lines"),
        ("+1 555 0100 +1 555 0199", "a `+` that is not at its start"),
        ("++919876543210", "a `+` that is not at its start"),
        ("1. 9876543210", "a line in a list"),
        ("1) 9876543210", "parenthesis"),
        ("(91 9876543210", "parenthesis"),
        ("((91) 9876543210", "parenthesis"),
        ("9876543210/11", "has '/' in it"),
        ("919876543210,0", "has ',' in it"),
        ("919876543210 x5", "has 'x' in it"),
        ("٩١٩٨٧٦٥٤٣٢١٠", "has '٩' in it"),
        ("1234", "4 digits"),
        ("+", "no digits"),
    ] {
        for error in [read(text).unwrap_err(), text.parse::<Recipient>().unwrap_err().to_string()] {
            assert!(error.contains(doubt) && error.contains("919876543210"), "{text}: {error}");
        }
    }
}

#[test]
fn numbers_that_start_with_a_zero_after_their_country_code_are_read() {
    for text in [
        "+39 06 6982",
        "+39 02 1234 5678",
        "+225 07 07 07 07 07",
        "+226 01 23 45 67",
        "+229 01 23 45 67 89",
        "+241 07 12 34 56",
        "+242 06 612 3456",
        "+378 0549 88 64 00",
        "+881 012 345 678",
        "+992 00 123 4567",
        // What people put in parentheses elsewhere.
        "+61 (8) 9374 4000",
        "+7 (812) 345-67-89",
    ] {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(read(text), Ok(digits));
    }
}

#[test]
fn digits_of_a_jid_are_unchanged() {
    let person: Participant = "4402079460958@c.us".parse().unwrap();
    assert_eq!(person.as_str(), "4402079460958@s.whatsapp.net");
}

/// The digits of a number, and the separators between them.
fn written() -> impl Strategy<Value = (String, Vec<String>)> {
    let marks = prop::sample::select([INVISIBLE.as_slice(), SEPARATORS.as_slice()].concat());
    let between = prop::collection::vec(prop::collection::vec(marks, 0..3), 16);
    ("91[1-9][0-9]{4,12}", between).prop_map(|(number, between)| {
        (number, between.into_iter().map(String::from_iter).collect())
    })
}

proptest! {
    /// The result has all digits of the text in their order, except for a zero in parentheses or after the last
    /// dot.
    #[test]
    fn no_digit_is_added_moved_or_lost(
        text in "[+(]{0,2}[0-9+() .\t\u{2007}\u{2010}\u{200e}\u{feff}-]{3,24}(\\(0\\)|\\.0|\\.00|0\\))?[0-9 ]{0,8}",
    ) {
        let Ok(number) = read(&text) else { return Ok(()) };
        let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
        let visible: String = text.chars().filter(|c| !INVISIBLE.contains(c)).collect();
        let visible = visible.trim();
        let plain = visible.strip_suffix(".0").unwrap_or(visible);
        let packed: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
        let without_zero = packed.replacen("(0)", "", 1);
        prop_assert!([digits(&packed), digits(&without_zero)].contains(&number), "{text:?} is {number}");
        prop_assert!(!number.starts_with('0') && (5..=15).contains(&number.len()));
        // The result is a number that parses to itself.
        prop_assert_eq!(read(&number), Ok(number));
    }

    #[test]
    fn marks_and_separators_between_digits_change_nothing((number, between) in written()) {
        let mut text = between[0].clone();
        for (digit, mark) in number.chars().zip(&between[1..]) {
            text.push(digit);
            text.push_str(mark);
        }
        prop_assert_eq!(read(&text), Ok(number.clone()), "{:?}", text);
        prop_assert_eq!(read(&format!("+{text}")), Ok(number));
    }

    #[test]
    fn any_text_is_parsed_as_its_own_digits_or_rejected(text in any::<String>()) {
        if let (Ok(number), false) = (read(&text), text.contains('@')) {
            let mut rest = text.chars();
            prop_assert!(number.chars().all(|digit| rest.any(|c| c == digit)), "{:?}", text);
        }
    }
}
