//! Prints the client of a document: `generate FILE`.

use openapi_ureq_codegen::{Options, Source};
use whatsapi_benches::Failure;

fn main() -> Result<(), Failure> {
    let file = std::env::args().nth(1).ok_or("usage: generate FILE")?;
    let code = openapi_ureq_codegen::generate(&Options::new(Source::read(file)?))?;
    println!("{code}");
    Ok(())
}
