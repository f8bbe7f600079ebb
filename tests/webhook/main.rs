//! Events: the shapes of public servers, tolerance of unknown content, and secrets.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/arbitrary.rs"]
mod arbitrary;
mod files;
mod groups;
mod hostile;
mod messages;
#[cfg(feature = "webhook-signature")]
mod signatures;
#[path = "../support/mod.rs"]
mod support;
mod whole;

use serde_json::Value;
use whatsapi::webhook::Event;
use whatsapi::{Participant, Recipient};

const GROUP: &str = "120363025246125486@g.us";
const ANN: &str = "919876543210";
const ANN_JID: &str = "919876543210@s.whatsapp.net";

fn event(body: &Value) -> Event {
    Event::from_slice(body.to_string().as_bytes()).unwrap()
}

fn person(id: &str) -> Option<Participant> {
    Some(id.parse().unwrap())
}

fn chat(id: &str) -> Option<Recipient> {
    Some(id.parse().unwrap())
}
