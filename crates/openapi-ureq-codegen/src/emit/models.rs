//! The models: the types by typify, open enums, and multipart forms.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs};
use crate::ir::{FormField, Schema, SchemaKind, Type, Variant};
use crate::name::{RustName, WireName};

impl Emitter<'_> {
    pub(super) fn models(&self, typified: &TokenStream) -> TokenStream {
        let own = self.api.schemas.iter().map(|schema| match &schema.kind {
            SchemaKind::Typified => TokenStream::new(),
            SchemaKind::Enum(variants) => open_enum(schema, variants),
            SchemaKind::Form(fields) => self.form(schema, fields),
        });
        quote! {
            #[doc = " The types of the document: what requests are made of and responses are decoded into."]
            pub mod models {
                #typified
                #(#own)*
            }
        }
    }

    fn form(&self, schema: &Schema, fields: &[FormField]) -> TokenStream {
        let runtime = self.runtime;
        let name = &schema.name;
        let doc = type_doc(schema, "Sent as `multipart/form-data`.");
        let members = fields.iter().map(|field| {
            let FormField { name, ty, .. } = field;
            let doc = docs::attributes(&field_doc(field));
            let owned = self.owned(ty, &TokenStream::new());
            let is_open = field.required || matches!(ty, Type::Vec(_) | Type::Option(_));
            let ty = if is_open { owned } else { quote!(::std::option::Option<#owned>) };
            quote!(#doc pub #name: #ty)
        });
        let parts = fields.iter().map(part);
        quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct #name { #(#members),* }

            impl #runtime::MultipartForm for #name {
                fn write_parts(&self, form: &mut #runtime::Multipart) {
                    #(#parts)*
                }
            }
        }
    }
}

fn field_doc(field: &FormField) -> String {
    match docs::sentence(&field.description) {
        text if text.is_empty() => format!("The part {}.", docs::code(field.wire.as_str())),
        text => text,
    }
}

/// The statement that writes a field's part, or parts.
fn part(field: &FormField) -> TokenStream {
    let FormField { name, ty, required, .. } = field;
    let in_container = !required || matches!(ty, Type::Option(_));
    if matches!(ty, Type::Vec(_)) {
        let write = write_part(field, quote!(value));
        quote!(for value in &self.#name { #write })
    } else if in_container {
        let write = write_part(field, quote!(value));
        quote!(if let ::std::option::Option::Some(value) = &self.#name { #write })
    } else {
        write_part(field, quote!(&self.#name))
    }
}

fn write_part(field: &FormField, value: TokenStream) -> TokenStream {
    let wire = field.wire.as_str();
    let element = match &field.ty {
        Type::Vec(inner) | Type::Option(inner) => inner,
        ty => ty,
    };
    match element {
        Type::Upload => quote!(form.file(#wire, #value);),
        Type::String | Type::Bool | Type::Number(_) | Type::Enum(_) => {
            quote!(form.text(#wire, #value);)
        }
        Type::Json | Type::Model(_) | Type::Option(_) | Type::Vec(_) | Type::Map(_) => {
            quote!(form.json(#wire, #value);)
        }
    }
}

fn open_enum(schema: &Schema, variants: &[Variant]) -> TokenStream {
    let name = &schema.name;
    let doc = type_doc(
        schema,
        "A string. The document lists the values below; the server may know others.",
    );
    let mut taken = variants.iter().map(|variant| variant.name.clone()).collect();
    let other = WireName::from("Other").to_type().made_unique(&mut taken);
    let (names, wires): (Vec<_>, Vec<_>) =
        variants.iter().map(|variant| (&variant.name, variant.wire.as_str())).unzip();
    let docs = wires.iter().map(|wire| docs::attributes(&enum_value_doc(wire)));
    let conversions = enum_conversions(name);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#docs #names,)*
            #[doc = " A value that the document does not list."]
            #other(::std::string::String),
        }

        impl #name {
            #[doc = " The value as it is sent."]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#names => #wires,)*
                    Self::#other(value) => value,
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for #name {
            fn from(value: ::std::string::String) -> Self {
                match value.as_str() {
                    #(#wires => Self::#names,)*
                    _ => Self::#other(value),
                }
            }
        }

        #conversions
    }
}

/// The traits of an open enum that are implemented with its `as_str` and `From<String>`.
fn enum_conversions(name: &RustName) -> TokenStream {
    quote! {
        impl ::std::convert::From<&str> for #name {
            fn from(value: &str) -> Self {
                Self::from(::std::string::String::from(value))
            }
        }

        impl ::std::convert::From<#name> for ::std::string::String {
            fn from(value: #name) -> Self {
                ::std::string::String::from(value.as_str())
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
            }
        }
    }
}

fn enum_value_doc(wire: &str) -> String {
    if wire.trim().is_empty() { "The empty or blank string.".to_owned() } else { docs::code(wire) }
}

fn type_doc(schema: &Schema, note: &str) -> TokenStream {
    let mut doc = match docs::prose(&schema.description) {
        text if text.is_empty() => format!("The schema {}.", docs::code(schema.wire.as_str())),
        text => text,
    };
    doc.push_str("\n\n");
    doc.push_str(note);
    docs::attributes(&doc)
}
