//! Groups and their members.

use serde_json::Value;

use super::{empty_as_none, list, null_as_default};
use crate::generated::models::ApiResponse;
use crate::ids::group::GroupId;
use crate::ids::invite::InviteCode;
use crate::ids::participant::Participant;
use crate::replies::envelope::decode;
use openapi_ureq::__private::object::received::required;
use openapi_ureq::__private::read_object;
use openapi_ureq::{Error, ErrorKind};

/// A group, as the server describes it. The shape is not part of the vendor's document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GroupInfo {
    /// The id (`JID`).
    pub id: GroupId,
    /// The JID of the owner (`OwnerJID`).
    pub owner: Option<String>,
    /// The name (`Name`).
    pub name: String,
    /// The description (`Topic`).
    pub description: String,
    /// Whether only admins may edit the details (`IsLocked`).
    pub is_locked: bool,
    /// Whether only admins may send messages (`IsAnnounce`).
    pub is_announce: bool,
    /// When it was created, in the server's format (`GroupCreated`).
    pub created: Option<String>,
    /// The members (`Participants`).
    pub participants: Vec<GroupParticipant>,
    /// The whole value that the server sent.
    pub raw: Value,
}

read_object! {
    GroupInfo {
        id = "JID" => required,
        owner = "OwnerJID" => empty_as_none,
        name = "Name" => null_as_default,
        description = "Topic" => null_as_default,
        is_locked = "IsLocked" => null_as_default,
        is_announce = "IsAnnounce" => null_as_default,
        created = "GroupCreated" => null_as_default,
        participants = "Participants" => null_as_default,
    }
    default { raw }
}

/// A member of a group, or a user whose membership was to change. The shape is not part of the
/// vendor's document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GroupParticipant {
    /// The JID (`JID`).
    pub jid: String,
    /// The JID that hides the phone number (`LID`).
    pub lid: Option<String>,
    /// Whether they are an admin (`IsAdmin`).
    pub is_admin: bool,
    /// Whether they created the group (`IsSuperAdmin`).
    pub is_super_admin: bool,
    /// The code of the reason why a change failed for this user (`Error`), or 0.
    pub error: u16,
    /// The invitation to send if the user cannot be added (`AddRequest`).
    pub add_request: Option<AddRequest>,
}

read_object! {
    GroupParticipant {
        jid = "JID" => required,
        lid = "LID" => empty_as_none,
        is_admin = "IsAdmin" => null_as_default,
        is_super_admin = "IsSuperAdmin" => null_as_default,
        error = "Error" => null_as_default,
        add_request = "AddRequest" => null_as_default,
    }
}

/// An invitation for a user whose settings do not allow others to add them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AddRequest {
    /// The code to send (`Code`).
    pub code: String,
    /// When it expires, in the server's format (`Expiration`).
    pub expiration: Option<String>,
}

read_object! {
    AddRequest {
        code = "Code" => null_as_default,
        expiration = "Expiration" => null_as_default,
    }
}

/// The outcome of a change for one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The change was made.
    Done,
    /// The user cannot be added, but can be invited (403).
    MustBeInvited,
    /// There was nothing to change (409).
    AlreadyInState,
    /// The change failed, for the reason with this code.
    Failed(u16),
}

impl GroupParticipant {
    /// The outcome of the change for this user. A reply can report success although the change
    /// failed for some.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.error {
            0 | 200 => Outcome::Done,
            403 => Outcome::MustBeInvited,
            409 => Outcome::AlreadyInState,
            code => Outcome::Failed(code),
        }
    }

    /// The typed id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`] if the JID is not a user's.
    pub fn participant(&self) -> Result<Participant, Error> {
        self.jid.parse()
    }
}

impl ApiResponse {
    /// The group in `data`; see [`GroupInfo`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], naming the place, if `data` is not a group.
    #[inline]
    pub fn group(&self) -> Result<GroupInfo, Error> {
        group(self.data.as_ref().unwrap_or(&Value::Null))
    }

    /// The groups in `data`; empty if `data` is missing. See [`GroupInfo`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], naming the place, if `data` is not a list of groups.
    #[inline]
    pub fn groups(&self) -> Result<Vec<GroupInfo>, Error> {
        list(self.data.as_ref(), |group, raw| GroupInfo { raw, ..group })
    }

    /// The id of a group in `data`, which is the id alone, as after joining, or a group.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], naming the place, if `data` is neither.
    #[inline]
    pub fn group_id(&self) -> Result<GroupId, Error> {
        match &self.data {
            Some(data @ Value::Object(_)) => group(data).map(|group| group.id),
            _ => self.data_as(),
        }
    }

    /// The people in `data`, which is a list of them or a group; empty if `data` is missing. See
    /// [`GroupParticipant`] and its [`outcome`](GroupParticipant::outcome).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], naming the place, if `data` is neither.
    #[inline]
    pub fn participants(&self) -> Result<Vec<GroupParticipant>, Error> {
        match &self.data {
            None => Ok(Vec::new()),
            Some(data @ Value::Object(_)) => group(data).map(|group| group.participants),
            Some(data) => decode(data),
        }
    }

    /// The invite code in `data`, which is the code or the whole link.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if `data` is neither.
    #[inline]
    pub fn invite_code(&self) -> Result<InviteCode, Error> {
        let text: String = self.data_as()?;
        // The error of the conversion would show the text.
        text.parse().map_err(|_: Error| {
            let message = "`data` of the reply is a string that is no invite code or link";
            Error::new(ErrorKind::Decode, message)
        })
    }
}

#[inline]
fn group(data: &Value) -> Result<GroupInfo, Error> {
    let group: GroupInfo = decode(data)?;
    Ok(GroupInfo { raw: data.clone(), ..group })
}
