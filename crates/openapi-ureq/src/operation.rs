//! The static metadata of an API, from its document.

use http::Method;

/// The static metadata of an API.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Api {
    /// The name of the generated client's crate: the target of its log lines, and the prefix of its
    /// default user agent and of its thread names.
    pub name: &'static str,
    /// The version of that crate.
    pub version: &'static str,
    /// The path or URL of the first server.
    pub server: &'static str,
    /// The security schemes.
    pub security_schemes: &'static [SecurityScheme],
    /// Whether every operation requires a credential.
    pub requires_credentials: bool,
}

/// The static metadata of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId` in the document.
    pub id: &'static str,
    /// The name of the function.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, relative to the base URL, with variables such as `{group_id}`.
    pub path: &'static str,
    /// The operation's own server, a path or URL, if it is not the document's first one.
    pub server: Option<&'static str>,
    /// The first tag in the document, or an empty string.
    pub tag: &'static str,
    /// The security requirements: alternatives, each a set of indices into the security schemes
    /// that apply together. Empty if the operation needs no authentication.
    pub security: &'static [&'static [usize]],
    /// Whether the operation is idempotent: as defined by its method (RFC 9110), or by an
    /// idempotency key, unless the document overrides it.
    pub idempotent: bool,
    /// The header of an idempotency key, if the client makes a random one for a call that has none.
    pub idempotency_key: Option<&'static str>,
}

/// A security scheme, as declared in the document.
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
    /// Unchanged, in the header of this name.
    Header(&'static str),
    /// Unchanged, in the query parameter of this name.
    Query(&'static str),
    /// Unchanged, in the cookie of this name.
    Cookie(&'static str),
    /// `Authorization: Basic`; the credential is `user:password`.
    Basic,
    /// `Authorization: Bearer`; the credential is the token.
    Bearer,
}
