//! The state of the server, and its rules: a file for each area.

mod groups;
mod instances;
mod media;
mod messages;
mod people;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub use groups::{GroupState, Role};
pub use instances::InstanceState;
pub use media::Media;
use media::Stored;
pub(super) use messages::group_id;
pub use messages::{Content, Message};
pub use people::Profile;
pub(super) use people::{Product, describe_picture, phone_of};

use super::{Fault, Received};

/// A refusal: the status, and the message of the envelope.
#[derive(Debug)]
pub(crate) struct ApiError(pub(super) u16, pub(super) String);

impl ApiError {
    /// What was call is malformed or not allowed.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self(400, message.into())
    }

    pub(super) fn missing(what: &str) -> Self {
        Self(400, format!("{what} is missing"))
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self(404, format!("{what} not found"))
    }
}

/// Everything that the server knows.
pub(super) struct State {
    pub(super) api_key: &'static str,
    pub(super) faults: VecDeque<Fault>,
    pub(super) received: Vec<Received>,
    instances: BTreeMap<String, InstanceState>,
    /// The phone number of each key that ever was an instance's: it scans the QR codes.
    phones: BTreeMap<String, String>,
    people: BTreeMap<String, Profile>,
    not_to_be_added: BTreeSet<String>,
    groups: BTreeMap<String, GroupState>,
    /// How many groups were ever created: no id or invite code is used twice.
    created: usize,
    messages: Vec<Message>,
    /// The uploaded files, by their direct path.
    media: BTreeMap<String, Stored>,
}

impl State {
    pub(super) fn new(api_key: &'static str) -> Self {
        Self {
            api_key,
            faults: VecDeque::new(),
            received: Vec::new(),
            instances: BTreeMap::new(),
            phones: BTreeMap::new(),
            people: BTreeMap::new(),
            not_to_be_added: BTreeSet::new(),
            groups: BTreeMap::new(),
            created: 0,
            messages: Vec::new(),
            media: BTreeMap::new(),
        }
    }
}
