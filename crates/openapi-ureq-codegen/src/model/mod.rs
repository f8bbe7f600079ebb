//! The document as the generator understands it: one model for OpenAPI 3.0 and 3.1.
//!
//! Made by `lift`, with every reference resolved and everything an operation inherits from its path
//! item and from the document in place. Schemas have the meaning of JSON Schema 2020-12. Nothing here
//! knows Rust.

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
    /// The names of the webhooks, which a client does not call.
    pub(crate) webhooks: Vec<String>,
    pub(crate) security_schemes: Vec<SecurityScheme>,
    pub(crate) schemas: Schemas,
    /// The named schemas (`components.schemas`), in the document's order.
    pub(crate) components: Vec<Component>,
    /// What had to be decided to read the document.
    pub(crate) notes: Vec<Diagnostic>,
}

/// A named schema.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) name: String,
    pub(crate) schema: SchemaId,
}

/// An operation that the document asks to leave out, by `x-skip: reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// Its `operationId`, or else method and path.
    pub(crate) operation: String,
    pub(crate) reason: String,
}

/// A server with its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    /// An absolute URL or a path, with slots such as `{region}` for the variables.
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) variables: Vec<ServerVariable>,
}

impl Server {
    /// The URL with the default of each variable in its slot.
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
    /// In the document's order. A parameter of the path item that the operation declares again has the
    /// operation's declaration, at its place in the path item's list.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// In the document's order.
    pub(crate) responses: Vec<Response>,
    /// Alternatives, each of schemes that are used together, as indices into
    /// [`Document::security_schemes`]; an empty alternative stands for a call without credentials.
    pub(crate) security: Vec<Vec<usize>>,
    /// The first server of the operation or of its path item, if either declares any.
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

/// The style of a parameter, or of a property in a form.
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
    /// True for every parameter in a path, whatever the document says.
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    pub(crate) description: String,
    /// `x-rust-name`.
    pub(crate) rust_name: Option<String>,
    /// `x-idempotency-key`; by default, the name decides.
    pub(crate) idempotency_key: Option<bool>,
    pub(crate) format: ParameterFormat,
}

/// How the value of a parameter is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ParameterFormat {
    /// By a style; `explode` has the style's default where the document does not say.
    Style { schema: SchemaId, style: Style, explode: bool, allow_reserved: bool },
    /// As a document of a media type (`content`).
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
    /// As the document has it, such as `application/json; charset=utf-8`.
    pub(crate) name: String,
    pub(crate) schema: Option<SchemaId>,
    /// What the document says of properties in a form.
    pub(crate) encoding: Vec<PartEncoding>,
}

/// The encoding of a property in a form. `None` is what the document does not say, which differs from
/// its default: `style`, `explode` and `allowReserved` take precedence over a media type if present.
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
    /// As the document has it: `404`, `4XX` or `default`.
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

/// A way to authenticate.
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
    /// Also OAuth 2.0 and OpenID Connect, whose access tokens are sent as bearer tokens.
    Bearer,
}
