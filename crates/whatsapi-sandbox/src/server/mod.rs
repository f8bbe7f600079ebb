//! A small HTTP/1.1 server on the loopback interface. It is independent of WhatsApp.
//!
//! It owns its threads: one that accepts connections, and one per connection, up to
//! [`MAX_CONNECTIONS`]. Dropping it closes all connections and waits for all threads. It is built on
//! `httparse` instead of an existing server, since tests need to cut a response at any byte or send it
//! slowly.

mod connection;
mod connections;
mod message;
mod send;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub(crate) use connections::{Connections, Stopped};
pub(crate) use message::{Request, Response, header};
pub(crate) use send::Delivery;

/// The maximum number of simultaneous connections. To accept another one, the server closes an idle
/// connection, or waits.
const MAX_CONNECTIONS: usize = 128;

/// How long the server waits after it failed to accept a connection, most likely because the process
/// is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// How long the server tries to wake the thread that accepts connections.
const WAKE_TIMEOUT: Duration = Duration::from_secs(1);

/// How the server answers requests.
pub(crate) trait Service: Send + Sync + 'static {
    /// The response to a request, and how to send it. `None` closes the connection.
    ///
    /// To wait, use [`Connections::sleep`], which ends early when the server stops.
    fn answer(
        &self,
        request: Request,
        connections: &Connections,
    ) -> Result<Option<(Response, Delivery)>, Stopped>;
}

pub(crate) struct Server {
    address: SocketAddr,
    connections: Arc<Connections>,
    listener: Option<JoinHandle<()>>,
}

impl Server {
    #[expect(clippy::expect_used, reason = "without a port, a test could do nothing")]
    pub(crate) fn start(service: Arc<dyn Service>) -> Self {
        let listener =
            TcpListener::bind("127.0.0.1:0").expect("a free port on the loopback interface");
        let address = listener.local_addr().expect("a bound listener has an address");
        let connections = Arc::new(Connections::new(MAX_CONNECTIONS));
        let of_listener = Arc::clone(&connections);
        let listener = Some(thread::spawn(move || listen(&listener, &of_listener, &service)));
        Self { address, connections, listener }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.connections.stop();
        if let Some(listener) = self.listener.take()
            && wake(&listener, self.address)
        {
            let _ = listener.join();
        }
        self.connections.join();
    }
}

/// Interrupts the listener's `accept` by connecting to it. Returns whether the thread ended.
fn wake(listener: &JoinHandle<()>, address: SocketAddr) -> bool {
    let start = Instant::now();
    while start.elapsed() < WAKE_TIMEOUT {
        let connected = || TcpStream::connect_timeout(&address, WAKE_TIMEOUT).is_ok();
        if listener.is_finished() || connected() {
            return true;
        }
        thread::sleep(ACCEPT_PAUSE);
    }
    false
}

fn listen(listener: &TcpListener, connections: &Arc<Connections>, service: &Arc<dyn Service>) {
    while let Ok(place) = connections.reserve() {
        let Ok((stream, _)) = listener.accept() else {
            drop(place);
            if connections.sleep(ACCEPT_PAUSE).is_err() {
                return;
            }
            continue;
        };
        let service = Arc::clone(service);
        // The second handle allows other threads to close the connection.
        if let Ok(outside) = stream.try_clone() {
            place.spawn(outside, move |open| connection::serve(&stream, open, &*service));
        }
    }
}
