//! Rejects numbers that JSON cannot represent, which `serde_json` would write as null.
//!
//! The check wraps the serializer: it inspects each float, and delegates everything else. So a
//! value is serialized once, at the cost of a comparison per float.

use crate::error::{Error, ErrorKind};
use std::fmt::Display;

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// The error message, by which the error is recognized.
const PROBLEM: &str = "NaN or an infinity";

/// Returns whether serialization failed because of such a number.
pub(crate) fn is_refusal(error: &serde_json::Error) -> bool {
    error.is_data() && error.to_string() == PROBLEM
}

/// Serializes a value only if all numbers in it are finite.
pub(crate) struct Finite<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: Serialize + ?Sized> Serialize for Finite<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Checked(serializer))
    }
}

/// Wraps a serializer, or its compound serializers for lists and objects.
struct Checked<S>(S);

/// Delegates plain values.
macro_rules! pass_on {
    ($($function:ident($($argument:ident: $ty:ty),*)),* $(,)?) => {
        $(fn $function(self, $($argument: $ty),*) -> Result<S::Ok, S::Error> {
            self.0.$function($($argument),*)
        })*
    };
}

/// Delegates the start of a list or an object.
macro_rules! begin {
    ($($function:ident($($argument:ident: $ty:ty),*) -> $compound:ident),* $(,)?) => {
        $(fn $function(self, $($argument: $ty),*) -> Result<Self::$compound, S::Error> {
            self.0.$function($($argument),*).map(Checked)
        })*
    };
}

impl<S: Serializer> Serializer for Checked<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Checked<S::SerializeSeq>;
    type SerializeTuple = Checked<S::SerializeTuple>;
    type SerializeTupleStruct = Checked<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Checked<S::SerializeTupleVariant>;
    type SerializeMap = Checked<S::SerializeMap>;
    type SerializeStruct = Checked<S::SerializeStruct>;
    type SerializeStructVariant = Checked<S::SerializeStructVariant>;

    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        if value.is_finite() { self.0.serialize_f32(value) } else { Err(S::Error::custom(PROBLEM)) }
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        if value.is_finite() { self.0.serialize_f64(value) } else { Err(S::Error::custom(PROBLEM)) }
    }

    pass_on! {
        serialize_bool(value: bool), serialize_i8(value: i8), serialize_i16(value: i16),
        serialize_i32(value: i32), serialize_i64(value: i64), serialize_i128(value: i128),
        serialize_u8(value: u8), serialize_u16(value: u16), serialize_u32(value: u32),
        serialize_u64(value: u64), serialize_u128(value: u128), serialize_char(value: char),
        serialize_str(value: &str), serialize_bytes(value: &[u8]), serialize_none(),
        serialize_unit(), serialize_unit_struct(name: &'static str),
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str),
    }

    begin! {
        serialize_seq(length: Option<usize>) -> SerializeSeq,
        serialize_tuple(length: usize) -> SerializeTuple,
        serialize_tuple_struct(name: &'static str, length: usize) -> SerializeTupleStruct,
        serialize_tuple_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        ) -> SerializeTupleVariant,
        serialize_map(length: Option<usize>) -> SerializeMap,
        serialize_struct(name: &'static str, length: usize) -> SerializeStruct,
        serialize_struct_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        ) -> SerializeStructVariant,
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Finite(value))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Finite(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, index, variant, &Finite(value))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }
}

/// Delegates the elements of lists, checked.
macro_rules! lists {
    ($($trait:ident { $function:ident })*) => {
        $(impl<S: $trait> $trait for Checked<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $function<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.0.$function(&Finite(value))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        })*
    };
}
lists! {
    SerializeSeq { serialize_element }
    SerializeTuple { serialize_element }
    SerializeTupleStruct { serialize_field }
    SerializeTupleVariant { serialize_field }
}

/// Delegates the fields of structs, checked.
macro_rules! structs {
    ($($trait:ident)*) => {
        $(impl<S: $trait> $trait for Checked<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                self.0.serialize_field(key, &Finite(value))
            }

            fn skip_field(&mut self, key: &'static str) -> Result<(), S::Error> {
                self.0.skip_field(key)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        })*
    };
}
structs! { SerializeStruct SerializeStructVariant }

impl<S: SerializeMap> SerializeMap for Checked<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(&Finite(key))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&Finite(value))
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), S::Error> {
        self.0.serialize_entry(&Finite(key), &Finite(value))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

/// Creates the error for `what`, which cannot be written in this format.
pub(crate) fn not_written(what: &str, format: &str, error: serde_json::Error) -> Error {
    let message = if is_refusal(&error) {
        format!("{what} holds NaN or an infinity, which {format} cannot carry; pass finite numbers")
    } else {
        format!("{what} cannot be written as {format}; check how its type is serialized")
    };
    Error::new(ErrorKind::InvalidArgument, message).with_source(error)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde::ser::{Error as _, SerializeMap, Serializer};

    use super::{Finite, PROBLEM, is_refusal, not_written};

    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(f64),
        Tuple(f64, u8),
        Struct { width: f32 },
    }

    #[derive(Serialize)]
    struct All<'a> {
        shapes: Vec<Shape>,
        map: BTreeMap<i8, Option<f64>>,
        tuple: (char, &'a str, ()),
        bytes: &'a [u8],
        big: u128,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<u8>,
    }

    fn all(number: f64) -> All<'static> {
        let shapes = vec![
            Shape::Unit,
            Shape::Newtype(1.0),
            Shape::Tuple(2.5, 3),
            Shape::Struct { width: 4.25 },
        ];
        let map = BTreeMap::from([(-1, None), (1, Some(number))]);
        All { shapes, map, tuple: ('c', "s", ()), bytes: b"ab", big: u128::MAX, skipped: None }
    }

    #[test]
    fn finite_values_are_serialized_as_without_the_check() {
        let value = all(1e300);
        let checked = serde_json::to_string(&Finite(&value)).unwrap();
        assert_eq!(checked, serde_json::to_string(&value).unwrap());
        let raw = serde_json::from_str::<serde_json::Value>("[1e300, null, {\"a\": 0.1}]").unwrap();
        assert_eq!(serde_json::to_string(&Finite(&raw)).unwrap(), raw.to_string());
    }

    #[test]
    fn non_finite_number_is_rejected_at_any_depth() {
        fn refused(value: &impl Serialize) {
            assert!(is_refusal(&serde_json::to_vec(&Finite(value)).unwrap_err()));
            assert!(is_refusal(&serde_json::to_value(Finite(value)).unwrap_err()));
        }
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            refused(&number);
            refused(&(number as f32));
            refused(&all(number));
            refused(&[Some(number)]);
            refused(&(number, 1));
            refused(&Shape::Newtype(number));
            refused(&Shape::Tuple(number, 1));
            refused(&Shape::Struct { width: number as f32 });
            refused(&Split("a", number));
        }
    }

    /// A map that serializes keys and values separately.
    struct Split<K, V>(K, V);

    impl<K: Serialize, V: Serialize> Serialize for Split<K, V> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_key(&self.0)?;
            map.serialize_value(&self.1)?;
            map.end()
        }
    }

    #[test]
    fn keys_and_values_of_a_map_may_be_serialized_separately() {
        let nested = Split("a", Split(1, [0.5, 2.0]));
        assert_eq!(serde_json::to_string(&Finite(&nested)).unwrap(), r#"{"a":{"1":[0.5,2.0]}}"#);
    }

    #[test]
    fn other_failures_of_serialization_are_not_refusals() {
        struct Failing;

        impl Serialize for Failing {
            fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(S::Error::custom("no"))
            }
        }

        let reason = |failed: serde_json::Error| {
            assert!(!is_refusal(&failed), "{failed}");
            not_written("the body", "JSON", failed).to_string()
        };
        for failed in [
            serde_json::to_vec(&Finite(&Failing)).unwrap_err(),
            // The keys of a JSON object are strings.
            serde_json::to_vec(&Finite(&Split([1], 1))).unwrap_err(),
            serde_json::Error::io(std::io::Error::other(PROBLEM)),
        ] {
            let shown = reason(failed);
            assert!(shown.contains("check how its type is serialized"), "{shown}");
        }
    }
}
