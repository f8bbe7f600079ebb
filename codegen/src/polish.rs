//! What typify made, made fit for this crate's reader: docs without JSON schemas, no conversions
//! that nothing needs.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, Item, Lit, Meta};

use crate::emit::docs;

/// Rewrites the items of a typify stream.
pub(crate) fn polish(tokens: TokenStream) -> syn::Result<TokenStream> {
    let mut file: syn::File = syn::parse2(tokens)?;
    Docs.visit_file_mut(&mut file);
    let uses_error = file.items.iter().any(|item| !is_error_module(item) && mentions_error(item));
    file.items.retain(|item| uses_error || !is_error_module(item));
    Ok(file.into_token_stream())
}

fn is_error_module(item: &Item) -> bool {
    matches!(item, Item::Mod(module) if module.ident == "error")
}

fn mentions_error(item: &Item) -> bool {
    item.to_token_stream().to_string().contains("ConversionError")
}

struct Docs;

impl VisitMut for Docs {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let text: Vec<String> = attributes.iter().filter_map(doc_text).collect();
        if !text.is_empty() {
            let text = text.join("\n");
            let text = text.split("<details>").next().unwrap_or_default();
            attributes.retain(|attribute| doc_text(attribute).is_none());
            let doc = docs::attributes(&docs::prose(text.trim().trim_matches('`')));
            let doc: syn::ItemMod = syn::parse_quote!(#doc mod holder {});
            attributes.splice(0..0, doc.attrs);
        }
    }
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    match &meta.value {
        Expr::Lit(literal) if meta.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

