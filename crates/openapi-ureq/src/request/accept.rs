//! Which media types a request accepts: those that its decoder reads.

use std::fmt;

use crate::client::options::DEFAULT_ACCEPT;
use crate::error::Error;

/// What a decoder returns: a value or an error. Its type says which media types the request accepts,
/// unless the caller sets the header `Accept`.
///
/// It is implemented for what the functions of [`decode`](crate::decode) return. A decoder of your own
/// returns a `Result`, for which JSON is accepted.
pub trait Decoded: sealed::Sealed {
    /// The decoded value.
    type Value;

    /// The value of the header `Accept`.
    const ACCEPT: &'static str;

    /// The value, or why there is none.
    ///
    /// # Errors
    ///
    /// If the response could not be decoded.
    fn into_result(self) -> Result<Self::Value, Error>;
}

mod sealed {
    pub trait Sealed {}
}

impl<T> sealed::Sealed for Result<T, Error> {}

impl<T> Decoded for Result<T, Error> {
    type Value = T;

    const ACCEPT: &'static str = DEFAULT_ACCEPT;

    fn into_result(self) -> Result<T, Error> {
        self
    }
}

/// What a decoder of other content than JSON returns.
macro_rules! decoded {
    ($(#[$doc:meta])* $name:ident($value:ty), $accept:literal) => {
        $(#[$doc])*
        #[must_use = "it may be an error"]
        pub struct $name(pub(crate) Result<$value, Error>);

        impl $name {
            /// The value, or why there is none.
            ///
            /// # Errors
            ///
            /// If the response could not be decoded.
            pub fn into_result(self) -> Result<$value, Error> {
                self.0
            }

            /// Applies `then` to the value, if there is one.
            ///
            /// # Errors
            ///
            /// If the response could not be decoded.
            pub fn map<U>(self, then: impl FnOnce($value) -> U) -> Result<U, Error> {
                self.0.map(then)
            }
        }

        impl sealed::Sealed for $name {}

        impl Decoded for $name {
            type Value = $value;

            const ACCEPT: &'static str = $accept;

            fn into_result(self) -> Result<$value, Error> {
                self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // The content may be confidential.
                f.debug_tuple(stringify!($name)).field(&self.0.as_ref().map(|_| "..")).finish()
            }
        }
    };
}

decoded! {
    /// What [`decode::text`](crate::decode::text) returns: text of any kind is accepted, plain text
    /// rather than other.
    Text(String), "text/plain, */*;q=0.1"
}
decoded! {
    /// What [`decode::bytes`](crate::decode::bytes) returns: anything is accepted.
    Binary(Vec<u8>), "*/*"
}
