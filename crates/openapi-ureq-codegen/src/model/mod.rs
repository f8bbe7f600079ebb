//! The typed model of a document, the same for OpenAPI 3.0 and 3.1.
//!
//! `lift` builds it: references are resolved, and operations include what they inherit from their path item and
//! the document. Schemas have the semantics of JSON Schema 2020-12. The model is independent of Rust.

mod schema;

use crate::diagnostic::{Diagnostic, Place};

pub(crate) use schema::{
    Discriminator, Number, Property, Schema, SchemaId, Schemas, TypeName, Types,
};

/// A document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) description: String,
    /// At least one; `/` if the document declares none.
    pub(crate) servers: Vec<Server>,
    /// In the document's order, without those that are skipped.
    pub(crate) operations: Vec<Operation>,
    pub(crate) skipped: Vec<Skipped>,
    /// The names of the webhooks, for which no client code is generated.
    pub(crate) webhooks: Vec<String>,
    pub(crate) security_schemes: Vec<SecurityScheme>,
    pub(crate) schemas: Schemas,
    /// The named schemas (`components.schemas`), in the document's order.
    pub(crate) components: Vec<Component>,
    /// Decisions made while reading the document.
    pub(crate) notes: Vec<Diagnostic>,
}

/// A named schema.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) name: String,
    pub(crate) schema: SchemaId,
}

/// An operation that is omitted by `x-skip: reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// The `operationId`, or else method and path.
    pub(crate) operation: String,
    pub(crate) reason: String,
}

/// A server with its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    /// An absolute URL or a path, with placeholders such as `{region}` for the variables.
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) variables: Vec<ServerVariable>,
}

impl Server {
    /// The URL with each variable replaced by its default.
    pub(crate) fn default_url(&self) -> String {
        let with_default = |url: String, variable: &ServerVariable| {
            url.replace(&format!("{{{}}}", variable.name), &variable.default)
        };
        self.variables.iter().fold(self.url.clone(), with_default)
    }
}

/// A variable in the URL of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerVariable {
    pub(crate) name: String,
    pub(crate) default: String,
    /// The permitted values; any value if empty.
    pub(crate) values: Vec<String>,
    pub(crate) description: String,
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) at: Place,
    /// The `operationId`, unless it is missing or empty.
    pub(crate) id: Option<String>,
    /// In upper case.
    pub(crate) method: &'static str,
    /// The path template, as the document has it.
    pub(crate) path: String,
    pub(crate) tags: Vec<String>,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    /// `x-idempotent`; by default, the method decides.
    pub(crate) idempotent: Option<bool>,
    /// `x-deprecated-names`: the ids that the operation had before.
    pub(crate) former_ids: Vec<(Place, String)>,
    /// `x-codegen-request-body-name`.
    pub(crate) body_name: Option<String>,
    /// `x-params`: whether the optional parameters are fields of a struct.
    pub(crate) params: Option<bool>,
    /// In the document's order, those of the path item first. A parameter that the operation declares again keeps
    /// its position, with the operation's declaration.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// In the document's order.
    pub(crate) responses: Vec<Response>,
    /// Alternatives, each a set of schemes that apply together, as indices into [`Document::security_schemes`].
    /// An empty alternative means that no credentials are needed.
    pub(crate) security: Vec<Vec<usize>>,
    /// The first server of the operation or else of its path item, if either declares any.
    pub(crate) server: Option<Server>,
}

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// The style of a parameter or of a form property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) at: Place,
    pub(crate) name: String,
    pub(crate) location: Location,
    /// Always true for path parameters.
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    pub(crate) description: String,
    /// `x-rust-name`.
    pub(crate) rust_name: Option<String>,
    pub(crate) format: ParameterFormat,
}

/// How the value of a parameter is serialized.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ParameterFormat {
    /// By a style; `explode` has the style's default unless the document specifies it.
    Style { schema: SchemaId, style: Style, explode: bool, allow_reserved: bool },
    /// By a media type (`content`).
    Content { media_type: String, schema: SchemaId },
}

/// A request body.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) at: Place,
    pub(crate) required: bool,
    pub(crate) description: String,
    pub(crate) content: Vec<MediaType>,
}

/// A media type of a body or response.
#[derive(Debug)]
pub(crate) struct MediaType {
    pub(crate) at: Place,
    /// As written in the document, such as `application/json; charset=utf-8`.
    pub(crate) name: String,
    pub(crate) schema: Option<SchemaId>,
    /// The encoding of form properties.
    pub(crate) encoding: Vec<PartEncoding>,
}

/// The encoding of a form property. `None` means not specified, which differs from the default: `style`,
/// `explode` and `allowReserved` take precedence over a media type if present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartEncoding {
    pub(crate) property: String,
    pub(crate) content_type: Option<String>,
    pub(crate) style: Option<Style>,
    pub(crate) explode: Option<bool>,
    pub(crate) allow_reserved: Option<bool>,
}

/// The status that a response is documented for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Code(u16),
    /// `4XX` is 4.
    Range(u8),
    Default,
}

impl Status {
    /// As written in the document: `404`, `4XX` or `default`.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(digit) => format!("{digit}XX"),
            Self::Default => "default".to_owned(),
        }
    }
}

/// A documented response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: Status,
    pub(crate) description: String,
    pub(crate) content: Vec<MediaType>,
}

/// A security scheme.
#[derive(Debug)]
pub(crate) struct SecurityScheme {
    pub(crate) name: String,
    pub(crate) kind: SecurityKind,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecurityKind {
    Header(String),
    Query(String),
    Cookie(String),
    Basic,
    /// Includes OAuth 2.0 and OpenID Connect, whose access tokens are sent as bearer tokens.
    Bearer,
}
