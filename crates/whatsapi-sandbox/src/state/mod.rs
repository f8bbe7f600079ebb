//! The state of the server and the rules that govern it, by area.

mod groups;
mod instances;
mod media;
mod messages;
mod people;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub use groups::{GroupState, Role};
pub use instances::InstanceState;
pub use media::Media;
use media::StoredFile;
pub(super) use messages::group_id;
pub use messages::{Content, Message};
pub use people::Profile;
pub(super) use people::{Product, describe_picture, phone_of};

use super::{Fault, RecordedRequest};

/// An error response: its status, and the message of its envelope.
#[derive(Debug)]
pub(crate) struct ApiError(pub(super) u16, pub(super) String);

impl ApiError {
    /// The request is malformed or not allowed.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self(400, message.into())
    }

    pub(super) fn missing(what: &str) -> Self {
        Self(400, format!("{what} is missing"))
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self(404, format!("{what} not found"))
    }
}

/// The complete state of a sandbox.
pub(super) struct State {
    pub(super) api_key: &'static str,
    pub(super) faults: VecDeque<Fault>,
    pub(super) requests: Vec<RecordedRequest>,
    instances: BTreeMap<String, InstanceState>,
    /// The phone number of each key, kept when the instance is deleted.
    phones: BTreeMap<String, String>,
    people: BTreeMap<String, Profile>,
    /// The phone numbers of people who can only be invited to groups, not added.
    invite_only: BTreeSet<String>,
    groups: BTreeMap<String, GroupState>,
    /// How many groups were created so far, so that ids and invite codes stay unique.
    created_groups: usize,
    messages: Vec<Message>,
    /// The uploaded files, by their direct path.
    media: BTreeMap<String, StoredFile>,
}

impl State {
    pub(super) fn new(api_key: &'static str) -> Self {
        Self {
            api_key,
            faults: VecDeque::new(),
            requests: Vec::new(),
            instances: BTreeMap::new(),
            phones: BTreeMap::new(),
            people: BTreeMap::new(),
            invite_only: BTreeSet::new(),
            groups: BTreeMap::new(),
            created_groups: 0,
            messages: Vec::new(),
            media: BTreeMap::new(),
        }
    }
}
