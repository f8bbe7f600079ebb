//! Rewrites the code that typify generates: docs without JSON schemas, no unnecessary conversions.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Item, Lit, Meta, Path};

use crate::emit::docs;
use crate::ir::Schema;
use crate::serde_attributes::SerdeAttributes;

/// Rewrites the items of a typify stream.
pub(crate) fn rewrite(tokens: TokenStream, schemas: &[Schema]) -> syn::Result<syn::File> {
    let mut file: syn::File = syn::parse2(tokens)?;
    Docs.visit_file_mut(&mut file);
    let hidden = schemas.iter().map(|schema| schema.name.as_str().to_owned()).collect();
    Prelude { hidden }.visit_file_mut(&mut file);
    let uses_error = file.items.iter().any(|item| !is_error_module(item) && mentions_error(item));
    file.items.retain(|item| uses_error || !is_error_module(item));
    Ok(file)
}

/// The names that two items, two fields or two variants share, each with its type.
///
/// Such code does not compile. Validation ensures that the names of schemas are distinct, but not the
/// other names that typify makes.
pub(crate) fn clashes(file: &syn::File) -> Vec<String> {
    let mut items = BTreeSet::new();
    let mut found = Vec::new();
    for item in &file.items {
        let (name, parts): (_, Vec<String>) = match item {
            Item::Struct(item) => {
                let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
                (item.ident.to_string(), fields.map(ToString::to_string).collect())
            }
            Item::Enum(item) => {
                let variants = item.variants.iter().map(|variant| variant.ident.to_string());
                (item.ident.to_string(), variants.collect())
            }
            _ => continue,
        };
        let mut seen = BTreeSet::new();
        for part in parts.into_iter().filter(|part| !seen.insert(part.clone())) {
            found.push(format!("`{part}` in the type `{name}`"));
        }
        if !items.insert(name.clone()) {
            found.push(format!("the type `{name}`"));
        }
    }
    found
}

fn is_error_module(item: &Item) -> bool {
    matches!(item, Item::Mod(module) if module.ident == "error")
}

fn mentions_error(item: &Item) -> bool {
    item.to_token_stream().to_string().contains("ConversionError")
}

struct Docs;

impl Docs {
    /// Adds `text` if there is no documentation.
    fn add(attributes: &mut Vec<Attribute>, text: &str) {
        if !attributes.iter().any(|attribute| doc_text(attribute).is_some()) {
            let text = format!(" {text}");
            attributes.insert(0, syn::parse_quote!(#[doc = #text]));
        }
    }
}

impl VisitMut for Docs {
    fn visit_field_mut(&mut self, field: &mut syn::Field) {
        visit_mut::visit_field_mut(self, field);
        let (Some(name), syn::Visibility::Public(_)) = (&field.ident, &field.vis) else { return };
        let serde = SerdeAttributes::of(&field.attrs);
        let text = if serde.flatten {
            "The other properties.".to_owned()
        } else {
            format!("The property {}.", docs::code(serde.name(&name.to_string())))
        };
        Self::add(&mut field.attrs, &text);
    }

    fn visit_variant_mut(&mut self, variant: &mut syn::Variant) {
        visit_mut::visit_variant_mut(self, variant);
        for field in variant.fields.iter_mut().filter(|field| field.ident.is_some()) {
            Self::add(&mut field.attrs, "A property of this variant.");
        }
        Self::add(&mut variant.attrs, "An alternative.");
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let text: Vec<String> = attributes.iter().filter_map(doc_text).collect();
        if !text.is_empty() {
            let text = text.join("\n");
            attributes.retain(|attribute| doc_text(attribute).is_none());
            let doc = docs::attributes(&docs::prose(bare(text.trim())));
            let doc: syn::ItemMod = syn::parse_quote!(#doc mod holder {});
            attributes.splice(0..0, doc.attrs);
        }
    }
}

/// Replaces names of the prelude in typify's code by full paths, if a schema shadows them.
struct Prelude {
    hidden: BTreeSet<String>,
}

impl Prelude {
    fn spell_out(&self, path: &mut Path, known: &[(&str, &str)]) {
        let Some(name) =
            path.get_ident().map(ToString::to_string).filter(|name| self.hidden.contains(name))
        else {
            return;
        };
        let full = known
            .iter()
            .find(|(known, _)| *known == name)
            .and_then(|(_, full)| syn::parse_str(full).ok());
        if let Some(full) = full {
            *path = full;
        }
    }
}

impl VisitMut for Prelude {
    fn visit_expr_path_mut(&mut self, node: &mut syn::ExprPath) {
        let known = [("Ok", "::std::result::Result::Ok"), ("Err", "::std::result::Result::Err")];
        self.spell_out(&mut node.path, &known);
    }

    fn visit_pat_tuple_struct_mut(&mut self, node: &mut syn::PatTupleStruct) {
        let known = [("Ok", "::std::result::Result::Ok"), ("Err", "::std::result::Result::Err")];
        self.spell_out(&mut node.path, &known);
        visit_mut::visit_pat_tuple_struct_mut(self, node);
    }

    fn visit_item_impl_mut(&mut self, node: &mut syn::ItemImpl) {
        let converts = node.trait_.as_mut().and_then(|(path, _)| path.segments.last_mut());
        // Only here does `String` mean the standard type even if a schema shadows it.
        if let Some(segment) = converts.filter(|segment| segment.ident == "TryFrom") {
            let mut strings = Strings(self);
            strings.visit_path_arguments_mut(&mut segment.arguments);
            for item in &mut node.items {
                if let syn::ImplItem::Fn(function) = item {
                    function
                        .sig
                        .inputs
                        .iter_mut()
                        .for_each(|input| strings.visit_fn_arg_mut(input));
                }
            }
        }
        visit_mut::visit_item_impl_mut(self, node);
    }
}

struct Strings<'a>(&'a Prelude);

impl VisitMut for Strings<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        self.0.spell_out(path, &[("String", "::std::string::String")]);
        visit_mut::visit_path_mut(self, path);
    }
}

/// The content of a text that is a single code span, which is how typify documents names.
fn bare(text: &str) -> &str {
    let inner = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
    inner.filter(|inner| !inner.contains('`')).unwrap_or(text)
}

/// The traits that an attribute derives; none if it is not `derive`.
pub(crate) fn derives(attribute: &Attribute) -> syn::Result<Vec<Path>> {
    let mut traits = Vec::new();
    if attribute.path().is_ident("derive") {
        attribute.parse_nested_meta(|meta| {
            traits.push(meta.path);
            Ok(())
        })?;
    }
    Ok(traits)
}

pub(crate) fn doc_text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    match &meta.value {
        Expr::Lit(literal) if meta.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
