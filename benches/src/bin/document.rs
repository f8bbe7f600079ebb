//! Prints a document of approximately the given size: `document BYTES`.

use whatsapi_benches::{Failure, document};

fn main() -> Result<(), Failure> {
    let bytes = std::env::args().nth(1).ok_or("usage: document BYTES")?;
    println!("{}", document::of_size(bytes.parse()?));
    Ok(())
}
