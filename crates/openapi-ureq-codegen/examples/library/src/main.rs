//! Lists the books of a library and borrows the first available one.
//!
//! `LIBRARY_URL=http://localhost:8080 LIBRARY_KEY=key cargo run -p library-example [SUBJECT]`

use std::error::Error;
use std::time::Duration;

use api::Client;
use api::models::{Book, Loan, Status};

#[allow(dead_code, unreachable_pub, reason = "this program does not use all of the API")]
mod api {
    //! The client that the build script generated.

    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .server(std::env::var("LIBRARY_URL")?)
        .api_key(std::env::var("LIBRARY_KEY")?)
        .timeout(Duration::from_secs(10))
        .build()?;
    let subject = std::env::args().nth(1);
    match borrow_first(&client, subject.as_deref())? {
        Some(book) => println!("borrowed {}: {}", book.id, book.title),
        None => println!("no book is available"),
    }
    Ok(())
}

/// Borrows the first available book on the subject, for two weeks.
fn borrow_first(
    client: &Client,
    subject: Option<&str>,
) -> Result<Option<Book>, openapi_ureq::Error> {
    let books = client.list_books(subject, None)?.into_body();
    let Some(book) = books.into_iter().find(|book| book.status == Status::OnShelf) else {
        return Ok(None);
    };
    client.borrow_book(book.id, &Loan { days: 14, ..Default::default() })?;
    Ok(Some(book))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mockito::{Matcher, Server};

    use super::*;

    #[test]
    fn first_available_book_is_borrowed() {
        let mut server = Server::new();
        let books = r#"[
            {"id": 1, "title": "Ferns", "status": "on_loan"},
            {"id": 2, "title": "Mosses", "author": null, "status": "on_shelf"}
        ]"#;
        let list = server
            .mock("GET", "/v1/books")
            .match_query(Matcher::UrlEncoded("subject".into(), "botany & more".into()))
            .match_header("X-Card-Key", "card")
            .with_body(books)
            .create();
        let loan = server
            .mock("PUT", "/v1/books/2/loan")
            .match_body(Matcher::JsonString(r#"{"days": 14}"#.into()))
            .with_status(204)
            .create();
        let client = Client::builder().server(server.url()).api_key("card").build().unwrap();
        let book = borrow_first(&client, Some("botany & more")).unwrap().unwrap();
        assert_eq!((book.id, book.title.as_str()), (2, "Mosses"));
        list.assert();
        loan.assert();
    }

    #[test]
    fn failed_call_has_the_status_and_the_operation() {
        let mut server = Server::new();
        server
            .mock("GET", "/v1/books/7")
            .with_status(404)
            .with_body(r#"{"message": "no such book"}"#)
            .create();
        let client = Client::builder().server(server.url()).api_key("card").build().unwrap();
        let error = client.get_book(7).unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
        assert!(error.to_string().contains("get_book"), "{error}");
    }
}
