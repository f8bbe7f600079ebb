//! The media types that a request accepts, as determined by its decoder.

use std::fmt;

use crate::error::Error;
use crate::response::raw_body::RawBody;

/// The default of the `Accept` header.
pub(crate) const DEFAULT_ACCEPT: &str = "application/json";

/// The result of a decoder. Its type determines which media types the request accepts, unless the
/// caller sets the `Accept` header.
///
/// It is implemented for the return types of the functions in [`decode`](crate::decode). A custom
/// decoder returns a `Result`, for which JSON is accepted.
pub trait DecoderOutput: sealed::Sealed {
    /// The decoded value.
    type Value;

    /// The value of the `Accept` header.
    const ACCEPT: &'static str;

    /// Converts to a `Result`.
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

impl<T> DecoderOutput for Result<T, Error> {
    type Value = T;

    const ACCEPT: &'static str = DEFAULT_ACCEPT;

    fn into_result(self) -> Result<T, Error> {
        self
    }
}

/// Defines the return type of a decoder of content other than JSON.
macro_rules! output {
    ($(#[$doc:meta])* $name:ident($value:ty), $accept:literal) => {
        $(#[$doc])*
        #[must_use = "it may be an error"]
        pub struct $name(pub(crate) Result<$value, Error>);

        impl $name {
            /// Converts to a `Result`.
            ///
            /// # Errors
            ///
            /// If the response could not be decoded.
            pub fn into_result(self) -> Result<$value, Error> {
                self.0
            }

            /// Maps the value, if there is one.
            ///
            /// # Errors
            ///
            /// If the response could not be decoded.
            pub fn map<U>(self, then: impl FnOnce($value) -> U) -> Result<U, Error> {
                self.0.map(then)
            }
        }

        impl sealed::Sealed for $name {}

        impl DecoderOutput for $name {
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

output! {
    /// The return type of [`decode::text`](crate::decode::text): accepts any media type, but
    /// prefers plain text.
    Text(String), "text/plain, */*;q=0.1"
}
output! {
    /// The return type of [`decode::bytes`](crate::decode::bytes): accepts any media type.
    Binary(Vec<u8>), "*/*"
}
output! {
    /// The return type of [`decode::raw`](crate::decode::raw): accepts any media type, but prefers
    /// JSON.
    Raw(RawBody), "application/json, */*;q=0.1"
}
