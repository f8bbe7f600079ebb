//! Shared by the tests: a client of a small API, and servers at raw sockets.

#![allow(dead_code, reason = "shared by tests, each of which uses a part")]
#![expect(unreachable_pub, reason = "a module of each test")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod classified;
pub mod server;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub mod tls;

use openapi_ureq::__private::{api, operation, security_scheme};
use openapi_ureq::{
    Api, ClientBuilder, Error, GeneratedClient, HttpClient, Method, Operation, Response,
    RetryPolicy, SecurityKind, SecurityScheme, decode,
};
use serde_json::{Value, json};

pub const KEY: &str = "planted-key-5f1d";

const SCHEMES: &[SecurityScheme] = &[security_scheme("key", SecurityKind::Header("X-Key"))];

/// Idempotent.
pub static LIST_BOOKS: Operation =
    operation("listBooks", "list_books", Method::GET, "/books", "", &[&[0]], true);
/// Not idempotent.
pub static ADD_BOOK: Operation =
    operation("addBook", "add_book", Method::POST, "/books", "", &[&[0]], false);
/// Idempotent, with a slot and a body.
pub static REPLACE_BOOK: Operation =
    operation("replaceBook", "replace_book", Method::PUT, "/books/{id}", "", &[&[0]], true);
/// Idempotent, without a body in either direction.
pub static PROBE_BOOKS: Operation =
    operation("probeBooks", "probe_books", Method::HEAD, "/books", "", &[&[0]], true);

/// The client of an API of books, as the generator would make it.
#[derive(Clone, Debug)]
pub struct Library {
    pub http: HttpClient,
}

impl GeneratedClient for Library {
    const API: Api = api("library", "1.2.3", "/v1", SCHEMES, true);

    fn from_http_client(http: HttpClient) -> Self {
        Self { http }
    }
}

impl Library {
    /// A client of the server at `url` that sends everything once.
    pub fn builder(url: &str) -> ClientBuilder<Self> {
        ClientBuilder::new().server(url).api_key(KEY).retry(RetryPolicy::none())
    }

    pub fn list_books(&self) -> Result<Response<Value>, Error> {
        self.http.request(&LIST_BOOKS).send(decode::json)
    }

    pub fn add_book(&self, title: &str) -> Result<Response<Value>, Error> {
        self.http.request(&ADD_BOOK).json(&json!({ "title": title })).send(decode::json)
    }

    pub fn replace_book(&self, id: &str, title: &str) -> Result<Response<Value>, Error> {
        let request = self.http.request(&REPLACE_BOOK).path("id", &id);
        request.json(&json!({ "title": title })).send(decode::json)
    }

    pub fn probe_books(&self) -> Result<Response<()>, Error> {
        self.http.request(&PROBE_BOOKS).send(decode::empty)
    }
}
