//! The client: a function for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs};
use crate::ir::{
    Body, BodyKind, ErrorResponse, Location, Operation, Parameter, ResponseKind, StatusVariant,
    Success, Type,
};
use crate::name::RustName;

/// Clippy's limit, `self` included.
const MANY_ARGUMENTS: usize = 7;

impl Emitter<'_> {
    pub(super) fn client(&self) -> TokenStream {
        let runtime = self.runtime;
        let functions = self.api.operations.iter().map(|operation| self.function(operation));
        let enums = self.api.operations.iter().filter_map(|operation| self.success_enum(operation));
        let generated_client = self.generated_client();
        let common = self.common_methods();
        let title = &self.api.title;
        let mut doc =
            docs::sentence(&format!("Blocking client of {title}, version {}", self.api.version));
        doc.push_str("\n\n");
        doc.push_str(&docs::prose(&self.api.description));
        let doc = docs::attributes(&doc);
        quote! {
            #(#enums)*

            #doc
            #[derive(Clone, Debug)]
            pub struct Client {
                pub(crate) http: #runtime::HttpClient,
            }

            #generated_client

            impl Client {
                #common
                #(#functions)*
            }
        }
    }

    fn function(&self, operation: &Operation) -> TokenStream {
        let runtime = self.runtime;
        let Operation { name, constant, parameters, body, .. } = operation;
        let doc = docs::attributes(&function_doc(operation));
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
        let body_argument = body.as_ref().map(|body| {
            let ty = self.maybe(&body_type(&body.kind), body.required);
            (&body.name, ty)
        });
        let arguments: Vec<TokenStream> = parameters
            .iter()
            .map(|parameter| (&parameter.name, self.maybe(&parameter.ty, parameter.required)))
            .chain(body_argument)
            .map(|(name, ty)| quote!(#name: #ty))
            .collect();
        let many = (arguments.len() >= MANY_ARGUMENTS)
            .then(|| quote!(#[allow(clippy::too_many_arguments)]));
        // Only programs that call it compile the serialization of the body.
        let inline = operation.body.is_some().then(|| quote!(#[inline]));
        let returned = self.returned(&operation.success);
        let signature = quote! {
            (&self, #(#arguments,)*)
                -> ::std::result::Result<#runtime::Response<#returned>, #runtime::Error>
        };
        let steps = self.steps(operation);
        let decode = self.decode(operation);
        let aliases = operation
            .deprecated_names
            .iter()
            .map(|alias| deprecated_alias(alias, operation, &signature, many.as_ref()));
        quote! {
            #doc
            #deprecated
            #many
            #inline
            pub fn #name #signature {
                self.http.request(&operations::#constant) #steps .send(#decode)
            }

            #(#aliases)*
        }
    }

    /// The calls that fill the request; those for the path in the order of its slots.
    fn steps(&self, operation: &Operation) -> TokenStream {
        let slots = crate::document::placeholders(&operation.path);
        let slot =
            |parameter: &&Parameter| slots.iter().position(|slot| *slot == parameter.wire.as_str());
        let in_path = |parameter: &&Parameter| parameter.location == Location::Path;
        let mut ordered: Vec<&Parameter> = operation.parameters.iter().filter(in_path).collect();
        ordered.sort_by_key(slot);
        ordered.extend(operation.parameters.iter().filter(|parameter| !in_path(parameter)));
        let parameters =
            ordered.into_iter().map(|Parameter { wire, name, location, required, ty, .. }| {
                let optional = !required || matches!(ty, Type::Option(_));
                step(optional, name, |value| {
                    self.parameter_step(wire.as_str(), *location, ty, value)
                })
            });
        let body = operation.body.as_ref().map(|body| {
            let optional = !body.required || matches!(body_type(&body.kind), Type::Option(_));
            step(optional, &body.name, |value| body_step(body, value))
        });
        quote!(#(#parameters)* #body)
    }

    fn parameter_step(
        &self,
        wire: &str,
        location: Location,
        ty: &Type,
        value: TokenStream,
    ) -> TokenStream {
        let is_list = match ty {
            Type::Vec(_) => true,
            Type::Option(inner) => matches!(**inner, Type::Vec(_)),
            _ => false,
        };
        match location {
            Location::Query { delimiter: Some(delimiter) } if is_list => {
                quote!(.query_joined(#wire, #delimiter, #value))
            }
            Location::Query { .. } if is_list => quote!(.query_repeated(#wire, #value)),
            Location::Query { .. } => quote!(.query(#wire, &#value)),
            Location::Path if is_list => quote!(.path_list(#wire, #value)),
            Location::Path => quote!(.path(#wire, &#value)),
            Location::Header if is_list => quote!(.header_list(#wire, #value)),
            Location::Header => quote!(.header(#wire, &#value)),
            // `explode` is ignored: a cookie has one value.
            Location::Cookie if is_list => {
                let runtime = self.runtime;
                quote!(.cookie(#wire, &#runtime::__private::Joined(#value)))
            }
            Location::Cookie => quote!(.cookie(#wire, &#value)),
        }
    }

    fn returned(&self, success: &Success) -> TokenStream {
        match success {
            Success::One(kind) => self.response_type(kind),
            Success::ByStatus { name, .. } => quote!(#name),
        }
    }

    fn response_type(&self, kind: &ResponseKind) -> TokenStream {
        match kind {
            ResponseKind::Json(ty) => self.owned(ty, &quote!(models::)),
            ResponseKind::Text => quote!(::std::string::String),
            ResponseKind::Binary => quote!(::std::vec::Vec<u8>),
            ResponseKind::Raw => {
                let runtime = self.runtime;
                quote!(#runtime::RawBody)
            }
            ResponseKind::Empty => quote!(()),
        }
    }

    /// The function that decodes a response.
    fn decode(&self, operation: &Operation) -> TokenStream {
        match &operation.success {
            Success::One(kind) => self.decoder(kind),
            Success::ByStatus { name, variants } => {
                let runtime = self.runtime;
                let arms = variants.iter().map(|variant| {
                    let StatusVariant { name: variant_name, kind, status, .. } = variant;
                    let decoder = self.decoder(kind);
                    let value = match kind {
                        ResponseKind::Empty => {
                            quote!(#decoder(response).map(|()| #name::#variant_name))
                        }
                        ResponseKind::Json(_)
                        | ResponseKind::Text
                        | ResponseKind::Binary
                        | ResponseKind::Raw => {
                            quote!(#decoder(response).map(#name::#variant_name))
                        }
                    };
                    if *status == u16::MAX {
                        quote!(_ => #value)
                    } else {
                        quote!(#status => #value)
                    }
                });
                let has_range = variants.iter().any(|variant| variant.status == u16::MAX);
                let rest =
                    (!has_range).then(|| quote!(_ => #runtime::decode::undocumented(response),));
                quote!(|response| match response.status().as_u16() { #(#arms,)* #rest })
            }
        }
    }

    fn decoder(&self, kind: &ResponseKind) -> TokenStream {
        let runtime = self.runtime;
        match kind {
            ResponseKind::Json(_) => quote!(#runtime::decode::json),
            ResponseKind::Text => quote!(#runtime::decode::text),
            ResponseKind::Binary => quote!(#runtime::decode::bytes),
            ResponseKind::Raw => quote!(#runtime::decode::raw),
            ResponseKind::Empty => quote!(#runtime::decode::empty),
        }
    }

    fn success_enum(&self, operation: &Operation) -> Option<TokenStream> {
        let Success::ByStatus { name, variants } = &operation.success else { return None };
        let doc =
            docs::attributes(&format!("What [`Client::{}`] returns, by status.", operation.name));
        let variants = variants.iter().map(|StatusVariant { name, description, kind, .. }| {
            let doc = docs::attributes(&docs::sentence(description));
            let doc = if description.is_empty() { quote!(#[doc = " This status."]) } else { doc };
            let payload = match kind {
                ResponseKind::Empty => None,
                ResponseKind::Json(_)
                | ResponseKind::Text
                | ResponseKind::Binary
                | ResponseKind::Raw => {
                    let ty = self.response_type(kind);
                    Some(quote!((#ty)))
                }
            };
            quote!(#doc #name #payload)
        });
        Some(quote! {
            #doc
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name { #(#variants),* }
        })
    }
}

/// A deprecated function under a former name, which calls the current one.
fn deprecated_alias(
    alias: &RustName,
    operation: &Operation,
    signature: &TokenStream,
    many: Option<&TokenStream>,
) -> TokenStream {
    let Operation { name, parameters, body, .. } = operation;
    let doc = docs::attributes(&format!(
        "The former name of [`Client::{name}`].\n\n# Errors\n\nThose of that function."
    ));
    let note = format!("renamed to `{name}`");
    let allow = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    let arguments = parameters.iter().map(|parameter| &parameter.name);
    let arguments = arguments.chain(body.iter().map(|body| &body.name));
    quote! {
        #doc
        #[deprecated(note = #note)]
        #allow
        #many
        pub fn #alias #signature {
            self.#name(#(#arguments),*)
        }
    }
}

fn body_type(kind: &BodyKind) -> Type {
    match kind {
        BodyKind::Json(ty) | BodyKind::Form(ty) => ty.clone(),
        BodyKind::Multipart(name, _) => Type::Model(name.clone()),
        BodyKind::Binary => Type::Upload,
        BodyKind::Text => Type::String,
    }
}

/// A call with the argument `name`; if it is optional, only when it is `Some`.
fn step(optional: bool, name: &RustName, call: impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    if optional {
        let call = call(quote!(value));
        quote!(.optional(#name, |request, value| request #call))
    } else {
        call(quote!(#name))
    }
}

fn body_step(body: &Body, value: TokenStream) -> TokenStream {
    let media_type = &body.media_type;
    let value = match body_type(&body.kind) {
        Type::Bool | Type::Number(_) | Type::Enum(_) => quote!(&#value),
        _ => value,
    };
    match &body.kind {
        BodyKind::Json(_) if media_type == "application/json" => quote!(.json(#value)),
        BodyKind::Json(_) => quote!(.json_as(#media_type, #value)),
        BodyKind::Form(_) => quote!(.form(#value)),
        BodyKind::Multipart(_, media_types) => {
            let media_types = media_types.iter().map(|(part, media_type)| {
                let part = part.as_str();
                quote!((#part, #media_type))
            });
            quote!(.multipart(&[#(#media_types),*], #value))
        }
        BodyKind::Binary => quote!(.upload(#media_type, #value)),
        BodyKind::Text => quote!(.text(#media_type, #value)),
    }
}

fn function_doc(operation: &Operation) -> String {
    let Operation { id, method, path, parameters, body, errors, .. } = operation;
    let summary = if operation.summary.is_empty() { id.as_str() } else { &operation.summary };
    let mut doc = docs::sentence(summary);
    let mut paragraph = |text: &str| {
        if !text.is_empty() {
            doc.push_str("\n\n");
            doc.push_str(text);
        }
    };
    paragraph(&docs::prose(&operation.description));
    paragraph(&format!(
        "{} (operation {})",
        docs::code(&format!("{method} {path}")),
        docs::code(id.as_str())
    ));
    if let Some(Body { media_type, alternatives, .. }) =
        body.as_ref().filter(|body| !body.alternatives.is_empty())
    {
        let alternatives: Vec<String> =
            alternatives.iter().map(|other| docs::code(other)).collect();
        let sent = docs::code(media_type);
        paragraph(&format!(
            "Sent as {sent}; the document also offers {}.",
            alternatives.join(", ")
        ));
    }
    let arguments = parameters.iter().map(|parameter| (&parameter.name, &parameter.description));
    let arguments = arguments.chain(body.iter().map(|body| (&body.name, &body.description)));
    let arguments: Vec<String> = arguments
        .map(|(name, description)| match docs::sentence(description).as_str() {
            "" => format!("- `{name}`"),
            text => format!("- `{name}`: {text}"),
        })
        .collect();
    if !arguments.is_empty() {
        paragraph(&format!("# Arguments\n\n{}", arguments.join("\n")));
    }
    paragraph(&error_doc(errors));
    doc
}

fn error_doc(errors: &[ErrorResponse]) -> String {
    let mut doc = String::from("# Errors\n");
    for ErrorResponse { status, description, ty } in errors {
        doc.push_str(&format!("\n- {status}: {}", docs::sentence(description)));
        if let Some(Type::Model(name)) = ty {
            doc.push_str(&format!(" The body is a [`models::{name}`]."));
        }
    }
    doc.push_str(
        "\n- Any other error status, an argument that cannot be sent, or no usable response.",
    );
    doc
}
