//! The implementation of unions: one of several types, selected by a tag or by the structure of the value.

use serde::Serializer;
use serde::ser::{Error as _, Serialize};
use serde_json::Value;

use crate::response::schema::is_integer;

/// Implements serde's traits for an enum with a variant for each alternative and one for any other value.
///
/// A tag selects the alternative; a value with an unknown tag is kept unchanged. Without a tag, the alternatives
/// that match are tried in order of the number of members that they do not declare.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    ($name:ident by $tag:literal {
        $($variant:ident($ty:ty) = [$($value:literal),* $(,)?]),* $(,)?
    } else $other:ident) => {
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::__private::serialize_tagged(value, $tag, &[$($value),*], serializer)
                    })*
                    Self::$other(value) => {
                        $crate::__private::serde::Serialize::serialize(value, serializer)
                    }
                }
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                use $crate::__private::serde::{Deserialize, de::Error};
                let value = $crate::__private::serde_json::Value::deserialize(deserializer)?;
                let tag = value.get($tag).and_then(|tag| tag.as_str()).map(::std::borrow::ToOwned::to_owned);
                let is = |tags: &[&str]| tag.as_deref().is_some_and(|tag| tags.contains(&tag));
                $(if is(&[$($value),*]) {
                    return $crate::__private::from_value::<$ty>(&value)
                        .map(Self::$variant)
                        .map_err(D::Error::custom);
                })*
                ::std::result::Result::Ok(Self::$other(value))
            }
        }
    };
    ($name:ident { $($variant:ident($ty:ty) = $fit:expr),* $(,)? } else $other:ident) => {
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::__private::serde::Serialize::serialize(value, serializer)
                    })*
                    Self::$other(value) => {
                        $crate::__private::serde::Serialize::serialize(value, serializer)
                    }
                }
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                use $crate::__private::serde::Deserialize;
                type Read = fn(
                    &$crate::__private::serde_json::Value,
                ) -> ::std::result::Result<$name, $crate::__private::serde_json::Error>;
                let value = $crate::__private::serde_json::Value::deserialize(deserializer)?;
                let readers: &[($crate::__private::Fit, Read)] = &[
                    $(($fit, |value| $crate::__private::from_value::<$ty>(value).map(Self::$variant)),)*
                ];
                let read = $crate::__private::best_fit(&value, readers);
                ::std::result::Result::Ok(read.unwrap_or(Self::$other(value)))
            }
        }
    };
}

pub use crate::__union as union;

/// What a value must look like to match an alternative.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    /// The permitted JSON types; any if empty. `number` includes integers.
    pub types: &'static [&'static str],
    /// The required properties.
    pub required: &'static [&'static str],
    /// The declared properties.
    pub known: &'static [&'static str],
    /// Properties that have one of these values, as JSON, if they are present.
    pub constants: &'static [(&'static str, &'static [&'static str])],
}

impl Fit {
    fn accepts(&self, value: &Value) -> bool {
        let has_type =
            self.types.is_empty() || self.types.iter().any(|name| is_of_type(value, name));
        let has_required = self.required.iter().all(|name| value.get(name).is_some());
        let has_constants = self.constants.iter().all(|(name, allowed)| {
            let member = value.get(name).filter(|member| !member.is_null());
            member.is_none_or(|member| allowed.contains(&member.to_string().as_str()))
        });
        has_type && has_required && has_constants
    }

    /// Returns the number of the value's members that are not declared.
    fn unknown(&self, value: &Value) -> usize {
        let members = value.as_object().into_iter().flat_map(|object| object.keys());
        members.filter(|name| !self.known.contains(&name.as_str())).count()
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "boolean" => value.is_boolean(),
        "integer" => is_integer(value),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

/// An alternative, and the function that reads it.
type Alternative<T, E> = (Fit, fn(&Value) -> Result<T, E>);

/// Reads a value as the matching alternative with the fewest undeclared members. The first one wins a tie.
pub fn best_fit<T, E>(value: &Value, readers: &[Alternative<T, E>]) -> Option<T> {
    let mut fitting: Vec<_> = readers.iter().filter(|(fit, _)| fit.accepts(value)).collect();
    fitting.sort_by_key(|(fit, _)| fit.unknown(value));
    fitting.into_iter().find_map(|(_, read)| read(value).ok())
}

/// Serializes an alternative, and its tag unless the alternative has written one itself.
///
/// # Errors
///
/// If the value cannot be serialized, or is not an object, to which a tag can be added.
pub fn serialize_tagged<T: Serialize, S: Serializer>(
    value: &T,
    tag: &str,
    tags: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(value).map_err(S::Error::custom)?;
    if let (Some(object), Some(first)) = (value.as_object_mut(), tags.first())
        && object.get(tag).is_none_or(Value::is_null)
    {
        object.insert(tag.to_owned(), Value::from(*first));
    }
    value.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    const CAT: Fit = Fit { types: &["object"], required: &[], known: &["lives"], constants: &[] };
    const DOG: Fit =
        Fit { types: &["object"], required: &["bark"], known: &["bark"], constants: &[] };
    const WORD: Fit = Fit { types: &["string"], required: &[], known: &[], constants: &[] };

    use super::*;

    fn choice(value: &Value) -> Option<&'static str> {
        best_fit::<_, ()>(
            value,
            &[(CAT, |_| Ok("cat")), (DOG, |_| Ok("dog")), (WORD, |_| Ok("word"))],
        )
    }

    #[test]
    fn alternative_with_the_fewest_undeclared_members_is_chosen() {
        assert_eq!(choice(&json!({ "bark": 1 })), Some("dog"));
        assert_eq!(choice(&json!({ "lives": 9 })), Some("cat"));
        assert_eq!(choice(&json!({})), Some("cat"));
        assert_eq!(choice(&json!("x")), Some("word"));
        assert_eq!(choice(&json!(1)), None);
    }
}
