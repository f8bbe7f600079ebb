//! Values of properties that can be absent or null.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The value of an optional property that can also be null. In an update, many servers do not change an
/// absent property, and clear one that is null.
///
/// ```
/// use openapi_ureq::Nullable;
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Loan {
///     #[serde(default, skip_serializing_if = "Nullable::is_absent")]
///     due_on: Nullable<String>,
/// }
///
/// let json = |due_on| serde_json::to_string(&Loan { due_on }).unwrap();
/// assert_eq!(json(Nullable::Absent), "{}");
/// assert_eq!(json(Nullable::Null), r#"{"due_on":null}"#);
/// assert_eq!(json("2026-12-01".to_owned().into()), r#"{"due_on":"2026-12-01"}"#);
/// ```
///
/// A struct field of this type needs serde's `default` and `skip_serializing_if`, as in the example. Without
/// them, an absent value is serialized as null.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// The property is absent.
    #[default]
    Absent,
    /// The property is null.
    Null,
    /// The property has this value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns whether the property is absent.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the property is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Converts to the value, if there is one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    /// Converts `None` to null.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}
