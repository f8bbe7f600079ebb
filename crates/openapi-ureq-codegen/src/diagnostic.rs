//! Diagnostics: problems in a document and decisions about it, each with a location and a remedy.
//!
//! A stage collects every [`Diagnostic`] it can find before it fails, so that one run shows the whole list.

use std::fmt;

/// A position in a source text; both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// What a diagnostic means for the generated code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// No code can be generated without losing or changing data that is sent or received.
    Error,
    /// The code is generated, but the generator had to make a decision, such as choosing a name.
    Note,
}

/// A finding about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Whether it prevents code generation.
    pub severity: Severity,
    /// The name of the file: the document, a file that it references, or the overlay.
    pub file: String,
    /// The position in the file, if it is known.
    pub location: Option<Location>,
    /// The JSON pointer of the node, in URI fragment form (`#/paths/~1pets/get`).
    pub pointer: String,
    /// The `operationId`, if the node belongs to an operation that has one.
    pub operation: Option<String>,
    /// The problem, or the decision.
    pub message: String,
    /// How to fix it, or how to change the decision.
    pub remedy: String,
    pub(crate) place: Place,
}

impl Diagnostic {
    /// An error. The name and the position of the file are added by
    /// [`Sources::describe`](crate::sources::Sources::describe).
    pub(crate) fn new(at: &Place, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: String::new(),
            location: None,
            pointer: at.pointer.to_string(),
            operation: None,
            message: message.into(),
            remedy: remedy.into(),
            place: at.clone(),
        }
    }

    /// A note.
    pub(crate) fn note(at: &Place, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::new(at, message, remedy) }
    }

    pub(crate) fn at(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.severity {
            Severity::Error => "error: ",
            Severity::Note => "note: ",
        })?;
        f.write_str(&self.file)?;
        if let Some(Location { line, column }) = self.location {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.pointer)?;
        if let Some(operation) = &self.operation {
            write!(f, " (operation `{operation}`)")?;
        }
        write!(f, ": {}\n    help: {}", self.message, self.remedy)
    }
}

/// The error of a failed generation: every diagnostic of the stage that failed.
#[derive(Debug)]
pub struct Error {
    diagnostics: Vec<Diagnostic>,
}

impl Error {
    pub(crate) fn new(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics }
    }

    /// Appends the diagnostics of `other`, without duplicates.
    pub(crate) fn and(mut self, other: Self) -> Self {
        for diagnostic in other.diagnostics {
            if !self.diagnostics.contains(&diagnostic) {
                self.diagnostics.push(diagnostic);
            }
        }
        self
    }

    /// The diagnostics, in the document's order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.diagnostics {
            writeln!(f, "{diagnostic}")?;
        }
        match self.diagnostics.len() {
            1 => write!(f, "nothing was generated: 1 problem"),
            count => write!(f, "nothing was generated: {count} problems"),
        }
    }
}

impl std::error::Error for Error {}

/// The index of a file: 0 is the document, the others are files that it references.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(pub(crate) u16);

impl FileId {
    pub(crate) const OVERLAY: Self = Self(u16::MAX);
}

/// A node of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) pointer: Pointer,
}

impl Place {
    /// The root of a file.
    pub(crate) fn root(file: FileId) -> Self {
        Self { file, pointer: Pointer::default() }
    }

    /// The child `token` of this node.
    pub(crate) fn child(&self, token: impl fmt::Display) -> Self {
        Self { file: self.file, pointer: self.pointer.child(token) }
    }
}

/// A JSON pointer (RFC 6901) under construction.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// The pointer to the child `token` of this node.
    pub(crate) fn child(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string();
        let token = if token.contains(['~', '/']) {
            token.replace('~', "~0").replace('/', "~1")
        } else {
            token
        };
        Self(format!("{}/{token}", self.0))
    }

    /// The pointer as it is written in JSON, without the `#` of a fragment.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// This pointer relative to `parent`, if it is `parent` or a descendant of it.
    pub(crate) fn below(&self, parent: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&parent.0)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| Self(rest.to_owned()))
    }

    /// This pointer followed by `rest`.
    pub(crate) fn join(&self, rest: &Self) -> Self {
        Self(format!("{}{}", self.0, rest.0))
    }

    /// If this points to or into an element of `list` at or after `index`: the pointer with that index plus one.
    pub(crate) fn with_index_after(&self, list: &Self, index: usize) -> Option<Self> {
        let rest = self.below(list)?;
        let mut tokens = rest.0.splitn(3, '/').skip(1);
        let number: usize = tokens.next()?.parse().ok()?;
        let tail = tokens.next().map_or_else(String::new, |tail| format!("/{tail}"));
        (number >= index).then(|| Self(format!("{}/{}{tail}", list.0, number + 1)))
    }

    /// The tokens, unescaped.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
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
