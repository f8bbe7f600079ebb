//! Groups, their ids and their invite codes.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::{list, mismatch, object};
use super::field::{Lenient, field, unreadable};
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
/// A field is `None` if the server does not send it, or not in a form that can be read; it is still
/// in [`raw`](Self::raw), which is also what is serialized. The names that a server sends, which are
/// in parentheses, are those of `types.GroupInfo` in whatsmeow (`types/group.go`), the library that
/// servers of this family are built on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct GroupInfo {
    id: Option<GroupId>,
    /// The owner (`OwnerJID`), in some groups by a JID that hides the phone number.
    pub owner: Option<Participant>,
    /// The owner by phone number (`OwnerPN`, or `OwnerJID` if it is one).
    pub owner_phone_number: Option<Participant>,
    /// The owner by the JID that hides the phone number (`OwnerJID` if it is one).
    pub owner_lid: Option<Participant>,
    /// The name (`Name`).
    pub name: Option<String>,
    /// The description, which may be empty (`Topic`).
    pub description: Option<String>,
    /// Whether only admins may edit the details (`IsLocked`).
    pub is_locked: Option<bool>,
    /// Whether only admins may send messages (`IsAnnounce`).
    pub is_announce: Option<bool>,
    /// Whether an admin has to approve those who ask to join (`IsJoinApprovalRequired`).
    pub is_approval_required: Option<bool>,
    /// After what time messages disappear (`DisappearingTimer`, in seconds); zero if they do not.
    pub disappearing_timer: Option<Duration>,
    /// Whether it is a community, the parent of other groups (`IsParent`).
    pub is_community: Option<bool>,
    /// The community that it belongs to (`LinkedParentJID`).
    pub community: Option<GroupId>,
    /// Whether it is the announcement group of its community (`IsDefaultSubGroup`).
    pub is_community_announcement: Option<bool>,
    /// When it was created (`GroupCreated`).
    pub created: Option<Timestamp>,
    /// The members (`Participants`), an entry for each that the server sends. `None` does not mean
    /// that there are none, but that they are not known.
    ///
    /// In the reply to [`Groups::create`](crate::Groups::create), the server also lists those whom it
    /// could not add, with the reason. They are not members, and not in this list, but in
    /// [`outcomes`](Self::outcomes) and in [`raw`](Self::raw). That whoever is listed with a reason
    /// was not added is what whatsmeow says of its `GroupParticipant.Error`.
    pub participants: Option<Vec<GroupParticipant>>,
    /// The value that the server sent.
    pub raw: Value,
    source: Source,
}

/// The reply that a group was read from. It is not part of the group's value.
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
        Self {
            id: field(&raw, "JID"),
            owner_phone_number: [field(&raw, "OwnerPN"), owner.clone()]
                .into_iter()
                .flatten()
                .find(|owner: &Participant| owner.phone_number().is_some()),
            owner_lid: owner.clone().filter(|owner| owner.phone_number().is_none()),
            owner,
            name: field(&raw, "Name"),
            description: field(&raw, "Topic"),
            is_locked: field(&raw, "IsLocked"),
            is_announce: field(&raw, "IsAnnounce"),
            is_approval_required: field(&raw, "IsJoinApprovalRequired"),
            disappearing_timer: disappearing_timer(&raw),
            is_community: field(&raw, "IsParent"),
            community: field(&raw, "LinkedParentJID"),
            is_community_announcement: field(&raw, "IsDefaultSubGroup"),
            created: field(&raw, "GroupCreated"),
            participants: field(&raw, "Participants"),
            raw,
            source: Source::default(),
        }
    }
}

view!(GroupInfo);

/// The time after which messages disappear. Whether they do is in a field of its own, so that a timer
/// that is on, but has no time, is not known.
fn disappearing_timer(raw: &Value) -> Option<Duration> {
    let is_on: Option<bool> = field(raw, "IsEphemeral");
    match is_on {
        Some(false) => Some(Duration::ZERO),
        Some(true) => field(raw, "DisappearingTimer").filter(|timer: &Duration| !timer.is_zero()),
        None => field(raw, "DisappearingTimer"),
    }
}

impl GroupInfo {
    /// The id (`JID`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is missing or cannot be read. The call
    /// itself succeeded: after [`Groups::create`](crate::Groups::create), the group exists, and
    /// [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done).
    pub fn id(&self) -> Result<&GroupId, Error> {
        let expected = "the id of a group";
        self.id.as_ref().ok_or_else(|| unreadable("the group", &self.raw, "JID", expected))
    }

    /// The outcomes for each member of a new group: creating it succeeds although some of them
    /// cannot be added.
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
    /// For a group that was not the whole `data` of a reply, such as one of a list, the
    /// [`reply`](Outcomes::reply) of the outcomes is one of `get_group` with that group.
    pub fn outcomes(&self) -> Outcomes {
        let reply = self.source.0.clone().unwrap_or_else(|| {
            let envelope = ApiResponse { data: Some(self.raw.clone()), ..Default::default() };
            let (status, headers) = (StatusCode::OK, HeaderMap::new());
            Reply::new(Response::from_parts(&operations::GET_GROUP, status, headers, envelope))
        });
        Outcomes::new(field(&self.raw, "Participants").unwrap_or_default(), reply)
    }
}

impl sealed::FromReply for GroupInfo {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        let mut group: Self = object(reply.value())?;
        if let Some(participants) = &mut group.participants
            && reply.operation().name == operations::CREATE_GROUP.name
        {
            participants.retain(|person| !person.outcome().is_known_failure());
        }
        Ok(Self { source: Source(Some(reply.cast())), ..group })
    }
}

impl sealed::FromReply for Vec<GroupInfo> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        list(reply.value())
    }
}

/// `data` is the id alone, or a group.
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
            // The error of the conversion would show the text.
            Value::String(text) => text.parse().map_err(|_: Error| {
                "`data` of the reply is a string that is not an invite code or link".to_owned()
            }),
            found => Err(mismatch("data", found, "an invite code or link")),
        }
    }
}
