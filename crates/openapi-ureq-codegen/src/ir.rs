//! The intermediate representation (IR): the generated client as plain data.
//!
//! `plan` builds it; `emit`, `audit` and `diff` need nothing else. It is complete: every type is a [`TypeDef`],
//! and no part is a placeholder for code from another library. Wire names and Rust names are different types.

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
    /// The first server is the default.
    pub(crate) servers: Vec<Server>,
    /// In the document's order.
    pub(crate) operations: Vec<Operation>,
    /// The named schemas in the document's order, each followed by the types of its inline schemas; then
    /// those of the operations.
    pub(crate) types: Vec<TypeDef>,
    pub(crate) security: Vec<SecurityScheme>,
    pub(crate) skipped: Vec<Skipped>,
    /// Decisions of the generator, such as a name that it chose.
    pub(crate) notes: Vec<Diagnostic>,
}

impl Api {
    /// Whether every operation needs a credential.
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
    /// The `operationId`, or an id derived from method and path.
    pub(crate) id: WireName,
    pub(crate) name: RustName,
    pub(crate) former_names: Vec<RustName>,
    /// The name in the table of operations.
    pub(crate) constant: RustName,
    /// In upper case.
    pub(crate) method: &'static str,
    /// The path template, its literal parts percent-encoded where a URL requires it.
    pub(crate) path: String,
    /// The server, if it differs from the document's.
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
    /// The struct of the optional parameters, a [`TypeKind::Params`]. If `None`, they are arguments.
    pub(crate) params: Option<RustName>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    pub(crate) errors: Vec<ErrorResponse>,
    /// Alternatives, each a set of schemes that apply together, as indices into [`Api::security`].
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

/// How the value of a parameter is serialized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ParameterFormat {
    Style {
        style: Style,
        explode: bool,
        allow_reserved: bool,
    },
    /// As JSON (`content`).
    Json,
}

/// A request body, which becomes the last argument.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) name: RustName,
    pub(crate) required: bool,
    pub(crate) description: String,
    /// The `Content-Type` to send; never a range such as `image/*`.
    pub(crate) media_type: String,
    /// The other media types that the document offers.
    pub(crate) alternatives: Vec<String>,
    pub(crate) kind: BodyKind,
}

/// How a request body is encoded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BodyKind {
    Json(Type),
    /// `application/x-www-form-urlencoded`, with the encoding of properties that differ from the default.
    Form(Type, Vec<PropertyFormat>),
    /// The model of a [`TypeKind::Form`], and the media types of its files where the document specifies one.
    Multipart(Type, Vec<(WireName, String)>),
    /// An upload.
    Binary,
    Text,
}

/// How a property of a form is serialized, if not in the default way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PropertyFormat {
    pub(crate) wire: WireName,
    pub(crate) format: ParameterFormat,
}

/// The return type of a successful call.
#[derive(Debug)]
pub(crate) enum Success {
    /// One type for all statuses.
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
    /// Declared without content: the body is returned unchanged.
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
#[derive(Debug, Clone)]
pub(crate) struct TypeDef {
    pub(crate) at: Place,
    pub(crate) name: RustName,
    /// The name of the schema component, if it is one.
    pub(crate) wire: Option<WireName>,
    pub(crate) title: Option<WireName>,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) direction: Direction,
    /// Whether the type implements `Default`: every field does.
    pub(crate) has_default: bool,
    pub(crate) kind: TypeKind,
}

/// The kind of a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum TypeKind {
    /// A JSON object.
    Struct(Struct),
    /// An enum that also accepts unknown values.
    OpenEnum(OpenEnum),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// A struct around a type that contains itself only through lists or maps, such as a list of lists.
    Newtype(Type),
    /// A multipart form, which is only used in requests.
    Form(Vec<FormField>),
    /// The optional parameters of an operation: those with [`in_params`](Parameter::in_params). The operation has
    /// the name of the type.
    Params,
}

impl TypeKind {
    /// The types that values consist of.
    pub(crate) fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Self::Struct(object) => {
                let extra = object.extra.iter_mut().map(|(_, ty)| ty);
                object.fields.iter_mut().map(|field| &mut field.ty).chain(extra).collect()
            }
            Self::OpenEnum(known) => vec![&mut known.base],
            Self::Union(union) => union.alternatives.iter_mut().map(|one| &mut one.ty).collect(),
            Self::Alias(ty) | Self::Newtype(ty) => vec![ty],
            Self::Form(fields) => fields.iter_mut().map(|field| &mut field.ty).collect(),
            Self::Params => Vec::new(),
        }
    }
}

/// An object with properties.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Struct {
    /// In the document's order.
    pub(crate) fields: Vec<Field>,
    /// The field for additional properties, and the type of their values.
    pub(crate) extra: Option<(RustName, Type)>,
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Field {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    /// Without the wrapper for its [`presence`](Self::presence).
    pub(crate) ty: Type,
    pub(crate) presence: Presence,
    /// Whether the type is boxed, since it would otherwise contain itself.
    pub(crate) boxed: bool,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) direction: Direction,
}

/// Whether a property is required, and whether it can be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Presence {
    /// `T`.
    Required,
    /// `Option<T>`, sent as null if `None`.
    RequiredNullable,
    /// `Option<T>`, omitted if `None`; null is read as `None`.
    Optional,
    /// `Nullable<T>`.
    OptionalNullable,
}

/// Whether a type is used in requests, in responses, or in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    Sent,
    Received,
    Both,
    /// In neither: no operation uses it.
    Unused,
}

/// A type with known values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct OpenEnum {
    /// A string or an integer.
    pub(crate) base: Type,
    pub(crate) variants: Vec<Variant>,
    /// The variant for unknown values.
    pub(crate) other: RustName,
}

/// A known value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Variant {
    /// The value as text.
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    pub(crate) description: String,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Union {
    /// The discriminator property.
    pub(crate) tag: Option<WireName>,
    pub(crate) alternatives: Vec<Alternative>,
    /// The variant for values that match none of the alternatives.
    pub(crate) other: RustName,
}

/// An alternative of a [`Union`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Alternative {
    pub(crate) name: RustName,
    pub(crate) ty: Type,
    pub(crate) boxed: bool,
    pub(crate) description: String,
    /// The values of the union's tag that select this alternative.
    pub(crate) tags: Vec<String>,
    /// What a value must look like to match this alternative, for a union without a tag.
    pub(crate) fit: Fit,
}

/// What distinguishes values of an alternative from those of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Fit {
    /// The JSON types that are accepted; any if empty. `integer` instead of `number` if only integers are.
    pub(crate) types: Vec<&'static str>,
    /// The required properties.
    pub(crate) required: Vec<String>,
    /// The declared properties.
    pub(crate) known: Vec<String>,
    /// Properties that can have only these values.
    pub(crate) constants: Vec<(String, Vec<serde_json::Value>)>,
}

/// A part of a multipart form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FormField {
    pub(crate) wire: WireName,
    pub(crate) name: RustName,
    pub(crate) description: String,
    /// Forms cannot express null: a nullable part is optional.
    pub(crate) required: bool,
    pub(crate) ty: Type,
    /// How the part is serialized, or each part if it is [`repeated`](Self::repeated).
    pub(crate) format: PartFormat,
    /// Whether a [`Type::Vec`] is sent as one part per element.
    pub(crate) repeated: bool,
}

/// How a part of a multipart form is serialized.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum PartFormat {
    Text,
    Json,
    /// An upload.
    File,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    /// A scalar whose Rust type is not chosen yet; the stage `types` replaces it.
    Plain(Scalar),
    String,
    Bool,
    /// `i32`, `f64`, ...
    Number(&'static str),
    /// Any JSON.
    Json,
    /// A file or other binary content to send.
    Upload,
    /// An open enum, passed by value.
    Enum(RustName),
    /// Any other type of the module `models`.
    Model(RustName),
    /// A value that may be null, as an element or as a whole.
    Option(Box<Type>),
    Vec(Box<Type>),
    /// With string keys.
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

    /// Replaces every [`Type::Plain`] with the type of its kind and format.
    pub(crate) fn settle(&mut self) {
        match self {
            Self::Plain(scalar) => *self = Self::of_scalar(scalar),
            Self::Option(inner) | Self::Vec(inner) | Self::Map(inner) => inner.settle(),
            Self::Tuple(items) => items.iter_mut().for_each(Self::settle),
            Self::String | Self::Bool | Self::Number(_) | Self::Json => {}
            Self::Upload | Self::Enum(_) | Self::Model(_) => {}
        }
    }

    /// Calls `visit` with the name of each definition that the type references.
    pub(crate) fn for_each_reference(&mut self, visit: &mut dyn FnMut(&mut RustName)) {
        match self {
            Self::Enum(name) | Self::Model(name) => visit(name),
            Self::Option(inner) | Self::Vec(inner) | Self::Map(inner) => {
                inner.for_each_reference(visit);
            }
            Self::Tuple(items) => {
                items.iter_mut().for_each(|item| item.for_each_reference(visit));
            }
            Self::Plain(_) | Self::String | Self::Bool | Self::Number(_) => {}
            Self::Json | Self::Upload => {}
        }
    }
}
