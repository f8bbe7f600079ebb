//! Unmatched overlay actions are ignored in the comparison of two documents, and reported.

mod common;

use common::bakery::{DOCUMENT, assert_report, document, edited};
use openapi_ureq_codegen::Bump::{Major, Minor};
use openapi_ureq_codegen::{Source, diff};

const OVERLAY: &str = "\
overlay: 1.0.0
info: { title: Corrections, version: '1' }
actions:
  - target: $.paths['/ovens'].get
    update: { x-idempotent: false }
  - target: $.components.securitySchemes.key
    update: { name: X-Bakery-Key }
";

#[test]
fn newly_unmatched_overlay_action_is_breaking() {
    let new = edited(&[("/ovens:", "/stoves:"), ("'401'", "'403'")]);
    let overlay = Source::new("overlay.yaml", OVERLAY);
    let changes = diff(
        &document("old.yaml", DOCUMENT).overlay(overlay.clone()),
        &document("new.yaml", &new).overlay(overlay),
    );
    assert_report(
        &changes.unwrap(),
        Major,
        &[
            "wire",
            "  ~ list_breads: documented errors: 401 -> 403",
            "  ~ list_ovens: GET /ovens -> GET /stoves",
            "  ~ list_ovens: idempotent: false -> true",
            "overlay",
            "  ! overlay.yaml #/actions/0/target: `$.paths['/ovens'].get` matches nothing in the \
             document, so the correction would be lost; adapt the target to the document, delete \
             the action if the document no longer needs it, or mark it `x-optional: true`",
        ],
    );
}

#[test]
fn overlay_action_unmatched_only_in_the_old_document_is_a_note() {
    let old = edited(&[("    key:", "    other:"), ("{ key: [] }", "{ other: [] }")]);
    let overlay = Source::new("overlay.yaml", OVERLAY);
    let changes = diff(
        &document("old.yaml", &old).overlay(overlay.clone()),
        &document("new.yaml", DOCUMENT).overlay(overlay),
    );
    let changes = changes.unwrap();
    let expected = "  ~ overlay.yaml #/actions/1/target: matches nothing in old.yaml, which is \
                    compared without the action";
    assert!(changes.to_string().lines().any(|line| line == expected), "{changes}");
    assert_eq!(changes.bump(), Minor);
}

#[test]
fn problems_of_both_documents_are_reported_at_once() {
    let bad =
        edited(&[("operationId: listOvens", "operationId: listOvens\n      parameters: none")]);
    let overlay = OVERLAY.replace("['/ovens']", "['/stoves']");
    let options = |name| document(name, &bad).overlay(Source::new("overlay.yaml", &overlay));
    let error = diff(&options("old.yaml"), &options("new.yaml")).unwrap_err();
    let text = error.to_string();
    let starts: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("error: ")?.split(":").next()).collect();
    assert_eq!(starts, ["overlay.yaml", "old.yaml", "new.yaml"], "{text}");
    assert!(text.ends_with("nothing was generated: 3 problems"), "{text}");
}
