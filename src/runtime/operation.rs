//! Operations and security schemes as data.

use http::Method;

/// An operation of the API: what is fixed about the requests of one function.
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "generated code builds it")]
pub struct Operation {
    /// The `operationId` in the document.
    pub id: &'static str,
    /// The name of the function.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, relative to the base URL, with slots such as `{group_id}`.
    pub path: &'static str,
    /// The first tag in the document, or nothing.
    pub tag: &'static str,
    /// Alternatives, each of security schemes that go together, as indices into the document's
    /// schemes. Empty if the operation needs no authentication.
    pub security: &'static [&'static [usize]],
    /// Whether doing it twice has the effect of doing it once.
    pub idempotent: bool,
}

/// A way to authenticate, as the document declares it.
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "generated code builds it")]
pub struct SecurityScheme {
    /// The scheme's name in the document.
    pub name: &'static str,
    /// How the credential is sent.
    pub kind: SecurityKind,
}

/// How a credential is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecurityKind {
    /// As it is, in the header of this name.
    Header(&'static str),
    /// As it is, in the query parameter of this name.
    Query(&'static str),
    /// As it is, in the cookie of this name.
    Cookie(&'static str),
    /// `Authorization: Basic`; the credential is `user:password`.
    Basic,
    /// `Authorization: Bearer`; the credential is the token.
    Bearer,
}
