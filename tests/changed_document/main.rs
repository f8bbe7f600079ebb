//! Checks that everything has been updated after a change of the API's document. CONTRIBUTING.md has the steps.
//!
//! Each test compares one aspect with the table of operations, so that one run reports everything that is
//! missing, with the file.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod documentation;
#[path = "../support/mod.rs"]
mod support;

use support::program;
use support::table::table;
use whatsapi::http::StatusCode;
use whatsapi::{Operation, decode, operations};
use whatsapi_sandbox::Sandbox;

/// The operations whose idempotency differs from that of their method, because of the overlay.
const IDEMPOTENCY_EXCEPTIONS: [&Operation; 7] = [
    // DELETE and GET, but not idempotent: a repetition fails, or affects others.
    &operations::DELETE_INSTANCE,
    &operations::JOIN_GROUP_WITH_LINK,
    &operations::LEAVE_GROUP,
    &operations::LOGOUT_INSTANCE,
    // POST, but idempotent: it reads, or sets a state.
    &operations::DOWNLOAD_MEDIA,
    &operations::GET_USERS_INFO,
    &operations::SET_CHAT_PRESENCE,
];

/// Asserts that a condition holds for all operations. The message has a line for each other operation.
fn assert_all(condition: impl Fn(&Operation) -> bool, problem: &str) {
    let others = operations::ALL.iter().filter(|operation| !condition(operation));
    let lines = others.map(|operation| format!("operation `{}` {problem}\n", operation.name));
    let lines: String = lines.collect();
    assert!(lines.is_empty(), "\n{lines}");
}

#[cfg(feature = "codegen")]
#[test]
fn snapshot_is_up_to_date() {
    let fresh = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let snapshot = include_str!("../../src/generated/snapshot.rs");
    let difference = fresh
        .lines()
        .zip(snapshot.lines())
        .enumerate()
        .find(|(_, (fresh, snapshot))| fresh != snapshot);
    assert!(
        fresh == snapshot,
        "src/generated/snapshot.rs is stale, first at {difference:?}. Review what changes and update it with:\n\
         cargo run -p openapi-ureq-codegen --example generate -- openapi.yaml --overlay openapi.overlay.yaml \
         --classifier crate::replies::classify > src/generated/snapshot.rs"
    );
}

#[test]
fn every_operation_sends_the_key() {
    assert_all(
        |operation| operation.security.iter().any(|schemes| !schemes.is_empty()),
        "sends no key; add its `security` in openapi.yaml, or in openapi.overlay.yaml if the vendor omits it",
    );
}

#[test]
fn idempotency_follows_the_method_except_where_listed() {
    let is_exception = |operation: &Operation| {
        IDEMPOTENCY_EXCEPTIONS.iter().any(|other| other.name == operation.name)
    };
    assert_all(
        |operation| {
            operation.idempotent == (operation.method.is_idempotent() != is_exception(operation))
        },
        "is idempotent although its method is not, or the other way round; if this is correct, list it in \
         IDEMPOTENCY_EXCEPTIONS in tests/changed_document/main.rs, otherwise correct openapi.overlay.yaml",
    );
}

#[test]
fn every_operation_has_a_row_in_the_table_of_calls() {
    let rows = table();
    assert_all(
        |operation| rows.iter().any(|row| row.name() == operation.name),
        "has no row in tests/support/table/; add one",
    );
}

#[test]
fn every_operation_has_exactly_one_method_of_a_handle() {
    let rows: Vec<_> = table().into_iter().filter(|row| row.handle.is_some()).collect();
    assert_all(
        |operation| rows.iter().filter(|row| row.name() == operation.name).count() == 1,
        "has no method of a handle, or several; write one in src/handles/, and call it in the row in \
         tests/support/table/",
    );
}

#[test]
fn every_operation_has_a_handler_in_the_sandbox() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    assert_all(
        |operation| {
            let request = client.request(operation.method.clone(), operation.path);
            let slots = operation.path.split('{').skip(1);
            let names = slots.filter_map(|slot| slot.split('}').next());
            let request = names.fold(request, |request, name| request.path(name, &"x"));
            let status = request.send(decode::empty).err().and_then(|error| error.status());
            status != Some(StatusCode::NOT_IMPLEMENTED)
        },
        "has no handler in crates/whatsapi-sandbox/src/handlers/; add one",
    );
}

#[test]
fn tour_calls_every_operation() {
    let run = program::run(&mut program::example("tour"), &[]);
    let failures: Vec<&str> = run.stdout.lines().filter(|line| line.contains("FAILED")).collect();
    assert!(run.code == 0, "\n{}\n{}", failures.join("\n"), run.stderr);
}
