//! Stage `emit`: converts the intermediate representation to tokens, by pure functions.
//!
//! The generated code uses absolute paths and declares no local variables, so that names of the document cannot
//! collide with them.

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

/// The format of the generated code: incremented with every change that needs a new runtime.
const FORMAT: u32 = 1;

/// A part of the generated module that can be emitted on a separate thread.
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

/// The context of this stage.
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
