//! Shared by the benchmarks: the call `get_group` by four clients, the server that responds to it, and a
//! large document to generate a client from.

#[cfg(any(feature = "ureq", feature = "reqwest", feature = "whatsapi"))]
pub mod clients;
#[cfg(feature = "generate")]
pub mod document;
#[cfg(feature = "server")]
pub mod server;

/// The instance of the call.
pub const INSTANCE: &str = "sales";
/// The group of the call.
pub const GROUP: &str = "120363025246125486@g.us";
/// The API key.
pub const KEY: &str = "benchmark-key";

/// A failure of any kind; it ends the program.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
