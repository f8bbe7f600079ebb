//! A builder does nothing until `build`.
#![deny(unused_must_use)]

fn main() {
    whatsapi::Client::builder().server("https://example.com").api_key("key");
}
