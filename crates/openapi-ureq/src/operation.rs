//! What a document says of an API, as data.

use http::Method;

/// An API: what is fixed about every client of it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Api {
    /// The name of the crate that has the client: the target of its log lines, the start of its default
    /// user agent and of the names of its threads.
    pub name: &'static str,
    /// The version of that crate.
    pub version: &'static str,
    /// The path or URL of the first server.
    pub server: &'static str,
    /// The ways to authenticate.
    pub security_schemes: &'static [SecurityScheme],
    /// Whether no operation can be called without a credential.
    pub requires_credentials: bool,
}

/// An operation of the API: what is fixed about the requests of one function.
#[derive(Debug)]
#[non_exhaustive]
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
    /// Whether the operation is idempotent: as its method is (RFC 9110), unless the document says otherwise.
    pub idempotent: bool,
}

/// A way to authenticate, as the document declares it.
#[derive(Debug)]
#[non_exhaustive]
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
