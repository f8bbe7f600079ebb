//! Keeps credentials out of the HTTP library's log.
//!
//! At level `TRACE`, ureq logs the URL of a request and every byte it writes, and has no switch for that.
//! So it is never given a credential: sensitive header values and the credentials at the end of the URL
//! are masked, and put back into its buffer when that goes to the connection. That does not depend on
//! the level, which may change between the two.
//!
//! What was masked is kept by thread. It is gone when a destructor of a thread-local makes a call while
//! its thread ends; then nothing is masked, and the call is refused if the log would show a credential.

use std::cell::RefCell;

use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Uri};
use log::{Level, log_enabled};
use ureq::unversioned::transport::Buffers;

use crate::body::Body;

/// How many bytes at the end of a request's URL are credentials: an extension of the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SecretTail(pub(crate) usize);

/// Bytes as ureq writes them, and as they are sent instead: as many.
type Masked = (Vec<u8>, Vec<u8>);

thread_local! {
    /// What was masked in this thread's request and is not yet put back.
    static MASKED: RefCell<Vec<Masked>> = const { RefCell::new(Vec::new()) };
}

/// Forgets what was masked when the request is over, and remembers what an outer request of the
/// thread has masked.
pub(super) struct Masking {
    outer: Vec<Masked>,
}

impl Drop for Masking {
    fn drop(&mut self) {
        let outer = std::mem::take(&mut self.outer);
        let _ = MASKED.try_with(|masked| masked.replace(outer));
    }
}

/// A thread that ends can no longer keep what was masked, and the log would show it.
#[derive(Debug)]
pub(super) struct Unmaskable;

/// Masks the credentials of a request that this thread is about to send.
pub(super) fn mask(request: &mut Request<Body>) -> Result<Option<Masking>, Unmaskable> {
    match MASKED.try_with(|masked| Masking { outer: masked.take() }) {
        Ok(masking) => {
            let mut masked = mask_headers(request);
            masked.extend(mask_target(request));
            let _ = MASKED.try_with(|current| current.replace(masked));
            Ok(Some(masking))
        }
        Err(_) if log_enabled!(target: "ureq_proto::util", Level::Trace) => Err(Unmaskable),
        Err(_) => Ok(None),
    }
}

fn mask_headers(request: &mut Request<Body>) -> Vec<Masked> {
    let sensitive = request.headers_mut().iter_mut().filter(|(_, value)| value.is_sensitive());
    let masked = sensitive.filter_map(|(name, value)| {
        let mask = HeaderValue::from_bytes(&vec![b'*'; value.len()]).ok()?;
        let line = |value: &HeaderValue| {
            [b"\r\n", name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat()
        };
        let lines = (line(&mask), line(value));
        *value = mask;
        Some(lines)
    });
    masked.collect()
}

fn mask_target(request: &mut Request<Body>) -> Option<Masked> {
    let SecretTail(length) = *request.extensions().get()?;
    let target = request.uri().path_and_query()?.as_str().as_bytes().to_vec();
    let mut mask = target.clone();
    let start = target.len().checked_sub(length)?;
    let hidden = mask[start..].iter_mut().filter(|byte| !matches!(byte, b'?' | b'&' | b'='));
    hidden.for_each(|byte| *byte = b'*');
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::from_maybe_shared(mask.clone()).ok()?);
    *request.uri_mut() = Uri::from_parts(parts).ok()?;
    let line = |target: &[u8]| [b" ", target, b" HTTP/1.1\r\n"].concat();
    Some((line(&mask), line(&target)))
}

/// Puts back what was masked where it is among the first `amount` bytes of output. Once all is back,
/// which is before the body is sent, nothing more is touched.
pub(super) fn unmask(buffers: &mut dyn Buffers, amount: usize) {
    let _ = MASKED.try_with(|masked| {
        let mut masked = masked.borrow_mut();
        if masked.is_empty() {
            return;
        }
        let output = &mut buffers.output()[..amount];
        masked.retain(|(mask, value)| {
            let Some(start) = memchr::memmem::find(output, mask) else { return true };
            output[start..start + value.len()].copy_from_slice(value);
            false
        });
    });
}
