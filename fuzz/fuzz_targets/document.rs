//! Arbitrary text as a document to generate from; text after a NUL is its overlay.

#![no_main]

use std::panic::set_hook;

use libfuzzer_sys::{Corpus, fuzz_target};
use openapi_ureq_codegen::{Options, Source, generate};

/// Longer documents only repeat what shorter ones contain.
const LONGEST: usize = 16 << 10;

fuzz_target!(
    // The generator catches panics of its dependencies. libFuzzer's hook would abort on them.
    init: set_hook(Box::new(|panic| eprintln!("{panic}"))),
    |text: &str| -> Corpus {
        if text.len() > LONGEST {
            return Corpus::Reject;
        }
        let (document, overlay) = match text.split_once('\0') {
            Some((document, overlay)) => (document, Some(overlay)),
            None => (text, None),
        };
        let mut options = Options::new(Source::new("fuzzed.yaml", document));
        if let Some(overlay) = overlay {
            options = options.overlay(Source::new("overlay.yaml", overlay));
        }
        if let Err(error) = generate(&options) {
            let text = error.to_string();
            assert!(!error.diagnostics().is_empty(), "rejected without a diagnostic");
            assert!(!text.contains("bug in the generator"), "{text}");
        }
        Corpus::Keep
    }
);
