//! Runs a sandbox to try programs against, until it is interrupted. It has a connected instance `sales` with
//! one group.
//!
//! `cargo run --example sandbox`

use std::thread;

use whatsapi_sandbox::Sandbox;

fn main() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").group("Team").member("919876543210");
    println!("export WHATSAPI_URL={} WHATSAPI_API_KEY={}", sandbox.url(), sandbox.api_key());
    println!(
        "# The instance `sales` is in the group {}. In another terminal, after this export:",
        team.id()
    );
    println!("#   cargo run --example groups -- --instance sales list");
    println!("#   cargo run --example instances -- create front-desk");
    println!("#   cargo run --example instances -- qr front-desk");
    loop {
        thread::park();
    }
}
