//! Dates in replies: the spellings that are read, and what is no date.

use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::Strategy;
use serde_json::{Value, json};
use whatsapi::{AddRequest, GroupInfo, SentMessage, Timestamp};

use crate::arbitrary::for_each;

fn read(date: &Value) -> Option<Timestamp> {
    let created = GroupInfo::from(json!({ "GroupCreated": date })).created;
    assert_eq!(AddRequest::from(json!({ "Expiration": date })).expiration, created);
    for name in ["timestamp", "Timestamp"] {
        assert_eq!(SentMessage::from(json!({ name: date })).timestamp, created);
    }
    created
}

#[test]
fn date_is_read_as_text_and_as_seconds() {
    // From `date -u -d @SECONDS +%FT%TZ`.
    for (date, seconds, shown) in [
        (json!("2024-01-02T03:04:05Z"), 1_704_164_645, "2024-01-02T03:04:05Z"),
        (json!("2024-01-02t03:04:05.999999999z"), 1_704_164_645, "2024-01-02T03:04:05Z"),
        (json!("2024-01-02 08:34:05.1+05:30"), 1_704_164_645, "2024-01-02T03:04:05Z"),
        (json!("2024-01-01T19:04:05-08:00"), 1_704_164_645, "2024-01-02T03:04:05Z"),
        (json!(1_704_164_645), 1_704_164_645, "2024-01-02T03:04:05Z"),
        (json!("1704164645"), 1_704_164_645, "2024-01-02T03:04:05Z"),
        (json!(1_704_164_645.0), 1_704_164_645, "2024-01-02T03:04:05Z"),
        (json!("1970-01-01T00:00:01Z"), 1, "1970-01-01T00:00:01Z"),
        (json!("2000-02-29T00:00:00Z"), 951_782_400, "2000-02-29T00:00:00Z"),
        (json!("2016-12-31T23:59:60Z"), 1_483_228_800, "2017-01-01T00:00:00Z"),
        (json!("2023-12-31T23:59:59Z"), 1_704_067_199, "2023-12-31T23:59:59Z"),
        (json!("2100-03-01T00:00:00Z"), 4_107_542_400, "2100-03-01T00:00:00Z"),
        (json!("9999-12-31T23:59:59Z"), 253_402_300_799, "9999-12-31T23:59:59Z"),
    ] {
        let read = read(&date).unwrap_or_else(|| panic!("{date} is not read"));
        assert_eq!((read.unix_seconds(), read.to_string().as_str()), (seconds, shown), "{date}");
        assert_eq!(format!("{read:?}"), format!("Timestamp({shown})"));
        let time: std::time::SystemTime = read.into();
        assert_eq!(time.duration_since(UNIX_EPOCH).unwrap(), Duration::from_secs(seconds));
    }
}

#[test]
fn date_that_is_not_known_is_none() {
    for date in [
        json!("0001-01-01T00:00:00Z"),
        json!("0001-01-01T05:53:28+05:53"),
        json!("0000-12-31T19:03:58-04:56"),
        json!("1970-01-01T00:00:00Z"),
        json!("1970-01-01T05:30:00+05:30"),
        json!(0),
        json!(0.0),
        json!("0"),
        json!(-62_135_596_800_i64),
        json!(null),
        json!(""),
    ] {
        assert_eq!(read(&date), None, "{date}");
    }
    assert_eq!(GroupInfo::from(json!({})).created, None);
}

#[test]
fn what_is_no_date_is_none() {
    for date in [
        json!("2023-02-29T00:00:00Z"),
        json!("2100-02-29T00:00:00Z"),
        json!("2024-04-31T00:00:00Z"),
        json!("2024-00-01T00:00:00Z"),
        json!("2024-13-01T00:00:00Z"),
        json!("2024-01-00T00:00:00Z"),
        json!("2024-01-02T24:00:00Z"),
        json!("2024-01-02T00:60:00Z"),
        json!("2024-01-02T00:00:61Z"),
        json!("2024-01-02T03:04:05"),
        json!("2024-01-02T03:04:05.Z"),
        json!("2024-01-02T03:04:05+24:00"),
        json!("2024-01-02T03:04:05+0530"),
        json!("2024-01-02T3:04:05Z"),
        json!("2024-01-02-03T03:04:05Z"),
        json!("+024-01-02T03:04:05Z"),
        json!("2024-01-02"),
        json!("yesterday"),
        // Milliseconds would be the year 55971.
        json!(1_704_164_645_000_i64),
        json!(i64::MAX),
        json!(1.5),
        json!(true),
        json!([1_704_164_645]),
    ] {
        assert_eq!(read(&date), None, "{date}");
    }
}

#[test]
fn every_date_is_read_as_it_is_shown() {
    for_each(2000, (1_u64..=253_402_300_799).boxed(), |seconds| {
        let date = read(&json!(seconds)).unwrap();
        assert_eq!(date.unix_seconds(), seconds);
        assert_eq!(read(&json!(date.to_string())), Some(date));
    });
}
