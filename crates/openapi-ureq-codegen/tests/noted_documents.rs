//! If the generator has to make a decision about a document, it generates the code with a note.
//!
//! Snapshots contain the notes of every file in `fixtures/noted`; the code is compiled together with that of the
//! good documents. A file without notes is one that the generator used to reject.

mod common;

use common::fixtures;
use openapi_ureq_codegen::{Options, Source, generate_with_notes};

#[test]
fn decision_is_noted_with_its_place_and_a_remedy() {
    for fixture in fixtures("noted") {
        let source = Source::new(format!("noted/{}", fixture.file), &fixture.text);
        let generated = match generate_with_notes(&Options::new(source)) {
            Ok(generated) => generated,
            Err(error) => panic!("{error}"),
        };
        for note in &generated.notes {
            let in_header = format!("// Note: {}: {}\n", note.pointer, note.message);
            assert!(generated.code.contains(&in_header), "{in_header}");
        }
        let notes: Vec<String> = generated.notes.iter().map(ToString::to_string).collect();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(fixture.stem.as_str(), notes.join("\n"));
        });
    }
}
