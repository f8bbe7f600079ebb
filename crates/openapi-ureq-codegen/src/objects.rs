//! Between stages 7 and 8: structs that stand for JSON objects get their encoding from the runtime's
//! macro `object!` instead of serde's derive macros, which are slow to compile.
//!
//! What the macro does not support, such as flattened fields and enums, remains derived.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Field, Fields, Item, ItemStruct, Path, Type};

use crate::postprocess;
use crate::serde_attributes::{SerdeAttributes, is_serde};

/// `skip_serializing_if` of the types that are `Optional` to the runtime.
const EMPTY: [&str; 4] = [
    "::std::option::Option::is_none",
    "::std::vec::Vec::is_empty",
    "::std::collections::HashMap::is_empty",
    "::serde_json::Map::is_empty",
];
/// With this, null is accepted, but a missing property is not.
const NULLABLE: &str = "::std::option::Option::deserialize";

/// Replaces serde's derives and attributes in the modules of a file by `object!`, where it supports them.
pub(crate) fn replace_derives(file: &mut syn::File, runtime: &Path) {
    for item in &mut file.items {
        if let Item::Mod(module) = item
            && let Some((_, items)) = &mut module.content
        {
            let tuples = items.iter().filter_map(tuple_struct).collect();
            *items = items.drain(..).flat_map(|item| replace(item, &tuples, runtime)).collect();
        }
    }
}

/// The item, followed by a call of the macro if it is a struct that the macro supports.
fn replace(mut item: Item, tuples: &BTreeSet<Ident>, runtime: &Path) -> Vec<Item> {
    let encoding = match &mut item {
        // The macro has a local for each field, which cannot have the name of a tuple struct.
        Item::Struct(item) if !item.fields.iter().any(|field| is_one_of(tuples, field)) => {
            encoding(item, runtime)
        }
        _ => None,
    };
    std::iter::once(item).chain(encoding).collect()
}

fn tuple_struct(item: &Item) -> Option<Ident> {
    match item {
        Item::Struct(item) if matches!(item.fields, Fields::Unnamed(_)) => Some(item.ident.clone()),
        _ => None,
    }
}

fn is_one_of(names: &BTreeSet<Ident>, field: &Field) -> bool {
    field.ident.as_ref().is_some_and(|name| names.contains(name))
}

fn encoding(item: &mut ItemStruct, runtime: &Path) -> Option<Item> {
    let derives = item.attrs.iter().position(|attribute| attribute.path().is_ident("derive"))?;
    let others = without_serde(&item.attrs[derives])?;
    let Fields::Named(fields) = &item.fields else { return None };
    let properties: Vec<TokenStream> = fields.named.iter().map(property).collect::<Option<_>>()?;
    if item.attrs.iter().any(is_serde) {
        return None;
    }
    item.attrs[derives] = others;
    item.fields.iter_mut().for_each(|field| field.attrs.retain(|attribute| !is_serde(attribute)));
    let name = &item.ident;
    Some(Item::Macro(syn::parse_quote! {
        #runtime::__private::object! { #name { #(#properties,)* } }
    }))
}

/// The derives without those of serde, if it has both.
fn without_serde(derives: &Attribute) -> Option<Attribute> {
    let mut traits = postprocess::derives(derives).ok()?;
    let all = traits.len();
    traits.retain(|path| path.segments.first().is_none_or(|first| first.ident != "serde"));
    (all - traits.len() == 2).then(|| syn::parse_quote!(#[derive(#(#traits),*)]))
}

/// A field in the syntax of the macro, if the macro supports it.
fn property(field: &Field) -> Option<TokenStream> {
    let name = field.ident.as_ref()?;
    let serde = SerdeAttributes::of(&field.attrs);
    let presence = presence(&serde, is_option(&field.ty))?;
    let rust = name.to_string();
    let wire = serde.name(&rust);
    Some(quote!(#name = #wire => #presence))
}

fn presence(serde: &SerdeAttributes, is_option: bool) -> Option<Ident> {
    if serde.flatten || serde.more {
        return None;
    }
    let has_default = serde.default || (is_option && serde.deserialize_with.is_none());
    let presence = match (&serde.skip_serializing_if, &serde.deserialize_with) {
        (None, None) if !has_default => "required",
        (None, Some(with)) if !has_default && with == NULLABLE => "required",
        (Some(path), None) if has_default && EMPTY.contains(&path.as_str()) => "optional",
        _ => return None,
    };
    Some(format_ident!("{presence}"))
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}
