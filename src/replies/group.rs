//! Groups, their ids and their invite codes.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::{list, mismatch, object};
use super::field::{Lenient, field, unreadable};
use super::outcome::Outcome;
use super::outcomes::Outcomes;
use super::participant::GroupParticipant;
use super::reply::{Reply, sealed};
use super::timestamp::Timestamp;
use super::view::view;
use crate::generated::models::ApiResponse;
use crate::generated::operations;
use crate::ids::group::GroupId;
use crate::ids::invite::InviteCode;
use crate::ids::participant::Participant;
use openapi_ureq::{Error, HeaderMap, Response, StatusCode};

/// A group.
///
/// Assumption: servers send the `GroupInfo` of the library that this family is built on
/// (<https://github.com/tulir/whatsmeow/blob/main/types/group.go>), with the field names given in
/// parentheses.
///
/// A field is `None` if it is missing or cannot be read. [`raw`](Self::raw) keeps the original value, which
/// is also the serialized form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct GroupInfo {
    id: Option<GroupId>,
    /// The owner (`OwnerJID`), by the kind of JID that the group uses for its members: with the phone
    /// number, or hiding it.
    pub owner: Option<Participant>,
    /// The owner, by phone number (`OwnerPN`, or `OwnerJID` if it contains the number).
    pub owner_phone_number: Option<Participant>,
    /// The owner, by the JID that hides the phone number (`OwnerJID` if it does).
    pub owner_lid: Option<Participant>,
    /// The name (`Name`).
    pub name: Option<String>,
    /// The description, which may be empty (`Topic`).
    pub description: Option<String>,
    /// Whether only admins may edit the details (`IsLocked`).
    pub is_locked: Option<bool>,
    /// Whether only admins may send messages (`IsAnnounce`).
    pub is_announce: Option<bool>,
    /// Whether people who join by the invite link need the approval of an admin
    /// (`IsJoinApprovalRequired`).
    pub is_approval_required: Option<bool>,
    /// The time after which messages disappear (`DisappearingTimer`); zero if they do not.
    pub disappearing_timer: Option<Duration>,
    /// Whether it is a community rather than a group (`IsParent`).
    pub is_community: Option<bool>,
    /// The community that it belongs to (`LinkedParentJID`).
    pub community: Option<GroupId>,
    /// Whether it is the announcement group of its community, which contains all members
    /// (`IsDefaultSubGroup`).
    pub is_announcement_group: Option<bool>,
    /// When it was created (`GroupCreated`).
    pub created: Option<Timestamp>,
    /// The members (`Participants`), with an entry for every one that the server sends. `None` means
    /// that they are not known.
    ///
    /// After [`Groups::create`](crate::Groups::create), servers also list the people who could not be
    /// added, with the reason. They are not members; see [`outcomes`](Self::outcomes).
    pub participants: Option<Vec<GroupParticipant>>,
    /// The value that the server sent.
    pub raw: Value,
    source: Source,
}

/// The reply that a group was read from. It is ignored by comparisons and serialization.
#[derive(Clone, Default)]
struct Source(Option<Reply<Value>>);

impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Value> for GroupInfo {
    fn from(raw: Value) -> Self {
        let owner: Option<Participant> = field(&raw, "OwnerJID");
        let has_number = |owner: &Participant| owner.phone_number().is_some();
        let seconds = field(&raw, "DisappearingTimer").and_then(|time: i64| time.try_into().ok());
        Self {
            id: field(&raw, "JID"),
            owner_phone_number: field(&raw, "OwnerPN").or(owner.clone().filter(has_number)),
            owner_lid: owner.clone().filter(|owner| !has_number(owner)),
            owner,
            name: field(&raw, "Name"),
            description: field(&raw, "Topic"),
            is_locked: field(&raw, "IsLocked"),
            is_announce: field(&raw, "IsAnnounce"),
            is_approval_required: field(&raw, "IsJoinApprovalRequired"),
            disappearing_timer: seconds.map(Duration::from_secs),
            is_community: field(&raw, "IsParent"),
            community: field(&raw, "LinkedParentJID"),
            is_announcement_group: field(&raw, "IsDefaultSubGroup"),
            created: field(&raw, "GroupCreated"),
            participants: listed(&raw).map(members),
            raw,
            source: Source::default(),
        }
    }
}

view!(GroupInfo);

/// All people that the server lists, whether they are members or not.
fn listed(raw: &Value) -> Option<Vec<GroupParticipant>> {
    field(raw, "Participants")
}

/// Removes the people who could not be added to the group. An entry without a readable id is kept.
fn members(listed: Vec<GroupParticipant>) -> Vec<GroupParticipant> {
    let is_member = |entry: &GroupParticipant| match entry.outcome() {
        Outcome::Unknown => true,
        outcome => !outcome.is_failure() || entry.id().is_err(),
    };
    listed.into_iter().filter(is_member).collect()
}

impl GroupInfo {
    /// The id (`JID`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is missing or cannot be read. The call
    /// itself succeeded: after [`Groups::create`](crate::Groups::create), the group exists, and the
    /// error's [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done).
    pub fn id(&self) -> Result<&GroupId, Error> {
        let expected = "the id of a group";
        self.id.as_ref().ok_or_else(|| unreadable("the group", &self.raw, "JID", expected))
    }

    /// The outcome for each person of a new group: creating it succeeds even if some of them cannot be
    /// added.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.refuse_to_be_added("917777777777");
    /// # sandbox.instance("sales");
    /// # let groups = sandbox.client().instance("sales").groups();
    /// let team = groups.create("Team", ["918888888888", "917777777777"])?.data()?;
    /// for person in team.outcomes().failed() {
    ///     println!("{} {}", person.id()?, person.outcome());
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// If the group was not the whole `data` of a reply, such as an element of a list, the
    /// [`reply`](Outcomes::reply) of the outcomes is a synthetic reply of `get_group` with this group.
    pub fn outcomes(&self) -> Outcomes {
        let reply = self.source.0.clone().unwrap_or_else(|| {
            let envelope = ApiResponse { data: Some(self.raw.clone()), ..Default::default() };
            let (status, headers) = (StatusCode::OK, HeaderMap::new());
            Reply::new(Response::from_parts(&operations::GET_GROUP, status, headers, envelope))
        });
        Outcomes::new(listed(&self.raw).unwrap_or_default(), reply)
    }
}

impl sealed::FromReply for GroupInfo {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        let group: Self = object(reply.value())?;
        Ok(Self { source: Source(Some(reply.cast())), ..group })
    }
}

impl sealed::FromReply for Vec<GroupInfo> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        list(reply.value())
    }
}

/// `data` is the id or a group.
impl sealed::FromReply for GroupId {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        let (place, id) = match reply.value() {
            group @ Value::Object(_) => ("data.JID", group.get("JID").unwrap_or(&Value::Null)),
            id => ("data", id),
        };
        match (Self::read(id), id) {
            (Some(id), _) => Ok(id),
            (None, Value::String(_)) => {
                Err(format!("`{place}` of the reply is a string that is not the id of a group"))
            }
            (None, found) => Err(mismatch(place, found, "the id of a group")),
        }
    }
}

/// `data` is the code, or the whole link.
impl sealed::FromReply for InviteCode {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        match reply.value() {
            // The error of the conversion would contain the text.
            Value::String(text) => text.parse().map_err(|_: Error| {
                "`data` of the reply is a string that is not an invite code or link".to_owned()
            }),
            found => Err(mismatch("data", found, "an invite code or link")),
        }
    }
}
