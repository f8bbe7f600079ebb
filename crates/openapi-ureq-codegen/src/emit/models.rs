//! The models: structs, open enums, unions, aliases, forms and structs of parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs};
use crate::ir::{
    Alternative, Field, OpenEnum, Presence, Struct, Type, TypeDef, TypeKind, Union, Variant,
};
use crate::name::{RustName, WireName};

impl Emitter<'_> {
    pub(super) fn models(&self, types: &[TypeDef]) -> TokenStream {
        let definitions = types.iter().map(|def| self.definition(def));
        quote! {
            #[doc = " The types of the document's schemas, for request and response bodies."]
            pub mod models {
                #(#definitions)*
            }
        }
    }

    fn definition(&self, def: &TypeDef) -> TokenStream {
        match &def.kind {
            TypeKind::Struct(object) => self.structure(def, object),
            TypeKind::OpenEnum(known) => self.open_enum(def, known),
            TypeKind::Union(union) => self.union(def, union),
            TypeKind::Alias(ty) => {
                let (doc, name, ty) =
                    (attributes(def, ""), &def.name, self.owned(ty, &TokenStream::new()));
                quote!(#doc pub type #name = #ty;)
            }
            TypeKind::Newtype(ty) => {
                let (doc, name, ty) =
                    (attributes(def, ""), &def.name, self.owned(ty, &TokenStream::new()));
                quote! {
                    #doc
                    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
                    #[serde(transparent)]
                    pub struct #name(pub #ty);
                }
            }
            TypeKind::Form(fields) => self.form(def, fields),
            TypeKind::Params => self.params(def),
        }
    }

    fn structure(&self, def: &TypeDef, object: &Struct) -> TokenStream {
        let name = &def.name;
        let doc = attributes(def, "");
        let fields = object.fields.iter().map(|field| self.field(field));
        let extra = object.extra.as_ref().map(|(name, ty)| {
            let values = self.owned(ty, &TokenStream::new());
            quote! {
                #[doc = " Properties that the document does not declare."]
                #[serde(flatten)]
                pub #name: ::std::collections::HashMap<::std::string::String, #values>,
            }
        });
        let (default, non_exhaustive) = defaults(def);
        let constructor = (!def.has_default).then(|| self.constructor(name, object));
        quote! {
            #doc
            #[derive(Clone, Debug, #default PartialEq, ::serde::Serialize, ::serde::Deserialize)]
            #non_exhaustive
            pub struct #name { #(#fields,)* #extra }

            #constructor
        }
    }

    fn field(&self, field: &Field) -> TokenStream {
        let Field { wire, name, presence, .. } = field;
        let mut text = property_doc("property", wire, &field.description);
        if field.deprecated {
            text.push_str("\n\nDeprecated.");
        }
        let doc = docs::attributes(&text);
        let rename = (wire.as_str() != name.as_str()).then(|| {
            let wire = wire.as_str();
            quote!(rename = #wire)
        });
        let keeps_null = *presence == Presence::OptionalNullable && field.ty == Type::Json;
        let is_absent = match presence {
            Presence::Required | Presence::RequiredNullable => None,
            Presence::OptionalNullable if !keeps_null => Some(self.path("Nullable::is_absent")),
            Presence::Optional | Presence::OptionalNullable => {
                Some("::std::option::Option::is_none".to_owned())
            }
        };
        let optional = is_absent.map(|path| quote!(default, skip_serializing_if = #path));
        let with = keeps_null.then(|| {
            let path = self.path("__private::present");
            quote!(deserialize_with = #path)
        });
        let attributes: Vec<_> = rename.into_iter().chain(optional).chain(with).collect();
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        let ty = self.field_type(field);
        quote!(#doc #serde pub #name: #ty)
    }

    /// The type of a property, wrapped according to its presence. `Value` already represents null.
    pub(crate) fn field_type(&self, field: &Field) -> TokenStream {
        let runtime = self.runtime;
        let ty = self.boxed(&field.ty, field.boxed);
        match field.presence {
            Presence::Required => ty,
            Presence::OptionalNullable if field.ty != Type::Json => quote!(#runtime::Nullable<#ty>),
            _ => quote!(::std::option::Option<#ty>),
        }
    }

    pub(crate) fn boxed(&self, ty: &Type, boxed: bool) -> TokenStream {
        let ty = self.owned(ty, &TokenStream::new());
        if boxed { quote!(::std::boxed::Box<#ty>) } else { ty }
    }

    /// The path of an item of the runtime, as text.
    fn path(&self, item: &str) -> String {
        let runtime = self.runtime;
        let path: String = quote!(#runtime).to_string().split_whitespace().collect();
        format!("{path}::{item}")
    }

    /// The constructor that takes the required properties.
    fn constructor(&self, name: &RustName, object: &Struct) -> TokenStream {
        let is_required = |field: &&Field| field.presence == Presence::Required;
        let required: Vec<_> = object.fields.iter().filter(is_required).collect();
        let arguments = required.iter().map(|field| {
            let (name, ty) = (&field.name, self.owned(&field.ty, &TokenStream::new()));
            quote!(#name: #ty)
        });
        let values = object.fields.iter().map(|field| {
            let name = &field.name;
            match (field.presence, field.boxed) {
                (Presence::Required, true) => quote!(#name: ::std::boxed::Box::new(#name)),
                (Presence::Required, false) => quote!(#name),
                _ => quote!(#name: ::std::default::Default::default()),
            }
        });
        let extra =
            object.extra.iter().map(|(name, _)| quote!(#name: ::std::default::Default::default()));
        let many = (required.len() > super::client::MANY_ARGUMENTS)
            .then(|| quote!(#[allow(clippy::too_many_arguments)]));
        quote! {
            impl #name {
                #[doc = " Creates a value with the required properties; the others are absent."]
                #[must_use]
                #many
                pub fn new(#(#arguments),*) -> Self {
                    Self { #(#values,)* #(#extra,)* }
                }
            }
        }
    }

    fn open_enum(&self, def: &TypeDef, known: &OpenEnum) -> TokenStream {
        let runtime = self.runtime;
        let OpenEnum { base, variants, other } = known;
        let name = &def.name;
        let is_string = *base == Type::String;
        let what = if is_string { "A string" } else { "An integer" };
        let note =
            format!("{what}. The document lists the values below; the server may support others.");
        let doc = attributes(def, &note);
        let base = self.owned(base, &TokenStream::new());
        let docs = variants.iter().map(variant_doc);
        let names: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
        let wires = variants.iter().map(|variant| match is_string {
            true => {
                let wire = variant.wire.as_str();
                quote!(#wire)
            }
            false => variant.wire.as_str().parse().unwrap_or_default(),
        });
        let kind = if is_string { quote!(str) } else { base.clone() };
        quote! {
            #doc
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#docs #names,)*
                #[doc = " A value that the document does not list."]
                #other(#base),
            }

            #runtime::__private::open_enum! {
                #name: #kind { #(#names = #wires,)* } else #other
            }
        }
    }

    fn union(&self, def: &TypeDef, union: &Union) -> TokenStream {
        let runtime = self.runtime;
        let Union { tag, alternatives, other } = union;
        let name = &def.name;
        let note = match tag {
            Some(tag) => {
                format!(
                    "One of several types, identified by the property {}.",
                    docs::code(tag.as_str())
                )
            }
            None => "One of several types.".to_owned(),
        };
        let doc = attributes(def, &note);
        let variants = alternatives.iter().map(|one| {
            let doc = docs::attributes(&alternative_doc(one));
            let (name, ty) = (&one.name, self.boxed(&one.ty, one.boxed));
            quote!(#doc #name(#ty))
        });
        let arms = alternatives.iter().map(|one| {
            let (name, ty) = (&one.name, self.boxed(&one.ty, one.boxed));
            let selector = match tag {
                Some(_) => {
                    let tags = &one.tags;
                    quote!([#(#tags),*])
                }
                None => self.fit(one),
            };
            quote!(#name(#ty) = #selector)
        });
        let conversions = convertible(union).map(|one| {
            let (variant, ty) = (&one.name, self.owned(&one.ty, &TokenStream::new()));
            let value =
                if one.boxed { quote!(::std::boxed::Box::new(value)) } else { quote!(value) };
            quote! {
                impl ::std::convert::From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#variant(#value)
                    }
                }
            }
        });
        let by = tag.as_ref().map(|tag| {
            let tag = tag.as_str();
            quote!(by #tag)
        });
        quote! {
            #doc
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                #[doc = " A value that matches none of these, unchanged."]
                #other(::serde_json::Value),
            }

            #runtime::__private::union! {
                #name #by { #(#arms,)* } else #other
            }

            #(#conversions)*
        }
    }

    fn fit(&self, alternative: &Alternative) -> TokenStream {
        let runtime = self.runtime;
        let crate::ir::Fit { types, required, known, constants } = &alternative.fit;
        let constants = constants.iter().map(|(name, values)| {
            let values = values.iter().map(ToString::to_string);
            quote!((#name, &[#(#values),*]))
        });
        quote! {
            #runtime::__private::Fit {
                types: &[#(#types),*],
                required: &[#(#required),*],
                known: &[#(#known),*],
                constants: &[#(#constants),*],
            }
        }
    }
}

/// The alternatives whose type is unique in the union, so that `From` is unambiguous. Any JSON is excluded: it is
/// the type of the variant for other values.
pub(crate) fn convertible(union: &Union) -> impl Iterator<Item = &Alternative> {
    let same =
        |one: &Alternative| union.alternatives.iter().filter(|other| other.ty == one.ty).count();
    union.alternatives.iter().filter(move |one| one.ty != Type::Json && same(one) == 1)
}

/// The derive of `Default`, or else the attribute for a type with a constructor.
pub(super) fn defaults(def: &TypeDef) -> (Option<TokenStream>, Option<TokenStream>) {
    match def.has_default {
        true => (Some(quote!(Default,)), None),
        false => (None, Some(quote!(#[non_exhaustive]))),
    }
}

/// The description of a type, or else its location in the document.
pub(crate) fn type_doc(def: &TypeDef) -> String {
    let text = docs::prose(&def.description);
    match &def.wire {
        _ if !text.is_empty() => text,
        Some(wire) => format!("The schema {}.", docs::code(wire.as_str())),
        None => format!("The schema at {}.", docs::code(&def.at.pointer.to_string())),
    }
}

/// The docs of a type, and its `deprecated` attribute.
pub(super) fn attributes(def: &TypeDef, note: &str) -> TokenStream {
    let mut text = type_doc(def);
    if !note.is_empty() {
        text.push_str("\n\n");
        text.push_str(note);
    }
    if def.deprecated {
        text.push_str("\n\nDeprecated.");
    }
    docs::attributes(&text)
}

/// The description of a property or part, or else its name.
pub(super) fn property_doc(what: &str, wire: &WireName, description: &str) -> String {
    match docs::prose(description) {
        text if text.is_empty() => format!("The {what} {}.", docs::code(wire.as_str())),
        text => text,
    }
}

fn variant_doc(variant: &Variant) -> TokenStream {
    let text = match (docs::prose(&variant.description), variant.wire.as_str()) {
        (text, _) if !text.is_empty() => text,
        (_, wire) if wire.trim().is_empty() => "The empty or blank string.".to_owned(),
        (_, wire) => docs::code(wire),
    };
    docs::attributes(&text)
}

fn alternative_doc(alternative: &Alternative) -> String {
    match docs::sentence(&alternative.description) {
        text if !text.is_empty() => text,
        _ if !alternative.tags.is_empty() => {
            let tags: Vec<_> = alternative.tags.iter().map(|tag| docs::code(tag)).collect();
            format!("If the property is {}.", tags.join(" or "))
        }
        _ => "An alternative.".to_owned(),
    }
}
