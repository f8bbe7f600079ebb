//! The committed snapshot of the generated code is up to date with the document and the overlay.

#![cfg(feature = "codegen")]

#[test]
fn snapshot_is_up_to_date() {
    let fresh = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let snapshot = include_str!("../src/generated/snapshot.rs");
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
