//! A random value with marks. Real servers send undeclared members, unknown enum values, and null for absent
//! members. Marks in the value represent these, and three versions are derived from it: the value to validate, the
//! value to send, and the expected result.

use serde_json::Value;

/// The name of an undeclared member.
pub(crate) const UNLISTED: &str = "~unlisted member";

/// The unknown value that is sent instead of an enum value.
const UNLISTED_VALUE: &str = "~unlisted value";

/// Marks null in place of an optional member that cannot be null.
const ABSENT: &str = "\u{1}absent";

/// Marks an enum value to replace; the value itself follows.
const ENUM: &str = "\u{1}enum:";

/// A value with marks.
#[derive(Debug, Clone)]
pub(crate) struct Sample(pub(crate) Value);

/// The mark of null in place of an optional member.
pub(crate) fn absent() -> Value {
    Value::String(ABSENT.to_owned())
}

/// The mark of an unknown enum value.
pub(crate) fn unlisted(listed: &str) -> Value {
    Value::String(format!("{ENUM}{listed}"))
}

#[derive(Clone, Copy, PartialEq)]
enum Reading {
    /// The value to validate.
    Valid,
    /// The value to send.
    Sent,
    /// The expected result.
    Expected,
}

impl Sample {
    pub(crate) fn valid(&self) -> Value {
        read(&self.0, Reading::Valid)
    }

    pub(crate) fn sent(&self) -> Value {
        read(&self.0, Reading::Sent)
    }

    /// The value as sent, without members that are equivalent to absent ones.
    pub(crate) fn expected(&self) -> Value {
        read(&self.0, Reading::Expected)
    }
}

fn read(value: &Value, reading: Reading) -> Value {
    match value {
        Value::String(text) if text == ABSENT => Value::Null,
        Value::String(text) => match text.strip_prefix(ENUM) {
            Some(listed) if reading == Reading::Valid => Value::String(listed.to_owned()),
            Some(_) => Value::String(UNLISTED_VALUE.to_owned()),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(|item| read(item, reading)).collect(),
        Value::Object(members) => {
            let is_kept = |name: &String, member: &Value| {
                reading == Reading::Sent || (member != ABSENT && name != UNLISTED)
            };
            let kept = members.iter().filter(|(name, member)| is_kept(name, member));
            kept.map(|(name, member)| (name.clone(), read(member, reading))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marks_are_read_three_ways() {
        let value = json!({ "a": absent(), "b": [unlisted("x")], UNLISTED: 1, "c": null });
        let sample = Sample(value);
        assert_eq!(sample.valid(), json!({ "b": ["x"], "c": null }));
        assert_eq!(
            sample.sent(),
            json!({ "a": null, "b": [UNLISTED_VALUE], UNLISTED: 1, "c": null })
        );
        assert_eq!(sample.expected(), json!({ "b": [UNLISTED_VALUE], "c": null }));
    }
}
