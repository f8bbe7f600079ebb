//! The change of a group.

use serde_json::Value;

use super::read::text;
use crate::ids::group::GroupId;
use crate::ids::participant::Participant;
use crate::replies::field::{Lenient, field, type_name};
use crate::replies::timestamp::Timestamp;
use openapi_ureq::{Error, ErrorKind};

/// The change of a group that the instance is in.
///
/// A field is `None` if it did not change, or the server does not send it, or not in a form that can be
/// read; it is still in [`Event::raw`](super::Event::raw).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct GroupChange {
    /// The group.
    pub group: Option<GroupId>,
    /// Who changed it.
    pub by: Option<Participant>,
    /// When it was changed.
    pub timestamp: Option<Timestamp>,
    /// The new name.
    pub name: Option<String>,
    /// The new description.
    pub description: Option<String>,
    /// Those who joined or were added.
    pub joined: Vec<ChangedMember>,
    /// Those who left or were removed.
    pub left: Vec<ChangedMember>,
    /// Those who were made admins.
    pub promoted: Vec<ChangedMember>,
    /// Those who were made ordinary members.
    pub demoted: Vec<ChangedMember>,
}

/// A person whose membership of a group changed. There is one for each entry that the server sends,
/// whether it can be read or not.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ChangedMember {
    id: Option<Participant>,
    /// The phone number, if the server sends it in addition to the JID.
    pub phone_number: Option<Participant>,
    /// The value that the server sent.
    pub raw: Value,
}

/// The entry of a person is their JID, or an object that has it. Source of the latter:
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
            let message = format!(
                "an entry of the members that changed is {found} without the id of a person"
            );
            Error::new(ErrorKind::Decode, message)
        })
    }
}

/// The entries of a list of people.
pub(super) fn people(list: Option<&Value>) -> Vec<ChangedMember> {
    let entries = list.and_then(Value::as_array).cloned().unwrap_or_default();
    entries.into_iter().map(ChangedMember::from).collect()
}

/// A text that may be in an object with who set it.
pub(super) fn text_within(value: &Value, name: &str) -> Option<String> {
    text(value, name).or_else(|| text(value.get(name)?, name))
}
