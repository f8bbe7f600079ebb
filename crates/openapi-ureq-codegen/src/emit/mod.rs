//! Stage 7: the intermediate representation to tokens. Pure functions of it.
//!
//! Generated code uses absolute paths and declares no locals, so that names from the document cannot
//! collide with them.

mod client;
mod common;
pub(crate) mod docs;
mod models;
mod operations;
mod ty;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::Api;

/// The format of the generated code, increased with every change that needs a different runtime.
const FORMAT: u32 = 1;

/// The whole generated module. `typified` is the code that typify generated.
pub(crate) fn emit(
    api: &Api,
    typified: &TokenStream,
    runtime: &syn::Path,
    classifier: Option<&syn::Path>,
) -> TokenStream {
    let emitter = Emitter { api, runtime, classifier };
    let models = emitter.models(typified);
    let operations = emitter.operations();
    let client = emitter.client();
    let format = Literal::u32_unsuffixed(FORMAT);
    quote! {
        const _: () = #runtime::__private::assert_format(#format);

        #models
        #operations
        #client
    }
}

struct Emitter<'a> {
    api: &'a Api,
    /// The path of the runtime crate.
    runtime: &'a syn::Path,
    /// The path of the classifier in the including crate.
    classifier: Option<&'a syn::Path>,
}
