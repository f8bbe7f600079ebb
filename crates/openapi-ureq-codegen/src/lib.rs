#![doc = include_str!("../README.md")]
#![expect(
    clippy::result_large_err,
    reason = "a diagnostic ends the generation, and is passed on once"
)]

mod audit;
mod diagnostic;
mod diff;
mod emit;
mod ir;
mod lift;
mod load;
mod model;
mod name;
mod overlay;
mod places;
mod plan;
mod print;
mod render;
mod resolve;
mod shape;
mod sources;
mod threads;
mod types;

use std::path::PathBuf;

use crate::audit::Census;
use crate::diagnostic::Place;
use crate::ir::Api;
use crate::print::Paths;
use crate::resolve::File;
use crate::sources::Sources;

pub use diagnostic::{Diagnostic, Error, Location, Severity};
pub use diff::{Bump, Changes, diff};
pub use load::Source;

/// The input and the options of a generation.
#[derive(Debug, Clone)]
pub struct Options {
    document: Source,
    overlay: Option<Source>,
    runtime: String,
    classifier: Option<String>,
}

impl Options {
    /// Options for `document`: no overlay, no classifier, and `openapi-ureq` as the path of the runtime.
    #[must_use]
    pub fn new(document: Source) -> Self {
        let runtime = "::openapi_ureq".to_owned();
        Self { document, overlay: None, runtime, classifier: None }
    }

    /// Sets an OpenAPI Overlay 1.0 document, which is applied to the document first. Default: none.
    #[must_use]
    pub fn overlay(mut self, overlay: Source) -> Self {
        self.overlay = Some(overlay);
        self
    }

    /// Sets the path of the crate `openapi-ureq` in the generated code, for a crate that renames or re-exports it.
    /// Default: `::openapi_ureq`.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = path.into();
        self
    }

    /// Sets the path of a function in the including crate, such as `crate::replies::classify`, that classifies
    /// responses with a success status. It is for APIs that report failures with such a status; see `Classifier` in
    /// `openapi-ureq`. Default: none.
    #[must_use]
    pub fn classifier(mut self, path: impl Into<String>) -> Self {
        self.classifier = Some(path.into());
        self
    }
}

/// A generated client.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Generated {
    /// The source code of a module. The output is deterministic.
    pub code: String,
    /// Decisions of the generator, such as names that it chose.
    pub notes: Vec<Diagnostic>,
    /// The other files that the document references. A build script depends on them too.
    pub files: Vec<PathBuf>,
}

/// Generates the client and returns the source code of a module. The output is deterministic.
///
/// # Errors
///
/// See [`generate_with_notes`].
pub fn generate(options: &Options) -> Result<String, Error> {
    generate_with_notes(options).map(|generated| generated.code)
}

/// Generates the client, and also returns the generator's decisions and the files that the document references.
///
/// # Errors
///
/// If the document, a file that it references, or the overlay is malformed or unsupported, or if an overlay
/// action matches nothing. The error lists all problems of the first stage that failed.
pub fn generate_with_notes(options: &Options) -> Result<Generated, Error> {
    threads::guarded(|| generated(options))
}

fn generated(options: &Options) -> Result<Generated, Error> {
    let (sources, unmatched) = correct(options)?;
    if let Some(unmatched) = unmatched {
        return Err(unmatched);
    }
    let paths = Paths { runtime: &options.runtime, classifier: options.classifier.as_deref() };
    check_path(paths.runtime, "::openapi_ureq")
        .and(paths.classifier.map_or(Ok(()), |path| check_path(path, "crate::replies::classify")))
        .map_err(|problem| sources.error(vec![problem]))?;
    let api = plan(&sources)?;
    let code = print::print(&api, paths).map_err(|error| {
        let message = format!("the generated code is not valid Rust: {error}");
        let remedy = "this is a bug in the generator; leave out the schemas and operations with unusual names";
        sources.error(vec![Diagnostic::new(&Place::default(), message, remedy)])
    })?;
    let code = render::render(&api, &options.document, &code);
    let others = sources.files.iter().skip(1).filter_map(|file| file.source.path());
    let files = others.map(PathBuf::from).collect();
    Ok(Generated { code, notes: api.notes, files })
}

fn check_path(text: &str, example: &str) -> Result<(), Diagnostic> {
    match syn::parse_str::<syn::Path>(text) {
        Ok(_) => Ok(()),
        Err(error) => {
            let message = format!("{text:?} is not a Rust path: {error}");
            let remedy = format!("pass a path such as `{example}`");
            Err(Diagnostic::new(&Place::default(), message, remedy))
        }
    }
}

/// The corrected document with the files that it references, and the error for overlay actions that match
/// nothing.
fn correct(options: &Options) -> Result<(Sources<'_>, Option<Error>), Error> {
    let named = |source: &Source, problem: Diagnostic| {
        Error::new(vec![Diagnostic { file: source.name().to_owned(), ..problem }])
    };
    let source = options.document.clone();
    let root = source.parse().map_err(|problem| named(&source, problem))?;
    let files = vec![File::new(source, root)];
    let mut sources = Sources { files, overlay: options.overlay.as_ref(), edits: Vec::new() };
    let mut unmatched = Vec::new();
    if let Some(overlay) = &options.overlay {
        let actions = overlay.parse().map_err(|problem| named(overlay, problem))?;
        let document = &mut sources.files[0].root;
        unmatched = overlay::apply(document, &actions, &mut sources.edits)
            .map_err(|problems| sources.error(problems))?;
    }
    resolve::read_files(&mut sources.files);
    let unmatched = (!unmatched.is_empty()).then(|| sources.error(unmatched));
    Ok((sources, unmatched))
}

/// The plan of the client.
fn plan(sources: &Sources<'_>) -> Result<Api, Error> {
    let document = lift::lift(&sources.files).map_err(|problems| sources.error(problems))?;
    let census = Census::of(&document);
    let mut api = plan::plan(document).map_err(|problems| sources.error(problems))?;
    types::decide(&mut api);
    census.compare(&api).map_err(|problems| sources.error(problems))?;
    sources.describe(&mut api.notes);
    Ok(api)
}

/// The plan of the client, and the error for overlay actions that match nothing.
pub(crate) fn plan_leniently(options: &Options) -> Result<(Api, Option<Error>), Error> {
    let (sources, unmatched) = correct(options)?;
    match plan(&sources) {
        Ok(api) => Ok((api, unmatched)),
        // The unmatched action may be the cause of the error.
        Err(error) => Err(match unmatched {
            Some(unmatched) => unmatched.and(error),
            None => error,
        }),
    }
}
