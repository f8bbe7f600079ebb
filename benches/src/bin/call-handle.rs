//! The call by the handles, all of them made anew each time.

use whatsapi::Client;
use whatsapi_benches::{Failure, GROUP, INSTANCE, KEY, measure};

fn main() -> Result<(), Failure> {
    measure(|server| {
        let client = Client::new(server, KEY)?;
        Ok(move || Ok(client.instance(INSTANCE).groups().group(GROUP)?.info()?.status))
    })
}
