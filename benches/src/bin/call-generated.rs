//! The call by the generated function.

use whatsapi::Client;
use whatsapi_benches::{Failure, GROUP, INSTANCE, KEY, measure};

fn main() -> Result<(), Failure> {
    measure(|server| {
        let client = Client::new(server, KEY)?;
        Ok(move || Ok(client.get_group(INSTANCE, GROUP)?.status))
    })
}
