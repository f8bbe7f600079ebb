//! The members of groups: how they are added, changed and removed, and what fails.

use serde_json::Value;

use super::groups::{GroupState, Role};
use super::lids::lid;
use super::people::jid;
use super::{ApiError, Change, Failure, State};
use crate::shapes::participant;
use crate::time;

/// How long an invitation is valid, in seconds: three days, as was reported when WhatsApp introduced
/// them (<https://indianexpress.com/article/technology/social/whatsapp-group-privacy-settings-heres-how-it-works-how-to-enable-and-invite-users-to-groups-now-5664852/>).
const INVITATION_VALIDITY: u64 = 3 * 24 * 60 * 60;

/// The invitation of one person to one group, in place of adding them.
#[derive(Debug, Clone)]
pub(crate) struct AddRequest {
    pub(crate) code: String,
    pub(crate) phone: String,
    group: String,
    /// In seconds since 1970.
    pub(crate) expiration: u64,
}

impl State {
    /// Adds people to a group. The result has an entry for each of them, except those whom a fixture
    /// leaves out.
    pub(crate) fn add_members(&mut self, id: &str, people: &[String]) -> Vec<Value> {
        people.iter().filter_map(|phone| self.add_member(id, phone)).collect()
    }

    fn add_member(&mut self, id: &str, phone: &str) -> Option<Value> {
        let failure = self.failures.get(&(phone.to_owned(), Change::Add)).copied();
        let group = self.groups.get_mut(id)?;
        if let Some(role) = group.members.get(phone) {
            return Some(group.entry(phone, Some(*role), 409, None));
        }
        match failure {
            None => {
                let entry = group.entry(phone, Some(Role::Member), 0, None);
                self.enter(id, phone, Role::Member);
                Some(entry)
            }
            Some(Failure::Code(code)) => Some(group.entry(phone, None, code, None)),
            Some(Failure::Invitable(code)) => {
                let request = self.invitation(id, phone);
                Some(self.groups.get(id)?.entry(phone, None, code, Some(&request)))
            }
            Some(Failure::LeftOut) => None,
        }
    }

    /// Makes a person a member of a group, and of the announcement group of its community, as WhatsApp does
    /// (<https://faq.whatsapp.com/458610306367976>). Whoever is one keeps the higher role.
    pub(crate) fn enter(&mut self, id: &str, phone: &str, role: Role) {
        let Some(group) = self.groups.get_mut(id) else { return };
        group.join_requests.remove(phone);
        let current = group.members.entry(phone.to_owned()).or_insert(role);
        *current = role.max(*current);
        let community = group.community.clone();
        let announcements = community.and_then(|community| self.announcements_of(&community));
        if let Some(announcements) = announcements {
            announcements.members.entry(phone.to_owned()).or_insert(Role::Member);
        }
    }

    /// Joins a group by its link, or asks its admins if they have to approve that. The result is the
    /// group's id in both cases, as `JoinGroupWithLink` of whatsmeow's `group.go` returns it.
    pub(crate) fn join_group(&mut self, actor: &str, code: &str) -> Result<String, ApiError> {
        let group = self.group_by_invite(code)?;
        let id = group.id.clone();
        if group.members.contains_key(actor) {
            return Err(ApiError::bad_request("You are already in the group"));
        }
        if group.approval_required {
            group.join_requests.insert(actor.to_owned());
        } else {
            self.enter(&id, actor, Role::Member);
        }
        Ok(id)
    }

    /// The invitation of a person to a group, which has a code of its own: nobody else can use it.
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

    /// Whether this code may be sent to the chat with this JID: that of a link to everyone, that of an
    /// invitation only to the person whom it is for.
    pub(crate) fn check_invite(&mut self, code: &str, chat: &str) -> Result<(), ApiError> {
        match self.invitations.iter().find(|request| request.code == code) {
            None => self.group_by_invite(code).map(|_| ()),
            Some(request) if !self.groups.contains_key(&request.group) => {
                Err(ApiError::not_found("Group"))
            }
            Some(AddRequest { phone, .. }) if chat == jid(phone) || chat == lid(phone) => Ok(()),
            Some(_) => Err(ApiError::bad_request("The invitation is for another person")),
        }
    }

    /// Changes the roles of people, or removes them. The result has an entry for each of them, except
    /// those whom a fixture leaves out.
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
                    Some(group.entry(phone, group.members.get(phone).copied(), *code, None))
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
    /// A person in the reply to a change. Whoever makes one is an admin, and sees all phone numbers.
    fn entry(
        &self,
        phone: &str,
        role: Option<Role>,
        error: u16,
        request: Option<&AddRequest>,
    ) -> Value {
        participant(self.address(), phone, role, error, request)
    }

    /// Changes the role of a person, or removes them. The result is their entry.
    ///
    /// Which codes WhatsApp gives to those who are not in the group, and to the creator, is not
    /// documented; these are its codes for an item that is not found, and for what is not acceptable
    /// (whatsmeow's `errors.go`).
    fn change_member(&mut self, phone: &str, change: Change) -> Value {
        let Some(role) = self.members.get(phone).copied() else {
            return self.entry(phone, None, 404, None);
        };
        let to = match change {
            Change::Add | Change::Promote => Some(role.max(Role::Admin)),
            // The creator stays what they are.
            Change::Demote | Change::Remove if role == Role::SuperAdmin => {
                return self.entry(phone, Some(role), 406, None);
            }
            Change::Demote => Some(Role::Member),
            Change::Remove => None,
        };
        match to {
            Some(role) => self.members.insert(phone.to_owned(), role),
            None => self.members.remove(phone),
        };
        self.entry(phone, to, 0, None)
    }

    /// Promotes a member if no admin is left.
    fn ensure_admin(&mut self) {
        if self.members.values().all(|role| *role == Role::Member)
            && let Some(role) = self.members.values_mut().next()
        {
            *role = Role::Admin;
        }
    }
}
