//! The client: a function for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs};
use crate::ir::{
    Body, BodyKind, ErrorResponse, Operation, ParameterFormat, ResponseKind, Status, StatusVariant,
    Success, Type,
};
use crate::name::RustName;

/// Clippy's limit, `self` included.
pub(super) const MANY_ARGUMENTS: usize = 7;

impl Emitter<'_> {
    pub(super) fn client(&self) -> TokenStream {
        let runtime = self.runtime;
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
            }
        }
    }

    pub(super) fn functions(&self, operations: &[Operation]) -> TokenStream {
        let functions = operations.iter().map(|operation| self.function(operation));
        quote! {
            impl Client {
                #(#functions)*
            }
        }
    }

    fn function(&self, operation: &Operation) -> TokenStream {
        let runtime = self.runtime;
        let Operation { name, constant, .. } = operation;
        let doc = docs::attributes(&function_doc(operation));
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
        let arguments = self.named_arguments(operation);
        let names = arguments.iter().map(|(name, _)| name);
        let call = quote!(#(#names),*);
        let arguments: Vec<_> = arguments.iter().map(|(name, ty)| quote!(#name: #ty)).collect();
        let many = (arguments.len() >= MANY_ARGUMENTS)
            .then(|| quote!(#[allow(clippy::too_many_arguments)]));
        // Only applications that send this body compile its serializer.
        let inline = operation.body.is_some().then(|| quote!(#[inline]));
        let returned = self.returned(&operation.success);
        let signature = quote! {
            (&self, #(#arguments,)*)
                -> ::std::result::Result<#runtime::Response<#returned>, #runtime::Error>
        };
        let steps = self.steps(operation);
        let decode = self.decode(operation);
        let aliases = operation
            .former_names
            .iter()
            .map(|alias| deprecated_alias(alias, operation, &signature, &call, many.as_ref()));
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

    /// The calls that fill the request.
    fn steps(&self, operation: &Operation) -> TokenStream {
        let parameters = operation.parameters.iter().map(|one| self.parameter_step(one));
        let body = operation.body.as_ref().map(|body| {
            match &body.kind {
                // A required body is always sent: `None` as null.
                BodyKind::Json(Type::Option(_)) if body.required => {
                    let name = &body.name;
                    step(false, name, |_| self.body_step(body, quote!(&#name)))
                }
                kind => {
                    let optional = !body.required || matches!(body_type(kind), Type::Option(_));
                    step(optional, &body.name, |value| self.body_step(body, value))
                }
            }
        });
        quote!(#(#parameters)* #body)
    }

    pub(crate) fn returned(&self, success: &Success) -> TokenStream {
        match success {
            Success::One(kind) => self.response_type(kind),
            Success::ByStatus { name, .. } => quote!(#name),
        }
    }

    pub(crate) fn response_type(&self, kind: &ResponseKind) -> TokenStream {
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
                let is_range = |variant: &StatusVariant| !matches!(variant.status, Status::Code(_));
                let arms = variants.iter().map(|variant| {
                    let StatusVariant { name: variant_name, kind, status, .. } = variant;
                    let decoder = self.decoder(kind);
                    let value = match kind {
                        ResponseKind::Empty => {
                            quote!(#decoder(response).map(|()| #name::#variant_name))
                        }
                        _ => quote!(#decoder(response).map(#name::#variant_name)),
                    };
                    match status {
                        Status::Code(code) => quote!(#code => #value),
                        Status::Range(_) | Status::Default => quote!(_ => #value),
                    }
                });
                let rest = (!variants.iter().any(is_range))
                    .then(|| quote!(_ => #runtime::decode::undocumented(response),));
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
        let doc = docs::attributes(&format!(
            "The success responses of [`Client::{}`], by status.",
            operation.name
        ));
        let variants = variants.iter().map(|StatusVariant { name, description, kind, .. }| {
            let doc = docs::attributes(&docs::sentence(description));
            let doc = if description.is_empty() {
                quote!(#[doc = " The response with this status."])
            } else {
                doc
            };
            let payload = match kind {
                ResponseKind::Empty => None,
                _ => {
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

/// A deprecated function with a former name, which calls the current one.
fn deprecated_alias(
    alias: &RustName,
    operation: &Operation,
    signature: &TokenStream,
    arguments: &TokenStream,
    many: Option<&TokenStream>,
) -> TokenStream {
    let name = &operation.name;
    let doc = docs::attributes(&format!(
        "A former name of [`Client::{name}`].\n\n# Errors\n\nSee [`Client::{name}`]."
    ));
    let note = format!("renamed to `{name}`");
    let allow = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #doc
        #[deprecated(note = #note)]
        #allow
        #many
        pub fn #alias #signature {
            self.#name(#arguments)
        }
    }
}

pub(super) fn body_type(kind: &BodyKind) -> Type {
    match kind {
        BodyKind::Json(ty) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _) => ty.clone(),
        BodyKind::Binary => Type::Upload,
        BodyKind::Text => Type::String,
    }
}

/// A call with the argument `name`; an optional argument is passed only if it is `Some`.
fn step(optional: bool, name: &RustName, call: impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    if optional {
        let call = call(quote!(value));
        quote!(.optional(#name, |request, value| request #call))
    } else {
        call(quote!(#name))
    }
}

impl Emitter<'_> {
    fn body_step(&self, body: &Body, value: TokenStream) -> TokenStream {
        let media_type = &body.media_type;
        let is_by_value =
            matches!(body_type(&body.kind), Type::Bool | Type::Number(_) | Type::Enum(_));
        let value = if is_by_value { quote!(&#value) } else { value };
        match &body.kind {
            BodyKind::Json(_) if media_type == "application/json" => quote!(.json(#value)),
            BodyKind::Json(_) => quote!(.json_as(#media_type, #value)),
            BodyKind::Form(_, formats) if formats.is_empty() => quote!(.form(#value)),
            BodyKind::Form(_, formats) => {
                let formats = formats.iter().map(|one| {
                    let wire = one.wire.as_str();
                    let format = match &one.format {
                        ParameterFormat::Style { .. } => {
                            let encoding = self.encoding(&one.format);
                            quote!(::std::option::Option::Some(#encoding))
                        }
                        ParameterFormat::Json => quote!(::std::option::Option::None),
                    };
                    quote!((#wire, #format))
                });
                quote!(.form_as(&[#(#formats),*], #value))
            }
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
}

pub(crate) fn function_doc(operation: &Operation) -> String {
    let Operation { id, method, path, idempotent, parameters, body, errors, .. } = operation;
    let summary = if operation.summary.is_empty() { id.as_str() } else { &operation.summary };
    let mut doc = docs::sentence(summary);
    let mut paragraph = |text: &str| {
        if !text.is_empty() {
            doc.push_str("\n\n");
            doc.push_str(text);
        }
    };
    paragraph(&docs::prose(&operation.description));
    let retried = match idempotent {
        true => "Idempotent: retried after any transient failure.",
        false => "Not idempotent: retried only if the server did not execute it.",
    };
    paragraph(&format!(
        "{} (operation {}). {retried}",
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
    let direct = parameters.iter().filter(|parameter| !parameter.in_params);
    let arguments = direct.map(|one| (&one.name, described(&one.description, one.deprecated)));
    let arguments = arguments.chain(body.iter().map(|body| (&body.name, body.description.clone())));
    let arguments: Vec<String> = arguments
        .map(|(name, description)| match docs::sentence(&description).as_str() {
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

/// A description, with a deprecation notice.
pub(super) fn described(description: &str, deprecated: bool) -> String {
    match (description.trim_end_matches('.'), deprecated) {
        (_, false) => description.to_owned(),
        ("", true) => "Deprecated.".to_owned(),
        (description, true) => format!("{description}. Deprecated."),
    }
}

fn error_doc(errors: &[ErrorResponse]) -> String {
    let mut doc = String::from("# Errors\n");
    for ErrorResponse { status, description, ty } in errors {
        let status = status.text();
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
