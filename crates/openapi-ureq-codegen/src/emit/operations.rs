//! The table of operations and of security schemes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{Emitter, docs};
use crate::ir::{Operation, SecurityKind};
use crate::model::Server;

impl Emitter<'_> {
    pub(super) fn operations(&self) -> TokenStream {
        let runtime = self.runtime;
        let schemes = self.api.security.iter().map(|scheme| {
            let name = scheme.name.as_str();
            let kind = match &scheme.kind {
                SecurityKind::Header(name) => quote!(Header(#name)),
                SecurityKind::Query(name) => quote!(Query(#name)),
                SecurityKind::Cookie(name) => quote!(Cookie(#name)),
                SecurityKind::Basic => quote!(Basic),
                SecurityKind::Bearer => quote!(Bearer),
            };
            quote! {
                #runtime::__private::security_scheme(#name, #runtime::SecurityKind::#kind)
            }
        });
        let statics = self.api.operations.iter().map(|operation| self.operation_static(operation));
        let all = self.api.operations.iter().map(|operation| &operation.constant);
        let server = self.api.servers.first().map_or_else(|| "/".to_owned(), Server::default_url);
        quote! {
            #[doc = " The operations of the API, as data."]
            pub mod operations {
                #[doc = " The server of the document: an absolute URL, or a path on the host that serves the API."]
                pub const SERVER: &str = #server;

                #[doc = " The security schemes of the document."]
                pub const SECURITY_SCHEMES: &[#runtime::SecurityScheme] = &[#(#schemes),*];

                #[doc = " All operations, in the document's order."]
                pub static ALL: &[&#runtime::Operation] = &[#(&#all),*];

                #(#statics)*
            }
        }
    }

    fn operation_static(&self, operation: &Operation) -> TokenStream {
        let runtime = self.runtime;
        let Operation { id, name, constant, method, path, idempotent, tag, .. } = operation;
        let tag = tag.as_deref().unwrap_or_default();
        let doc = docs::attributes(&docs::code(&format!("{method} {path}")));
        let (id, name) = (id.as_str(), name.as_str());
        let method = Ident::new(method, Span::call_site());
        let server = operation.server.as_ref().map(Server::default_url);
        let security = operation.security.iter().map(|schemes| quote!(&[#(#schemes),*]));
        let data = quote! {
            #runtime::__private::operation(
                #id,
                #name,
                #runtime::Method::#method,
                #path,
                #tag,
                &[#(#security),*],
                #idempotent,
            )
        };
        let data = match server {
            Some(server) => quote!(#runtime::__private::with_server(#data, #server)),
            None => data,
        };
        quote! {
            #doc
            pub static #constant: #runtime::Operation = #data;
        }
    }
}
