//! `to` is required: it cannot be left out of a message.

fn main() {
    let _ = whatsapi::models::TextMessage { text: "Hello".into() };
}
