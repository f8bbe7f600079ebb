//! Points in time in replies.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::field::Lenient;

/// Numbers from here on are milliseconds: as seconds, they would be after the year 5000.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

/// A point in time that a server sent: a number or the text of one, in seconds or milliseconds since
/// 1970, or RFC 3339. It is displayed as RFC 3339 in UTC, in whole seconds.
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
        f.pad(&humantime::format_rfc3339_seconds((*self).into()).to_string())
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
    let text = text.to_ascii_uppercase();
    let (local, offset) = without_offset(&text)?;
    let local = humantime::parse_rfc3339_weak(local).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(i64::try_from(local.as_secs()).ok()? - offset)
}

/// The local time, and the seconds that it is ahead of UTC, which is all that `humantime` reads.
fn without_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(time) = text.strip_suffix('Z') {
        return Some((time, 0));
    }
    let (time, offset) = text.split_at_checked(text.len().checked_sub("+00:00".len())?)?;
    let sign = match offset.chars().next()? {
        '+' => 60,
        '-' => -60,
        _ => return None,
    };
    let (hours, minutes) = offset[1..].split_once(':')?;
    let number = |digits: &str| digits.parse::<u8>().ok().map(i64::from);
    Some((time, sign * (number(hours)? * 60 + number(minutes)?)))
}
