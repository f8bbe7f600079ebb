//! Multipart forms, and structs of optional parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::client::described;
use super::models::{attributes, defaults, property_doc};
use super::{Emitter, docs};
use crate::ir::{FormField, Operation, Parameter, PartFormat, Type, TypeDef};

impl Emitter<'_> {
    pub(super) fn form(&self, def: &TypeDef, fields: &[FormField]) -> TokenStream {
        let runtime = self.runtime;
        let name = &def.name;
        let doc = attributes(def, "Sent as `multipart/form-data`.");
        let members = fields.iter().map(|field| {
            let doc = docs::attributes(&property_doc("part", &field.wire, &field.description));
            let (name, ty) = (&field.name, self.owned(&field.ty, &TokenStream::new()));
            let ty = if field.required { ty } else { quote!(::std::option::Option<#ty>) };
            quote!(#doc pub #name: #ty)
        });
        let parts = fields.iter().map(part);
        let (default, _) = defaults(def);
        quote! {
            #doc
            #[derive(Clone, Debug, #default)]
            pub struct #name { #(#members),* }

            impl #runtime::MultipartForm for #name {
                fn write_parts(&self, form: &mut #runtime::Multipart) {
                    #(#parts)*
                }
            }
        }
    }

    pub(super) fn params(&self, def: &TypeDef) -> TokenStream {
        let is_owner = |operation: &&Operation| operation.params.as_ref() == Some(&def.name);
        let Some(operation) = self.api.operations.iter().find(is_owner) else {
            return TokenStream::new();
        };
        let name = &def.name;
        let text = format!(
            "The optional parameters of [`Client::{}`](super::Client::{}).",
            operation.name, operation.name
        );
        let doc = docs::attributes(&text);
        let fields = operation.parameters.iter().filter(|parameter| parameter.in_params);
        let fields = fields.map(|parameter| {
            let Parameter { name, wire, description, deprecated, ty, .. } = parameter;
            let description = described(description, *deprecated);
            let doc = docs::attributes(&property_doc("parameter", wire, &description));
            let ty = match ty {
                Type::Option(inner) => self.owned(inner, &TokenStream::new()),
                ty => self.owned(ty, &TokenStream::new()),
            };
            quote!(#doc pub #name: ::std::option::Option<#ty>)
        });
        quote! {
            #doc
            #[derive(Clone, Debug, Default, PartialEq)]
            pub struct #name { #(#fields),* }
        }
    }
}

/// The statement that writes a field's part, or parts.
fn part(field: &FormField) -> TokenStream {
    let name = &field.name;
    let value = if field.required { quote!(&self.#name) } else { quote!(value) };
    let write = match (field.repeated, &field.ty) {
        (true, Type::Vec(element)) => {
            let write = match &**element {
                // There is no part for null.
                Type::Option(_) => {
                    let write = write_part(field, quote!(element));
                    quote!(if let ::std::option::Option::Some(element) = element { #write })
                }
                _ => write_part(field, quote!(element)),
            };
            quote!(for element in #value { #write })
        }
        _ => write_part(field, value),
    };
    if field.required {
        write
    } else {
        quote!(if let ::std::option::Option::Some(value) = &self.#name { #write })
    }
}

fn write_part(field: &FormField, value: TokenStream) -> TokenStream {
    let wire = field.wire.as_str();
    match &field.format {
        PartFormat::File => quote!(form.file(#wire, #value);),
        PartFormat::Text => quote!(form.text(#wire, #value);),
        PartFormat::Json => quote!(form.json(#wire, #value);),
    }
}
