//! Random numbers within the bounds of a schema.

use fastrand::Rng;
use serde_json::{Number, Value, json};

use super::flat::Flat;

/// The largest integer that every JSON implementation keeps.
const EXACT: i64 = (1 << 53) - 1;

/// An integer, often one of the bounds.
pub(crate) fn integer(rng: &mut Rng, flat: &Flat) -> Option<Value> {
    let (least, most) = match flat.text("format") {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("int64") => (i64::MIN, i64::MAX),
        Some("uint64" | "uint") => (0, i64::MAX),
        _ => (-EXACT, EXACT),
    };
    let bound = |keyword: &str| flat.get(keyword).and_then(whole);
    let least = least.max(bound("minimum").unwrap_or(least));
    let least = least.max(bound("exclusiveMinimum").map_or(least, |bound| bound.saturating_add(1)));
    let most = most.min(bound("maximum").unwrap_or(most));
    let most = most.min(bound("exclusiveMaximum").map_or(most, |bound| bound.saturating_sub(1)));
    if least > most {
        return None;
    }
    let drawn = match rng.u8(..4) {
        0 => least,
        1 => most,
        2 => rng.i64(least.max(-100).min(most)..=most.min(100).max(least)),
        _ => rng.i64(least..=most),
    };
    let step = bound("multipleOf").filter(|step| *step > 1).unwrap_or(1);
    let rounded = drawn - drawn.rem_euclid(step);
    Some(json!(if rounded < least { rounded.checked_add(step)? } else { rounded }))
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|bound| bound as i64))
}

/// A number that is exact in 32 bits too: some quarters.
pub(crate) fn number(rng: &mut Rng, flat: &Flat) -> Option<Value> {
    let bound = |keyword: &str| flat.get(keyword).and_then(Value::as_f64);
    let least = bound("minimum").or(bound("exclusiveMinimum"));
    let most = bound("maximum").or(bound("exclusiveMaximum"));
    let (least, most) = match (least, most) {
        (Some(least), Some(most)) => (least, most),
        (Some(least), None) => (least, least + 1000.0),
        (None, Some(most)) => (most - 1000.0, most),
        (None, None) => (-1000.0, 1000.0),
    };
    if let Some(step) = bound("multipleOf").filter(|step| *step > 0.0) {
        let first = (least / step).ceil();
        let count = ((most - least) / step).floor().clamp(0.0, 50.0);
        return Number::from_f64((first + f64::from(rng.u32(0..=count as u32))) * step)
            .map(Value::Number);
    }
    let quarters = ((most - least) * 4.0).clamp(0.0, 8000.0) as u32;
    let drawn = match rng.u8(..4) {
        0 if bound("minimum").is_some() => least,
        1 if bound("maximum").is_some() => most,
        _ => ((least * 4.0).ceil() + f64::from(rng.u32(0..=quarters))) / 4.0,
    };
    // Whole numbers are numbers too, and are written without a fraction.
    if drawn.fract() == 0.0 && rng.bool() {
        return Some(json!(drawn as i64));
    }
    Number::from_f64(drawn).map(Value::Number)
}
