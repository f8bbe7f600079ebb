//! Groups and their permissions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ApiError, Change, Failure, State};
use crate::shapes::{self, participant};
use crate::time;
use whatsapi::limits::{GROUP_NAME_MAX, GROUP_NAME_ON_PHONES_MAX};
use whatsapi::{GroupId, InviteCode};

/// The validity of an invitation in seconds: three days, as reported when WhatsApp introduced them
/// (The Indian Express, 8 April 2019).
const INVITATION_VALIDITY: u64 = 3 * 24 * 60 * 60;

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
    /// The phone number of the creator, who may have left the group.
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

/// An invitation of one person to one group, for a person who cannot be added.
#[derive(Debug, Clone)]
pub(crate) struct AddRequest {
    pub(crate) code: String,
    pub(crate) phone: String,
    group: String,
    /// In seconds since 1970.
    pub(crate) expiration: u64,
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
            creator: creator.to_owned(),
            created: time::now(),
            name_set: Edit::new(creator, 0),
            description_set: None,
        };
        self.groups.entry(id).or_insert(group)
    }

    /// The group, if `actor` is a member; otherwise "not found".
    pub(crate) fn group_of(&mut self, actor: &str, id: &str) -> Result<&mut GroupState, ApiError> {
        let id = id.parse::<GroupId>().map(|id| id.to_string()).unwrap_or_default();
        match self.groups.get_mut(&id) {
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

    /// Adds people to a group. The result has an entry for each of them, except those that a fixture
    /// omits.
    pub(crate) fn add_members(&mut self, id: &str, people: &[String]) -> Vec<Value> {
        people.iter().filter_map(|phone| self.add_member(id, phone)).collect()
    }

    fn add_member(&mut self, id: &str, phone: &str) -> Option<Value> {
        let failure = self.failures.get(&(phone.to_owned(), Change::Add)).copied();
        let group = self.groups.get_mut(id)?;
        if let Some(role) = group.members.get(phone) {
            return Some(participant(phone, Some(*role), 409, None));
        }
        match failure {
            None => {
                group.members.insert(phone.to_owned(), Role::Member);
                Some(participant(phone, Some(Role::Member), 0, None))
            }
            Some(Failure::Code(code)) => Some(participant(phone, None, code, None)),
            Some(Failure::Invitable(code)) => {
                let request = self.invitation(id, phone);
                Some(participant(phone, None, code, Some(&request)))
            }
            Some(Failure::LeftOut) => None,
        }
    }

    /// The invitation of a person to a group. Its code is unique, and nobody else can use it.
    fn invitation(&mut self, id: &str, phone: &str) -> AddRequest {
        let request = AddRequest {
            code: format!("SandboxPerson{:08}", self.invitations.len() + 1),
            phone: phone.to_owned(),
            group: id.to_owned(),
            expiration: time::now() + INVITATION_VALIDITY,
        };
        self.invitations.push(request.clone());
        request
    }

    /// Checks that this code may be sent to the chat with this JID: the code of a link to anyone, the code
    /// of an invitation only to the invited person.
    pub(crate) fn check_invite(&mut self, code: &str, chat: &str) -> Result<(), ApiError> {
        match self.invitations.iter().find(|request| request.code == code) {
            None => self.group_by_invite(code).map(|_| ()),
            Some(request) if !self.groups.contains_key(&request.group) => {
                Err(ApiError::not_found("Group"))
            }
            Some(request) if super::jid(&request.phone) == chat => Ok(()),
            Some(_) => Err(ApiError::bad_request("The invitation is for another person")),
        }
    }

    /// Changes the roles of people, or removes them. The result has an entry for each of them, except
    /// those that a fixture omits.
    pub(crate) fn change_members(
        &mut self,
        actor: &str,
        id: &str,
        people: &[String],
        change: Change,
    ) -> Result<Vec<Value>, ApiError> {
        let failures = self.failures.clone();
        let group = self.group_as_admin(actor, id)?;
        let results =
            people.iter().filter_map(|phone| match failures.get(&(phone.clone(), change)) {
                None => Some(group.change_member(phone, change)),
                Some(Failure::Code(code) | Failure::Invitable(code)) => {
                    Some(participant(phone, group.members.get(phone).copied(), *code, None))
                }
                Some(Failure::LeftOut) => None,
            });
        let results = results.collect();
        group.ensure_admin();
        Ok(results)
    }

    pub(crate) fn leave_group(&mut self, actor: &str, id: &str) -> Result<(), ApiError> {
        let group = self.group_of(actor, id)?;
        group.members.remove(actor);
        group.ensure_admin();
        if group.members.is_empty() {
            let id = group.id.clone();
            self.groups.remove(&id);
        }
        Ok(())
    }
}

impl GroupState {
    /// Changes the role of a person, or removes them. The result is their entry.
    ///
    /// WhatsApp's codes for people who are not in the group, and for the creator, are not documented. These
    /// are its codes for "item not found" and "not acceptable" (whatsmeow's `errors.go`).
    fn change_member(&mut self, phone: &str, change: Change) -> Value {
        let Some(role) = self.members.get(phone).copied() else {
            return participant(phone, None, 404, None);
        };
        let to = match change {
            Change::Add | Change::Promote => Some(role.max(Role::Admin)),
            // The creator can be neither demoted nor removed.
            Change::Demote | Change::Remove if role == Role::SuperAdmin => {
                return participant(phone, Some(role), 406, None);
            }
            Change::Demote => Some(Role::Member),
            Change::Remove => None,
        };
        match to {
            Some(role) => self.members.insert(phone.to_owned(), role),
            None => self.members.remove(phone),
        };
        participant(phone, to, 0, None)
    }

    /// Promotes a member if no admin is left.
    fn ensure_admin(&mut self) {
        if self.members.values().all(|role| *role == Role::Member)
            && let Some(role) = self.members.values_mut().next()
        {
            *role = Role::Admin;
        }
    }

    pub(crate) fn rename(&mut self, actor: &str, name: &str) -> Result<(), ApiError> {
        check_name(name, GROUP_NAME_MAX)?;
        name.clone_into(&mut self.name);
        self.name_set = Edit::new(actor, 0);
        Ok(())
    }

    /// Sets the description; an empty one removes it (`SetGroupTopic` of whatsmeow's `group.go`).
    pub(crate) fn describe_as(&mut self, actor: &str, description: String, number: usize) {
        let edit = Edit::new(actor, number);
        self.description_set = Some(edit).filter(|_| !description.is_empty());
        self.description = description;
    }

    pub(crate) fn describe_members(&self) -> Value {
        shapes::members(self)
    }

    /// The JSON that describes the group in a response.
    pub(crate) fn describe(&self, with_members: bool) -> Value {
        shapes::group(self, with_members)
    }
}

fn check_name(name: &str, longest: usize) -> Result<(), ApiError> {
    match name.trim().chars().count() {
        0 => Err(ApiError::missing("The group name")),
        count if count <= longest => Ok(()),
        _ => Err(ApiError::bad_request("The group name is too long")),
    }
}
