//! The implementation of unions: one of several types, selected by a tag or by the structure of the value.

use std::cell::Cell;

use serde::Serializer;
use serde::ser::{Error as _, Serialize};
use serde_json::Value;

use crate::response::schema::is_integer;

/// Implements serde's traits for an enum with a variant for each alternative and one for any other value.
///
/// A tag selects the alternative; a value with an unknown tag is kept unchanged. Without a tag, it is the matching
/// alternative that keeps most of the value. A value that is several alternatives at once, each with members of its
/// own, is kept unchanged.
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
    fn undeclared(&self, value: &Value) -> usize {
        self.undeclared_members(value).count()
    }

    fn undeclared_members<'a>(&self, value: &'a Value) -> impl Iterator<Item = &'a str> {
        let members = value.as_object().into_iter().flat_map(|object| object.keys());
        members.map(String::as_str).filter(|name| !self.known.contains(name))
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

/// Reads a value as the matching alternative with the fewest undeclared members, or else as the first one that
/// keeps all members that any other keeps.
///
/// A value can be several alternatives at once, each with properties of its own. Then no alternative can hold
/// it completely, and the result is `None`.
pub fn best_fit<T: Serialize, E>(value: &Value, readers: &[Alternative<T, E>]) -> Option<T> {
    let mut fitting: Vec<_> = readers.iter().filter(|(fit, _)| fit.accepts(value)).collect();
    fitting.sort_by_key(|(fit, _)| fit.undeclared(value));
    let mut readable = fitting.iter().filter_map(|(fit, read)| Some((fit, read(value).ok()?)));
    let (fit, first) = readable.next()?;
    if fitting.len() == 1 {
        return Some(first);
    }
    let kept = encoded(&first);
    if !loses(&kept, value, value) {
        return Some(first);
    }
    let Some(_comparison) = Comparison::begin() else {
        let is_declared = |name| fitting.iter().any(|(other, _)| other.known.contains(&name));
        return (!fit.undeclared_members(value).any(is_declared)).then_some(first);
    };
    let mut all: Vec<(T, Value)> = vec![(first, kept)];
    all.extend(readable.map(|(_, read)| {
        let kept = encoded(&read);
        (read, kept)
    }));
    let best =
        all.iter().position(|(_, own)| !all.iter().any(|(_, other)| loses(own, other, value)));
    best.map(|best| all.swap_remove(best).0)
}

fn encoded<T: Serialize>(read: &T) -> Value {
    serde_json::to_value(read).unwrap_or_default()
}

/// Whether `own` has lost a member of the value that `other` has.
fn loses(own: &Value, other: &Value, value: &Value) -> bool {
    match (own, other, value) {
        (Value::Object(own), Value::Object(other), Value::Object(value)) => {
            value.iter().any(|(name, member)| {
                other
                    .get(name)
                    .is_some_and(|other| own.get(name).is_none_or(|own| loses(own, other, member)))
            })
        }
        (Value::Array(own), Value::Array(other), Value::Array(value)) => {
            own.iter().zip(other).zip(value).any(|((own, other), value)| loses(own, other, value))
        }
        _ => false,
    }
}

thread_local! {
    static IS_COMPARING: Cell<bool> = const { Cell::new(false) };
}

/// A comparison of alternatives on this thread. It reads all of the value several times, so that comparing the
/// alternatives of unions inside of it in turn would take exponential time. The names of their members are
/// compared instead.
struct Comparison;

impl Comparison {
    fn begin() -> Option<Self> {
        (!IS_COMPARING.replace(true)).then(|| Self)
    }
}

impl Drop for Comparison {
    fn drop(&mut self) {
        IS_COMPARING.set(false);
    }
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
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::{Fit, Value, best_fit};
    use crate::response::schema::from_value;

    #[derive(Serialize, Deserialize)]
    struct Cat {
        #[serde(skip_serializing_if = "Option::is_none")]
        lives: Option<u8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        home: Option<House>,
    }

    #[derive(Serialize, Deserialize)]
    struct Dog {
        bark: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        home: Option<Kennel>,
    }

    #[derive(Serialize, Deserialize)]
    struct House {
        #[serde(skip_serializing_if = "Option::is_none")]
        rooms: Option<u8>,
    }

    #[derive(Serialize, Deserialize)]
    struct Kennel {
        #[serde(skip_serializing_if = "Option::is_none")]
        roof: Option<u8>,
    }

    fn choice(value: &Value) -> Option<&'static str> {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Pet {
            Cat(Cat),
            Dog(Dog),
            Word(String),
        }
        let (cat, dog) = (["lives", "home"].as_slice(), ["bark", "home"].as_slice());
        let fit = |types, required, known| Fit { types, required, known, constants: &[] };
        let read = best_fit(
            value,
            &[
                (fit(&["object"], &[], cat), |value| from_value(value).map(Pet::Cat)),
                (fit(&["object"], &["bark"], dog), |value| from_value(value).map(Pet::Dog)),
                (fit(&["string"], &[], &[]), |value| from_value(value).map(Pet::Word)),
            ],
        );
        read.map(|pet| match pet {
            Pet::Cat(_) => "cat",
            Pet::Dog(_) => "dog",
            Pet::Word(_) => "word",
        })
    }

    #[test]
    fn alternative_with_the_fewest_undeclared_members_is_chosen() {
        assert_eq!(choice(&json!({ "bark": 1 })), Some("dog"));
        assert_eq!(choice(&json!({ "lives": 9 })), Some("cat"));
        assert_eq!(choice(&json!({})), Some("cat"));
        assert_eq!(choice(&json!({ "bark": "loud", "lives": 9 })), Some("cat"));
        assert_eq!(choice(&json!("x")), Some("word"));
        assert_eq!(choice(&json!(1)), None);
    }

    #[test]
    fn alternative_that_keeps_what_is_nested_is_chosen() {
        assert_eq!(choice(&json!({ "bark": 1, "home": { "roof": 1 } })), Some("dog"));
        assert_eq!(choice(&json!({ "bark": 1, "home": { "walls": 4 } })), Some("dog"));
    }

    #[test]
    fn value_of_several_alternatives_is_none_of_them() {
        assert_eq!(choice(&json!({ "bark": 1, "lives": 9 })), None);
        assert_eq!(choice(&json!({ "bark": 1, "home": { "rooms": 1 } })), None);
        assert_eq!(choice(&json!({ "bark": 1, "lives": null })), Some("dog"));
        assert_eq!(choice(&json!({ "bark": 1, "tail": 1 })), Some("dog"));
    }

    #[test]
    fn value_of_several_alternatives_is_none_of_them_inside_of_a_comparison_too() {
        let _comparison = super::Comparison::begin();
        assert_eq!(choice(&json!({ "bark": 1, "lives": 9 })), None);
        assert_eq!(choice(&json!({ "bark": 1, "tail": 1 })), Some("dog"));
    }

    #[test]
    fn nested_values_of_several_alternatives_do_not_take_exponential_time() {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Tree {
            One(Box<Node>),
            Two(Box<Node>),
        }
        #[derive(Serialize)]
        struct Node {
            #[serde(skip_serializing_if = "Option::is_none")]
            next: Option<Tree>,
        }
        const ANY: Fit =
            Fit { types: &["object"], required: &[], known: &["next"], constants: &[] };
        fn node(value: &Value) -> Box<Node> {
            Box::new(Node { next: value.get("next").and_then(tree) })
        }
        fn tree(value: &Value) -> Option<Tree> {
            best_fit::<_, ()>(
                value,
                &[
                    (ANY, |value| Ok(Tree::One(node(value)))),
                    (ANY, |value| Ok(Tree::Two(node(value)))),
                ],
            )
        }
        let deep = (0..100).fold(json!({ "undeclared": 1 }), |inner, _| json!({ "next": inner }));
        assert!(tree(&deep).is_some());
    }
}
