//! The whole life of an instance, its groups and its messages, through the handles, against a server
//! inside this process: prints what was asked and what came back. Exits with 1 if a reply is not what
//! it should be, or if an operation of the API was left out.
//!
//! `cargo run --example tour --features sandbox`

mod groups;
mod instance;
mod messages;

use std::process::ExitCode;

use whatsapi::models::ApiResponse;
use whatsapi::{Error, Instance, Response, operations};
use whatsapi_sandbox::Sandbox;

const ANN: &str = "919876543210";
const BOB: &str = "+91 88888-88888";
const PICTURE: &[u8] = b"\xFF\xD8\xFF\xE0 a picture \xFF\xD9";

/// Of what is longer, the start is printed.
const SHOWN: usize = 300;

type Reply = Result<Response<ApiResponse>, Error>;

fn main() -> ExitCode {
    let mut tour = Tour { sandbox: Sandbox::start(), shown: 0, failures: 0 };
    if let Err(error) = tour.run() {
        println!("    FAILED: {error}");
        tour.failures += 1;
    }
    let asked = tour.sandbox.requests();
    for operation in operations::ALL {
        if !asked.iter().any(|request| request.operation == Some(operation.name)) {
            println!("{} is not on the tour", operation.name);
            tour.failures += 1;
        }
    }
    println!(
        "\n{} requests, {} operations, {} failures",
        asked.len(),
        operations::ALL.len(),
        tour.failures
    );
    if tour.failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Tour {
    sandbox: Sandbox,
    /// How many of the sandbox's requests were printed.
    shown: usize,
    failures: usize,
}

impl Tour {
    fn run(&mut self) -> Result<(), Error> {
        let instance = self.link()?;
        self.groups(&instance)?;
        self.messages(&instance)?;
        self.files(&instance)?;
        self.people(&instance)?;
        self.end(&instance)
    }

    fn instance(&self, key: &str) -> Instance {
        self.sandbox.client().instance(key)
    }

    fn heading(&self, text: &str) {
        println!("\n== {text}");
    }

    /// Prints the requests since the last time, and the reply.
    fn show(&mut self, reply: Reply) -> Reply {
        let requests = self.sandbox.requests();
        for request in &requests[self.shown..] {
            println!("\n{}", request.operation.unwrap_or("?"));
            println!("    > {} {}", request.method, request.target);
            for line in String::from_utf8_lossy(&request.body).lines() {
                let line = line.replace(|c: char| c.is_control() || c == '\u{fffd}', ".");
                println!("    > {}", start(&line));
            }
        }
        self.shown = requests.len();
        match &reply {
            Ok(reply) => {
                let envelope = serde_json::json!(&**reply).to_string();
                println!("    < {} {}", reply.status(), start(&envelope));
            }
            Err(error) => println!("    < {error}"),
        }
        reply
    }

    fn check(&mut self, what: &str, holds: bool) {
        println!("    {} {what}", if holds { "ok:" } else { "FAILED:" });
        self.failures += usize::from(!holds);
    }
}

fn start(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
