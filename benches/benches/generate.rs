//! The time to generate a client, from the API's own document and from documents of several sizes.

#![expect(clippy::unwrap_used, reason = "a rejected document ends the benchmark")]

use divan::Bencher;
use divan::counter::BytesCount;
use openapi_ureq_codegen::{Options, Source, generate};
use whatsapi_benches::document;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn openapi_yaml(bencher: Bencher<'_, '_>) {
    let source = |name| Source::read(format!("{}/../{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let options = Options::new(source("openapi.yaml")).overlay(source("openapi.overlay.yaml"));
    bencher.bench(|| generate(&options).unwrap());
}

/// A constant throughput means that the time is linear in the size of the document.
#[divan::bench(args = [400_000, 900_000, 1_800_000, 3_700_000], sample_count = 5, sample_size = 1)]
fn document_of_bytes(bencher: Bencher<'_, '_>, bytes: usize) {
    let document = document::of_size(bytes);
    let bytes = BytesCount::of_str(&document);
    let options = Options::new(Source::new("large.json", document));
    bencher.counter(bytes).bench(|| generate(&options).unwrap());
}
