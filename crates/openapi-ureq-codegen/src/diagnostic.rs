//! Problems of a document: each with its location, an explanation and a remedy.
//!
//! A stage collects every [`Diagnostic`] before it fails, so that one run reports all of them.

use std::fmt;

/// A position in a source text; both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// A problem of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The JSON pointer of the offending node, in URI fragment form (`#/paths/~1pets/get`).
    pub pointer: String,
    /// The position in the text, for syntax errors.
    pub location: Option<Location>,
    /// The `operationId`, if the node belongs to an operation that has one.
    pub operation: Option<String>,
    /// What the problem is.
    pub message: String,
    /// How to solve it.
    pub remedy: String,
}

impl Diagnostic {
    pub(crate) fn new(
        pointer: &Pointer,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.to_string(),
            location: None,
            operation: None,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    pub(crate) fn at(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }

    pub(crate) fn in_operation(mut self, operation: Option<&str>) -> Self {
        self.operation = operation.map(str::to_owned);
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pointer)?;
        if let Some(operation) = &self.operation {
            write!(f, " (operation `{operation}`)")?;
        }
        write!(f, ": {}\n    help: {}", self.message, self.remedy)
    }
}

/// The error of a failed generation, with every diagnostic of the stage that failed.
#[derive(Debug)]
pub struct Error {
    diagnostics: Vec<Diagnostic>,
    /// For each diagnostic, the name of its source: the document or the overlay.
    sources: Vec<String>,
}

impl Error {
    pub(crate) fn new(source: &str, diagnostics: Vec<Diagnostic>) -> Self {
        Self { sources: vec![source.to_owned(); diagnostics.len()], diagnostics }
    }

    /// Appends the diagnostics of `other` that are not in this error.
    pub(crate) fn and(mut self, other: Self) -> Self {
        for (source, diagnostic) in other.sources.into_iter().zip(other.diagnostics) {
            if !self.located().any(|known| known == (&source, &diagnostic)) {
                self.sources.push(source);
                self.diagnostics.push(diagnostic);
            }
        }
        self
    }

    /// The diagnostics, each with the name of its source.
    pub(crate) fn located(&self) -> impl Iterator<Item = (&String, &Diagnostic)> {
        self.sources.iter().zip(&self.diagnostics)
    }

    /// The diagnostics, in the document's order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (source, diagnostic) in self.located() {
            write!(f, "error: {source}")?;
            if let Some(Location { line, column }) = diagnostic.location {
                write!(f, ":{line}:{column}")?;
            }
            writeln!(f, ": {diagnostic}")?;
        }
        match self.diagnostics.len() {
            1 => write!(f, "nothing was generated: 1 problem"),
            count => write!(f, "nothing was generated: {count} problems"),
        }
    }
}

impl std::error::Error for Error {}

/// A JSON pointer (RFC 6901) under construction.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// The pointer to the child `token` of this node.
    pub(crate) fn child(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{token}", self.0))
    }

    /// The pointer in the form that [`serde_json::Value::pointer`] takes.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl From<&str> for Pointer {
    fn from(pointer: &str) -> Self {
        Self(pointer.to_owned())
    }
}
