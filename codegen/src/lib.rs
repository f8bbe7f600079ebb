//! Generates a blocking Rust client from an OpenAPI 3.0 document.
//!
//! The generator is a pipeline of stages over plain data, a module each: [`load`](Source) the text,
//! apply the overlay, validate, normalize, lower the schemas to Rust types (with progenitor and
//! typify), lower the rest to an intermediate representation, emit tokens, render text, audit that
//! nothing got lost. It knows OpenAPI and nothing of any particular API.
//!
//! The code that comes out calls a runtime module, whose path is [`Options::runtime`], and uses the
//! crates `serde`, with `derive`, and `serde_json`.
//!
//! ```
//! use whatsapi_codegen::{Options, Source, generate};
//!
//! let document = Source::new("ping.yaml", "
//! openapi: 3.0.3
//! info: { title: Ping, version: '1' }
//! paths:
//!   /ping:
//!     get:
//!       operationId: ping
//!       responses: { '204': { description: Pong } }
//! ");
//! let code = generate(&Options::new(document))?;
//! assert!(code.contains("pub fn ping("));
//! # Ok::<(), whatsapi_codegen::Error>(())
//! ```

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
mod polish;
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

/// What to generate from, and for where.
#[derive(Debug, Clone)]
pub struct Options {
    document: Source,
    overlay: Option<Source>,
    runtime: String,
}

impl Options {
    /// Generates from `document`, for a crate whose runtime is `crate::runtime`.
    #[must_use]
    pub fn new(document: Source) -> Self {
        Self { document, overlay: None, runtime: "crate::runtime".to_owned() }
    }

    /// Corrects the document with an OpenAPI Overlay 1.0 document first. Default: no overlay.
    #[must_use]
    pub fn overlay(mut self, overlay: Source) -> Self {
        self.overlay = Some(overlay);
        self
    }

    /// The path of the runtime module, as the generated code is to name it. Default: `crate::runtime`.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = path.into();
        self
    }
}

/// Generates the client: the text of a module. The same input gives the same text.
///
/// # Errors
///
/// If the document or the overlay is not well-formed, says something that the generator does not
/// support, or an overlay action has become void. The error lists all problems of the stage that
/// found any.
pub fn generate(options: &Options) -> Result<String, Error> {
    let in_document = |problems| Error::new(options.document.name(), problems);
    let (document, void) = correct(options)?;
    if let Some(void) = void {
        return Err(void);
    }
    let runtime = runtime(&options.runtime).map_err(in_document)?;
    let (api, mut file) = build(&document, &runtime).map_err(in_document)?;
    objects::replace_derives(&mut file, &runtime);
    Ok(render::render(&api, &options.document, &file))
}

/// The document after the overlay, and what is wrong with the actions that match nothing in it.
fn correct(options: &Options) -> Result<(Value, Option<Error>), Error> {
    let in_document = |problem| Error::new(options.document.name(), vec![problem]);
    let mut document = options.document.parse().map_err(in_document)?;
    let Some(overlay) = &options.overlay else { return Ok((document, None)) };
    let in_overlay = |problems| Error::new(overlay.name(), problems);
    let actions = overlay.parse().map_err(|problem| in_overlay(vec![problem]))?;
    let void = overlay::apply(&mut document, &actions).map_err(in_overlay)?;
    Ok((document, (!void.is_empty()).then(|| in_overlay(void))))
}

fn runtime(path: &str) -> Result<syn::Path, Vec<Diagnostic>> {
    syn::parse_str(path).map_err(|error| {
        let message = format!("{path:?} is not a path of a Rust module: {error}");
        let remedy = "give a path such as `crate::runtime`";
        vec![Diagnostic::new(&Default::default(), message, remedy)]
    })
}

/// What a corrected document gives: the API, and the module of its client.
fn build(document: &Value, runtime: &syn::Path) -> Result<(Api, syn::File), Vec<Diagnostic>> {
    validate::validate(document)?;
    let normalized = normalize::normalize(document);
    let api = lower::lower(&normalized);
    let typified = types::typify(&normalized.document, &api.schemas)?;
    let internal = |error: syn::Error| {
        let message = format!("the generated code is not valid Rust: {error}");
        vec![Diagnostic::new(&Default::default(), message, INTERNAL)]
    };
    let mut typified = polish::polish(typified, &api.schemas).map_err(internal)?;
    defaults::derive(&mut typified).map_err(internal)?;
    let clashes = polish::clashes(&typified);
    if !clashes.is_empty() {
        let problem = |clash: &String| {
            let message = format!("two parts of the schemas get one name: {clash}");
            let remedy = "rename or remove one of them with an overlay action";
            Diagnostic::new(&document::SCHEMAS.into(), message, remedy)
        };
        return Err(clashes.iter().map(problem).collect());
    }
    let tokens = emit::emit(&api, &typified.into_token_stream(), runtime);
    let file = syn::parse2(tokens).map_err(internal)?;
    audit::audit(document, &api)?;
    Ok((api, file))
}

const INTERNAL: &str =
    "this is a defect of the generator; leave out the schemas and operations with unusual names";
