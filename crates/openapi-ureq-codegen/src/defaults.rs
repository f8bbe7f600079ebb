//! Derives `Default` for structs whose fields all implement it, so that a literal can omit fields.
//!
//! typify derives it only for structs without required properties.

use std::collections::BTreeSet;

use syn::{GenericArgument, Item, ItemStruct, PathArguments, Type};

use crate::postprocess::derives;

/// Types of the standard library and `serde_json` that implement `Default` for any type arguments.
const EMPTY: [&str; 6] = ["String", "Vec", "Option", "HashMap", "Map", "Value"];
const PRIMITIVES: [&str; 11] =
    ["bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64"];

/// Derives `Default` for every struct that can have it.
pub(crate) fn derive(file: &mut syn::File) -> syn::Result<()> {
    let mut known = BTreeSet::new();
    // Repeated until nothing changes: a struct qualifies once the structs in its fields do.
    while let Some(item) = file.items.iter_mut().find_map(|item| undecided(item, &known)) {
        known.insert(item.ident.to_string());
        add(item)?;
    }
    Ok(())
}

/// The struct in `item`, if it can implement `Default` and is not in `known` yet.
fn undecided<'a>(item: &'a mut Item, known: &BTreeSet<String>) -> Option<&'a mut ItemStruct> {
    let Item::Struct(item) = item else { return None };
    let is_new = !known.contains(&item.ident.to_string());
    (is_new && item.fields.iter().all(|field| has_default(&field.ty, known))).then_some(item)
}

fn has_default(ty: &Type, known: &BTreeSet<String>) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    let name = last.ident.to_string();
    match path.path.leading_colon {
        Some(_) if name == "Box" => match &last.arguments {
            PathArguments::AngleBracketed(list) => list.args.iter().all(
                |argument| matches!(argument, GenericArgument::Type(ty) if has_default(ty, known)),
            ),
            _ => false,
        },
        Some(_) => EMPTY.contains(&name.as_str()),
        None => PRIMITIVES.contains(&name.as_str()) || known.contains(&name),
    }
}

/// Adds `Default` to the derived traits, in alphabetical order, unless it is there already.
fn add(item: &mut ItemStruct) -> syn::Result<()> {
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let mut traits = derives(attribute)?;
        if !traits.iter().any(|path| path.is_ident("Default")) {
            let place = traits.iter().position(|path| path.is_ident("PartialEq"));
            traits.insert(place.unwrap_or(traits.len()), syn::parse_quote!(Default));
            *attribute = syn::parse_quote!(#[derive(#(#traits),*)]);
        }
    }
    Ok(())
}
