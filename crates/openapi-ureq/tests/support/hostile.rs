//! A server that sends arbitrary bytes, and properties that must hold for any response. Used by the tests and by
//! the fuzz targets in `fuzz/`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use openapi_ureq::{Error, Response};
use serde_json::Value;

use super::errors::assert_caused_by_the_server;
use super::server::read_request;
use super::{Library, timed};

/// The largest response that the clients accept.
pub const LIMIT: usize = 1 << 20;

/// The timeout of a call that must end otherwise, far longer than it takes on a busy machine.
pub const AMPLE: Duration = Duration::from_secs(30);

/// The timeout of a call that must end by it.
pub const SHORT: Duration = Duration::from_millis(100);

pub type CallResult = Result<Response<Value>, Error>;

/// A server at a raw socket that sends the bytes given for each call.
pub struct HostileServer {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

/// The bytes that the server sends, and what it does afterwards.
#[derive(Clone, Default)]
struct Script {
    bytes: Vec<u8>,
    then: Then,
}

#[derive(Clone, Debug, Default)]
pub enum Then {
    /// It closes the connection.
    #[default]
    Close,
    /// It sends nothing more.
    Stall,
    /// It sends these bytes repeatedly, until the client closes the connection.
    Repeat(Vec<u8>),
}

impl HostileServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let script = Arc::<Mutex<Script>>::default();
        let current = Arc::clone(&script);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                read_request(&mut stream);
                let Script { bytes, then } = current.lock().unwrap().clone();
                // The client may close the connection before it has received everything.
                let mut sent = stream.write_all(&bytes);
                match then {
                    Then::Close => {}
                    Then::Stall => drop(stream.read_to_end(&mut Vec::new())),
                    Then::Repeat(bytes) => {
                        while sent.is_ok() {
                            sent = stream.write_all(&bytes);
                        }
                    }
                }
            }
        });
        Self { address, script }
    }

    /// The result of a call that receives these bytes, and must not need its timeout.
    pub fn call(&self, bytes: &[u8], then: Then) -> CallResult {
        let result = self.call_within(AMPLE, bytes, then);
        assert!(!result.as_ref().is_err_and(Error::is_timeout), "{result:?}");
        result
    }

    /// The result of a call that receives these bytes and has this timeout.
    pub fn call_within(&self, timeout: Duration, bytes: &[u8], then: Then) -> CallResult {
        *self.script.lock().unwrap() = Script { bytes: bytes.to_vec(), then };
        let builder = Library::builder(&format!("http://{}", self.address));
        let client = builder.timeout(timeout).max_response_bytes(LIMIT as u64).build().unwrap();
        let (result, elapsed) = timed(|| client.list_books());
        assert!(elapsed < timeout + AMPLE, "the call took {elapsed:?}");
        match &result {
            Ok(response) => assert!(response.status().is_success(), "{response:?}"),
            Err(error) => assert_caused_by_the_server(error, "list_books"),
        }
        result
    }
}
