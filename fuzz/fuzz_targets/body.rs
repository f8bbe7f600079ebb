//! Arbitrary bytes as the body of a success, of an error and of an event.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use support::hostile::{assert_event_is_sound, call_with_body};

fuzz_target!(|body: &[u8]| {
    let _ = call_with_body(200, body);
    call_with_body(400, body).unwrap_err();
    assert_event_is_sound(body);
});
