//! Selects the document and the overlay of the client: those of this package, or those named by environment
//! variables.

#[cfg(feature = "codegen")]
mod needs;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

#[cfg(feature = "codegen")]
use openapi_ureq_codegen::{Generated, Options, Source, generate_with_notes};

/// The path of a document. If not set or empty: the document of this package.
pub(crate) const DOCUMENT: &str = "WHATSAPI_OPENAPI";

/// The path of an overlay. If not set: the overlay of this package, even for another document. If empty: none.
pub(crate) const OVERLAY: &str = "WHATSAPI_OPENAPI_OVERLAY";

/// The files of this package, relative to the working directory of build scripts and tests.
#[cfg(feature = "codegen")]
const OWN: [&str; 2] = ["openapi.yaml", "openapi.overlay.yaml"];

/// The sources of the client: the values of both variables.
pub(crate) struct Documents {
    document: Option<PathBuf>,
    overlay: Option<PathBuf>,
}

impl Documents {
    /// The documents that the environment selects.
    ///
    /// # Errors
    ///
    /// If a path is relative. A build script runs in the folder of its own package, and does not know
    /// which folder the path is relative to.
    pub(crate) fn choose(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, String> {
        let path = |name: &str| match variable(name).map(PathBuf::from) {
            Some(path) if path.is_relative() && !is_empty(&path) => Err(format!(
                "error: {name}: the path `{}` is relative, and whatsapi does not know to what; set an \
                 absolute path, or set it in [env] of .cargo/config.toml with `relative = true`, which \
                 makes it relative to the folder that .cargo is in",
                path.display()
            )),
            path => Ok(path),
        };
        let document = path(DOCUMENT)?.filter(|path| !is_empty(path));
        Ok(Self { document, overlay: path(OVERLAY)? })
    }

    /// The variable that is set, if any.
    fn variable(&self) -> Option<&'static str> {
        let overlay = self.overlay.as_ref().map(|_| OVERLAY);
        self.document.as_ref().map(|_| DOCUMENT).or(overlay)
    }

    /// Checks that the environment does not select other documents than those of the snapshot.
    ///
    /// # Errors
    ///
    /// If a variable is set.
    #[cfg(not(feature = "codegen"))]
    pub(crate) fn check_snapshot(&self) -> Result<(), String> {
        self.variable().map_or(Ok(()), |name| {
            Err(format!(
                "error: {name} is set, but the feature `codegen` of whatsapi is off, so that the client \
                 is not generated; enable the feature, or remove the variable"
            ))
        })
    }
}

fn is_empty(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

#[cfg(feature = "codegen")]
impl Documents {
    /// All files that the generated code depends on.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let named = self.document.iter().chain(&self.overlay).filter(|path| !is_empty(path));
        OWN.iter().map(PathBuf::from).chain(named.cloned()).collect()
    }

    /// Generates the client, and checks that it has everything that the handles need, which are written
    /// for the client of this package's files.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, no client can be generated, or the client lacks what the handles need.
    pub(crate) fn generate(&self) -> Result<Generated, String> {
        let document = source(OWN[0], DOCUMENT, self.document.as_deref())?;
        let overlay = match &self.overlay {
            Some(path) if is_empty(path) => None,
            path => Some(source(OWN[1], OVERLAY, path.as_deref())?),
        };
        let options = overlay.into_iter().fold(Options::new(document), Options::overlay);
        let options = options.classifier("crate::replies::classify");
        let Some(variable) = self.variable() else {
            return generate_with_notes(&options).map_err(|error| error.to_string());
        };
        let own = Options::new(source(OWN[0], DOCUMENT, None)?);
        let own = own.overlay(source(OWN[1], OVERLAY, None)?);
        generate_with_notes(&options)
            .map_err(|error| error.to_string())
            .and_then(|made| needs::check(&own, &options, &made.code).map(|()| made))
            .map_err(|error| {
                format!(
                    "{error}\nnote: {variable} is set; the README of whatsapi says what a document of \
                     your own needs, and its own files are in {}",
                    env!("CARGO_MANIFEST_DIR")
                )
            })
    }
}

/// The file that the variable names, or else that of this package.
#[cfg(feature = "codegen")]
fn source(own: &str, variable: &str, named: Option<&Path>) -> Result<Source, String> {
    Source::read(named.unwrap_or(Path::new(own))).map_err(|error| match named {
        Some(path) => {
            let messages = error.diagnostics().iter().map(|problem| problem.message.as_str());
            let message = messages.collect::<Vec<_>>().join("; ");
            format!(
                "error: {variable}: {}: {message}; correct the path or the file",
                path.display()
            )
        }
        None => error.to_string(),
    })
}
