//! The socket of a connection, which can be interrupted from another thread.

use std::fmt;
use std::sync::Weak;

use ureq::unversioned::transport::ShutdownHandle;

use crate::cancel::{CancelToken, Registration};

/// A socket that the shutdown of the client interrupts as long as it is open, and a token while a
/// call uses it.
pub(super) struct OpenSocket {
    handle: Weak<dyn ShutdownHandle>,
    _shutdown: Registration,
}

impl OpenSocket {
    pub(super) fn new(handle: Weak<dyn ShutdownHandle>, shutdown: &CancelToken) -> Self {
        Self { _shutdown: interrupt(&handle, shutdown), handle }
    }

    /// Interrupts the socket if the token is cancelled, until the result is dropped.
    pub(super) fn cancelled_by(&self, token: &CancelToken) -> Registration {
        interrupt(&self.handle, token)
    }
}

fn interrupt(handle: &Weak<dyn ShutdownHandle>, token: &CancelToken) -> Registration {
    let handle = Weak::clone(handle);
    token.on_cancel(move || {
        if let Some(handle) = handle.upgrade() {
            handle.shutdown();
        }
    })
}

impl fmt::Debug for OpenSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenSocket(..)")
    }
}
