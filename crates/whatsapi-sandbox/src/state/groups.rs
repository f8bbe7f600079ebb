//! Groups and their permissions.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use super::{ApiError, State};
use crate::shapes::{self, Address};
use crate::time;
use whatsapi::InviteCode;
use whatsapi::limits::{GROUP_DESCRIPTION_MAX, GROUP_NAME_MAX, GROUP_NAME_ON_PHONES_MAX};

/// The role of a group member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Role {
    /// An ordinary member.
    Member,
    /// May add and remove members, and change all settings.
    Admin,
    /// The creator, who cannot be removed or demoted.
    SuperAdmin,
}

/// What a group is to a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GroupKind {
    /// A group, of a community or of none.
    Group,
    /// A community, whose members are in its groups.
    Community,
    /// The announcement group of a community, which the members of all its groups are in.
    Announcements,
}

/// The state of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupState {
    /// The id, such as `120363000000000001@g.us`.
    pub id: String,
    /// The name.
    pub name: String,
    /// The description.
    pub description: String,
    /// Whether only admins may send messages.
    pub announce: bool,
    /// Whether only admins may edit the details.
    pub locked: bool,
    /// The bytes of the picture, if there is one.
    pub picture: Option<Vec<u8>>,
    /// The members' phone numbers and roles.
    pub members: BTreeMap<String, Role>,
    /// The code of the invite link.
    pub invite_code: String,
    /// What it is to a community.
    pub kind: GroupKind,
    /// The id of the community that it belongs to.
    pub community: Option<String>,
    /// Whether members are addressed by ids that hide their phone numbers (`@lid`).
    pub by_lid: bool,
    /// After how long messages disappear; zero if they do not.
    pub disappearing_timer: Duration,
    /// Whether admins have to approve of people who join by the link.
    pub approval_required: bool,
    /// The phone numbers of people who have to be approved of.
    pub join_requests: BTreeSet<String>,
    /// The phone number of whoever created it, who may have left.
    pub(crate) creator: String,
    /// When it was created, in seconds since 1970.
    pub(crate) created: u64,
    pub(crate) name_set: Edit,
    /// The last change of the description; `None` if there is none.
    pub(crate) description_set: Option<Edit>,
}

/// The author and time of a change to a text of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) id: String,
    pub(crate) by: String,
    /// In seconds since 1970.
    pub(crate) at: u64,
}

impl Edit {
    fn new(by: &str, number: usize) -> Self {
        Self { id: format!("3EB0{number:016X}"), by: by.to_owned(), at: time::now() }
    }
}

impl State {
    pub(crate) fn group(&self, id: &str) -> Option<&GroupState> {
        self.groups.get(id)
    }

    pub(crate) fn group_mut(&mut self, id: &str) -> Option<&mut GroupState> {
        self.groups.get_mut(id)
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = &GroupState> {
        self.groups.values()
    }

    /// Creates a group like the API, with the limit on names of its document.
    pub(crate) fn create_group(
        &mut self,
        creator: &str,
        name: &str,
    ) -> Result<&mut GroupState, ApiError> {
        check_name(name, GROUP_NAME_MAX)?;
        Ok(self.new_group(creator, name))
    }

    /// Adds a group like a phone, with the higher limit on names.
    pub(crate) fn seed_group(
        &mut self,
        creator: &str,
        name: &str,
    ) -> Result<&mut GroupState, ApiError> {
        check_name(name, GROUP_NAME_ON_PHONES_MAX)?;
        Ok(self.new_group(creator, name))
    }

    fn new_group(&mut self, creator: &str, name: &str) -> &mut GroupState {
        self.created_groups += 1;
        let number = self.created_groups;
        let id = format!("{}@g.us", 120_363_000_000_000_000 + number);
        let group = GroupState {
            id: id.clone(),
            name: name.to_owned(),
            description: String::new(),
            announce: false,
            locked: false,
            picture: None,
            members: BTreeMap::from([(creator.to_owned(), Role::SuperAdmin)]),
            invite_code: format!("SandboxInvite{number:08}"),
            kind: GroupKind::Group,
            community: None,
            by_lid: self.new_groups_by_lid,
            disappearing_timer: Duration::ZERO,
            approval_required: false,
            join_requests: BTreeSet::new(),
            creator: creator.to_owned(),
            created: time::now(),
            name_set: Edit::new(creator, 0),
            description_set: None,
        };
        self.groups.entry(id).or_insert(group)
    }

    /// The group, if `actor` is a member; otherwise "not found".
    pub(crate) fn group_of(&mut self, actor: &str, id: &str) -> Result<&mut GroupState, ApiError> {
        match self.groups.get_mut(id) {
            Some(group) if group.members.contains_key(actor) => Ok(group),
            _ => Err(ApiError::not_found("Group")),
        }
    }

    /// The group, if `actor` is one of its admins.
    pub(crate) fn group_as_admin(
        &mut self,
        actor: &str,
        id: &str,
    ) -> Result<&mut GroupState, ApiError> {
        let group = self.group_of(actor, id)?;
        if group.members.get(actor) >= Some(&Role::Admin) {
            Ok(group)
        } else {
            Err(ApiError::bad_request("You are not an admin of the group"))
        }
    }

    /// The group, if `actor` may edit its details.
    pub(crate) fn group_as_editor(
        &mut self,
        actor: &str,
        id: &str,
    ) -> Result<&mut GroupState, ApiError> {
        if self.group_of(actor, id)?.locked {
            self.group_as_admin(actor, id)
        } else {
            self.group_of(actor, id)
        }
    }

    pub(crate) fn group_by_invite(&mut self, text: &str) -> Result<&mut GroupState, ApiError> {
        let code = text.parse::<InviteCode>().map(|code| code.to_string()).unwrap_or_default();
        let group = self.groups.values_mut().find(|group| group.invite_code == code);
        group.ok_or_else(|| ApiError::not_found("Invite link"))
    }
}

impl GroupState {
    pub(crate) fn rename(&mut self, actor: &str, name: &str) -> Result<(), ApiError> {
        check_name(name, GROUP_NAME_MAX)?;
        name.clone_into(&mut self.name);
        self.name_set = Edit::new(actor, 0);
        Ok(())
    }

    /// Sets the description; an empty one removes it (`SetGroupTopic` of whatsmeow's `group.go`).
    pub(crate) fn describe_as(
        &mut self,
        actor: &str,
        description: String,
        number: usize,
    ) -> Result<(), ApiError> {
        if description.chars().count() > GROUP_DESCRIPTION_MAX {
            return Err(ApiError::bad_request("The description is too long"));
        }
        let edit = Edit::new(actor, number);
        self.description_set = Some(edit).filter(|_| !description.is_empty());
        self.description = description;
        Ok(())
    }

    /// How members are addressed.
    pub(crate) fn address(&self) -> Address {
        if self.by_lid { Address::Lid } else { Address::Number }
    }

    /// How `viewer` sees the address of a member.
    ///
    /// Assumption: in the announcement group of a community, ordinary members do not see the phone
    /// numbers of others. Source: `DisplayName` of `GroupParticipant` in whatsmeow's `types/group.go`.
    pub(crate) fn address_for(&self, viewer: &str, member: &str) -> Address {
        let is_admin = |phone: &str| self.members.get(phone) >= Some(&Role::Admin);
        let is_hidden = self.kind == GroupKind::Announcements
            && viewer != member
            && !is_admin(viewer)
            && !is_admin(member);
        if is_hidden { Address::HiddenNumber } else { self.address() }
    }

    pub(crate) fn describe_members(&self, viewer: &str) -> Value {
        shapes::members(self, viewer)
    }

    /// The JSON that describes the group in a response to `viewer`.
    pub(crate) fn describe(&self, viewer: &str, with_members: bool) -> Value {
        shapes::group(self, viewer, with_members)
    }
}

fn check_name(name: &str, longest: usize) -> Result<(), ApiError> {
    match name.trim().chars().count() {
        0 => Err(ApiError::missing("The group name")),
        count if count <= longest => Ok(()),
        _ => Err(ApiError::bad_request("The group name is too long")),
    }
}
