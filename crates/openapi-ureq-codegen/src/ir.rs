//! The intermediate representation: what the generated client consists of, as plain data.
//!
//! Made by `plan`; `emit`, `audit` and `diff` read it alone. It is complete: every type is a [`TypeDef`],
//! and nothing stands for code that another library makes. Wire names and Rust names are different types.

use crate::diagnostic::{Diagnostic, Place};
use crate::model::{SecurityScheme, Server, Skipped};
use crate::name::{RustName, WireName};

pub(crate) use crate::model::{Location, SecurityKind, Status, Style};
pub(crate) use crate::shape::{Scalar, ScalarKind};

/// An API.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) description: String,
    /// The first one is the default.
    pub(crate) servers: Vec<Server>,
    /// In the document's order.
    pub(crate) operations: Vec<Operation>,
    /// The named schemas in the document's order, each followed by the types of its inline schemas; then
    /// those of the operations.
    pub(crate) types: Vec<TypeDef>,
    pub(crate) security: Vec<SecurityScheme>,
    pub(crate) skipped: Vec<Skipped>,
    /// What had to be decided, such as a name that had to be made.
    pub(crate) notes: Vec<Diagnostic>,
}

impl Api {
    /// Whether no call can be made without a credential.
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
    pub(crate) at: Place,
    /// The `operationId`, or the one that was made from method and path.
    pub(crate) id: WireName,
    pub(crate) name: RustName,
    pub(crate) former_names: Vec<RustName>,
    /// The name in the table of operations.
    pub(crate) constant: RustName,
    /// In upper case.
    pub(crate) method: &'static str,
    /// The path template, its literal parts percent-encoded where a URL requires it.
    pub(crate) path: String,
    /// The server, if it is not the document's.
    pub(crate) server: Option<Server>,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) idempotent: bool,
    /// The header for an idempotency key, if the runtime makes one where the caller gives none.
    pub(crate) idempotency_key: Option<WireName>,
    pub(crate) tag: Option<String>,
    /// In the document's order.
    pub(crate) parameters: Vec<Parameter>,
    /// The struct of the optional parameters, a [`TypeKind::Params`]; they are arguments if `None`.
    pub(crate) params: Option<RustName>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    pub(crate) errors: Vec<ErrorResponse>,
    /// Alternatives, each of schemes that are used together, as indices into [`Api::security`].
    pub(crate) security: Vec<Vec<usize>>,
}

/// A parameter, which becomes an argument, or a field of the operation's [`params`](Operation::params).
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    /// Whether it is a field of the params struct.
    pub(crate) in_params: bool,
    pub(crate) ty: Type,
    pub(crate) format: ParameterFormat,
    pub(crate) description: String,
}

/// How the value of a parameter is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ParameterFormat {
    Style {
        style: Style,
        explode: bool,
        allow_reserved: bool,
    },
    /// As JSON, by `content`.
    Json,
}

/// A request body, which becomes the last argument.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) name: RustName,
    pub(crate) required: bool,
    pub(crate) description: String,
    /// As it is sent; never a range such as `image/*`.
    pub(crate) media_type: String,
    /// The media types that the document offers as well.
    pub(crate) alternatives: Vec<String>,
    pub(crate) kind: BodyKind,
}

/// How a request body is encoded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BodyKind {
    Json(Type),
    /// A form as `application/x-www-form-urlencoded`, with what the document says of its properties.
    Form(Type, Vec<PropertyFormat>),
    /// The model of a [`TypeKind::Form`], and the media types of its files where the document names one.
    Multipart(Type, Vec<(WireName, String)>),
    /// An upload.
    Binary,
    Text,
}

/// How a property in a form is written, where it differs from the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PropertyFormat {
    pub(crate) wire: WireName,
    pub(crate) format: ParameterFormat,
}

/// What a successful call returns.
#[derive(Debug)]
pub(crate) enum Success {
    /// One type, whatever the status.
    One(ResponseKind),
    /// An enum with a variant for each status.
    ByStatus { name: RustName, variants: Vec<StatusVariant> },
}

/// A variant of a [`Success::ByStatus`]; ranges come last.
#[derive(Debug)]
pub(crate) struct StatusVariant {
    pub(crate) status: Status,
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
    /// Declared without content: whatever comes is kept as it is.
    Raw,
    /// The status cannot carry a body.
    Empty,
}

/// A documented response that is not a success.
#[derive(Debug)]
pub(crate) struct ErrorResponse {
    pub(crate) status: Status,
    pub(crate) description: String,
    /// The type of a JSON body.
    pub(crate) ty: Option<Type>,
}

/// A type of the generated module `models`.
#[derive(Debug)]
pub(crate) struct TypeDef {
    pub(crate) at: Place,
    pub(crate) name: RustName,
    /// The name of the schema component, if it is one.
    pub(crate) wire: Option<WireName>,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) direction: Direction,
    /// Whether it has a default value, which every field has.
    pub(crate) has_default: bool,
    pub(crate) kind: TypeKind,
}

/// What a type is.
#[derive(Debug)]
pub(crate) enum TypeKind {
    /// A JSON object.
    Struct(Struct),
    /// Known values, and any other.
    OpenEnum(OpenEnum),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// A struct around a type that contains itself by lists or maps alone, such as a list of lists.
    Newtype(Type),
    /// A multipart form, which is only sent.
    Form(Vec<FormField>),
    /// The optional parameters of an operation: its parameters with
    /// [`in_params`](Parameter::in_params). Its name is in the operation.
    Params,
}

/// An object with properties.
#[derive(Debug)]
pub(crate) struct Struct {
    /// In the document's order.
    pub(crate) fields: Vec<Field>,
    /// The field with the members that are not declared, and the type of their values.
    pub(crate) extra: Option<(RustName, Type)>,
}

/// A property of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    /// Without what [`presence`](Self::presence) adds.
    pub(crate) ty: Type,
    pub(crate) presence: Presence,
    /// Whether the type would otherwise contain itself.
    pub(crate) boxed: bool,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) direction: Direction,
}

/// Whether a property must be there, and whether it can be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// `T`.
    Required,
    /// `Option<T>`, sent as null if `None`.
    RequiredNullable,
    /// `Option<T>`, left out if `None`; null is read as `None`.
    Optional,
    /// `Nullable<T>`.
    OptionalNullable,
}

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Sent,
    Received,
    Both,
    /// Neither: no operation uses it.
    Unused,
}

/// A type with known values.
#[derive(Debug)]
pub(crate) struct OpenEnum {
    /// A string or an integer.
    pub(crate) base: Type,
    pub(crate) variants: Vec<Variant>,
    /// The variant for values that the document does not list.
    pub(crate) other: RustName,
}

/// A known value.
#[derive(Debug)]
pub(crate) struct Variant {
    /// The text of the value.
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    pub(crate) description: String,
}

/// One of several types.
#[derive(Debug)]
pub(crate) struct Union {
    /// The property that says which one it is.
    pub(crate) tag: Option<WireName>,
    pub(crate) alternatives: Vec<Alternative>,
    /// The variant for values that are none of the alternatives.
    pub(crate) other: RustName,
}

/// An alternative of a [`Union`].
#[derive(Debug)]
pub(crate) struct Alternative {
    pub(crate) name: RustName,
    pub(crate) ty: Type,
    pub(crate) boxed: bool,
    pub(crate) description: String,
    /// The values of the union's tag that stand for this alternative.
    pub(crate) tags: Vec<String>,
    /// What a value must have to be this alternative, for a union without a tag.
    pub(crate) fit: Fit,
}

/// What tells a value of an alternative from those of the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Fit {
    /// The JSON types that are accepted; any if empty. `integer` besides `number` if only integers are.
    pub(crate) types: Vec<&'static str>,
    /// The members that must be there.
    pub(crate) required: Vec<String>,
    /// The declared properties.
    pub(crate) known: Vec<String>,
    /// Members with these values only.
    pub(crate) constants: Vec<(String, Vec<serde_json::Value>)>,
}

/// A part of a multipart form.
#[derive(Debug)]
pub(crate) struct FormField {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    pub(crate) description: String,
    /// A form has no null: what may be null may be left out.
    pub(crate) required: bool,
    pub(crate) ty: Type,
    /// How the part is written, or each part if it is [`repeated`](Self::repeated).
    pub(crate) format: PartFormat,
    /// Whether a [`Type::Vec`] is a part for each element.
    pub(crate) repeated: bool,
}

/// How a part of a multipart form is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartFormat {
    Text,
    Json,
    /// An upload.
    File,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// A scalar whose Rust type the stage `types` decides; there is none afterwards.
    Plain(Scalar),
    String,
    Bool,
    /// `i32`, `f64`, ...
    Number(&'static str),
    /// Any JSON.
    Json,
    /// A file or other content that is sent.
    Upload,
    /// An open enum, which is passed by value.
    Enum(RustName),
    /// Any other type of the module `models`.
    Model(RustName),
    /// A value that may be null, as an element or as a whole.
    Option(Box<Type>),
    Vec(Box<Type>),
    /// From strings.
    Map(Box<Type>),
    Tuple(Vec<Type>),
}

impl Type {
    /// The type of a scalar by its kind and format.
    pub(crate) fn of_scalar(scalar: &Scalar) -> Self {
        match scalar.kind {
            ScalarKind::Boolean => Self::Bool,
            ScalarKind::String | ScalarKind::Binary => Self::String,
            ScalarKind::Number => Self::Number(match scalar.format {
                Some("float") => "f32",
                _ => "f64",
            }),
            ScalarKind::Integer => Self::Number(match scalar.format {
                Some("int8") => "i8",
                Some("int16") => "i16",
                Some("int32") => "i32",
                Some("uint8") => "u8",
                Some("uint16") => "u16",
                Some("uint32") => "u32",
                Some("uint64") => "u64",
                _ => "i64",
            }),
        }
    }

    /// Replaces what is plain by the type of its kind and format.
    pub(crate) fn settle(&mut self) {
        match self {
            Self::Plain(scalar) => *self = Self::of_scalar(scalar),
            Self::Option(inner) | Self::Vec(inner) | Self::Map(inner) => inner.settle(),
            Self::Tuple(items) => items.iter_mut().for_each(Self::settle),
            Self::String | Self::Bool | Self::Number(_) | Self::Json => {}
            Self::Upload | Self::Enum(_) | Self::Model(_) => {}
        }
    }
}
