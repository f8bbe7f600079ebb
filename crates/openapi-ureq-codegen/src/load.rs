//! Stage `load`: parses YAML or JSON to a [`serde_json::Value`]. Knows syntax, not OpenAPI.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Error, Location, Place};
use crate::threads::with_stack;

/// The maximum nesting of YAML, since parsers are recursive. The JSON parser has the same limit.
const MAX_DEPTH: usize = 127;

/// A document or overlay as text, with a name for diagnostics.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    path: Option<PathBuf>,
}

impl Source {
    /// Creates a source from text in memory.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), path: None }
    }

    /// Reads a source from a file; its name is the path as given.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not UTF-8.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self { name, text, path: Some(path.to_owned()) }),
            Err(error) => {
                let diagnostic = Diagnostic::new(
                    &Place::default(),
                    format!("the file cannot be read: {error}"),
                    "check that the path is right and that the file is UTF-8 text",
                );
                Err(Error::new(vec![Diagnostic { file: name, ..diagnostic }]))
            }
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&self) -> &str {
        self.text.trim_start_matches('\u{feff}')
    }

    /// The path of the file that it was read from.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The SHA-256 of the text, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        Sha256::digest(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Parses the text: as JSON if it starts like JSON, otherwise as YAML.
    pub(crate) fn parse(&self) -> Result<Value, Diagnostic> {
        if self.is_json() { parse_json(self.text()) } else { parse_yaml(self.text()) }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.text().trim_start().starts_with('{')
    }
}

fn parse_json(text: &str) -> Result<Value, Diagnostic> {
    serde_json::from_str(text).map_err(|error| {
        let location = Location { line: error.line(), column: error.column() };
        // serde_json appends the position to its message, which the diagnostic already has.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        syntax_error("JSON", message, Some(location))
    })
}

fn parse_yaml(text: &str) -> Result<Value, Diagnostic> {
    let parsed = with_stack(|| {
        serde_saphyr::from_str_with_options(text, yaml_options()).map_err(explain_yaml)
    });
    parsed.unwrap_or_else(|| Err(syntax_error("YAML", "the parser failed", None)))
}

fn explain_yaml(error: serde_saphyr::Error) -> Diagnostic {
    let location = error.location().map(|location| Location {
        line: location.line() as usize,
        column: location.column() as usize,
    });
    let message = error.without_snippet().to_string();
    let message = message.lines().next().unwrap_or_default();
    // The parser appends advice for its callers.
    let message = message.split(", set DuplicateKeyPolicy").next().unwrap_or_default();
    let message = match location {
        Some(Location { line, column }) => {
            message.trim_end_matches(&format!(" at line {line}, column {column}"))
        }
        None => message,
    };
    syntax_error("YAML", message, location)
}

/// Raises the parser's size limits, which are too low for large documents. The limits for aliases stay: they
/// prevent a small text from expanding to a large document.
pub(crate) fn yaml_options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        // `yes` and `off` are strings in YAML 1.2, which OpenAPI requires.
        strict_booleans: true,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: usize::MAX,
            max_events: usize::MAX,
        },
    }
}

fn syntax_error(format: &str, message: &str, location: Option<Location>) -> Diagnostic {
    Diagnostic::new(
        &Place::default(),
        format!("not valid {format}: {message}"),
        format!("correct the {format} at that place"),
    )
    .at(location)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_error_has_line_and_column() {
        let error = Source::new("a.yaml", "a: 1\nb: [1, 2\nc: d\n").parse().unwrap_err();
        assert_eq!(error.location, Some(Location { line: 3, column: 2 }));
    }

    #[test]
    fn json_error_has_line_and_column() {
        let error = Source::new("a.json", "{\n  \"a\": nope\n}").parse().unwrap_err();
        assert_eq!(error.location, Some(Location { line: 2, column: 9 }));
        assert_eq!(error.message, "not valid JSON: expected ident");
    }

    #[test]
    fn yaml_key_that_looks_like_a_number_and_yes_are_strings() {
        let value = Source::new("a.yaml", "200: yes\n").parse().unwrap();
        assert_eq!(value, serde_json::json!({ "200": "yes" }));
    }

    #[test]
    fn nesting_beyond_the_limit_is_an_error_in_both_formats() {
        for (name, open, close) in [("a.yaml", "[", "]"), ("a.json", "{\"a\":", "}")] {
            let nested = |depth: usize| {
                let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                Source::new(name, text).parse().is_ok()
            };
            assert!(nested(MAX_DEPTH), "{name}");
            assert!(!nested(MAX_DEPTH + 1), "{name}");
            assert!(!nested(100_000), "{name}");
        }
    }

    #[test]
    fn large_yaml_document_is_read() {
        let text = format!("a: [{}]", "1,".repeat(250_001));
        assert_eq!(
            Source::new("a.yaml", text).parse().unwrap()["a"].as_array().unwrap().len(),
            250_001
        );
    }

    #[test]
    fn duplicate_key_is_an_error() {
        assert!(Source::new("a.yaml", "a: 1\na: 2\n").parse().is_err());
    }
}
