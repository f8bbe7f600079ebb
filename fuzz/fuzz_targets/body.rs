//! Arbitrary bytes as the body of a success and of an error.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use support::hostile::call_with_body;

fuzz_target!(|body: &[u8]| {
    let _ = call_with_body(200, body);
    call_with_body(400, body).unwrap_err();
});
