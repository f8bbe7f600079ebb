//! What is known of the effect of a call that failed.

use http::{Method, StatusCode};

/// What is known of the effect of a call that failed: whether the server did what was asked.
///
/// A call is as uncertain as the worst of its attempts, in the order of the variants.
///
/// | what failed | delivery |
/// |---|---|
/// | an argument, the configuration, a missing credential | `NotSent` |
/// | connecting, to the server or to the proxy; TLS; the proxy's refusal | `NotSent` |
/// | the client was shut down, or time ran out, before anything was sent | `NotSent` |
/// | time ran out while waiting for a retry | that of the attempts before |
/// | the file or reader to send, before the end of the body | `NotSent` |
/// | the connection, a timeout or a shutdown after the request was sent, without a response | `Unknown` |
/// | a response with 4xx other than 408 | `Rejected` |
/// | 408, 5xx | `Unknown` |
/// | 301, 302, 307, 308, and other 3xx but 303 | `Rejected` |
/// | 303 | `Done`; `Rejected` after a `GET` or `HEAD` |
/// | 2xx whose body breaks off, is too large, or cannot be decoded | `Done` |
/// | 2xx that the document does not describe | `Done` |
/// | any other status | `Unknown` |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Delivery {
    /// The server never got the whole request, so it did nothing.
    NotSent,
    /// The server refused the request before it had an effect.
    Rejected,
    /// The request was sent, and what the server did cannot be known.
    Unknown,
    /// The server did what was asked, but its response cannot be used.
    Done,
}

impl Delivery {
    /// What the status of a response says of a request with this method, if the body says nothing else.
    pub(crate) fn of_response(method: &Method, status: StatusCode) -> Self {
        match status.as_u16() {
            200..=299 => Self::Done,
            // What was asked for is done, and described elsewhere; a GET asks for that description.
            303 if !matches!(*method, Method::GET | Method::HEAD) => Self::Done,
            300..=399 => Self::Rejected,
            408 => Self::Unknown,
            400..=499 => Self::Rejected,
            _ => Self::Unknown,
        }
    }

    /// Whether sending the request again cannot do it twice.
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
