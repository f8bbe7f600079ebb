//! An application that makes the call with the generated function.

use whatsapi_benches::{Failure, clients};

fn main() -> Result<(), Failure> {
    clients::run(clients::generated)
}
