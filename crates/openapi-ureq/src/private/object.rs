//! JSON objects as structs: what stands behind the macro [`object!`](crate::__private::object!).
//!
//! For JSON it does what serde's derive macros do, so that a program need not compile those macros, but
//! for two things. Only an object is taken: from a list, derived code takes the elements for the fields.
//! And what is required must be there, also where null would do.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, IgnoredAny};
use serde_json::{Map, Value};

pub use serde::de::{Deserialize, Deserializer, MapAccess};
pub use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Implements [`Serialize`] and [`Deserialize`] for a struct that stands for a JSON object.
///
/// Each field comes with its name on the wire, and is `required`, always sent and an error if it is
/// missing, or `optional`, its default if it is missing and not sent if it is empty (see
/// [`Optional`](crate::__private::object::Optional)). Properties that are not listed are ignored.
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

/// The half of `object!` that reads, with a function for each property: from what was received, if
/// anything was, to the field's value. Where it gives none, the property is missing, which is an error.
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
/// The fields at the end are no properties.
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

/// A value that can be empty: then it is not sent where it is optional.
pub trait Optional: Default {
    /// Whether there is nothing in it.
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

/// What of a field is sent.
pub mod sent {
    use super::Optional;

    /// The value, in any case.
    pub fn required<T>(value: &T) -> Option<&T> {
        Some(value)
    }

    /// The value, unless it is empty.
    pub fn optional<T: Optional>(value: &T) -> Option<&T> {
        (!value.is_empty()).then_some(value)
    }
}

/// What becomes of a property that was received, or was not; nothing where it must not be missing.
pub mod received {
    /// The value.
    pub fn required<T>(value: Option<T>) -> Option<T> {
        value
    }

    /// The value, or its default.
    pub fn optional<T: Default>(value: Option<T>) -> Option<T> {
        Some(value.unwrap_or_default())
    }
}

/// Something that can be made of an object's properties.
pub trait FromProperties<'de>: Sized {
    /// Makes it of them.
    ///
    /// # Errors
    ///
    /// If one of them is missing, is there twice, or has another type.
    fn from_properties<A: MapAccess<'de>>(properties: A) -> Result<Self, A::Error>;
}

/// Takes an object, of a struct with this name and these properties.
///
/// # Errors
///
/// If something else is there, or the object does not fit.
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

/// The name of the next property.
///
/// # Errors
///
/// If the input cannot be read.
pub fn next<'de, A: MapAccess<'de>>(properties: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    Ok(properties.next_key()?.map(|Name(name)| name))
}

/// A name that is borrowed where it can be: `Cow` itself always copies.
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
/// If the property was there before, or its value is of another type.
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

/// Passes over the value of a property.
///
/// # Errors
///
/// If the input cannot be read.
pub fn ignore<'de, A: MapAccess<'de>>(properties: &mut A) -> Result<(), A::Error> {
    properties.next_value::<IgnoredAny>().map(drop)
}

/// The value of the property `name`.
///
/// # Errors
///
/// If there is none.
pub fn present<T, E: serde::de::Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// Writes the property `name`, if it is to be sent.
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
