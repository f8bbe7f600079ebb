//! The intermediate representation: what the generated client consists of, as plain data.
//!
//! Made by `lower`, read by `emit` and `audit`. Wire names and Rust names are different types.

use crate::name::{RustName, WireName};
use crate::normalize::Skipped;

/// An API.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) description: String,
    /// The path or URL of the first server.
    pub(crate) server: String,
    pub(crate) operations: Vec<Operation>,
    pub(crate) schemas: Vec<Schema>,
    pub(crate) security: Vec<SecurityScheme>,
    pub(crate) skipped: Vec<Skipped>,
}

impl Api {
    /// Whether there is no call that can be made without a credential.
    pub(crate) fn requires_credentials(&self) -> bool {
        let needs_one = |operation: &Operation| {
            !operation.security.is_empty() && operation.security.iter().all(|all| !all.is_empty())
        };
        !self.operations.is_empty() && self.operations.iter().all(needs_one)
    }
}

/// An operation, which becomes a function.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: WireName,
    pub(crate) name: RustName,
    pub(crate) deprecated_names: Vec<RustName>,
    pub(crate) constant: RustName,
    /// In upper case.
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) idempotent: bool,
    pub(crate) tag: Option<String>,
    /// In the document's order.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    pub(crate) errors: Vec<ErrorResponse>,
    /// Alternatives, each of schemes that go together, as indices into [`Api::security`].
    pub(crate) security: Vec<Vec<usize>>,
}

/// A parameter, which becomes an argument.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) ty: Type,
    pub(crate) description: String,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    /// The string between the elements of an array; `None` repeats the parameter.
    Query {
        delimiter: Option<&'static str>,
    },
    Header,
    Cookie,
}

/// A request body, which becomes the last argument.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) name: RustName,
    pub(crate) required: bool,
    pub(crate) description: String,
    pub(crate) media_type: String,
    /// The media types that the document offers besides.
    pub(crate) alternatives: Vec<String>,
    pub(crate) kind: BodyKind,
}

/// How a request body is encoded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BodyKind {
    Json(Type),
    Form(Type),
    /// The form, and the media types of its parts, where the document names one.
    Multipart(RustName, Vec<(WireName, String)>),
    Binary,
    Text,
}

/// What a successful call returns.
#[derive(Debug)]
pub(crate) enum Success {
    /// One type, whatever the status.
    One(ResponseKind),
    /// An enum with a variant for each status.
    ByStatus { name: RustName, variants: Vec<StatusVariant> },
}

/// A variant of a [`Success::ByStatus`].
#[derive(Debug)]
pub(crate) struct StatusVariant {
    pub(crate) status: u16,
    pub(crate) name: RustName,
    pub(crate) description: String,
    pub(crate) kind: ResponseKind,
}

/// How a response body is decoded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ResponseKind {
    Json(Type),
    Text,
    Binary,
    Empty,
}

/// A documented response that is not a success.
#[derive(Debug)]
pub(crate) struct ErrorResponse {
    /// `404`, `4XX` or `default`.
    pub(crate) status: String,
    pub(crate) description: String,
    pub(crate) ty: Option<Type>,
}

/// A named type.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    pub(crate) description: String,
    pub(crate) kind: SchemaKind,
}

/// Where the code of a named type comes from.
#[derive(Debug)]
pub(crate) enum SchemaKind {
    /// From typify.
    Typified,
    /// A string with known values, which emit writes as an open enum.
    Enum(Vec<Variant>),
    /// A multipart form, which emit writes as a struct that is sent, never received.
    Form(Vec<FormField>),
}

/// A known value of a string.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
}

/// A part of a multipart form.
#[derive(Debug)]
pub(crate) struct FormField {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    pub(crate) description: String,
    pub(crate) required: bool,
    pub(crate) ty: Type,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Bool,
    /// `i32`, `f64`, ...
    Number(&'static str),
    /// Any JSON.
    Json,
    /// A binary form field.
    Upload,
    /// An enum of [`SchemaKind::Enum`].
    Enum(RustName),
    /// Any other named type.
    Model(RustName),
    Option(Box<Type>),
    Vec(Box<Type>),
    Map(Box<Type>),
}

/// A way to authenticate.
#[derive(Debug)]
pub(crate) struct SecurityScheme {
    pub(crate) name: WireName,
    pub(crate) kind: SecurityKind,
}

/// How a credential is sent.
#[derive(Debug)]
pub(crate) enum SecurityKind {
    Header(String),
    Query(String),
    Cookie(String),
    Basic,
    Bearer,
}
