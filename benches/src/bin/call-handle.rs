//! An application that makes the call with the handles.

use whatsapi_benches::{Failure, clients};

fn main() -> Result<(), Failure> {
    clients::run(clients::handle)
}
