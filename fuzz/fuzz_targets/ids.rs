//! Arbitrary text as an id.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use support::hostile::assert_id_is_sound;
use whatsapi::{GroupId, InviteCode, Participant, Recipient};

fuzz_target!(|text: &str| {
    assert_id_is_sound::<GroupId>(text);
    assert_id_is_sound::<Participant>(text);
    assert_id_is_sound::<Recipient>(text);
    assert_id_is_sound::<InviteCode>(text);
});
