//! The code generated from documents that together use every supported feature.

mod common;

use common::fixtures;
use openapi_ureq_codegen::{Options, Source, generate};

#[test]
fn code_of_every_good_document_matches_its_snapshot() {
    for fixture in fixtures("good") {
        let source = Source::new(format!("good/{}", fixture.file), &fixture.text);
        let code = generate(&Options::new(source)).unwrap_or_else(|error| panic!("{error}"));
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(fixture.stem, code);
        });
    }
}
