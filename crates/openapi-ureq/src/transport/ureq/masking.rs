//! Keeps credentials out of the HTTP library's log.
//!
//! At level `TRACE`, ureq logs every byte it writes, and has no switch for that. While that level is
//! on, sensitive header values are masked in the request that it is given, by as many asterisks, and
//! put back into its buffer when that goes to the connection. Otherwise nothing is done.

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
pub(crate) struct Masking {
    outer: Vec<(HeaderName, HeaderValue)>,
}

impl Drop for Masking {
    fn drop(&mut self) {
        MASKED.set(std::mem::take(&mut self.outer));
    }
}

/// Masks the sensitive values of a request that this thread is about to send.
pub(crate) fn mask(headers: &mut HeaderMap) -> Option<Masking> {
    if !log_enabled!(target: "ureq_proto::util", Level::Trace) {
        return None;
    }
    let outer = MASKED.take();
    MASKED.with_borrow_mut(|masked| {
        for (name, value) in headers.iter_mut().filter(|(_, value)| value.is_sensitive()) {
            if let Ok(mask) = HeaderValue::from_str(&"*".repeat(value.len())) {
                masked.push((name.clone(), std::mem::replace(value, mask)));
            }
        }
    });
    Some(Masking { outer })
}

/// Puts back each masked value where its header line is among the first `amount` bytes of output.
/// Once all are back, which is before the body is sent, nothing more is touched.
pub(crate) fn unmask(buffers: &mut dyn Buffers, amount: usize) {
    if MASKED.with_borrow(Vec::is_empty) {
        return;
    }
    let output = &mut buffers.output()[..amount];
    MASKED.with_borrow_mut(|masked| {
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
