//! Random values, for the tests that include this file.

#![expect(unreachable_pub, reason = "a module of each test")]
#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::support::KEY;

/// Checks a property for random values, the same ones in every run.
pub fn for_each<S: Strategy<Value: Debug>>(cases: u32, strategy: S, property: impl Fn(S::Value)) {
    let config = ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(0x5EED),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&strategy, |value| {
        property(value);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Text with the API key, control characters, or words of error messages.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => ".{0,20}",
        1 => any::<String>(),
        1 => Just(format!("{KEY}\r\n{KEY}")),
        1 => Just("\u{1b}[2J\u{2028}\u{202e}, expected nothing".to_owned()),
    ]
}
