//! The public interface of a generated client, from the intermediate representation.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::TokenStream;

use super::text::{compact, quoted, short};
use crate::emit::{Emitter, Part, convertible, function_doc, type_doc};
use crate::ir::{
    Api, Field, FormField, OpenEnum, Operation, Presence, Struct, Success, Type, TypeDef, TypeKind,
    Union,
};
use crate::name::RustName;
use crate::{Error, Options};

/// The public interface of the client of a document.
pub(super) struct Surface {
    pub(super) api: Api,
    /// In the document's order.
    pub(super) functions: Vec<Function>,
    /// The models, then the enums of responses.
    pub(super) types: Vec<TypeItem>,
    /// The names in the table of operations.
    pub(super) constants: BTreeSet<String>,
    pub(super) client_docs: String,
    /// All generated code, as tokens.
    pub(super) code: String,
    /// The overlay's actions that match nothing.
    pub(super) unmatched: Option<Error>,
}

/// A function of the client.
pub(super) struct Function {
    pub(super) name: String,
    /// Without `self`.
    pub(super) arguments: Vec<Argument>,
    /// The type of the response's body.
    pub(super) output: String,
    pub(super) deprecated: bool,
    pub(super) docs: String,
}

pub(super) struct Argument {
    pub(super) name: String,
    pub(super) ty: String,
    /// The parameter's name on the wire; `None` for the body.
    pub(super) wire: Option<String>,
}

/// A type.
pub(super) struct TypeItem {
    pub(super) name: String,
    pub(super) kind: ItemKind,
    pub(super) exhaustive: bool,
    pub(super) members: Vec<Member>,
    pub(super) traits: BTreeSet<String>,
    /// The encoding of the type as a whole.
    pub(super) encoding: String,
    pub(super) docs: String,
    pub(super) member_docs: String,
    /// The definition of an inline schema that stands in several places, at each but that of its own.
    pub(super) shared: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemKind {
    Struct,
    Newtype,
    Enum,
    Alias,
}

/// A field or a variant.
pub(super) struct Member {
    pub(super) name: String,
    /// The type of a field, the payload of a variant.
    pub(super) ty: String,
    /// The name on the wire.
    pub(super) wire: String,
}

impl Surface {
    pub(super) fn of(options: &Options) -> Result<Self, Error> {
        let (api, unmatched) = crate::plan_leniently(options)?;
        let runtime: syn::Path = syn::parse_quote!(::openapi_ureq);
        let emitter = Emitter::new(&api, &runtime, None);
        let definitions = api.types.iter().map(|def| (&def.name, def)).collect();
        let reader = Reader { emitter: &emitter, definitions };
        let functions = api.operations.iter().flat_map(|one| reader.functions(one)).collect();
        let models = api.types.iter().map(|def| reader.model(def));
        let enums = api.operations.iter().filter_map(|one| reader.success_enum(one));
        let types = models.chain(enums).collect();
        let constants = api.operations.iter().map(|one| one.constant.to_string()).collect();
        let client_docs = format!("{} {} {}", api.title, api.version, api.description);
        let emitter = Emitter::new(&api, &runtime, None);
        let parts = [Part::Frame, Part::Models(&api.types), Part::Functions(&api.operations)];
        let code = parts.map(|part| emitter.emit(part).to_string()).concat();
        Ok(Self { functions, types, constants, client_docs, code, unmatched, api })
    }

    pub(super) fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// The operation that the function `name` calls, which may be a former name.
    pub(super) fn operation(&self, name: &str) -> Option<&Operation> {
        self.api.operations.iter().find(|operation| {
            std::iter::once(&operation.name)
                .chain(&operation.former_names)
                .any(|other| other.as_str() == name)
        })
    }

    pub(super) fn ty(&self, name: &str) -> Option<&TypeItem> {
        self.types.iter().find(|ty| ty.name == name)
    }
}

impl Function {
    pub(super) fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|argument| argument.name == name)
    }
}

impl TypeItem {
    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

struct Reader<'a> {
    emitter: &'a Emitter<'a>,
    definitions: HashMap<&'a RustName, &'a TypeDef>,
}

impl Reader<'_> {
    fn ty(&self, ty: &Type) -> String {
        compact(self.emitter.owned(ty, &TokenStream::new()))
    }

    /// The function of the operation, and those of its former names.
    fn functions(&self, operation: &Operation) -> Vec<Function> {
        let direct = operation.parameters.iter().filter(|one| !one.in_params);
        let mut wires: Vec<Option<String>> = direct.map(|one| Some(one.wire.0.clone())).collect();
        wires.extend(operation.params.as_ref().map(|_| None));
        wires.extend(operation.body.as_ref().map(|_| None));
        let arguments = || {
            let all = self.emitter.named_arguments(operation).into_iter().zip(wires.clone());
            all.map(|((name, ty), wire)| Argument { name: name.to_string(), ty: compact(ty), wire })
                .collect()
        };
        let names = std::iter::once(&operation.name).chain(&operation.former_names);
        names
            .map(|name| Function {
                name: name.to_string(),
                arguments: arguments(),
                output: compact(self.emitter.returned(&operation.success)),
                deprecated: operation.deprecated || *name != operation.name,
                docs: function_doc(operation),
            })
            .collect()
    }

    fn success_enum(&self, operation: &Operation) -> Option<TypeItem> {
        let Success::ByStatus { name, variants } = &operation.success else { return None };
        let members = variants.iter().map(|variant| Member {
            name: variant.name.to_string(),
            ty: format!("({})", compact(self.emitter.response_type(&variant.kind))),
            wire: variant.status.text(),
        });
        let docs = variants.iter().map(|variant| variant.description.as_str());
        Some(TypeItem {
            name: name.to_string(),
            kind: ItemKind::Enum,
            exhaustive: false,
            members: members.collect(),
            traits: BTreeSet::new(),
            encoding: String::new(),
            docs: String::new(),
            member_docs: docs.collect(),
            shared: None,
        })
    }

    /// The definition that an inline schema shares with others. To its users it is the same as one of its own.
    fn shared(&self, def: &TypeDef) -> Option<&TypeDef> {
        match &def.kind {
            TypeKind::Alias(Type::Model(name) | Type::Enum(name)) if def.wire.is_none() => {
                self.definitions.get(name).copied()
            }
            _ => None,
        }
    }

    fn model(&self, place: &TypeDef) -> TypeItem {
        let shared = self.shared(place);
        let def = shared.unwrap_or(place);
        let (kind, members, encoding, docs) = match &def.kind {
            TypeKind::Struct(object) => self.structure(object),
            TypeKind::OpenEnum(known) => self.open_enum(known),
            TypeKind::Union(union) => self.union(union),
            TypeKind::Form(fields) => self.form(fields),
            TypeKind::Params => self.params(def),
            TypeKind::Alias(ty) => {
                (ItemKind::Alias, vec![self.content(ty)], String::new(), String::new())
            }
            TypeKind::Newtype(ty) => {
                (ItemKind::Newtype, vec![self.content(ty)], String::new(), String::new())
            }
        };
        let is_enum = matches!(def.kind, TypeKind::OpenEnum(_) | TypeKind::Union(_));
        let can_be_new = matches!(def.kind, TypeKind::Struct(_));
        TypeItem {
            name: place.name.to_string(),
            kind,
            exhaustive: !is_enum && (def.has_default || !can_be_new),
            members,
            traits: self.traits(def),
            encoding,
            docs: type_doc(place),
            member_docs: docs,
            shared: shared.map(|def| def.name.to_string()),
        }
    }

    /// The traits that users of the type can rely on and that depend on the document.
    fn traits(&self, def: &TypeDef) -> BTreeSet<String> {
        let default = def.has_default.then(|| "Default".to_owned());
        let conversions = match &def.kind {
            TypeKind::Union(union) => convertible(union).map(|one| self.ty(&one.ty)).collect(),
            TypeKind::OpenEnum(known) => vec![self.ty(&known.base)],
            _ => Vec::new(),
        };
        let conversions = conversions.iter().map(|ty| format!("From<{}>", short(ty)));
        default.into_iter().chain(conversions).collect()
    }

    fn content(&self, ty: &Type) -> Member {
        Member { name: "0".to_owned(), ty: self.ty(ty), wire: String::new() }
    }

    fn structure(&self, object: &Struct) -> (ItemKind, Vec<Member>, String, String) {
        let mut members: Vec<Member> =
            object.fields.iter().map(|field| self.field(field)).collect();
        members.extend(object.extra.as_ref().map(|(name, ty)| Member {
            name: name.to_string(),
            ty: self.ty(ty),
            wire: "all other members".to_owned(),
        }));
        (
            ItemKind::Struct,
            members,
            String::new(),
            docs(object.fields.iter().map(|one| &one.description)),
        )
    }

    fn field(&self, field: &Field) -> Member {
        let ty = compact(self.emitter.field_type(field));
        let wire = quoted(field.wire.as_str());
        let wire = match field.presence {
            Presence::RequiredNullable => format!("{wire}, null if absent"),
            Presence::Required | Presence::Optional | Presence::OptionalNullable => wire,
        };
        Member { name: field.name.to_string(), ty, wire }
    }

    fn open_enum(&self, known: &OpenEnum) -> (ItemKind, Vec<Member>, String, String) {
        let variants = known.variants.iter().map(|variant| Member {
            name: variant.name.to_string(),
            ty: String::new(),
            wire: quoted(variant.wire.as_str()),
        });
        let base = self.ty(&known.base);
        let other =
            Member { name: known.other.to_string(), ty: format!("({base})"), wire: String::new() };
        let members = variants.chain(std::iter::once(other)).collect();
        (ItemKind::Enum, members, base, docs(known.variants.iter().map(|one| &one.description)))
    }

    fn union(&self, union: &Union) -> (ItemKind, Vec<Member>, String, String) {
        let variants = union.alternatives.iter().map(|one| Member {
            name: one.name.to_string(),
            ty: format!("({})", compact(self.emitter.boxed(&one.ty, one.boxed))),
            wire: one.tags.iter().map(|tag| quoted(tag)).collect::<Vec<_>>().join(", "),
        });
        let other = Member {
            name: union.other.to_string(),
            ty: "(::serde_json::Value)".to_owned(),
            wire: String::new(),
        };
        let encoding = match &union.tag {
            Some(tag) => format!("by {}", quoted(tag.as_str())),
            None => "by what fits".to_owned(),
        };
        let members = variants.chain(std::iter::once(other)).collect();
        (
            ItemKind::Enum,
            members,
            encoding,
            docs(union.alternatives.iter().map(|one| &one.description)),
        )
    }

    fn form(&self, fields: &[FormField]) -> (ItemKind, Vec<Member>, String, String) {
        let members = fields.iter().map(|field| {
            let ty = self.ty(&field.ty);
            Member {
                name: field.name.to_string(),
                ty: if field.required { ty } else { format!("::std::option::Option<{ty}>") },
                wire: format!("{} as {:?}", quoted(field.wire.as_str()), field.format),
            }
        });
        (
            ItemKind::Struct,
            members.collect(),
            "a form".to_owned(),
            docs(fields.iter().map(|one| &one.description)),
        )
    }

    fn params(&self, def: &TypeDef) -> (ItemKind, Vec<Member>, String, String) {
        let mut operations = self.emitter.api.operations.iter();
        let Some(operation) = operations.find(|one| one.params.as_ref() == Some(&def.name)) else {
            return (ItemKind::Struct, Vec::new(), String::new(), String::new());
        };
        let parameters = operation.parameters.iter().filter(|one| one.in_params);
        let members = parameters.clone().map(|one| Member {
            name: one.name.to_string(),
            ty: self.ty(&one.ty),
            wire: quoted(one.wire.as_str()),
        });
        (
            ItemKind::Struct,
            members.collect(),
            String::new(),
            docs(parameters.map(|one| &one.description)),
        )
    }
}

fn docs<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    texts.map(|text| format!("{text}\n")).collect()
}
