//! Groups, and who may do what in them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::people::jid;
use super::{ApiError, State};
use whatsapi::{GroupId, InviteCode};

/// The longest name of a group that the API's document allows, in characters.
const MAX_NAME: usize = 22;

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

    pub(crate) fn create_group(
        &mut self,
        creator: &str,
        name: &str,
    ) -> Result<&mut GroupState, ApiError> {
        check_name(name)?;
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
        };
        Ok(self.groups.entry(id).or_insert(group))
    }

    /// The group, if `actor` is a member of it; otherwise it is not found.
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

    /// Adds people to a group. The result has an entry for each of them.
    pub(crate) fn add_members(&mut self, id: &str, people: &[String]) -> Value {
        let Self { groups, invite_only, .. } = self;
        let Some(group) = groups.get_mut(id) else { return Value::Null };
        let add = |phone: &String| {
            if let Some(role) = group.members.get(phone) {
                return person(phone, Some(*role), 409);
            }
            if invite_only.contains(phone) {
                let mut person = person(phone, None, 403);
                person["AddRequest"] =
                    json!({ "Code": group.invite_code, "Expiration": "2030-01-01T00:00:00Z" });
                return person;
            }
            group.members.insert(phone.clone(), Role::Member);
            person(phone, Some(Role::Member), 0)
        };
        people.iter().map(add).collect()
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
    /// Gives people the role `to`, or removes them if it is `None`. The result has an entry for each.
    pub(crate) fn change_members(&mut self, people: &[String], to: Option<Role>) -> Value {
        let change = |phone: &String| match (self.members.get(phone).copied(), to) {
            (None, _) => person(phone, None, 404),
            (Some(Role::SuperAdmin), None | Some(Role::Member)) => {
                person(phone, Some(Role::SuperAdmin), 406)
            }
            (Some(role), Some(to)) if role >= to && to == Role::Admin => {
                person(phone, Some(role), 0)
            }
            (Some(_), Some(to)) => {
                self.members.insert(phone.clone(), to);
                person(phone, Some(to), 0)
            }
            (Some(_), None) => {
                self.members.remove(phone);
                person(phone, None, 0)
            }
        };
        let results = people.iter().map(change).collect();
        self.ensure_admin();
        results
    }

    /// Promotes a member if no admin is left.
    fn ensure_admin(&mut self) {
        if self.members.values().all(|role| *role == Role::Member)
            && let Some(role) = self.members.values_mut().next()
        {
            *role = Role::Admin;
        }
    }

    pub(crate) fn rename(&mut self, name: &str) -> Result<(), ApiError> {
        check_name(name)?;
        name.clone_into(&mut self.name);
        Ok(())
    }

    pub(crate) fn describe_members(&self) -> Value {
        self.members.iter().map(|(phone, role)| person(phone, Some(*role), 0)).collect()
    }

    /// The JSON that describes the group in a response.
    pub(crate) fn describe(&self, with_members: bool) -> Value {
        let owner = self.members.iter().find(|(_, role)| **role == Role::SuperAdmin);
        json!({
            "JID": self.id,
            "OwnerJID": owner.map(|(phone, _)| jid(phone)),
            "Name": self.name,
            "Topic": self.description,
            "IsLocked": self.locked,
            "IsAnnounce": self.announce,
            "GroupCreated": "2024-01-01T00:00:00Z",
            "Participants": if with_members { self.describe_members() } else { Value::Null },
        })
    }
}

fn check_name(name: &str) -> Result<(), ApiError> {
    match name.trim().chars().count() {
        1..=MAX_NAME => Ok(()),
        0 => Err(ApiError::missing("The group name")),
        _ => Err(ApiError::bad_request("The group name is too long")),
    }
}

fn person(phone: &str, role: Option<Role>, error: u16) -> Value {
    json!({
        "JID": jid(phone),
        "LID": "",
        "IsAdmin": role >= Some(Role::Admin),
        "IsSuperAdmin": role == Some(Role::SuperAdmin),
        "Error": error,
        "AddRequest": null,
    })
}
