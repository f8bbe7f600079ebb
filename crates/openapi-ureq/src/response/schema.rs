//! Deserializes JSON by the rules of JSON Schema where serde's derived implementations differ.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde_json::Value;

/// A deserializer adapter that follows JSON Schema where serde's derives differ:
///
/// - A struct is only read from an object, not from an array of its fields.
/// - Numbers such as `1024.0` and `1.024e3` are integers, up to 2^53. Larger ones may have been rounded.
///
/// All responses are decoded with it. It is public for handles that decode parts of a response.
///
/// ```
/// use openapi_ureq::decode::SchemaDeserializer;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct File {
///     length: u64,
/// }
///
/// let read = |text| {
///     let mut json = serde_json::Deserializer::from_str(text);
///     File::deserialize(SchemaDeserializer::new(&mut json))
/// };
/// assert_eq!(read(r#"{ "length": 1.024e3 }"#).unwrap().length, 1024);
/// assert!(read("[1024]").is_err());
/// ```
#[derive(Debug)]
pub struct SchemaDeserializer<D>(D);

impl<D> SchemaDeserializer<D> {
    /// Wraps a JSON deserializer, such as `&mut serde_json::Deserializer` or `&serde_json::Value`.
    pub fn new(json: D) -> Self {
        Self(json)
    }
}

/// Deserializes a `T` from a value with [`SchemaDeserializer`].
///
/// # Errors
///
/// If the value does not match the type.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    T::deserialize(SchemaDeserializer(value))
}

/// Returns whether a value is an integer, such as `1`, `1.0` or `1e3`.
pub(crate) fn is_integer(value: &Value) -> bool {
    match value.as_f64() {
        Some(float) if value.is_f64() => whole(float).is_some(),
        number => number.is_some(),
    }
}

/// Converts a float to an integer if it is whole and at most 2^53. A larger one may have been rounded.
#[expect(clippy::cast_possible_truncation, reason = "the number is whole and in range")]
fn whole(float: f64) -> Option<i64> {
    const TWO_POW_53: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() <= TWO_POW_53).then_some(float as i64)
}

/// Forwards a method with the visitor wrapped.
macro_rules! wrapped {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.0.$method(Wrapped(visitor))
        }
    )*};
}

/// Forwards a method unchanged.
macro_rules! as_it_is {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.0.$method(visitor)
        }
    )*};
}

/// Forwards a method with a visitor that also accepts whole floats.
macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.0.$method(Integer(visitor))
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for SchemaDeserializer<D> {
    type Error = D::Error;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    as_it_is! {
        deserialize_bool deserialize_i128 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_unit deserialize_identifier deserialize_ignored_any
    }

    wrapped! { deserialize_any deserialize_option deserialize_seq deserialize_map }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_newtype_struct(name, Wrapped(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_tuple(length, Wrapped(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_tuple_struct(name, length, Wrapped(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_map(Struct(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_enum(name, variants, Wrapped(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// Forwards visits of values without nested values.
macro_rules! visits {
    ($($method:ident: $ty:ty,)*) => {$(
        fn $method<E: Error>(self, value: $ty) -> Result<Self::Value, E> {
            self.0.$method(value)
        }
    )*};
}

/// A visitor that wraps the deserializers of nested values.
struct Wrapped<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Wrapped<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visits! {
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128,
        visit_f64: f64, visit_char: char, visit_str: &str, visit_borrowed_str: &'de str,
        visit_string: String, visit_bytes: &[u8], visit_borrowed_bytes: &'de [u8],
        visit_byte_buf: Vec<u8>,
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        self.0.visit_some(SchemaDeserializer(value))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        self.0.visit_newtype_struct(SchemaDeserializer(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        self.0.visit_seq(Inside(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        self.0.visit_map(Inside(members))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<Self::Value, A::Error> {
        self.0.visit_enum(Inside(variant))
    }
}

/// A visitor that accepts only objects.
struct Struct<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Struct<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        self.0.visit_map(Inside(members))
    }
}

/// A visitor that accepts whole floats as integers.
struct Integer<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Integer<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visits! { visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        match whole(value) {
            Some(value) => self.0.visit_i64(value),
            None => self.0.visit_f64(value),
        }
    }
}

/// Wraps serde's access to nested values: of arrays, objects and enums, and the seeds that read them.
struct Inside<A>(A);

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Self::Error> {
        self.0.next_element_seed(Inside(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, Self::Error> {
        self.0.next_value_seed(Inside(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Inside<A> {
    type Error = A::Error;
    type Variant = Inside<A::Variant>;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Self::Variant), Self::Error> {
        let (value, variant) = self.0.variant_seed(seed)?;
        Ok((value, Inside(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), Self::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, Self::Error> {
        self.0.newtype_variant_seed(Inside(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.tuple_variant(length, Wrapped(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.struct_variant(fields, Struct(visitor))
    }
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Inside<T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(SchemaDeserializer(deserializer))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_number_is_an_integer_in_every_notation() {
        for (text, expected) in [
            ("1024", Some(1024)),
            ("1024.0", Some(1024)),
            ("1.024e3", Some(1024)),
            ("-0.0", Some(0)),
            ("9007199254740992.0", Some(1 << 53)),
            ("9007199254740994.0", None),
            ("-9223372036854775809", None),
            ("1024.5", None),
            ("1e300", None),
            ("\"1\"", None),
        ] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(from_value::<i64>(&value).ok(), expected, "{text}");
        }
        assert_eq!(from_value::<u8>(&json!(7.0)).unwrap(), 7);
        assert_eq!(from_value::<Value>(&json!({ "a": [2.0] })).unwrap(), json!({ "a": [2.0] }));
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: i8,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Choice {
        Unit,
        Newtype(Inner),
        Tuple(u8, Inner),
        Struct { a: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        list: Vec<Option<Inner>>,
        map: HashMap<String, (u8, Inner)>,
        choices: Vec<Choice>,
        #[serde(flatten)]
        rest: HashMap<String, Value>,
    }

    #[test]
    fn both_rules_apply_to_nested_values() {
        let value = json!({
            "list": [null, { "a": 1.0 }],
            "map": { "k": [2.0, { "a": 3.0 }] },
            "choices": ["Unit", { "Newtype": { "a": 4.0 } }, { "Tuple": [5.0, { "a": 6.0 }] }, { "Struct": { "a": 7.0 } }],
            "more": [8.0],
        });
        let read: Outer = from_value(&value).unwrap();
        assert_eq!(read.list, [None, Some(Inner { a: 1 })]);
        assert_eq!(read.map["k"], (2, Inner { a: 3 }));
        let expected = [
            Choice::Unit,
            Choice::Newtype(Inner { a: 4 }),
            Choice::Tuple(5, Inner { a: 6 }),
            Choice::Struct { a: 7 },
        ];
        assert_eq!(read.choices, expected);
        assert_eq!(read.rest["more"], json!([8.0]));
        for list_in_place_of_a_struct in [
            json!({ "list": [[1]], "map": {}, "choices": [] }),
            json!({ "list": [], "map": { "k": [2, [3]] }, "choices": [] }),
            json!({ "list": [], "map": {}, "choices": [{ "Newtype": [4] }] }),
            json!({ "list": [], "map": {}, "choices": [{ "Struct": [7] }] }),
        ] {
            assert!(from_value::<Outer>(&list_in_place_of_a_struct).is_err());
        }
    }
}
