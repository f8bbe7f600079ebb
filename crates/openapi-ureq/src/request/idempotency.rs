//! Idempotency keys (draft-ietf-httpapi-idempotency-key-header): random values by which a server recognizes
//! a request that it has executed.

use std::hash::{BuildHasher, RandomState};
use std::process;
use std::time::SystemTime;

use http::{HeaderName, HeaderValue};

use super::Request;
use crate::error::{Error, ErrorKind};

impl Request<'_> {
    /// Adds the operation's idempotency key, unless the caller has set one. It is part of the request,
    /// so it is the same with all attempts of a call.
    pub(super) fn add_idempotency_key(&mut self) {
        let Some(name) = self.operation.idempotency_key else { return };
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            let message = format!("the document's header `{}` is not valid", name.escape_debug());
            return self.record(Error::new(ErrorKind::InvalidArgument, message));
        };
        let is_set = self.parts.headers.iter().any(|(set, _)| *set == header)
            || self.client.sets_header(&header);
        if !is_set && let Ok(key) = HeaderValue::from_str(&random_uuid()) {
            self.parts.headers.push((header, key));
        }
    }
}

/// Returns a random UUID (RFC 9562, version 4).
fn random_uuid() -> String {
    // After a fork, both processes have the same state of the generator.
    let unique = RandomState::new().hash_one((process::id(), SystemTime::now()));
    let bits = fastrand::u128(..) ^ u128::from(unique);
    let version = (bits & !(0xF << 76) & !(0b11 << 62)) | (0x4 << 76) | (0b10 << 62);
    let digits = format!("{version:032x}");
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|group| &digits[group]);
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn uuids_are_of_version_4_and_unique() {
        let uuids: HashSet<String> = (0..1000).map(|_| random_uuid()).collect();
        assert_eq!(uuids.len(), 1000);
        for uuid in uuids {
            let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(&uuid[14..15], "4", "{uuid}");
            assert!("89ab".contains(&uuid[19..20]), "{uuid}");
            assert!(uuid.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit()), "{uuid}");
        }
    }

    #[test]
    fn uuids_of_the_same_random_state_differ() {
        // As those of a forked process would be, but for the time and the process.
        let uuids = [0, 0].map(|seed| {
            fastrand::seed(seed);
            random_uuid()
        });
        assert_ne!(uuids[0], uuids[1]);
    }
}
