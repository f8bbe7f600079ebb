//! Keeps credentials out of the HTTP library's log.
//!
//! At level `TRACE`, ureq logs every byte it writes, and has no switch for that. While that level is
//! on, sensitive header values are masked in the request that it is given, by as many asterisks, and
//! put back into its buffer when that goes to the connection. Otherwise nothing is done.
//!
//! What was masked is kept by thread. It is gone when a destructor of a thread-local makes a call while
//! its thread ends; where it would be needed then, the call is refused.

use std::cell::RefCell;

use http::{HeaderMap, HeaderName, HeaderValue};
use log::{Level, log_enabled};
use ureq::unversioned::transport::Buffers;

thread_local! {
    /// What was masked in this thread's request and is not yet put back.
    static MASKED: RefCell<Vec<(HeaderName, HeaderValue)>> = const { RefCell::new(Vec::new()) };
}

/// Forgets what was masked when the request is over, and remembers what an outer request of the
/// thread has masked.
pub(super) struct Masking {
    outer: Vec<(HeaderName, HeaderValue)>,
}

impl Drop for Masking {
    fn drop(&mut self) {
        let outer = std::mem::take(&mut self.outer);
        let _ = MASKED.try_with(|masked| masked.replace(outer));
    }
}

/// A thread that ends can no longer keep what was masked.
#[derive(Debug)]
pub(super) struct Unmaskable;

/// Masks the sensitive values of a request that this thread is about to send.
pub(super) fn mask(headers: &mut HeaderMap) -> Result<Option<Masking>, Unmaskable> {
    if !log_enabled!(target: "ureq_proto::util", Level::Trace) {
        return Ok(None);
    }
    let has_secret = headers.values().any(HeaderValue::is_sensitive);
    let mask = |masked: &RefCell<Vec<_>>| {
        let outer = masked.take();
        for (name, value) in headers.iter_mut().filter(|(_, value)| value.is_sensitive()) {
            if let Ok(mask) = HeaderValue::from_str(&"*".repeat(value.len())) {
                masked.borrow_mut().push((name.clone(), std::mem::replace(value, mask)));
            }
        }
        Masking { outer }
    };
    match MASKED.try_with(mask) {
        Ok(masking) => Ok(Some(masking)),
        Err(_) if has_secret => Err(Unmaskable),
        Err(_) => Ok(None),
    }
}

/// Puts back each masked value where its header line is among the first `amount` bytes of output.
/// Once all are back, which is before the body is sent, nothing more is touched.
pub(super) fn unmask(buffers: &mut dyn Buffers, amount: usize) {
    let _ = MASKED.try_with(|masked| {
        let mut masked = masked.borrow_mut();
        if masked.is_empty() {
            return;
        }
        let output = &mut buffers.output()[..amount];
        masked.retain(|(name, value)| {
            let line = format!("\r\n{name}: {}\r\n", "*".repeat(value.len()));
            let Some(start) =
                output.windows(line.len()).position(|window| window == line.as_bytes())
            else {
                return true;
            };
            let end = start + line.len() - 2;
            output[end - value.len()..end].copy_from_slice(value.as_bytes());
            false
        });
    });
}
