//! An application that makes the call by hand on `reqwest::blocking`.

use whatsapi_benches::{Failure, clients};

fn main() -> Result<(), Failure> {
    clients::run(clients::reqwest)
}
