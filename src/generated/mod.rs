//! The generated client: models, the table of operations, and a function for each operation.
//!
//! With the feature `codegen` it is made by `build.rs` from `openapi.yaml` and
//! `openapi.overlay.yaml`; without, it is the committed snapshot, which a test holds equal.

#[cfg(feature = "codegen")]
include!(concat!(env!("OUT_DIR"), "/generated.rs"));

#[cfg(not(feature = "codegen"))]
include!("snapshot.rs");
