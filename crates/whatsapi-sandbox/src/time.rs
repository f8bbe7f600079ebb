//! Times in the format of Go's `encoding/json`, in UTC.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Go's zero time, which means unknown.
pub(crate) const ZERO: &str = "0001-01-01T00:00:00Z";

/// The seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// A number of seconds since 1970 as a date and time.
pub(crate) fn rfc3339(seconds: u64) -> String {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(seconds)).to_string()
}
