//! The public items of the generated client, read from the generated code.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::visit::Visit;
use syn::{
    Attribute, Field, Fields, FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType,
    Variant, Visibility,
};

use super::text::{compact, quoted, short};
use crate::ir::{Api, Operation, SchemaKind};
use crate::name::{RESERVED, RustName};
use crate::postprocess::{derives, doc_text};
use crate::serde_attributes::{SerdeAttributes, is_serde};
use crate::{Error, Options};

/// The public items of the client generated from a document.
pub(super) struct Surface {
    pub(super) api: Api,
    /// In the document's order.
    pub(super) functions: Vec<Function>,
    /// In the document's order; types without a schema of their own come last.
    pub(super) types: Vec<TypeItem>,
    /// The names in the table of operations.
    pub(super) constants: BTreeSet<String>,
    pub(super) client_docs: String,
    /// All code, as tokens.
    pub(super) code: String,
    /// The overlay's actions that match nothing.
    pub(super) unmatched: Option<Error>,
}

/// A function of the client.
pub(super) struct Function {
    pub(super) name: String,
    /// Without `self`.
    pub(super) arguments: Vec<Argument>,
    pub(super) output: String,
    pub(super) deprecated: bool,
    pub(super) docs: String,
}

pub(super) struct Argument {
    pub(super) name: String,
    pub(super) ty: String,
}

/// A struct or an enum.
pub(super) struct TypeItem {
    pub(super) name: String,
    pub(super) kind: TypeKind,
    pub(super) exhaustive: bool,
    pub(super) members: Vec<Member>,
    pub(super) traits: BTreeSet<String>,
    /// The container attributes of serde, or the encoding that the generator implements.
    pub(super) encoding: String,
    /// Includes the docs of the members.
    pub(super) docs: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeKind {
    Struct,
    Newtype,
    Enum,
}

/// A field or a variant.
pub(super) struct Member {
    pub(super) name: String,
    /// The type of a field, the payload of a variant.
    pub(super) ty: String,
    /// Its name on the wire.
    pub(super) wire: String,
}

impl Surface {
    pub(super) fn of(options: &Options) -> Result<Self, Error> {
        let (document, unmatched) = crate::correct(options)?;
        match crate::build(&document, &syn::parse_quote!(::openapi_ureq), None) {
            Ok((api, file)) => Ok(Self::read(api, &file, unmatched)),
            Err(problems) => {
                let error = Error::new(options.document.name(), problems);
                // The problems may be those that the unmatched action was written to correct.
                Err(match unmatched {
                    Some(unmatched) => unmatched.and(error),
                    None => error,
                })
            }
        }
    }

    fn read(api: Api, file: &syn::File, unmatched: Option<Error>) -> Self {
        let mut types = read_types(&file.items, "");
        let client = types.iter().position(|ty| ty.name == "Client").map(|at| types.remove(at));
        for ty in &mut types {
            // Unambiguous: no type outside of `models` has the name of a model.
            ty.name = ty.name.trim_start_matches("models::").to_owned();
        }
        add_encoding(&mut types, &api);
        types.sort_by_key(|ty| {
            let index = api.schemas.iter().position(|schema| schema.name.as_str() == ty.name);
            index.unwrap_or(usize::MAX)
        });
        Self {
            functions: file.items.iter().flat_map(functions).collect(),
            types,
            constants: file.items.iter().flat_map(constants).collect(),
            client_docs: client.map_or_else(String::new, |client| client.docs),
            code: file.to_token_stream().to_string(),
            api,
            unmatched,
        }
    }

    pub(super) fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// The operation that the function `name` calls, by its name or a former one.
    pub(super) fn operation(&self, name: &str) -> Option<&Operation> {
        self.api.operations.iter().find(|operation| {
            std::iter::once(&operation.name)
                .chain(&operation.deprecated_names)
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

/// The functions of the operations, if the item is the client's `impl`. The methods that every client
/// has are not compared.
fn functions(item: &Item) -> Vec<Function> {
    let Item::Impl(item) = item else { return Vec::new() };
    if item.trait_.is_some() || compact(&item.self_ty) != "Client" {
        return Vec::new();
    }
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    });
    functions
        .filter(|function| !RESERVED.iter().any(|name| function.sig.ident == name))
        .map(|function| Function {
            name: function.sig.ident.to_string(),
            arguments: function.sig.inputs.iter().filter_map(argument).collect(),
            output: match &function.sig.output {
                ReturnType::Default => "()".to_owned(),
                ReturnType::Type(_, ty) => compact(ty),
            },
            deprecated: function.attrs.iter().any(|attribute| is(attribute, "deprecated")),
            docs: docs(&function.attrs),
        })
        .collect()
}

fn argument(argument: &FnArg) -> Option<Argument> {
    match argument {
        FnArg::Receiver(_) => None,
        FnArg::Typed(typed) => Some(Argument { name: compact(&typed.pat), ty: compact(&typed.ty) }),
    }
}

/// The names of the constants, if the item is the module `operations`.
fn constants(item: &Item) -> Vec<String> {
    let module = match item {
        Item::Mod(module) if module.ident == "operations" => module,
        _ => return Vec::new(),
    };
    let names = content(module).iter().filter_map(|item| match item {
        Item::Static(item) => Some(item.ident.to_string()),
        _ => None,
    });
    names.collect()
}

fn content(module: &syn::ItemMod) -> &[Item] {
    module.content.as_ref().map_or(&[], |(_, items)| items)
}

/// The public types among the items and in the modules among them, under their paths.
fn read_types(items: &[Item], path: &str) -> Vec<TypeItem> {
    let mut types: Vec<TypeItem> = items.iter().filter_map(|item| type_item(item, path)).collect();
    for item in items {
        match item {
            Item::Mod(module) => {
                types.extend(read_types(content(module), &format!("{path}{}::", module.ident)));
            }
            Item::Impl(item) => {
                let name = format!("{path}{}", compact(&item.self_ty));
                let ty = types.iter_mut().find(|ty| ty.name == name);
                if let (Some(ty), Some((path, _))) = (ty, &item.trait_) {
                    ty.traits.insert(trait_name(path));
                }
            }
            _ => {}
        }
    }
    types
}

fn type_item(item: &Item, path: &str) -> Option<TypeItem> {
    let (ident, attributes, vis, kind, members) = match item {
        Item::Struct(item) => {
            let kind = match item.fields {
                Fields::Unnamed(_) => TypeKind::Newtype,
                Fields::Named(_) | Fields::Unit => TypeKind::Struct,
            };
            let members = item.fields.iter().enumerate().map(field).collect();
            (&item.ident, &item.attrs, &item.vis, kind, members)
        }
        Item::Enum(item) => {
            let members = item.variants.iter().map(variant).collect();
            (&item.ident, &item.attrs, &item.vis, TypeKind::Enum, members)
        }
        _ => return None,
    };
    let mut texts = AllDocs::default();
    texts.visit_item(item);
    is_public(vis).then(|| TypeItem {
        name: format!("{path}{ident}"),
        kind,
        exhaustive: !attributes.iter().any(|attribute| is(attribute, "non_exhaustive")),
        members,
        traits: attributes.iter().flat_map(derived).collect(),
        encoding: attributes.iter().filter(|attribute| is_serde(attribute)).map(compact).collect(),
        docs: texts.0,
    })
}

fn field((index, field): (usize, &Field)) -> Member {
    let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
    let private = if is_public(&field.vis) { "" } else { "private " };
    Member { ty: format!("{private}{}", compact(&field.ty)), wire: wire(&field.attrs, &name), name }
}

fn variant(variant: &Variant) -> Member {
    let name = variant.ident.to_string();
    let parts = variant.fields.iter().map(|field| match &field.ident {
        Some(name) => format!("{name}: {}", compact(&field.ty)),
        None => compact(&field.ty),
    });
    let parts = parts.collect::<Vec<_>>().join(", ");
    let ty = match variant.fields {
        Fields::Named(_) => format!("{{ {parts} }}"),
        Fields::Unnamed(_) => format!("({parts})"),
        Fields::Unit => String::new(),
    };
    let fields = variant
        .fields
        .iter()
        .filter_map(|field| Some(wire(&field.attrs, &field.ident.as_ref()?.to_string())));
    let names = std::iter::once(wire(&variant.attrs, &name)).chain(fields);
    Member { wire: names.collect::<Vec<_>>().join(", "), ty, name }
}

/// The name that serde uses, in a code span.
fn wire(attributes: &[Attribute], name: &str) -> String {
    let serde = SerdeAttributes::of(attributes);
    if serde.flatten { "flattened".to_owned() } else { quoted(serde.name(name)) }
}

/// Sets the encoding of types that do not use serde attributes.
fn add_encoding(types: &mut [TypeItem], api: &Api) {
    for schema in &api.schemas {
        let Some(ty) = types.iter_mut().find(|ty| ty.name == schema.name.as_str()) else {
            continue;
        };
        let names: Vec<(&RustName, String)> = match &schema.kind {
            SchemaKind::Typified => continue,
            SchemaKind::Enum(variants) => {
                ty.encoding = "a string".to_owned();
                variants
                    .iter()
                    .map(|variant| (&variant.name, quoted(variant.wire.as_str())))
                    .collect()
            }
            SchemaKind::Form(fields) => {
                fields.iter().map(|field| (&field.name, quoted(field.wire.as_str()))).collect()
            }
        };
        for member in &mut ty.members {
            if let Some((_, wire)) = names.iter().find(|(name, _)| name.as_str() == member.name) {
                member.wire.clone_from(wire);
            }
        }
    }
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn is(attribute: &Attribute, name: &str) -> bool {
    attribute.path().is_ident(name)
}

fn derived(attribute: &Attribute) -> Vec<String> {
    // Malformed attributes derive nothing.
    derives(attribute).unwrap_or_default().iter().map(trait_name).collect()
}

/// The name of a trait without module and lifetimes: for users, a derived trait and an implemented one
/// are the same.
fn trait_name(path: &syn::Path) -> String {
    let Some(mut segment) = path.segments.last().cloned() else { return String::new() };
    let is_lifetime = |argument: &_| matches!(argument, GenericArgument::Lifetime(_));
    if let PathArguments::AngleBracketed(list) = &segment.arguments
        && list.args.iter().all(is_lifetime)
    {
        segment.arguments = PathArguments::None;
    }
    short(&compact(segment))
}

fn docs(attributes: &[Attribute]) -> String {
    attributes.iter().filter_map(doc_text).collect::<Vec<_>>().join("\n")
}

/// All docs in an item.
#[derive(Default)]
struct AllDocs(String);

impl Visit<'_> for AllDocs {
    fn visit_attribute(&mut self, attribute: &Attribute) {
        self.0.extend(doc_text(attribute).map(|text| text + "\n"));
    }
}
