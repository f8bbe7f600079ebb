//! An address where connections are neither made nor refused.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// A listener that accepts nothing, and whose queue is full: on Linux, who wants to connect waits.
pub struct FullBacklog {
    listener: TcpListener,
    /// What the queue is full of.
    waiting: Vec<TcpStream>,
}

impl FullBacklog {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
            waiting.push(stream);
            assert!(waiting.len() < 10_000, "a queue has an end");
        }
        Self { listener, waiting }
    }

    pub fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap()
    }
}
