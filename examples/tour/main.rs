//! A tour of the whole API through the handles: an instance, its groups and its messages, against an
//! in-process sandbox. Prints each request and response. Exits with 1 if a response is not as expected, or if
//! the tour misses an operation of the API.
//!
//! `cargo run --example tour`

mod groups;
mod instance;
mod messages;

use std::process::ExitCode;

use whatsapi::{Envelope, Error, Instance, Outcomes, Reply, StatusCode, operations};
use whatsapi_sandbox::Sandbox;

const ANN: &str = "919876543210";
const BOB: &str = "+91 88888-88888";
const PICTURE: &[u8] = b"\xFF\xD8\xFF\xE0 a picture \xFF\xD9";

/// Maximum length of printed bodies.
const MAX_PRINTED: usize = 300;

/// The printed parts of a call's result.
trait Response {
    fn parts(&self) -> (StatusCode, &Envelope);
}

impl<T> Response for Reply<T> {
    fn parts(&self) -> (StatusCode, &Envelope) {
        (self.status(), self.envelope())
    }
}

impl Response for Outcomes {
    fn parts(&self) -> (StatusCode, &Envelope) {
        self.reply().parts()
    }
}

fn main() -> ExitCode {
    let mut tour = Tour { sandbox: Sandbox::start(), printed: 0, failures: 0 };
    if let Err(error) = tour.run() {
        println!("    FAILED: {error}");
        tour.failures += 1;
    }
    let requests = tour.sandbox.requests();
    for operation in operations::ALL {
        if !requests.iter().any(|request| request.operation == Some(operation.name)) {
            println!(
                "FAILED: the tour does not call operation `{}`; call it in examples/tour/",
                operation.name
            );
            tour.failures += 1;
        }
    }
    println!(
        "\n{} requests, {} operations, {} failures",
        requests.len(),
        operations::ALL.len(),
        tour.failures
    );
    if tour.failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Tour {
    sandbox: Sandbox,
    /// How many requests of the sandbox were printed so far.
    printed: usize,
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

    /// Prints the requests since the last call, and the response.
    fn show<R: Response>(&mut self, result: Result<R, Error>) -> Result<R, Error> {
        let requests = self.sandbox.requests();
        for request in &requests[self.printed..] {
            println!("\n{}", request.operation.unwrap_or("?"));
            println!("    > {} {}", request.method, request.target);
            for line in String::from_utf8_lossy(&request.body).lines() {
                let line = line.replace(|c: char| c.is_control() || c == '\u{fffd}', ".");
                println!("    > {}", truncated(&line));
            }
        }
        self.printed = requests.len();
        match &result {
            Ok(response) => {
                let (status, envelope) = response.parts();
                println!("    < {status} {}", truncated(&serde_json::json!(envelope).to_string()));
            }
            Err(error) => println!("    < {error}"),
        }
        result
    }

    fn check(&mut self, expectation: &str, holds: bool) {
        println!("    {} {expectation}", if holds { "ok:" } else { "FAILED:" });
        self.failures += usize::from(!holds);
    }
}

fn truncated(text: &str) -> String {
    match text.char_indices().nth(MAX_PRINTED) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
