//! Support for generated code only, exempt from semantic versioning. Code generated for another
//! version fails to compile, by [`assert_format`].

mod open_enum;
mod union;

use http::Method;
pub use {serde, serde_json};

pub use crate::encode::{Encoding, Joined, Style};
use crate::operation::{Api, Operation, SecurityKind, SecurityScheme};
pub use crate::response::schema::from_value;
pub use open_enum::open_enum;
pub use union::{Fit, best_fit, serialize_tagged, union};

/// The format of generated code that this runtime supports.
const FORMAT: u32 = 1;

/// Fails to compile if the code was generated for an incompatible runtime.
pub const fn assert_format(format: u32) {
    assert!(
        format == FORMAT,
        "this code was generated for another version of openapi-ureq: use the same version of \
         openapi-ureq and openapi-ureq-codegen, and generate it again"
    );
}

/// Deserializes an optional property for which null is a value, not absence.
///
/// # Errors
///
/// If the value does not match the type.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Creates an API.
#[must_use]
pub const fn api(
    name: &'static str,
    version: &'static str,
    server: &'static str,
    security_schemes: &'static [SecurityScheme],
    requires_credentials: bool,
) -> Api {
    Api { name, version, server, security_schemes, requires_credentials }
}

/// Creates an operation.
#[must_use]
pub const fn operation(
    id: &'static str,
    name: &'static str,
    method: Method,
    path: &'static str,
    tag: &'static str,
    security: &'static [&'static [usize]],
    idempotent: bool,
) -> Operation {
    Operation { id, name, method, path, server: None, tag, security, idempotent }
}

/// Sets the server of the operation.
#[must_use]
pub const fn with_server(mut operation: Operation, server: &'static str) -> Operation {
    operation.server = Some(server);
    operation
}

/// Creates a security scheme.
#[must_use]
pub const fn security_scheme(name: &'static str, kind: SecurityKind) -> SecurityScheme {
    SecurityScheme { name, kind }
}
