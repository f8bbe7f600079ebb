//! The encoder of parameters: from a serde value to the text in a URL, header or cookie, by the
//! styles of the OpenAPI specification.
//!
//! It writes directly into the target in one pass. It knows the syntax of the styles and the
//! percent-encoding of each location; the request handles text that cannot be sent.

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

/// The reason that a value cannot be a parameter, and what to pass instead. Follows the name of the
/// parameter in messages.
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
    /// A type's own message may quote the value, so it is dropped.
    fn custom<T: Display>(_: T) -> Self {
        Self(Cow::Borrowed("cannot be serialized; pass a value that can be"))
    }
}

/// A list written as one comma-separated value.
#[derive(Debug)]
pub struct Joined<'a, T>(pub &'a [T]);

impl<T: Serialize> Serialize for Joined<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
