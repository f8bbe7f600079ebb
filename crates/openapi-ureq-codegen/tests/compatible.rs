//! A client that has to be compatible with that of another document: what is accepted, what is an error.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::bakery::{DOCUMENT, Edits, document, edited};
use openapi_ureq_codegen::{Options, Source, generate};

/// The errors for a document that has to be compatible with the bakery's.
fn errors(new: &str, base: Options) -> Vec<String> {
    let error = generate(&document("new.yaml", new).compatible_with(base)).unwrap_err();
    error.to_string().lines().map(str::to_owned).collect()
}

fn problems(edits: Edits<'_>) -> Vec<String> {
    errors(&edited(edits), document("bakery.yaml", DOCUMENT))
}

#[test]
fn compatible_document_gives_the_same_code_as_without_the_requirement() {
    let grown = edited(&[
        (
            "  /ovens:",
            "  /shops:\n    get: { operationId: listShops, responses: { '204': { description: Shops } } }\n  /ovens:",
        ),
        ("        topping:", "        size: { type: integer }\n        topping:"),
        ("get: # Ovens", "post:"),
    ]);
    for text in [DOCUMENT, &grown] {
        let base = document("bakery.yaml", DOCUMENT);
        let code = generate(&document("new.yaml", text).compatible_with(base));
        let code = code.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(code, generate(&document("new.yaml", text)).unwrap());
    }
}

#[test]
fn former_name_is_not_required() {
    let renamed = "operationId: listOvens\n      x-deprecated-names: [listFurnaces]";
    let base = document("bakery.yaml", &edited(&[("operationId: listOvens", renamed)]));
    generate(&document("new.yaml", DOCUMENT).compatible_with(base)).unwrap();
}

#[test]
fn missing_operation_is_an_error_with_its_name_and_request() {
    let expected = [
        "error: new.yaml: # (operation `listOvens`): not compatible with bakery.yaml: the function \
         `list_ovens` (GET /ovens) is missing",
        "    help: add the operation to the document, or with an overlay action",
        "nothing was generated: 1 problem",
    ];
    assert_eq!(problems(&[("get: # Ovens", "x-get:")]), expected);
}

#[test]
fn renamed_operation_is_an_error_that_says_how_to_restore_the_name() {
    let expected = [
        "error: new.yaml: # (operation `listOvens`): not compatible with bakery.yaml: the function \
         `list_ovens` (GET /ovens) is missing",
        "    help: the operation is called `ovens` here; give it the operationId `listOvens` with an overlay \
         action",
        "nothing was generated: 1 problem",
    ];
    for name in ["ovens", "ovens\n      x-deprecated-names: [listOvens]"] {
        let renamed = format!("operationId: {name}");
        assert_eq!(problems(&[("operationId: listOvens", &renamed)]), expected);
    }
}

#[test]
fn all_incompatible_arguments_results_and_fields_are_reported_at_once() {
    let expected = [
        "error: new.yaml: #: not compatible with bakery.yaml: list_breads: argument `max_weight: \
         Option<i64>` removed",
        "    help: restore this part of the operation with an overlay action",
        "error: new.yaml: #: not compatible with bakery.yaml: get_bread: returns Bread -> Shelf",
        "    help: restore this part of the operation with an overlay action",
        "error: new.yaml: #: not compatible with bakery.yaml: Bread.kind: removed",
        "    help: restore this part of the schema with an overlay action",
        "nothing was generated: 3 problems",
    ];
    let result = "description: The bread\n          content:\n            application/json: { schema: { $ref: '#/components/schemas/";
    let found = problems(&[
        ("        - { name: maxWeight, in: query, schema: { type: integer } }\n", ""),
        (&format!("{result}Bread"), &format!("{result}Shelf")),
        ("        kind: { $ref: '#/components/schemas/Kind' }\n", ""),
    ]);
    let found: Vec<String> = found.iter().map(|line| line.replace("models::", "")).collect();
    assert_eq!(found, expected);
}

#[test]
fn invalid_base_is_an_error_of_the_base() {
    let overlay = "overlay: 1.0.0\ninfo: { title: None, version: '1' }\n\
                   actions: [{ target: $.paths.nothing, remove: true }]";
    let unmatched = document("bakery.yaml", DOCUMENT).overlay(Source::new("overlay.yaml", overlay));
    for (base, start) in [
        (document("base.yaml", "openapi: 3.0.3"), "error: base.yaml"),
        (unmatched, "error: overlay.yaml"),
    ] {
        let errors = errors(DOCUMENT, base);
        assert!(errors[0].starts_with(start), "{errors:?}");
    }
}
