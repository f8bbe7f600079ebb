//! The implementation of open enums, which accept unknown values.

/// Implements the conversions and traits of an open enum.
///
/// ```
/// #[derive(Clone, Debug, PartialEq, Eq)]
/// pub enum Colour {
///     Red,
///     Other(String),
/// }
/// openapi_ureq::__private::open_enum! { Colour: str { Red = "red" } else Other }
///
/// assert_eq!(Colour::from("red"), Colour::Red);
/// assert_eq!(serde_json::to_string(&Colour::from("teal")).unwrap(), "\"teal\"");
/// assert_eq!(format!("[{:>5}]", Colour::Red), "[  red]");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($name:ident: str { $($variant:ident = $wire:literal),* $(,)? } else $other:ident) => {
        impl $name {
            /// Returns the value as it is sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$other(value) => value,
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                match value.as_str() {
                    $($wire => Self::$variant,)*
                    _ => Self::$other(value),
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::$other(::std::convert::From::from(value)),
                }
            }
        }

        impl ::std::convert::From<$name> for ::std::string::String {
            fn from(value: $name) -> Self {
                match value {
                    $name::$other(value) => value,
                    known => ::std::convert::From::from(known.as_str()),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as $crate::__private::serde::Deserialize>::deserialize(
                    deserializer,
                )
                .map(::std::convert::From::from)
            }
        }
    };
    ($name:ident: $number:ident { $($variant:ident = $value:literal),* $(,)? } else $other:ident) => {
        impl $name {
            /// Returns the value as it is sent.
            #[must_use]
            pub fn value(&self) -> $number {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$other(value) => *value,
                }
            }
        }

        impl ::std::convert::From<$number> for $name {
            fn from(value: $number) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$other(value),
                }
            }
        }

        impl ::std::convert::From<$name> for $number {
            fn from(value: $name) -> Self {
                value.value()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::__private::serde::Serialize::serialize(&self.value(), serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <$number as $crate::__private::serde::Deserialize>::deserialize(deserializer)
                    .map(::std::convert::From::from)
            }
        }
    };
}

pub use crate::__open_enum as open_enum;
