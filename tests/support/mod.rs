//! Shared code of the tests.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "shared by tests, each of which uses a part"
)]

// Shared with the tests of the runtime.
#[path = "../../crates/openapi-ureq/tests/support/errors.rs"]
mod errors;
pub mod hostile;
pub mod program;
#[path = "../../crates/openapi-ureq/tests/support/server.rs"]
mod server;
pub mod table;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[path = "../../crates/openapi-ureq/tests/support/tls.rs"]
pub mod tls;

pub use errors::{assert_caused_by_the_server, assert_presentable, shown};
pub use server::{Connection, RawServer, header, response, split};
use whatsapi::{Client, ClientBuilder, RetryPolicy, SecurityKind, operations};

pub const KEY: &str = "planted-key-5f1d";
pub const GROUP: &str = "120363025246125486@g.us";

/// The envelope of a successful response to any operation.
pub const OK_BODY: &str = r#"{"error":false,"message":"ok"}"#;

impl RawServer {
    /// Responds to each request with success.
    pub fn ok() -> Self {
        Self::answering(response("200 OK", OK_BODY))
    }

    /// A client of this server without retries.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder().server(self.url()).api_key(KEY).retry(RetryPolicy::none())
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

/// The content of a chunked body.
pub fn without_chunks(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|window| window == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[end + 2..][..size]);
        body = &body[end + 2 + size + 2..];
    }
}

/// The header of the API key, as the document declares it.
pub fn key_header() -> &'static str {
    match operations::SECURITY_SCHEMES[0].kind {
        SecurityKind::Header(name) => name,
        other => panic!("the key is not sent in a header but as {other:?}"),
    }
}
