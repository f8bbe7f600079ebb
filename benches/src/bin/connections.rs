//! Prints for each client how many connections 32 threads open for 100 calls each.

use std::thread;

use whatsapi_benches::Failure;
use whatsapi_benches::clients::{self, TimeLimits};
use whatsapi_benches::server::Server;

fn main() -> Result<(), Failure> {
    let server = Server::start()?;
    for (name, connect) in clients::ALL {
        let call = connect(server.url(), TimeLimits::On)?;
        let work = || (0..100).try_for_each(|_| call());
        thread::scope(|scope| {
            let threads: Vec<_> = (0..32).map(|_| scope.spawn(work)).collect();
            threads.into_iter().try_for_each(|thread| {
                thread.join().unwrap_or_else(|_| Err("a thread panicked".into()))
            })
        })?;
        println!("{name} {}", server.take_connections());
    }
    Ok(())
}
