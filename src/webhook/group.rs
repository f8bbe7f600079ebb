//! The change of a group.

use serde_json::Value;

use super::read::text;
use crate::ids::group::GroupId;
use crate::ids::participant::Participant;
use crate::replies::field::{Lenient, field, type_name};
use crate::replies::timestamp::Timestamp;
use openapi_ureq::{Error, ErrorKind};

/// A change of a group of the instance.
///
/// A missing or unreadable field is `None`; the original value is in [`Event::raw`](super::Event::raw).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct GroupChange {
    /// The group.
    pub group: Option<GroupId>,
    /// The user who made the change.
    pub by: Option<Participant>,
    /// The time of the change.
    pub timestamp: Option<Timestamp>,
    /// The new name, if it changed.
    pub name: Option<String>,
    /// The new description, if it changed.
    pub description: Option<String>,
    /// Users who joined or were added.
    pub joined: Vec<ChangedMember>,
    /// Users who left or were removed.
    pub left: Vec<ChangedMember>,
    /// Users who were promoted to admins.
    pub promoted: Vec<ChangedMember>,
    /// Users who were demoted to ordinary members.
    pub demoted: Vec<ChangedMember>,
}

/// A user whose membership of a group changed. No entry of the server's list is dropped, even if it cannot
/// be read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ChangedMember {
    id: Option<Participant>,
    /// The phone number, if the server sends it in addition to the JID.
    pub phone_number: Option<Participant>,
    /// The original value.
    pub raw: Value,
}

/// An entry is a JID, or an object with a JID. Source of the object:
/// `GroupParticipant` in `src/Types/GroupMetadata.ts` of <https://github.com/WhiskeySockets/Baileys>.
impl From<Value> for ChangedMember {
    fn from(raw: Value) -> Self {
        let id = Participant::read(&raw).or_else(|| field(&raw, "id"));
        Self { id, phone_number: field(&raw, "phoneNumber"), raw }
    }
}

impl ChangedMember {
    /// The id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is missing or cannot be read.
    pub fn id(&self) -> Result<&Participant, Error> {
        self.id.as_ref().or(self.phone_number.as_ref()).ok_or_else(|| {
            let found = type_name(&self.raw);
            let message =
                format!("an entry of the changed members is {found} without the id of a user");
            Error::new(ErrorKind::Decode, message)
        })
    }
}

/// The entries of a list of users.
pub(super) fn people(list: Option<&Value>) -> Vec<ChangedMember> {
    let entries = list.and_then(Value::as_array).cloned().unwrap_or_default();
    entries.into_iter().map(ChangedMember::from).collect()
}

/// A text that may be in an object with its metadata.
pub(super) fn text_within(value: &Value, name: &str) -> Option<String> {
    text(value, name).or_else(|| text(value.get(name)?, name))
}
