//! The state of the request that a thread is sending, which ureq does not report.

use std::cell::RefCell;
use std::sync::Arc;

use http::HeaderMap;

use super::idle::IdleLimit;

/// The state of a request being sent.
#[derive(Default)]
struct Sending {
    /// Whether bytes of it were written.
    has_left: bool,
    /// The connection that it was written to.
    connection: Option<Arc<IdleLimit>>,
    /// Whether the server has rejected it, so that the rest is not sent.
    is_refused: bool,
}

thread_local! {
    /// The request of this thread.
    static SENDING: RefCell<Sending> = RefCell::default();
}

/// Tracks one request of this thread. A nested request, such as by the reader of an upload, is
/// tracked separately.
pub(super) struct Watch {
    outer: Sending,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self { outer: SENDING.try_with(RefCell::take).unwrap_or_default() }
    }

    /// Returns whether any byte of the request was written to the server. Bytes written to connect
    /// (TLS, a proxy) are not tracked yet, and do not count.
    pub(super) fn has_left(&self) -> bool {
        // Unknown while the thread is being destroyed, so assume the worst.
        SENDING.try_with(|sending| sending.borrow().has_left).unwrap_or(true)
    }

    /// Limits the connection's idle time to the server's `Keep-Alive`.
    pub(super) fn note_keep_alive(&self, headers: &HeaderMap) {
        let _ = SENDING.try_with(|sending| {
            if let Some(connection) = &sending.borrow().connection {
                connection.note(headers);
            }
        });
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let outer = std::mem::take(&mut self.outer);
        let _ = SENDING.try_with(|sending| sending.replace(outer));
    }
}

/// Returns whether the server has rejected this thread's request before it was completely sent.
pub(super) fn is_refused() -> bool {
    SENDING.try_with(|sending| sending.borrow().is_refused).unwrap_or(false)
}

/// Records that bytes of this thread's request are written to the connection with this limit, and whether the
/// server has rejected the request.
pub(super) fn note_write(connection: &Arc<IdleLimit>, is_refused: bool) {
    let _ = SENDING.try_with(|sending| {
        let mut sending = sending.borrow_mut();
        sending.has_left = true;
        sending.is_refused = is_refused;
        sending.connection.get_or_insert_with(|| Arc::clone(connection));
    });
}
