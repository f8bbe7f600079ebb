//! Stage 7: the intermediate representation to tokens. Pure functions; nothing is looked up.
//!
//! Paths in the generated code are absolute and it declares no locals, so that no name of the
//! document can get in their way.

mod client;
mod common;
pub(crate) mod docs;
mod forms;
mod models;
mod operations;
mod parameters;
mod ty;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::Api;

/// The format of the generated code: increased with every change that needs another runtime.
const FORMAT: u32 = 1;

/// The whole generated module. `classifier` is the path of a function in the including crate.
pub(crate) fn emit(api: &Api, runtime: &syn::Path, classifier: Option<&syn::Path>) -> TokenStream {
    let emitter = Emitter::new(api, runtime, classifier);
    let models = emitter.models();
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

pub(crate) use client::function_doc;
pub(crate) use models::{convertible, type_doc};

/// What the functions of this stage share.
pub(crate) struct Emitter<'a> {
    pub(crate) api: &'a Api,
    /// The path of the runtime crate.
    runtime: &'a syn::Path,
    /// The path of the classifier in the including crate.
    classifier: Option<&'a syn::Path>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(
        api: &'a Api,
        runtime: &'a syn::Path,
        classifier: Option<&'a syn::Path>,
    ) -> Self {
        Self { api, runtime, classifier }
    }
}
