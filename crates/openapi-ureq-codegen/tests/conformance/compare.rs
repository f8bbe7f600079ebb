//! Compares a decoded value with the value that was sent.

use serde_json::Value;

use super::sample::UNLISTED;

/// The kind of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Difference {
    /// A member with the value null is missing, although null differs from absent there.
    NullLost,
    /// A member with an empty list or map is missing.
    EmptyLost,
    /// A member is missing.
    Lost,
    /// There is a member that was not sent.
    Added,
    /// The value differs.
    Changed,
}

/// All differences, each with its place.
pub(crate) fn differences(sent: &Value, got: &Value) -> Vec<(Difference, String)> {
    let mut found = Vec::new();
    compare(sent, got, "", &mut found);
    found
}

fn compare(sent: &Value, got: &Value, place: &str, found: &mut Vec<(Difference, String)>) {
    match (sent, got) {
        (Value::Object(sent), Value::Object(got)) => {
            for (name, value) in sent {
                let place = format!("{place}/{name}");
                match got.get(name) {
                    Some(got) => compare(value, got, &place, found),
                    None => found.push((lost(value), place)),
                }
            }
            // A client may keep or drop undeclared members.
            let is_added = |name: &&String| !sent.contains_key(*name) && *name != UNLISTED;
            let added = got.keys().filter(is_added);
            found.extend(added.map(|name| (Difference::Added, format!("{place}/{name}"))));
        }
        (Value::Array(sent), Value::Array(got)) if sent.len() == got.len() => {
            for (index, (sent, got)) in sent.iter().zip(got).enumerate() {
                compare(sent, got, &format!("{place}/{index}"), found);
            }
        }
        _ if equal(sent, got) => {}
        _ => found.push((Difference::Changed, place.to_owned())),
    }
}

fn lost(value: &Value) -> Difference {
    match value {
        Value::Null => Difference::NullLost,
        Value::Array(items) if items.is_empty() => Difference::EmptyLost,
        Value::Object(members) if members.is_empty() => Difference::EmptyLost,
        _ => Difference::Lost,
    }
}

/// Whether two values that are not both lists or both objects are equal: numbers are by value.
pub(crate) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let exact = one.as_i128().zip(other.as_i128()).map(|(one, other)| one == other);
            exact.unwrap_or_else(|| one.as_f64() == other.as_f64())
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_have_their_kind_and_place() {
        let sent = json!({ "a": null, "b": [], "c": 1, "d": { "e": [1, 2.0] }, "f": "x" });
        let got = json!({ "d": { "e": [1.0, 2] }, "f": "y", "g": 0 });
        let mut found = differences(&sent, &got);
        found.sort();
        let expected = [
            (Difference::NullLost, "/a"),
            (Difference::EmptyLost, "/b"),
            (Difference::Lost, "/c"),
            (Difference::Added, "/g"),
            (Difference::Changed, "/f"),
        ];
        assert_eq!(found, expected.map(|(kind, place)| (kind, place.to_owned())));
    }
}
