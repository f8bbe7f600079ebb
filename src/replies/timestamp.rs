//! Points in time in replies.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::field::Lenient;

/// Numbers from here on are milliseconds: as seconds, they would be after the year 5000.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

const DAY: i64 = 86_400;

/// A point in time in a reply. Servers send seconds or milliseconds since 1970, as a number or a string, or
/// RFC 3339. It is displayed as RFC 3339 in UTC, in whole seconds.
///
/// Assumption: zero, and any date before 1970, means an unknown time. Servers written in Go send the
/// year 1, the zero value of the type. Source:
/// <https://pkg.go.dev/time#Time.IsZero>, and the fields of type `time.Time` in
/// <https://github.com/tulir/whatsmeow/blob/main/types/group.go>.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use serde_json::json;
/// use whatsapi::SentMessage;
///
/// let sent = SentMessage::from(json!({ "ID": "3EB0", "Timestamp": "2024-01-02T08:34:05+05:30" }));
/// let time = sent.timestamp.unwrap();
/// assert_eq!(time.to_string(), "2024-01-02T03:04:05Z");
/// assert_eq!(SystemTime::from(time), SystemTime::UNIX_EPOCH + Duration::from_secs(1_704_164_645));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The seconds since 1970.
    #[must_use]
    pub fn unix_seconds(self) -> u64 {
        self.0
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        // Every platform's clock can represent values up to the year 9999. Falls back to the epoch
        // instead of panicking.
        UNIX_EPOCH.checked_add(Duration::from_secs(time.0)).unwrap_or(UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0).unwrap_or(i64::MAX);
        let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        f.pad(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
    }
}

impl Lenient for Timestamp {
    fn read(value: &Value) -> Option<Self> {
        let seconds = match i64::read(value) {
            Some(number) if number >= FIRST_MILLISECONDS => number / 1000,
            Some(number) => number,
            None => rfc3339(value.as_str()?.trim())?,
        };
        // The last second of the year 9999, the end of RFC 3339's range.
        (1..=253_402_300_799).contains(&seconds).then_some(Self(u64::try_from(seconds).ok()?))
    }
}

/// The seconds since 1970 of a date and time with an offset.
fn rfc3339(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let [year, month, day] = numbers(date, '-')?;
    let (time, offset) = match rest.find(['Z', 'z', '+', '-']) {
        Some(end) => rest.split_at(end),
        None => return None,
    };
    let time = match time.split_once('.') {
        Some((time, fraction)) => fraction.bytes().all(|b| b.is_ascii_digit()).then_some(time)?,
        None => time,
    };
    let [hour, minute, second] = numbers(time, ':')?;
    let offset = match offset {
        "Z" | "z" => 0,
        _ => {
            let [hours, minutes] = numbers(&offset[1..], ':')?;
            (hours * 60 + minutes) * if offset.starts_with('-') { -60 } else { 60 }
        }
    };
    let is_valid = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        // Allows leap seconds.
        && second <= 60;
    let seconds = days_of(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
    is_valid.then_some(seconds)
}

/// The numbers between separators, with two or four digits each.
fn numbers<const N: usize>(text: &str, separator: char) -> Option<[i64; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(separator);
    for number in &mut numbers {
        let part = parts.next()?;
        let is_plain = matches!(part.len(), 2 | 4) && part.bytes().all(|b| b.is_ascii_digit());
        *number = is_plain.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}

/// The days from 1970-01-01 to a date. Years start in March, so that a leap day is the last day of its
/// year, and are grouped in eras of 400 years, after which the calendar repeats.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date after this many days from 1970-01-01: the inverse of [`days_of`].
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let (day, month) = (day_of_year - (153 * shifted + 2) / 5 + 1, (shifted + 2) % 12 + 1);
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}
