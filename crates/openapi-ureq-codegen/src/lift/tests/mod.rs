//! Tests of this stage: small documents and the resulting models.

mod operations;
mod schemas;
mod tolerance;

use super::lifted;
use crate::model::{Document, Operation, Schema};

/// An OpenAPI 3.1 document with these lines after its header.
fn document(rest: &str) -> Document {
    lifted(&with_head("3.1.0", rest)).unwrap()
}

/// An OpenAPI 3.0 document with these lines after its header.
fn old_document(rest: &str) -> Document {
    lifted(&with_head("3.0.3", rest)).unwrap()
}

fn with_head(version: &str, rest: &str) -> String {
    let paths = if rest.contains("paths:") { "" } else { "paths: {}\n" };
    format!("openapi: {version}\ninfo: {{ title: Kiosk, version: '1' }}\n{paths}{rest}")
}

/// The problems of an OpenAPI 3.1 document, as `pointer: message`.
fn problems(rest: &str) -> Vec<String> {
    let problems = lifted(&with_head("3.1.0", rest)).unwrap_err();
    problems.iter().map(|problem| format!("{}: {}", problem.pointer, problem.message)).collect()
}

/// A document with these schemas as its components.
fn schemas(lines: &str) -> Document {
    document(&format!("components:\n  schemas:\n{}", indented(lines)))
}

fn old_schemas(lines: &str) -> Document {
    old_document(&format!("components:\n  schemas:\n{}", indented(lines)))
}

fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("    {line}\n")).collect()
}

fn component<'a>(document: &'a Document, name: &str) -> &'a Schema {
    let found = document.components.iter().find(|component| component.name == name);
    &document.schemas[found.unwrap().schema]
}

/// The schema of a property of a component.
fn property<'a>(document: &'a Document, owner: &str, name: &str) -> &'a Schema {
    let found = component(document, owner).properties.iter().find(|property| property.name == name);
    &document.schemas[found.unwrap().schema]
}

/// The only operation of a document: at `path`, with these lines.
fn operation(path: &str, lines: &str) -> Operation {
    let mut document = document(&format!("paths:\n  {path}:\n    get:\n{}", deeper(lines)));
    assert_eq!(document.operations.len(), 1);
    document.operations.remove(0)
}

fn operation_problems(path: &str, lines: &str) -> Vec<String> {
    problems(&format!("paths:\n  {path}:\n    get:\n{}", deeper(lines)))
}

fn deeper(lines: &str) -> String {
    lines.lines().map(|line| format!("      {line}\n")).collect()
}
