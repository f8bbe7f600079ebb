//! Arbitrary bytes as a server's response, over a socket.

#![no_main]

#[path = "../../crates/openapi-ureq/tests/support/mod.rs"]
mod support;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use support::hostile::{HostileServer, Then};

static SERVER: LazyLock<HostileServer> = LazyLock::new(HostileServer::start);

fuzz_target!(|reply: &[u8]| {
    let _ = SERVER.call(reply, Then::Close);
});
