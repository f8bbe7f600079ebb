//! JSON objects as structs: the implementation of the macro [`object!`](crate::__private::object!).
//!
//! For JSON it is equivalent to serde's derive macros, without the cost of compiling them, with two
//! differences. It accepts only objects, whereas derived code also accepts a list of the fields'
//! values. And a required property must be present, even if null would be a valid value.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, IgnoredAny};
use serde_json::{Map, Value};

pub use serde::de::{Deserialize, Deserializer, MapAccess};
pub use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Implements [`Serialize`] and [`Deserialize`] for a struct that represents a JSON object.
///
/// Each field has its name on the wire, and is either `required`, always sent and an error if
/// missing, or `optional`, its default if missing and omitted if empty (see
/// [`Optional`](crate::__private::object::Optional)). Unknown properties are ignored.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// struct Button {
///     text: String,
///     kind: Option<String>,
/// }
/// openapi_ureq::__private::object! {
///     Button {
///         text = "displayText" => required,
///         kind = "type" => optional,
///     }
/// }
///
/// let button: Button = serde_json::from_str(r#"{"displayText":"Yes","id":7}"#)?;
/// assert_eq!(button, Button { text: "Yes".to_owned(), kind: None });
/// assert_eq!(serde_json::to_string(&button)?, r#"{"displayText":"Yes"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($name:ident { $($field:ident = $wire:literal => $presence:ident),* $(,)? }) => {
        impl $crate::__private::object::Serialize for $name {
            fn serialize<S: $crate::__private::object::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                let length =
                    0 $(+ usize::from($crate::__private::object::sent::$presence(&self.$field).is_some()))*;
                let object = serializer.serialize_struct(::std::stringify!($name), length)?;
                $(let object = $crate::__private::object::write(
                    object, $wire, $crate::__private::object::sent::$presence(&self.$field),
                )?;)*
                $crate::__private::object::SerializeStruct::end(object)
            }
        }

        $crate::__read_object! {
            $name { $($field = $wire => $crate::__private::object::received::$presence),* }
        }
    };
}

/// Implements only the deserialization of `object!`, with a function per property from the received
/// value, if there is one, to the field's value. If it returns `None`, the property is missing,
/// which is an error.
///
/// ```
/// use openapi_ureq::__private::read_object;
/// use openapi_ureq::__private::object::received::required;
///
/// struct Button {
///     text: String,
///     kind: Option<String>,
///     position: usize,
/// }
/// read_object! {
///     Button {
///         text = "displayText" => required,
///         kind = "type" => |received: Option<Option<String>>| Some(received.flatten()),
///     }
///     default { position }
/// }
///
/// let button: Button = serde_json::from_str(r#"{"displayText":"Yes","type":null,"position":7}"#)?;
/// assert_eq!((button.text.as_str(), button.kind, button.position), ("Yes", None, 0));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Fields in the `default` block are not properties.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_object {
    ($name:ident { $($field:ident = $wire:literal => $value:expr),* $(,)? } $(default { $($other:ident),* })?) => {
        impl<'de> $crate::__private::object::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::object::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let properties = &[$($wire),*];
                $crate::__private::object::deserialize(
                    deserializer, ::std::stringify!($name), properties,
                )
            }
        }

        impl<'de> $crate::__private::object::FromProperties<'de> for $name {
            fn from_properties<A: $crate::__private::object::MapAccess<'de>>(
                mut properties: A,
            ) -> ::std::result::Result<Self, A::Error> {
                $(let mut $field = ::std::option::Option::None;)*
                while let ::std::option::Option::Some(property) =
                    $crate::__private::object::next(&mut properties)?
                {
                    match &*property {
                        $($wire => $crate::__private::object::read(
                            &mut $field, $wire, &mut properties,
                        )?,)*
                        _ => $crate::__private::object::ignore(&mut properties)?,
                    }
                }
                ::std::result::Result::Ok(Self {
                    $($field: $crate::__private::object::present($value($field), $wire)?,)*
                    $($($other: ::std::default::Default::default(),)*)?
                })
            }
        }
    };
}

/// A value that may be empty, and then is omitted if optional.
pub trait Optional: Default {
    /// Returns whether the value is empty.
    fn is_empty(&self) -> bool;
}

impl<T> Optional for Option<T> {
    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T> Optional for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Optional for HashMap<String, T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl Optional for Map<String, Value> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// Functions that select which field values are sent.
pub mod sent {
    use super::Optional;

    /// Returns the value, even if empty.
    pub fn required<T>(value: &T) -> Option<&T> {
        Some(value)
    }

    /// Returns the value, unless it is empty.
    pub fn optional<T: Optional>(value: &T) -> Option<&T> {
        (!value.is_empty()).then_some(value)
    }
}

/// Functions from a received property to a field's value; `None` if a required one is missing.
pub mod received {
    /// Returns the value.
    pub fn required<T>(value: Option<T>) -> Option<T> {
        value
    }

    /// Returns the value, or its default.
    pub fn optional<T: Default>(value: Option<T>) -> Option<T> {
        Some(value.unwrap_or_default())
    }
}

/// A type that can be built from an object's properties.
pub trait FromProperties<'de>: Sized {
    /// Builds the value.
    ///
    /// # Errors
    ///
    /// If a property is missing, duplicated, or has the wrong type.
    fn from_properties<A: MapAccess<'de>>(properties: A) -> Result<Self, A::Error>;
}

/// Deserializes an object as the struct with this name and these properties.
///
/// # Errors
///
/// If the input is not an object, or its properties do not match.
pub fn deserialize<'de, D: Deserializer<'de>, T: FromProperties<'de>>(
    deserializer: D,
    name: &'static str,
    properties: &'static [&'static str],
) -> Result<T, D::Error> {
    deserializer.deserialize_struct(name, properties, Visitor(PhantomData))
}

struct Visitor<T>(PhantomData<T>);

impl<'de, T: FromProperties<'de>> serde::de::Visitor<'de> for Visitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, properties: A) -> Result<T, A::Error> {
        T::from_properties(properties)
    }
}

/// Returns the name of the next property.
///
/// # Errors
///
/// If the input cannot be read.
pub fn next<'de, A: MapAccess<'de>>(properties: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    Ok(properties.next_key()?.map(|Name(name)| name))
}

/// A name, borrowed if possible: `Cow` itself always copies.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> serde::de::Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }

    fn visit_string<E>(self, name: String) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(name)))
    }
}

/// Reads the value of the property `name`.
///
/// # Errors
///
/// If the property is duplicated, or its value has the wrong type.
pub fn read<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    value: &mut Option<T>,
    name: &'static str,
    properties: &mut A,
) -> Result<(), A::Error> {
    if value.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *value = Some(properties.next_value()?);
    Ok(())
}

/// Skips the value of a property.
///
/// # Errors
///
/// If the input cannot be read.
pub fn ignore<'de, A: MapAccess<'de>>(properties: &mut A) -> Result<(), A::Error> {
    properties.next_value::<IgnoredAny>().map(drop)
}

/// Returns the value of the property `name`.
///
/// # Errors
///
/// If there is none.
pub fn present<T, E: serde::de::Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// Writes the property `name`, unless its value is omitted.
///
/// # Errors
///
/// If the output cannot be written.
pub fn write<S: SerializeStruct, T: Serialize>(
    mut object: S,
    name: &'static str,
    value: Option<&T>,
) -> Result<S, S::Error> {
    match value {
        Some(value) => object.serialize_field(name, value)?,
        None => object.skip_field(name)?,
    }
    Ok(object)
}
