//! The state of the server and its rules, by area.

mod communities;
mod groups;
mod instances;
mod lids;
mod media;
mod members;
mod messages;
mod people;

use std::collections::BTreeMap;

pub use groups::{GroupKind, GroupState, Role};
pub use instances::InstanceState;
pub(super) use lids::lid;
pub use media::Media;
use media::StoredFile;
pub(super) use media::sha256;
pub(super) use members::AddRequest;
pub(super) use messages::group_id;
pub use messages::{Content, Message};
pub use people::{Change, Profile};
pub(super) use people::{Failure, Product, check_spelling, describe_picture, jid, phone_of};

use crate::recorded_request::RecordedRequest;
use crate::rules::Rules;

/// An error response: the status, and the message of the envelope.
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
    pub(super) rules: Rules,
    pub(super) requests: Vec<RecordedRequest>,
    instances: BTreeMap<String, InstanceState>,
    /// The phone number of each key, kept when the instance is deleted.
    phones: BTreeMap<String, String>,
    people: BTreeMap<String, Profile>,
    /// The changes that fail, by the person's phone number.
    failures: BTreeMap<(String, Change), Failure>,
    /// The invitations that replies offered, oldest first.
    invitations: Vec<AddRequest>,
    groups: BTreeMap<String, GroupState>,
    /// How many groups were created so far, so that ids and invite codes stay unique.
    created_groups: usize,
    /// Whether groups address their members by LID from now on.
    pub(super) new_groups_by_lid: bool,
    messages: Vec<Message>,
    /// The uploaded files, by their direct path.
    media: BTreeMap<String, StoredFile>,
}

impl State {
    pub(super) fn new(api_key: &'static str) -> Self {
        Self {
            api_key,
            rules: Rules::default(),
            requests: Vec::new(),
            instances: BTreeMap::new(),
            phones: BTreeMap::new(),
            people: BTreeMap::new(),
            failures: BTreeMap::new(),
            invitations: Vec::new(),
            groups: BTreeMap::new(),
            created_groups: 0,
            new_groups_by_lid: false,
            messages: Vec::new(),
            media: BTreeMap::new(),
        }
    }
}
