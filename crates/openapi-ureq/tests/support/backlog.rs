//! An address at which connections are neither accepted nor refused.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// A listener with a full backlog: on Linux, further connections wait.
pub struct FullBacklog {
    listener: TcpListener,
    /// The connections that fill the backlog.
    waiting: Vec<TcpStream>,
}

impl FullBacklog {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
            waiting.push(stream);
            assert!(waiting.len() < 10_000, "the backlog never fills up");
        }
        Self { listener, waiting }
    }

    pub fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap()
    }
}
