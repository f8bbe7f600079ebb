#![doc = include_str!("../README.md")]

mod audit;
mod defaults;
mod diagnostic;
mod diff;
mod document;
mod emit;
mod ir;
mod load;
mod lower;
mod media_type;
mod name;
mod normalize;
mod objects;
mod overlay;
mod postprocess;
mod render;
mod serde_attributes;
mod types;
mod validate;

use quote::ToTokens;
use serde_json::Value;

use crate::ir::Api;

pub use diagnostic::{Diagnostic, Error, Location};
pub use diff::{Bump, Changes, diff};
pub use load::Source;

/// The input and the settings of the generator.
#[derive(Debug, Clone)]
pub struct Options {
    document: Source,
    overlay: Option<Source>,
    runtime: String,
    classifier: Option<String>,
}

impl Options {
    /// Generates from `document`, without an overlay, for a crate that depends on `openapi-ureq`.
    #[must_use]
    pub fn new(document: Source) -> Self {
        let runtime = "::openapi_ureq".to_owned();
        Self { document, overlay: None, runtime, classifier: None }
    }

    /// Corrects the document with an OpenAPI Overlay 1.0 document first. Default: no overlay.
    #[must_use]
    pub fn overlay(mut self, overlay: Source) -> Self {
        self.overlay = Some(overlay);
        self
    }

    /// The path of the crate `openapi-ureq` in the generated code, for a crate that has it under another
    /// name or re-exports it. Default: `::openapi_ureq`.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = path.into();
        self
    }

    /// Sets the path of a function of the including crate, such as `crate::replies::classify`, that
    /// classifies the successful responses of the client: a `Classifier` of `openapi-ureq`, for an
    /// API that reports failures with a success status. Default: none.
    #[must_use]
    pub fn classifier(mut self, path: impl Into<String>) -> Self {
        self.classifier = Some(path.into());
        self
    }
}

/// Generates the client: the text of a module. The same input gives the same text.
///
/// # Errors
///
/// If the document or the overlay is not well-formed or has something that the generator does not
/// support, or if an overlay action matches nothing. The error lists all problems of the stage that
/// found any.
pub fn generate(options: &Options) -> Result<String, Error> {
    let in_document = |problems| Error::new(options.document.name(), problems);
    let (document, unmatched) = correct(options)?;
    if let Some(unmatched) = unmatched {
        return Err(unmatched);
    }
    let runtime = path(&options.runtime, "::openapi_ureq").map_err(in_document)?;
    let classifier = options.classifier.as_deref();
    let classifier = classifier.map(|text| path(text, "crate::replies::classify"));
    let classifier = classifier.transpose().map_err(in_document)?;
    let (api, mut file) = build(&document, &runtime, classifier.as_ref()).map_err(in_document)?;
    objects::replace_derives(&mut file, &runtime);
    Ok(render::render(&api, &options.document, &file))
}

/// The document after the overlay, and an error for actions that match nothing in it.
fn correct(options: &Options) -> Result<(Value, Option<Error>), Error> {
    let in_document = |problem| Error::new(options.document.name(), vec![problem]);
    let mut document = options.document.parse().map_err(in_document)?;
    let Some(overlay) = &options.overlay else { return Ok((document, None)) };
    let in_overlay = |problems| Error::new(overlay.name(), problems);
    let actions = overlay.parse().map_err(|problem| in_overlay(vec![problem]))?;
    let unmatched = overlay::apply(&mut document, &actions).map_err(in_overlay)?;
    Ok((document, (!unmatched.is_empty()).then(|| in_overlay(unmatched))))
}

fn path(text: &str, example: &str) -> Result<syn::Path, Vec<Diagnostic>> {
    syn::parse_str(text).map_err(|error| {
        let message = format!("{text:?} is not a Rust path: {error}");
        let remedy = format!("pass a path such as `{example}`");
        vec![Diagnostic::new(&Default::default(), message, remedy)]
    })
}

/// Runs the stages from validation to audit on a corrected document.
fn build(
    document: &Value,
    runtime: &syn::Path,
    classifier: Option<&syn::Path>,
) -> Result<(Api, syn::File), Vec<Diagnostic>> {
    validate::validate(document)?;
    let normalized = normalize::normalize(document);
    let api = lower::lower(&normalized);
    let typified = types::typify(&normalized.document, &api.schemas)?;
    let internal = |error: syn::Error| {
        let message = format!("the generated code is not valid Rust: {error}");
        vec![Diagnostic::new(&Default::default(), message, INTERNAL)]
    };
    let mut typified = postprocess::rewrite(typified, &api.schemas).map_err(internal)?;
    defaults::derive(&mut typified).map_err(internal)?;
    let clashes = postprocess::clashes(&typified);
    if !clashes.is_empty() {
        let problem = |clash: &String| {
            let message =
                format!("two items generated from the schemas would have the same name: {clash}");
            let remedy = "rename or remove one of them with an overlay action";
            Diagnostic::new(&document::SCHEMAS.into(), message, remedy)
        };
        return Err(clashes.iter().map(problem).collect());
    }
    let tokens = emit::emit(&api, &typified.into_token_stream(), runtime, classifier);
    let file = syn::parse2(tokens).map_err(internal)?;
    audit::audit(document, &api)?;
    Ok((api, file))
}

const INTERNAL: &str = "this is a bug in the generator; as a workaround, leave out schemas and operations with unusual names";
