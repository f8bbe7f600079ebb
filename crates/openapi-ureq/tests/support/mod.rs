//! Shared by the tests: a client of a small API, and servers at raw sockets.

#![allow(dead_code, reason = "shared by tests, each of which uses a part")]
#![expect(unreachable_pub, reason = "a module of each test")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(target_os = "linux")]
pub mod backlog;
pub mod classified;
pub mod errors;
pub mod flood;
pub mod hostile;
pub mod server;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub mod tls;

use std::time::{Duration, Instant};

use openapi_ureq::__private::{api, operation, security_scheme};
use openapi_ureq::{
    Api, CallOptions, ClientBuilder, Error, GeneratedClient, HttpClient, Method, Multipart,
    MultipartForm, Operation, Response, RetryPolicy, SecurityKind, SecurityScheme, Upload, decode,
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
/// Idempotent, with a path parameter and a body.
pub static REPLACE_BOOK: Operation =
    operation("replaceBook", "replace_book", Method::PUT, "/books/{id}", "", &[&[0]], true);
/// Idempotent, without a body in either direction.
pub static PROBE_BOOKS: Operation =
    operation("probeBooks", "probe_books", Method::HEAD, "/books", "", &[&[0]], true);

/// Idempotent, with a multipart form as its body.
pub static REPLACE_COVER: Operation =
    operation("replaceCover", "replace_cover", Method::PUT, "/cover", "", &[&[0]], true);

/// The client of a books API, as the generator would write it.
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

    /// A client of the server at `url` that retries after a short delay.
    pub fn retrying(url: &str) -> ClientBuilder<Self> {
        Self::builder(url).retry(RetryPolicy::new().initial_delay(Duration::from_millis(1)))
    }

    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { http: self.http.with_options(options) }
    }

    pub fn shutdown(&self) {
        self.http.shutdown();
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

    pub fn replace_cover(&self, file: &Upload) -> Result<Response<Value>, Error> {
        self.http.request(&REPLACE_COVER).multipart(&[], &Cover(file)).send(decode::json)
    }
}

struct Cover<'a>(&'a Upload);

impl MultipartForm for Cover<'_> {
    fn write_parts(&self, form: &mut Multipart) {
        form.file("file", self.0);
    }
}

/// The result of `run`, and how long it took.
pub fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = run();
    (result, start.elapsed())
}
