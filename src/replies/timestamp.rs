//! Dates in replies.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::field::Lenient;

const SECONDS_OF_A_DAY: u64 = 86_400;
/// The last second of the year 9999, the last that RFC 3339 can write.
const LAST: u64 = 253_402_300_799;

/// A date and time in a reply, in whole seconds.
///
/// It displays as RFC 3339 in UTC, such as `2026-01-31T12:00:00Z`, and converts to a
/// [`SystemTime`].
///
/// It is read from RFC 3339, which is how Go writes a time (the `MarshalJSON` of its `time.Time`),
/// or from a number of seconds since 1970, as a number or as text, which is how WhatsApp itself
/// writes one. A date up to 1970 is none: Go's zero time is in the year 1, and 0 is what an unset
/// number is.
///
/// ```
/// use whatsapi::GroupInfo;
/// use serde_json::json;
///
/// let group = GroupInfo::from(json!({ "GroupCreated": "2026-01-31T13:00:00+01:00" }));
/// assert_eq!(group.created.unwrap().to_string(), "2026-01-31T12:00:00Z");
/// assert_eq!(group.created, GroupInfo::from(json!({ "GroupCreated": 1769860800 })).created);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: u64,
}

impl Timestamp {
    /// The seconds since 1970.
    ///
    /// ```
    /// use whatsapi::SentMessage;
    /// use serde_json::json;
    ///
    /// let sent = SentMessage::from(json!({ "Timestamp": "2026-01-31T12:00:00Z" }));
    /// assert_eq!(sent.timestamp.unwrap().unix_seconds(), 1769860800);
    /// ```
    #[must_use]
    pub fn unix_seconds(self) -> u64 {
        self.seconds
    }

    /// The date that is this number of seconds after 1970; `None` if there cannot be one.
    fn from_seconds(seconds: i64) -> Option<Self> {
        let seconds = u64::try_from(seconds).ok()?;
        (1..=LAST).contains(&seconds).then_some(Self { seconds })
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        UNIX_EPOCH + Duration::from_secs(timestamp.seconds)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second) = (self.seconds / SECONDS_OF_A_DAY, self.seconds % SECONDS_OF_A_DAY);
        let (year, month, day) = date_of(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl Lenient for Timestamp {
    fn read(value: &Value) -> Option<Self> {
        let seconds = match i64::read(value) {
            Some(seconds) => seconds,
            None => parse(value.as_str()?.trim())?,
        };
        Self::from_seconds(seconds)
    }
}

/// The seconds since 1970 of a date and time in RFC 3339, without its fraction of a second. Also
/// with a space in place of the `T`, which RFC 3339 allows.
fn parse(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let (clock, zone) = time.split_at(time.find(['Z', 'z', '+', '-'])?);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    // A leap second is the sixtieth.
    if !is_fraction || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = i64::try_from(days_until(year, month, day)?).ok()?;
    let seconds = i64::try_from(hour * 3600 + minute * 60 + second).ok()?;
    Some(days * 86_400 + seconds - offset(zone)?)
}

/// The seconds by which a time zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, text) = match zone.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, zone.strip_prefix('+')?),
    };
    let [hours, minutes] = numbers(text, ':', [2, 2])?;
    let is_valid = hours <= 23 && minutes <= 59;
    i64::try_from(hours * 3600 + minutes * 60).ok().filter(|_| is_valid).map(|time| sign * time)
}

/// The numbers in a text, each with this many digits.
fn numbers<const N: usize>(text: &str, separator: char, digits: [usize; N]) -> Option<[u64; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = is_number.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}

/// From 1 March of the year 0 to 1970, in days. Years are counted from March, so that the leap day
/// is the last of a year.
const DAYS_UNTIL_1970: u64 = 719_468;
/// The days of 400 years, after which the calendar repeats itself.
const DAYS_OF_AN_ERA: u64 = 146_097;

/// The days from 1970 until a date; `None` if there is no such date, or it is before 1970.
fn days_until(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let year_from_march = if month <= 2 { year.checked_sub(1)? } else { year };
    let (era, year_of_era) = (year_from_march / 400, year_from_march % 400);
    let day_of_year = ((month + 9) % 12 * 153 + 2) / 5 + day.checked_sub(1)?;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = (era * DAYS_OF_AN_ERA + day_of_era).checked_sub(DAYS_UNTIL_1970)?;
    // The 30th of February is another day.
    (date_of(days) == (year, month, day)).then_some(days)
}

/// The year, the month and the day after this many days since 1970.
fn date_of(days: u64) -> (u64, u64, u64) {
    let days = days + DAYS_UNTIL_1970;
    let (era, day_of_era) = (days / DAYS_OF_AN_ERA, days % DAYS_OF_AN_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}
