//! Diagnostics tell the author of a document where the problem is, what it is, and how to fix it.
//!
//! Every file in `fixtures/bad` has one defect, or several of the same kind; snapshots contain the errors.
//! Every file in `fixtures/bad_overlays` is an overlay that cannot be applied to `BASE`.

#![expect(clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::fixtures;
use openapi_ureq_codegen::{Error, Options, Source, generate};

/// The document that the faulty overlays are applied to.
const BASE: &str = "
openapi: 3.0.3
info: { title: Kiosk, version: '1' }
paths:
  /kiosks:
    get:
      operationId: listKiosks
      responses: { '204': { description: Done } }
";

#[test]
fn defect_is_reported_with_its_place_and_a_remedy() {
    for fixture in fixtures("bad") {
        let source = Source::new(format!("bad/{}", fixture.file), &fixture.text);
        let error = error_of(&Options::new(source), &fixture.file);
        check_form(&error, &fixture.file);
        assert_snapshot(&fixture.stem, &error);
    }
}

#[test]
fn faulty_overlay_is_reported_under_its_own_name() {
    for fixture in fixtures("bad_overlays") {
        let name = format!("bad_overlays/{}", fixture.file);
        let options =
            Options::new(Source::new("base.yaml", BASE)).overlay(Source::new(&name, &fixture.text));
        let error = error_of(&options, &fixture.file);
        check_form(&error, &fixture.file);
        assert!(error.to_string().starts_with(&format!("error: {name}")), "{error}");
        assert_snapshot(&format!("overlay_{}", fixture.stem), &error);
    }
}

#[test]
fn one_run_reports_problems_of_all_parts_of_the_document() {
    let fixture =
        fixtures("bad").into_iter().find(|fixture| fixture.stem == "several_problems").unwrap();
    let error = generate(&Options::new(Source::new("doc.yaml", fixture.text))).unwrap_err();
    let places: Vec<&str> =
        error.diagnostics().iter().map(|diagnostic| diagnostic.pointer.as_str()).collect();
    let get = "#/paths/~1kiosks~1{kioskId}/get";
    let delete = "#/paths/~1kiosks~1{kioskId}/delete";
    let expected = [
        get,
        &format!("{get}/security/0/badge"),
        &format!("{get}/responses/200/content/application~1json/schema/$ref"),
        delete,
        "#/components/schemas/Kiosk/type",
    ];
    assert_eq!(places, expected);
}

#[test]
fn problem_in_an_operation_names_the_operation() {
    let fixture =
        fixtures("bad").into_iter().find(|fixture| fixture.stem == "several_problems").unwrap();
    let error = generate(&Options::new(Source::new("doc.yaml", fixture.text))).unwrap_err();
    for diagnostic in error.diagnostics() {
        let expected = diagnostic.pointer.contains("/get").then_some("getKiosk");
        assert_eq!(diagnostic.operation.as_deref(), expected, "{diagnostic}");
    }
}

#[test]
fn syntax_error_has_the_line_and_the_column() {
    for (file, line, column) in [("invalid_yaml.yaml", 4, 19), ("invalid_json.json", 3, 30)] {
        let fixture = fixtures("bad").into_iter().find(|fixture| fixture.file == file).unwrap();
        let error = generate(&Options::new(Source::new(file, fixture.text))).unwrap_err();
        let location = error.diagnostics()[0].location.unwrap();
        assert_eq!((location.line, location.column), (line, column), "{error}");
        assert!(
            error.to_string().starts_with(&format!("error: {file}:{line}:{column}: ")),
            "{error}"
        );
    }
}

#[test]
fn unreadable_file_is_an_error_with_its_path() {
    let error = Source::read("no/such/file.yaml").unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("error: no/such/file.yaml: #: the file cannot be read: "), "{text}");
}

#[test]
fn option_that_is_not_a_path_is_an_error() {
    let options = || Options::new(Source::new("base.yaml", BASE));
    for options in [options().runtime("not a path"), options().classifier("not a path")] {
        let error = generate(&options).unwrap_err();
        assert!(error.to_string().contains("\"not a path\" is not a Rust path"), "{error}");
    }
}

fn error_of(options: &Options, file: &str) -> Error {
    match generate(options) {
        Err(error) => error,
        Ok(_) => panic!("{file} passed"),
    }
}

fn check_form(error: &Error, file: &str) {
    assert!(!error.diagnostics().is_empty(), "{file}");
    for diagnostic in error.diagnostics() {
        assert!(diagnostic.pointer.starts_with('#'), "{file}: {diagnostic}");
        assert!(
            !diagnostic.message.is_empty() && !diagnostic.remedy.is_empty(),
            "{file}: {diagnostic}"
        );
        assert!(!diagnostic.message.contains('\n'), "{file}: {diagnostic}");
    }
}

fn assert_snapshot(name: &str, error: &Error) {
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(name, error.to_string());
    });
}
