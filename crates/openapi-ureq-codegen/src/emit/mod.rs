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

use crate::ir::{Api, Operation, TypeDef};

/// The format of the generated code: increased with every change that needs another runtime.
const FORMAT: u32 = 1;

/// A part of the generated module, which can be emitted on a thread of its own.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    /// Everything but the types and the functions of the operations.
    Frame,
    /// The module `models` with these types.
    Models(&'a [TypeDef]),
    /// An `impl Client` with the functions of these operations.
    Functions(&'a [Operation]),
}

impl Emitter<'_> {
    pub(crate) fn emit(&self, part: Part<'_>) -> TokenStream {
        match part {
            Part::Models(types) => self.models(types),
            Part::Functions(operations) => self.functions(operations),
            Part::Frame => {
                let runtime = self.runtime;
                let format = Literal::u32_unsuffixed(FORMAT);
                let (models, operations) = (self.models(&[]), self.operations());
                let client = self.client();
                quote! {
                    const _: () = #runtime::__private::assert_format(#format);

                    #models
                    #operations
                    #client
                }
            }
        }
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
