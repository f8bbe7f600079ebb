//! Shared by the tests of the comparison: a document to edit.

use openapi_ureq_codegen::Bump::{Major, Minor, Patch};
use openapi_ureq_codegen::{Bump, Changes, Options, Source, diff};

pub(crate) const DOCUMENT: &str = include_str!("../fixtures/diff/bakery.yaml");

pub(crate) fn document(name: &str, text: &str) -> Options {
    Options::new(Source::new(name, text))
}

/// Pairs of a text, which must occur once in the document, and its replacement.
pub(crate) type Edits<'a> = &'a [(&'a str, &'a str)];

pub(crate) fn edited(edits: Edits<'_>) -> String {
    edits.iter().fold(DOCUMENT.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    })
}

/// Compares the document with an edited version; `expected` are all lines except the verdict.
pub(crate) fn check(edits: Edits<'_>, bump: Bump, expected: &[&str]) {
    let new = document("new.yaml", &edited(edits));
    let changes = diff(&document("old.yaml", DOCUMENT), &new);
    assert_report(&changes.unwrap_or_else(|error| panic!("{error}")), bump, expected);
}

pub(crate) fn assert_report(changes: &Changes, bump: Bump, expected: &[&str]) {
    let text = changes.to_string();
    let (lines, verdict) = text.rsplit_once('\n').unwrap_or(("", &text));
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    let start = match bump {
        Bump::None => "verdict: nothing changes",
        Patch => "verdict: nothing changes for callers; bump the patch version",
        Minor => "verdict: compatible; before 1.0 bump the patch version, from 1.0 on the minor",
        Major => "verdict: breaking; before 1.0 bump the minor version, from 1.0 on the major",
        other => panic!("{other:?} is new: add its verdict here"),
    };
    assert_eq!((verdict, changes.bump()), (start, bump));
}
