//! An application that makes the call by hand on `ureq`.

use whatsapi_benches::{Failure, clients};

fn main() -> Result<(), Failure> {
    clients::run(clients::ureq)
}
