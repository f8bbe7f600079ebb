//! A handle for one book, built on a generated client, with an in-process mock server.
//!
//! `openapi-ureq-codegen` generates `api.rs` from the document
//! `crates/openapi-ureq-codegen/examples/library/openapi.yaml`. This example adds the configuration of the
//! client, a handle with its own checks, error handling, per-call options, and an endpoint that is not in
//! the document.
//!
//! `cargo run -p openapi-ureq --example library`

use std::process::ExitCode;
use std::time::Duration;

use api::models::{Book, Loan, Problem};
use api::{Client, operations};
use mockito::{Server, ServerGuard};
use openapi_ureq::{CallOptions, Error, ErrorKind, Method, RetryPolicy, decode};

#[allow(dead_code, unreachable_pub, reason = "this program does not use all of the API")]
mod api {
    //! The generated client. A crate with a build script includes it from `OUT_DIR`.

    include!("api.rs");
}

/// The longest loan, in days.
const MAX_DAYS: i32 = 28;

/// A book of the library: a handle, which holds the client and the id.
struct BookHandle {
    client: Client,
    id: i64,
}

impl BookHandle {
    fn new(client: &Client, id: i64) -> Self {
        // Clones share connections and settings.
        Self { client: client.clone(), id }
    }

    fn info(&self) -> Result<Book, Error> {
        Ok(self.client.get_book(self.id)?.into_body())
    }

    /// Borrows the book, after checking the number of days.
    fn borrow_for(&self, days: i32) -> Result<(), Error> {
        if !(1..=MAX_DAYS).contains(&days) {
            let message = format!("a loan of {days} days is not possible; pass 1 to {MAX_DAYS}");
            return Err(Error::new(ErrorKind::InvalidArgument, message)
                .in_operation(&operations::BORROW_BOOK));
        }
        self.client.borrow_book(self.id, &Loan { days, ..Default::default() })?;
        Ok(())
    }

    /// The cover, from an endpoint that the document does not describe, with a shorter timeout.
    fn cover(&self) -> Result<Vec<u8>, Error> {
        let options = CallOptions::new().timeout(Duration::from_secs(5));
        let client = self.client.with_options(options);
        let request = client.request(Method::GET, "/books/{id}/cover").path("id", &self.id);
        Ok(request.send(decode::bytes)?.into_body())
    }
}

fn main() -> ExitCode {
    let server = library();
    match run(&server.url()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(url: &str) -> Result<(), Error> {
    let client = Client::builder()
        .server(url)
        .api_key("card-1234")
        .timeout(Duration::from_secs(20))
        .retry(RetryPolicy::new().initial_delay(Duration::from_millis(10)))
        .on_attempt(|attempt| println!("  {attempt}"))
        .build()?;

    println!("A book is read: the first response is 503, and reading is retried");
    let ferns = BookHandle::new(&client, 1);
    println!("{:?}\n", ferns.info()?);

    println!("A loan fails: the kind, the status and the documented body are in the error");
    if let Err(error) = ferns.borrow_for(14) {
        println!("{error}");
        let problem: Option<Problem> = error.decode().ok();
        println!("{:?}, status {:?}, {problem:?}\n", error.kind(), error.status());
    }

    println!("The handle rejects a loan before anything is sent");
    if let Err(error) = ferns.borrow_for(365) {
        println!("{error}\n");
    }

    println!("An endpoint that is not in the document");
    println!("{} bytes", ferns.cover()?.len());
    Ok(())
}

/// A library with one book, which is on loan. Its first response is an error.
fn library() -> ServerGuard {
    let mut server = Server::new();
    server.mock("GET", "/v1/books/1").with_status(503).expect(1).create();
    let book = r#"{"id": 1, "title": "Ferns", "status": "on_loan"}"#;
    server.mock("GET", "/v1/books/1").with_body(book).create();
    let problem = r#"{"message": "Somebody else has it"}"#;
    server.mock("PUT", "/v1/books/1/loan").with_status(409).with_body(problem).create();
    server.mock("GET", "/v1/books/1/cover").with_body(b"\xFF\xD8\xFF").create();
    server
}
