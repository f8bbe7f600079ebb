//! Keeps credentials out of the HTTP library's log.
//!
//! At level `TRACE`, ureq logs the URL of a request and every byte that it writes, and cannot be
//! configured not to. So ureq never receives a credential: sensitive header values, and what may be
//! one at the end of the URL, are masked, and restored in the output buffer when it is written to the
//! connection. This is independent of the current level, which may change in between.
//!
//! The masked bytes are stored in a thread-local. If a destructor of another thread-local makes a
//! call after this one is destroyed, nothing is masked, and the call is rejected if the log would
//! show a credential.

use std::cell::RefCell;

use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Uri};
use log::{Level, log_enabled};
use ureq::unversioned::transport::Buffers;

use crate::body::Body;

/// Number of bytes at the end of a request's URL that are credentials, or may be; an extension of the
/// request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SecretTail(pub(crate) usize);

/// Bytes as written by ureq, and the original bytes of the same length.
type Masked = (Vec<u8>, Vec<u8>);

thread_local! {
    /// Masked bytes of this thread's request that are not restored yet.
    static MASKED: RefCell<Vec<Masked>> = const { RefCell::new(Vec::new()) };
}

/// Discards the masked bytes when the request ends, and restores those of an outer request of this
/// thread.
pub(super) struct Masking {
    outer: Vec<Masked>,
}

impl Drop for Masking {
    fn drop(&mut self) {
        let outer = std::mem::take(&mut self.outer);
        let _ = MASKED.try_with(|masked| masked.replace(outer));
    }
}

/// The thread-local is destroyed, so the log would show a credential.
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

/// Restores masked bytes among the first `amount` bytes of output. Once all are restored, which is
/// before the body is sent, output is no longer inspected.
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
