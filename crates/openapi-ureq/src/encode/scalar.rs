//! The text of a plain value: a parameter that is neither a list nor an object, an element of a
//! list, or a member of an object.

use serde::ser::{Impossible, Serialize, Serializer};

use super::EncodeError;
use super::percent::Escape;

/// Serializes a plain value. Returns whether there is one: null has no text.
pub(super) struct Scalar<'a> {
    pub(super) target: &'a mut String,
    pub(super) escape: Escape,
}

/// Returns the text of a plain value, or `None` for null.
pub(crate) fn plain_text<T: Serialize + ?Sized>(value: &T) -> Result<Option<String>, EncodeError> {
    let mut text = String::new();
    let is_there = value.serialize(Scalar { target: &mut text, escape: Escape::None })?;
    Ok(is_there.then_some(text))
}

/// Implements the functions for plain values by one for strings and one for `Display` values.
macro_rules! plain_values {
    () => {
        plain_values!(display:
            serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
            serialize_i128(i128), serialize_u8(u8), serialize_u16(u16), serialize_u32(u32),
            serialize_u64(u64), serialize_u128(u128),
        );

        fn serialize_bool(self, value: bool) -> Result<Self::Ok, Self::Error> {
            self.serialize_str(if value { "true" } else { "false" })
        }

        fn serialize_f32(self, value: f32) -> Result<Self::Ok, Self::Error> {
            if value.is_finite() { self.display(value) } else { Err(EncodeError::NOT_FINITE) }
        }

        fn serialize_f64(self, value: f64) -> Result<Self::Ok, Self::Error> {
            if value.is_finite() { self.display(value) } else { Err(EncodeError::NOT_FINITE) }
        }

        fn serialize_char(self, value: char) -> Result<Self::Ok, Self::Error> {
            self.serialize_str(value.encode_utf8(&mut [0; 4]))
        }

        fn serialize_bytes(self, _: &[u8]) -> Result<Self::Ok, Self::Error> {
            Err(EncodeError::BYTES)
        }

        fn serialize_none(self) -> Result<Self::Ok, Self::Error> {
            Ok(false)
        }

        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, Self::Error> {
            value.serialize(self)
        }

        fn serialize_unit(self) -> Result<Self::Ok, Self::Error> {
            Ok(false)
        }

        fn serialize_unit_struct(self, _: &'static str) -> Result<Self::Ok, Self::Error> {
            Ok(false)
        }

        fn serialize_unit_variant(
            self,
            _: &'static str,
            _: u32,
            variant: &'static str,
        ) -> Result<Self::Ok, Self::Error> {
            self.serialize_str(variant)
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            value: &T,
        ) -> Result<Self::Ok, Self::Error> {
            value.serialize(self)
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<Self::Ok, Self::Error> {
            Err(EncodeError::NESTED)
        }

        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleVariant, Self::Error> {
            Err(EncodeError::NESTED)
        }

        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStructVariant, Self::Error> {
            Err(EncodeError::NESTED)
        }
    };
    (display: $($function:ident($ty:ty)),* $(,)?) => {
        $(fn $function(self, value: $ty) -> Result<Self::Ok, Self::Error> {
            self.display(value)
        })*
    };
}
pub(super) use plain_values;

impl Scalar<'_> {
    fn display(self, value: impl std::fmt::Display) -> Result<bool, EncodeError> {
        self.escape.push_display(self.target, value);
        Ok(true)
    }
}

impl Serializer for Scalar<'_> {
    type Ok = bool;
    type Error = EncodeError;
    type SerializeSeq = Impossible<bool, EncodeError>;
    type SerializeTuple = Impossible<bool, EncodeError>;
    type SerializeTupleStruct = Impossible<bool, EncodeError>;
    type SerializeTupleVariant = Impossible<bool, EncodeError>;
    type SerializeMap = Impossible<bool, EncodeError>;
    type SerializeStruct = Impossible<bool, EncodeError>;
    type SerializeStructVariant = Impossible<bool, EncodeError>;

    plain_values!();

    fn serialize_str(self, text: &str) -> Result<bool, EncodeError> {
        self.escape.push(self.target, text);
        Ok(true)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, EncodeError> {
        Err(EncodeError::NESTED)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, EncodeError> {
        Err(EncodeError::NESTED)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, EncodeError> {
        Err(EncodeError::NESTED)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, EncodeError> {
        Err(EncodeError::NESTED)
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, EncodeError> {
        Err(EncodeError::NESTED)
    }
}
