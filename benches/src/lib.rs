//! What the benchmarks share: one call, `get_group`, made by four clients, the server that responds to
//! it, and a large document to generate a client from.

#[cfg(any(feature = "ureq", feature = "reqwest", feature = "whatsapi"))]
pub mod clients;
#[cfg(feature = "generate")]
pub mod document;
#[cfg(feature = "server")]
pub mod server;

/// The instance that is called.
pub const INSTANCE: &str = "sales";
/// The group that is read.
pub const GROUP: &str = "120363025246125486@g.us";
/// The key that is sent.
pub const KEY: &str = "benchmark-key";

/// A failure of any kind; it ends the program.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
