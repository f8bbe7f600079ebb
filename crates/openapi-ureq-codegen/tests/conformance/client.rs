//! The public signatures of a generated client, as in its docs.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::visit::Visit;
use syn::{FnArg, GenericArgument, ImplItem, Item, Pat, PathArguments, Type};

/// A generated client.
pub(crate) struct Client {
    pub(crate) functions: Vec<Function>,
    /// The enums of responses by status: their variants and the types of their values.
    pub(crate) statuses: BTreeMap<String, Vec<(String, Option<Type>)>>,
    /// The fields of the forms that are sent in parts.
    pub(crate) forms: BTreeMap<String, Vec<(String, Type)>>,
    /// The fields of the structs of optional parameters.
    pub(crate) params: BTreeMap<String, Vec<(String, Type)>>,
    /// The other types of the module `models`, and whether each is an enum.
    pub(crate) models: BTreeMap<String, bool>,
}

/// A function that calls an operation.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// A struct of optional parameters is replaced by its fields.
    pub(crate) arguments: Vec<Type>,
    pub(crate) params: Option<Params>,
    pub(crate) returns: Type,
}

/// The struct of optional parameters among the arguments of a function.
pub(crate) struct Params {
    pub(crate) name: String,
    pub(crate) fields: Vec<String>,
    /// The index of its first field in [`Function::arguments`].
    pub(crate) start: usize,
}

impl Client {
    pub(crate) fn read(code: &str) -> Result<Self, String> {
        let file = syn::parse_file(code).map_err(|error| format!("not Rust: {error}"))?;
        let module = |name: &str| file.items.iter().find_map(|item| as_module(item, name));
        let operations: Vec<Operation> = module("operations")
            .ok_or("the code has no module `operations`")?
            .iter()
            .filter_map(Operation::read)
            .collect();
        let mut client = Self {
            functions: Vec::new(),
            statuses: statuses(&file.items),
            forms: BTreeMap::new(),
            params: BTreeMap::new(),
            models: BTreeMap::new(),
        };
        client.read_models(module("models").unwrap_or_default());
        for item in &file.items {
            let Item::Impl(block) = item else { continue };
            if block.trait_.is_some() || text(&block.self_ty) != "Client" {
                continue;
            }
            let functions = block.items.iter().filter_map(|item| match item {
                ImplItem::Fn(function) => read_function(&function.sig, &operations, &client.params),
                _ => None,
            });
            client.functions = functions.collect();
        }
        Ok(client)
    }

    fn read_models(&mut self, items: &[Item]) {
        let is_form = |name: &str| {
            items.iter().any(|item| match item {
                Item::Impl(block) => {
                    let of = block.trait_.as_ref().map(|(path, _)| text(path));
                    of.is_some_and(|path| path.ends_with("MultipartForm"))
                        && text(&block.self_ty) == name
                }
                _ => false,
            })
        };
        for item in items {
            match item {
                Item::Struct(model) if is_form(&model.ident.to_string()) => {
                    let fields = model.fields.iter().filter_map(|field| {
                        Some((field.ident.as_ref()?.to_string(), field.ty.clone()))
                    });
                    self.forms.insert(model.ident.to_string(), fields.collect());
                }
                Item::Struct(model) if !model.attrs.iter().any(is_serialized) => {
                    let fields = model.fields.iter().filter_map(|field| {
                        Some((field.ident.as_ref()?.to_string(), field.ty.clone()))
                    });
                    self.params.insert(model.ident.to_string(), fields.collect());
                }
                Item::Struct(model) => {
                    self.models.insert(model.ident.to_string(), false);
                }
                Item::Enum(model) => {
                    self.models.insert(model.ident.to_string(), true);
                }
                _ => {}
            }
        }
    }

    /// The name of the form, if the type is one.
    pub(crate) fn form(&self, ty: &Type) -> Option<&str> {
        let name = last_segment(ty)?.ident.to_string();
        self.forms.get_key_value(&name).map(|(name, _)| name.as_str())
    }

    /// The enum of responses by status, if the type is one.
    pub(crate) fn by_status(&self, ty: &Type) -> Option<(&str, &[StatusVariant])> {
        let Type::Path(path) = ty else { return None };
        let name = path.path.get_ident()?.to_string();
        let (name, variants) = self.statuses.get_key_value(&name)?;
        Some((name, variants))
    }
}

/// The name of a variant, and the type in it.
type StatusVariant = (String, Option<Type>);

/// Whether an attribute derives serde's trait, which structs of parameters do not.
fn is_serialized(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("derive") && text(&attribute.meta).contains("Serialize")
}

fn as_module<'a>(item: &'a Item, name: &str) -> Option<&'a [Item]> {
    match item {
        Item::Mod(module) if module.ident == name => {
            module.content.as_ref().map(|(_, items)| items.as_slice())
        }
        _ => None,
    }
}

fn statuses(items: &[Item]) -> BTreeMap<String, Vec<(String, Option<Type>)>> {
    let enums = items.iter().filter_map(|item| match item {
        Item::Enum(status) => Some(status),
        _ => None,
    });
    enums
        .map(|status| {
            let variants = status.variants.iter().map(|variant| {
                let held = variant.fields.iter().map(|field| field.ty.clone()).next();
                (variant.ident.to_string(), held)
            });
            (status.ident.to_string(), variants.collect())
        })
        .collect()
}

/// A static of the module `operations`: its function and its request.
struct Operation {
    texts: Vec<String>,
    method: String,
}

impl Operation {
    fn read(item: &Item) -> Option<Self> {
        let Item::Static(item) = item else { return None };
        let mut operation = Self { texts: Vec::new(), method: String::new() };
        operation.visit_expr(&item.expr);
        (!operation.method.is_empty()).then_some(operation)
    }
}

impl Visit<'_> for Operation {
    fn visit_lit_str(&mut self, literal: &syn::LitStr) {
        self.texts.push(literal.value());
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let segments: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let [.., owner, method] = segments.as_slice()
            && owner == "Method"
        {
            self.method.clone_from(method);
        }
    }
}

fn read_function(
    signature: &syn::Signature,
    operations: &[Operation],
    params: &BTreeMap<String, Vec<(String, Type)>>,
) -> Option<Function> {
    let name = signature.ident.to_string();
    let plain = name.trim_start_matches("r#");
    let operation = operations.iter().find(|operation| {
        operation.texts.get(1).is_some_and(|text| text.trim_start_matches("r#") == plain)
    })?;
    let arguments = signature.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(argument) if matches!(*argument.pat, Pat::Ident(_)) => {
            Some((*argument.ty).clone())
        }
        _ => None,
    });
    let mut found = None;
    let mut flat = Vec::new();
    for ty in arguments {
        let target = match &ty {
            Type::Reference(reference) => last_segment(&reference.elem),
            _ => None,
        };
        let name = target.map(|segment| segment.ident.to_string()).unwrap_or_default();
        match params.get(&name) {
            Some(fields) => {
                let names = fields.iter().map(|(name, _)| name.clone()).collect();
                found = Some(Params { name, fields: names, start: flat.len() });
                flat.extend(fields.iter().map(|(_, ty)| ty.clone()));
            }
            None => flat.push(ty),
        }
    }
    let syn::ReturnType::Type(_, returned) = &signature.output else { return None };
    // `Result<Response<T>, Error>`
    let returns = argument_of(&argument_of(returned)?)?;
    Some(Function {
        method: operation.method.clone(),
        path: operation.texts.iter().find(|text| text.starts_with('/'))?.clone(),
        arguments: flat,
        params: found,
        returns,
        name,
    })
}

/// The first type argument, such as the `T` of `Option<T>`.
pub(crate) fn argument_of(ty: &Type) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = &last_segment(ty)?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

pub(crate) fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// Whether a type has this name, regardless of its path and arguments.
pub(crate) fn is_called(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// A type or path as text, without spaces.
pub(crate) fn text(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string().replace(' ', "")
}
