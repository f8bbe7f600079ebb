//! The members of groups, and the outcomes of changes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::{list, mismatch};
use super::field::{field, object, text, unreadable};
use super::outcome::Outcome;
use super::reply::{Reply, sealed};
use super::timestamp::Timestamp;
use super::view::view;
use crate::ids::invite::InviteCode;
use crate::ids::participant::Participant;
use openapi_ureq::Error;

/// A member of a group, or a user for whom a change was requested.
///
/// A field is `None` if it is missing or cannot be read. [`raw`](Self::raw) keeps the original value, which
/// is also the serialized form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct GroupParticipant {
    jid: Option<Participant>,
    /// The phone number, if the server sends it in addition to the JID (`PhoneNumber`).
    pub phone_number: Option<Participant>,
    /// The JID that hides the phone number (`LID`).
    pub lid: Option<Participant>,
    /// The name for users who cannot see the phone number (`DisplayName`).
    pub display_name: Option<String>,
    /// Whether they are an admin (`IsAdmin`).
    pub is_admin: Option<bool>,
    /// Whether they created the group (`IsSuperAdmin`).
    pub is_super_admin: Option<bool>,
    /// The code of the reason why a change failed for this user (`Error`); see
    /// [`outcome`](Self::outcome).
    pub error: Option<i64>,
    /// The invitation to send if the user cannot be added (`AddRequest`).
    pub add_request: Option<AddRequest>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for GroupParticipant {
    fn from(raw: Value) -> Self {
        Self {
            jid: field(&raw, "JID"),
            phone_number: field(&raw, "PhoneNumber"),
            lid: field(&raw, "LID"),
            display_name: text(&raw, "DisplayName"),
            is_admin: field(&raw, "IsAdmin"),
            is_super_admin: field(&raw, "IsSuperAdmin"),
            error: field(&raw, "Error"),
            add_request: object(&raw, "AddRequest"),
            raw,
        }
    }
}

view!(GroupParticipant);

impl GroupParticipant {
    /// The id of the user: their JID, or else their phone number or hidden JID.
    ///
    /// In some groups the JID hides the phone number. [`is`](Self::is) compares with all ids that the
    /// server sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if none of them can be read. The call itself
    /// succeeded: [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done).
    pub fn id(&self) -> Result<&Participant, Error> {
        self.ids().next().ok_or_else(|| {
            unreadable("the participant", &self.raw, "JID", "a phone number or the JID of a user")
        })
    }

    /// Whether this is the user with this id. Compares it with the JID, the phone number and the hidden
    /// JID.
    ///
    /// ```
    /// use whatsapi::GroupParticipant;
    /// use serde_json::json;
    ///
    /// let sent = json!({ "JID": "55@lid", "PhoneNumber": "919876543210@s.whatsapp.net" });
    /// let member = GroupParticipant::from(sent);
    /// assert!(member.is(&"55@lid".parse()?) && member.is(&"+91 98765-43210".parse()?));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn is(&self, user: &Participant) -> bool {
        self.ids().any(|id| id == user)
    }

    /// The outcome of the change for this user. The change can fail for some users although the reply
    /// reports success.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.error.map(Outcome::of_code) {
            Some(outcome @ Outcome::Done) => outcome,
            // WhatsApp sends an invitation for everyone who can be invited, regardless of the code.
            _ if self.add_request.as_ref().is_some_and(|request| request.code.is_some()) => {
                Outcome::MustBeInvited
            }
            Some(outcome) => outcome,
            None if self.is_without_error() => Outcome::Done,
            None => Outcome::Unknown,
        }
    }

    /// Whether there is an id of the same kind, a phone number or a hidden JID, which is required for a
    /// comparison.
    pub(crate) fn has_id_like(&self, user: &Participant) -> bool {
        let is_number = |id: &Participant| id.phone_number().is_some();
        self.ids().any(|id| is_number(id) == is_number(user))
    }

    fn ids(&self) -> impl Iterator<Item = &Participant> {
        [&self.jid, &self.phone_number, &self.lid].into_iter().flatten()
    }

    /// Whether the server sent an entry without an error, as opposed to one that cannot be read.
    fn is_without_error(&self) -> bool {
        self.raw.is_object()
            && self.raw.get("Error").is_none_or(|error| error.is_null() || error == "")
    }
}

/// `data` is the list, or a group that contains the list.
impl sealed::FromReply for Vec<GroupParticipant> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        match reply.value() {
            group @ Value::Object(_) => field(group, "Participants").ok_or_else(|| {
                let found = group.get("Participants").unwrap_or(&Value::Null);
                mismatch("data.Participants", found, "a list")
            }),
            data => list(data),
        }
    }
}

/// An invitation for a user whose settings do not allow others to add them.
///
/// Fields are read like those of [`GroupParticipant`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct AddRequest {
    /// The code to send (`Code`).
    pub code: Option<String>,
    /// When it expires (`Expiration`).
    pub expiration: Option<Timestamp>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for AddRequest {
    fn from(raw: Value) -> Self {
        Self { code: text(&raw, "Code"), expiration: field(&raw, "Expiration"), raw }
    }
}

view!(AddRequest);

impl AddRequest {
    /// The code, if it is valid.
    pub(crate) fn code(&self) -> Option<InviteCode> {
        self.code.as_deref()?.parse().ok()
    }
}
