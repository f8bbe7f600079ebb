//! Groups and the people in them.

use serde_json::Value;

use super::{empty_as_none, list, null_as_default};
use crate::models::ApiResponse;
use crate::replies::envelope::decode;
use crate::{GroupId, InviteCode, Participant};
use openapi_ureq::__private::object::received::required;
use openapi_ureq::__private::read_object;
use openapi_ureq::{Error, ErrorKind};

/// A group, as the server describes it. The shape is not part of the vendor's document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GroupInfo {
    /// The id (`JID`).
    pub id: GroupId,
    /// Who owns it (`OwnerJID`).
    pub owner: Option<String>,
    /// The name (`Name`).
    pub name: String,
    /// The description (`Topic`).
    pub description: String,
    /// Whether only admins may edit the details (`IsLocked`).
    pub is_locked: bool,
    /// Whether only admins may write (`IsAnnounce`).
    pub is_announce: bool,
    /// When it was created, as the server writes it (`GroupCreated`).
    pub created: Option<String>,
    /// The members (`Participants`).
    pub participants: Vec<GroupParticipant>,
    /// All that the server sent.
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

/// A member of a group, or somebody who was to become or cease to be one. The shape is not part of
/// the vendor's document.
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
    /// Why a change failed for this person (`Error`); 0 if it did not.
    pub error: u16,
    /// What to invite them with, if they cannot be added (`AddRequest`).
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

/// An invitation for a person whose settings forbid that others add them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AddRequest {
    /// The code to send (`Code`).
    pub code: String,
    /// Until when it is valid, as the server writes it (`Expiration`).
    pub expiration: Option<String>,
}

read_object! {
    AddRequest {
        code = "Code" => null_as_default,
        expiration = "Expiration" => null_as_default,
    }
}

/// What became of a change for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was done.
    Done,
    /// They cannot be added, but may be invited (403).
    MustBeInvited,
    /// They already are what they were to become (409).
    AlreadyInState,
    /// It was not done, for the reason with this code.
    Failed(u16),
}

impl GroupParticipant {
    /// What became of the change for this person: a reply may report success though it failed for
    /// some.
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
    /// [`ErrorKind::InvalidArgument`] if the JID is not that of a user.
    pub fn participant(&self) -> Result<Participant, Error> {
        self.jid.parse()
    }
}

impl ApiResponse {
    /// The group in `data`; see [`GroupInfo`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], naming the place, if `data` is no group.
    #[inline]
    pub fn group(&self) -> Result<GroupInfo, Error> {
        group(self.data.as_ref().unwrap_or(&Value::Null))
    }

    /// The groups in `data`; none if there is no `data`. See [`GroupInfo`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], naming the place, if `data` is no list of groups.
    #[inline]
    pub fn groups(&self) -> Result<Vec<GroupInfo>, Error> {
        list(self.data.as_ref(), |group, raw| GroupInfo { raw, ..group })
    }

    /// The id of a group in `data`, which is the id alone, as after joining, or the group.
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

    /// The people in `data`, be it a list of them or a group; none if there is no `data`. See
    /// [`GroupParticipant`], above all its [`outcome`](GroupParticipant::outcome).
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
        // The refusal of the text would show it.
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
