//! The one encoder of parameters: from a value that serde can serialize to the text that a URL, a
//! header or a cookie carries, by the styles of the OpenAPI specification.
//!
//! It writes straight into the text, in one pass. It knows the syntax of the styles and what is
//! percent-encoded where; what is done about a text that cannot be sent is the request's.

pub(crate) mod finite;
pub(crate) mod percent;
mod scalar;
mod style;
#[cfg(test)]
mod table;

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::{Serialize, Serializer};

pub(crate) use scalar::plain_text;
pub use style::{Encoding, Style};
pub(crate) use style::{Location, encode};

/// Why a value cannot be a parameter: what is wrong and what to pass instead, to be put behind the
/// name of the parameter.
#[derive(Debug)]
pub(crate) struct EncodeError(Cow<'static, str>);

impl EncodeError {
    const NULL_ELEMENT: Self =
        Self(Cow::Borrowed("has a null in a list, which has no text; leave it out"));
    const NESTED: Self = Self(Cow::Borrowed(
        "is nested deeper than a parameter can be; pass a list or an object of plain values",
    ));
    const NOT_FINITE: Self = Self(Cow::Borrowed(
        "holds NaN or an infinity, which no server reads; pass a finite number",
    ));
    const BYTES: Self = Self(Cow::Borrowed("holds bytes, which have no text; pass them as text"));
    const DEEP: Self =
        Self(Cow::Borrowed("has the style `deepObject`, which is for objects; pass an object"));
}

impl Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EncodeError {}

impl serde::ser::Error for EncodeError {
    /// What a type says of itself may quote its value, so it is not repeated.
    fn custom<T: Display>(_: T) -> Self {
        Self(Cow::Borrowed("cannot be serialized; pass a value that can be"))
    }
}

/// A list whose elements are joined by commas in one value.
#[derive(Debug)]
pub struct Joined<'a, T>(pub &'a [T]);

impl<T: Serialize> Serialize for Joined<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
