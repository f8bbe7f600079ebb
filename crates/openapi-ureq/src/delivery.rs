//! The delivery of a call: whether the server applied it.

use http::{Method, StatusCode};

/// Whether the server applied a failed call, as far as that is known.
///
/// The delivery of a call is the worst of its attempts, in the order of the variants.
///
/// | what failed | delivery |
/// |---|---|
/// | an invalid argument or configuration, a missing credential | `NotSent` |
/// | connecting; TLS; a proxy that rejects the request, or requires credentials (407) | `NotSent` |
/// | a shutdown or timeout before anything was sent | `NotSent` |
/// | a timeout or shutdown while waiting for a retry | that of the previous attempts |
/// | the file or reader to upload, before the end of the body | `NotSent` |
/// | no response: the connection broke, or a timeout or shutdown after sending | `Unknown` |
/// | a response with 4xx other than 408 | `Rejected` |
/// | 408, 5xx | `Unknown` |
/// | 3xx other than 303 | `Rejected` |
/// | 303 | `Done`; `Rejected` after a `GET` or `HEAD` |
/// | 2xx with a body that is incomplete, too large, or cannot be decoded | `Done` |
/// | 2xx that the document does not describe | `Done` |
/// | 2xx that the client's [`Classifier`](crate::Classifier) refuses with a status | that of the status |
/// | 2xx that the classifier refuses without a status | `Rejected` |
/// | 2xx that the classifier refuses as invalid | `Done` |
/// | any other status | `Unknown` |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Delivery {
    /// The server never received the whole request, so it did not process it.
    NotSent,
    /// The server rejected the request before it had an effect.
    Rejected,
    /// The request was sent, and its effect is unknown.
    Unknown,
    /// The server applied the request, but its response cannot be used.
    Done,
}

impl Delivery {
    /// Returns the delivery implied by the status of a response to a request with this method,
    /// regardless of its body.
    pub(crate) fn of_response(method: &Method, status: StatusCode) -> Self {
        match status.as_u16() {
            200..=299 => Self::Done,
            // The request was applied and its result is elsewhere; a GET requests that result.
            303 if !matches!(*method, Method::GET | Method::HEAD) => Self::Done,
            300..=399 => Self::Rejected,
            408 => Self::Unknown,
            400..=499 => Self::Rejected,
            _ => Self::Unknown,
        }
    }

    /// Returns whether sending the request again cannot apply it twice.
    pub(crate) fn is_without_effect(self) -> bool {
        match self {
            Self::NotSent | Self::Rejected => true,
            Self::Unknown | Self::Done => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_are_ordered_from_certain_to_worst() {
        assert!(Delivery::NotSent < Delivery::Rejected);
        assert!(Delivery::Rejected < Delivery::Unknown);
        assert!(Delivery::Unknown < Delivery::Done);
    }
}
