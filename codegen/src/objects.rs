//! Structs that stand for JSON objects: their encoding by the runtime's macro `object!` instead of
//! serde's derive macros, which are slow to compile.
//!
//! What the macro cannot say, such as flattened fields and enums, remains derived.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{Attribute, Expr, ExprLit, Field, Item, ItemStruct, Lit, Path, Type, Visibility};

/// How the values are told that need not be sent, of the types that the runtime knows as `Optional`.
const EMPTY: [&str; 4] = [
    "::std::option::Option::is_none",
    "::std::vec::Vec::is_empty",
    "::std::collections::HashMap::is_empty",
    "::serde_json::Map::is_empty",
];
/// With this, null is taken and a missing property is not.
const NULLABLE: &str = "::std::option::Option::deserialize";

/// Writes each property in a line of its own, which changes with it alone: prettyplease fills the lines
/// with what a macro is given. `code` is what it printed of `file`.
pub(crate) fn in_lines(code: &str, file: &syn::File) -> String {
    let modules = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) => module.content.as_ref(),
        _ => None,
    });
    let calls = modules.flat_map(|(_, items)| items).filter_map(|item| match item {
        Item::Macro(call) => Some(&call.mac.tokens),
        _ => None,
    });
    let mut calls = calls.peekable();
    let mut text = String::with_capacity(code.len());
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        let is_call = trimmed.ends_with("::object! {") && !trimmed.starts_with("//");
        if let Some(arguments) = calls.next_if(|_| is_call) {
            let indent = &line[..line.len() - trimmed.len()];
            let last = format!("{indent}}}");
            lines.by_ref().take_while(|line| **line != last).for_each(drop);
            text.push_str(&format!("\n{line}\n{}{last}\n", lined(arguments, indent)));
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// A struct's name, and its properties in braces, each in its line.
fn lined(arguments: &TokenStream, indent: &str) -> String {
    let mut text = String::new();
    for token in arguments.clone() {
        let TokenTree::Group(properties) = token else {
            text.push_str(&format!("{indent}    {token} {{\n"));
            continue;
        };
        let mut property = String::new();
        for token in properties.stream() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ',' => {
                    text.push_str(&format!("{indent}        {},\n", property.trim_end()));
                    property.clear();
                }
                TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint => {
                    property.push(punct.as_char());
                }
                token => property.push_str(&format!("{token} ")),
            }
        }
        text.push_str(&format!("{indent}    }}\n"));
    }
    text
}

/// Replaces serde's derives and attributes in the modules of a file by `object!`, where it can.
pub(crate) fn replace_derives(file: &mut syn::File, runtime: &Path) {
    for item in &mut file.items {
        if let Item::Mod(module) = item
            && let Some((_, items)) = &mut module.content
        {
            let types = items.iter().filter_map(type_name).collect();
            *items = items.drain(..).flat_map(|item| replace(item, &types, runtime)).collect();
        }
    }
}

/// The item, and the call of the macro if it is a struct that it can be called for.
fn replace(mut item: Item, types: &BTreeSet<Ident>, runtime: &Path) -> Vec<Item> {
    let encoding = match &mut item {
        // The macro has a local for each field, which cannot have the name of a tuple struct.
        Item::Struct(item) if !item.fields.iter().any(|field| is_one_of(types, field)) => {
            encoding(item, runtime)
        }
        _ => None,
    };
    std::iter::once(item).chain(encoding).collect()
}

fn type_name(item: &Item) -> Option<Ident> {
    match item {
        Item::Struct(item) => Some(item.ident.clone()),
        _ => None,
    }
}

fn is_one_of(types: &BTreeSet<Ident>, field: &Field) -> bool {
    field.ident.as_ref().is_some_and(|name| types.contains(name))
}

fn encoding(item: &mut ItemStruct, runtime: &Path) -> Option<Item> {
    let derives = item.attrs.iter().position(|attribute| attribute.path().is_ident("derive"))?;
    let others = without_serde(&item.attrs[derives])?;
    let properties: Vec<TokenStream> = item.fields.iter().map(property).collect::<Option<_>>()?;
    if item.attrs.iter().any(is_serde) {
        return None;
    }
    item.attrs[derives] = others;
    item.fields.iter_mut().for_each(|field| field.attrs.retain(|attribute| !is_serde(attribute)));
    let name = &item.ident;
    Some(Item::Macro(syn::parse_quote! {
        #runtime::object! { #name { #(#properties,)* } }
    }))
}

/// The derives without those of serde, if it has both.
fn without_serde(derives: &Attribute) -> Option<Attribute> {
    let mut traits: Vec<Path> = Vec::new();
    let read = derives.parse_nested_meta(|meta| {
        traits.push(meta.path);
        Ok(())
    });
    read.ok()?;
    let all = traits.len();
    traits.retain(|path| path.segments.first().is_none_or(|first| first.ident != "serde"));
    (all - traits.len() == 2).then(|| syn::parse_quote!(#[derive(#(#traits),*)]))
}

/// A field as the macro takes it, if it can.
fn property(field: &Field) -> Option<TokenStream> {
    let (name, Visibility::Public(_)) = (field.ident.as_ref()?, &field.vis) else { return None };
    let encoding = Encoding::of(field)?;
    let presence = encoding.presence(&field.ty)?;
    let wire = encoding.rename.unwrap_or_else(|| syn::ext::IdentExt::unraw(name).to_string());
    Some(quote!(#name = #wire => #presence))
}

/// What serde's attributes say of a field.
#[derive(Default)]
struct Encoding {
    rename: Option<String>,
    default: bool,
    skipped_if: Option<String>,
    deserialize_with: Option<String>,
}

impl Encoding {
    /// Nothing if they say more.
    fn of(field: &Field) -> Option<Self> {
        let mut encoding = Self::default();
        for attribute in field.attrs.iter().filter(|attribute| is_serde(attribute)) {
            let read = attribute.parse_nested_meta(|meta| {
                let text = if meta.input.peek(syn::Token![=]) {
                    Some(meta.value()?.parse::<Expr>().and_then(text)?)
                } else {
                    None
                };
                let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                match (name.as_str(), text) {
                    ("rename", Some(text)) => encoding.rename = Some(text),
                    ("default", None) => encoding.default = true,
                    ("skip_serializing_if", Some(text)) => encoding.skipped_if = Some(text),
                    ("deserialize_with", Some(text)) => encoding.deserialize_with = Some(text),
                    _ => return Err(meta.error("the macro cannot say this")),
                }
                Ok(())
            });
            read.ok()?;
        }
        Some(encoding)
    }

    fn presence(&self, ty: &Type) -> Option<Ident> {
        let missing_is_none = is_option(ty) && self.deserialize_with.is_none();
        let has_default = self.default || missing_is_none;
        let presence = match (&self.skipped_if, &self.deserialize_with) {
            (None, None) if !has_default => "required",
            (None, Some(with)) if !self.default && with == NULLABLE => "required",
            (Some(path), None) if has_default && EMPTY.contains(&path.as_str()) => "optional",
            _ => return None,
        };
        Some(format_ident!("{presence}"))
    }
}

fn is_serde(attribute: &Attribute) -> bool {
    attribute.path().is_ident("serde")
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

fn text(expression: Expr) -> syn::Result<String> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.value()),
        other => Err(syn::Error::new_spanned(other, "not a string")),
    }
}
