//! The generated client: models, the table of operations, and a function for each operation.
//!
//! With the feature `codegen`, `build.rs` generates it from `openapi.yaml` and `openapi.overlay.yaml`.
//! Otherwise it is the committed snapshot; a test checks that both are equal.

#[cfg(feature = "codegen")]
include!(concat!(env!("OUT_DIR"), "/generated.rs"));

#[cfg(not(feature = "codegen"))]
include!("snapshot.rs");
