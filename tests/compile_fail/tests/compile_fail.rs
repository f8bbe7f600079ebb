//! Misuse that must not compile, with the errors that users see.
//!
//! To update the expected errors: `TRYBUILD=overwrite cargo test -p whatsapi-compile-fail`

#[test]
fn misuse_is_a_compile_error() {
    trybuild::TestCases::new().compile_fail("cases/*.rs");
}
