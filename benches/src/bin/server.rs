//! Serves the measured programs: prints the server's URL and ends when stdin does.

use std::io;

use whatsapi_benches::Failure;
use whatsapi_benches::server::Server;

fn main() -> Result<(), Failure> {
    println!("{}", Server::start()?.url());
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
