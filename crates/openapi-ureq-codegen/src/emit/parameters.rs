//! Arguments, and the calls that add them to a request.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::Emitter;
use super::client::body_type;
use crate::ir::{Location, Operation, Parameter, ParameterFormat, Style, Type};
use crate::name::{RustName, WireName};

impl Emitter<'_> {
    /// The arguments of a function: parameters, then the struct of the optional ones, then the body.
    pub(crate) fn named_arguments(&self, operation: &Operation) -> Vec<(RustName, TokenStream)> {
        let direct = operation.parameters.iter().filter(|parameter| !parameter.in_params);
        let mut arguments: Vec<_> =
            direct.map(|one| (one.name.clone(), self.maybe(&one.ty, one.required))).collect();
        arguments.extend(
            operation
                .params
                .as_ref()
                .map(|name| (WireName::from("params").to_snake(), quote!(&models::#name))),
        );
        arguments.extend(
            operation
                .body
                .as_ref()
                .map(|body| (body.name.clone(), self.maybe(&body_type(&body.kind), body.required))),
        );
        arguments
    }

    /// The call that adds a parameter to the request.
    pub(super) fn parameter_step(&self, parameter: &Parameter) -> TokenStream {
        let Parameter { name, required, in_params, ty, .. } = parameter;
        if *in_params {
            let call = self.write(parameter, quote!(value));
            return quote!(.optional(params.#name.as_ref(), |request, value| request #call));
        }
        let is_borrowed = |ty: &Type| {
            matches!(
                ty,
                Type::String
                    | Type::Vec(_)
                    | Type::Json
                    | Type::Model(_)
                    | Type::Map(_)
                    | Type::Tuple(_)
            )
        };
        let inner = match ty {
            Type::Option(inner) => inner,
            ty => ty,
        };
        // Arguments that are passed by value are borrowed here.
        let value = |value: TokenStream| if is_borrowed(inner) { value } else { quote!(&#value) };
        if !required || matches!(ty, Type::Option(_)) {
            let call = self.write(parameter, value(quote!(value)));
            quote!(.optional(#name, |request, value| request #call))
        } else {
            self.write(parameter, value(quote!(#name)))
        }
    }

    fn write(&self, parameter: &Parameter, value: TokenStream) -> TokenStream {
        let wire = parameter.wire.as_str();
        let location = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let method = |suffix: &str| Ident::new(&format!("{location}{suffix}"), Span::call_site());
        if parameter.format == ParameterFormat::Json {
            let method = method("_json");
            return quote!(.#method(#wire, #value));
        }
        if is_default(parameter) {
            let method = method("");
            return quote!(.#method(#wire, #value));
        }
        let (method, encoding) = (method("_as"), self.encoding(&parameter.format));
        quote!(.#method(#wire, #encoding, #value))
    }

    /// The runtime's description of a style.
    pub(super) fn encoding(&self, format: &ParameterFormat) -> TokenStream {
        let runtime = self.runtime;
        let ParameterFormat::Style { style, explode, allow_reserved } = format else {
            return TokenStream::new();
        };
        let style = Ident::new(
            match style {
                Style::Simple => "Simple",
                Style::Label => "Label",
                Style::Matrix => "Matrix",
                Style::Form => "Form",
                Style::SpaceDelimited => "SpaceDelimited",
                Style::PipeDelimited => "PipeDelimited",
                Style::DeepObject => "DeepObject",
            },
            Span::call_site(),
        );
        quote! {
            #runtime::__private::Encoding {
                style: #runtime::__private::Style::#style,
                explode: #explode,
                allow_reserved: #allow_reserved,
            }
        }
    }
}

/// Whether the methods without a style serialize the parameter as the document specifies.
fn is_default(parameter: &Parameter) -> bool {
    let ParameterFormat::Style { style, explode, allow_reserved } = parameter.format else {
        return false;
    };
    let is_scalar = !matches!(
        parameter.ty,
        Type::Vec(_)
            | Type::Map(_)
            | Type::Model(_)
            | Type::Json
            | Type::Tuple(_)
            | Type::Option(_)
    );
    let style = (style, explode || is_scalar, allow_reserved);
    match parameter.location {
        Location::Path | Location::Header => {
            (style.0, explode && !is_scalar) == (Style::Simple, false)
        }
        Location::Query => style == (Style::Form, true, false),
        // A cookie has a single value, so `explode` has no effect.
        Location::Cookie => style.0 == Style::Form,
    }
}
