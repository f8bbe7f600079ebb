//! Rust types as tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::Emitter;
use crate::ir::Type;

impl Emitter<'_> {
    /// The owned type, for a field or a return type. `models` is the path of the module `models` at that point.
    pub(crate) fn owned(&self, ty: &Type, models: &TokenStream) -> TokenStream {
        let runtime = self.runtime;
        match ty {
            Type::Plain(scalar) => self.owned(&Type::of_scalar(scalar), models),
            Type::String => quote!(::std::string::String),
            Type::Bool => quote!(bool),
            Type::Number(name) => {
                let name = Ident::new(name, Span::call_site());
                quote!(#name)
            }
            Type::Json => quote!(::serde_json::Value),
            Type::Upload => quote!(#runtime::Upload),
            Type::Enum(name) | Type::Model(name) => quote!(#models #name),
            Type::Option(inner) => {
                let inner = self.owned(inner, models);
                quote!(::std::option::Option<#inner>)
            }
            Type::Vec(inner) => {
                let inner = self.owned(inner, models);
                quote!(::std::vec::Vec<#inner>)
            }
            Type::Map(inner) => {
                let inner = self.owned(inner, models);
                quote!(::std::collections::HashMap<::std::string::String, #inner>)
            }
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.owned(item, models));
                quote!((#(#items,)*))
            }
        }
    }

    /// The type of an argument: by value if it is cheap to copy, otherwise borrowed.
    pub(super) fn argument(&self, ty: &Type) -> TokenStream {
        let owned = self.owned(ty, &quote!(models::));
        match ty {
            Type::Plain(scalar) => self.argument(&Type::of_scalar(scalar)),
            Type::String => quote!(&str),
            Type::Bool | Type::Number(_) | Type::Enum(_) => owned,
            Type::Vec(inner) => {
                let inner = match &**inner {
                    Type::String => quote!(&str),
                    inner => self.owned(inner, &quote!(models::)),
                };
                quote!(&[#inner])
            }
            Type::Option(inner) => {
                let inner = self.argument(inner);
                quote!(::std::option::Option<#inner>)
            }
            Type::Json | Type::Upload | Type::Model(_) | Type::Map(_) | Type::Tuple(_) => {
                quote!(&#owned)
            }
        }
    }

    /// The argument type, in an `Option` unless it is required or already is one.
    pub(super) fn maybe(&self, ty: &Type, required: bool) -> TokenStream {
        let argument = self.argument(ty);
        match (required, ty) {
            (false, Type::Option(_)) | (true, _) => argument,
            (false, _) => quote!(::std::option::Option<#argument>),
        }
    }
}
