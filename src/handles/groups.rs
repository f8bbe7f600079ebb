//! The handle of an instance's groups.

use super::Context;
use super::group::Group;
use super::validate::{convert, not_empty, people};
use crate::generated::models::{GetAllGroupsIncludeParticipants, GroupCreatePayload};
use crate::generated::operations;
use crate::ids::group::{GroupId, IntoGroupId};
use crate::ids::invite::{IntoInviteCode, InviteCode};
use crate::ids::participant::{IntoParticipant, Participant};
use crate::replies::group::GroupInfo;
use crate::replies::reply::Reply;
use openapi_ureq::Error;

/// The groups of an [`Instance`](crate::Instance).
#[derive(Debug, Clone)]
pub struct Groups {
    context: Context,
}

impl Groups {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// All groups, with their members.
    ///
    /// Calls [`get_all_groups`](crate::Client::get_all_groups), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// for group in groups.list()?.data()? {
    ///     println!("{} is {:?}", group.id()?, group.name);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404).
    pub fn list(&self) -> Result<Reply<Vec<GroupInfo>>, Error> {
        self.context.call(|client, key| client.get_all_groups(key, None))
    }

    /// All groups, without their members, which makes the reply smaller.
    ///
    /// Calls [`get_all_groups`](crate::Client::get_all_groups), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let all = groups.list_without_participants()?.data()?;
    /// assert_eq!((all[0].name.as_deref(), &all[0].participants), (Some("Team"), &None));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404).
    pub fn list_without_participants(&self) -> Result<Reply<Vec<GroupInfo>>, Error> {
        let include = Some(GetAllGroupsIncludeParticipants::False);
        self.context.call(|client, key| client.get_all_groups(key, include))
    }

    /// The groups that the instance is an admin of.
    ///
    /// Calls [`get_admin_groups`](crate::Client::get_admin_groups), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// assert_eq!(groups.admin()?.data()?.len(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404).
    pub fn admin(&self) -> Result<Reply<Vec<GroupInfo>>, Error> {
        self.context.call(|client, key| client.get_admin_groups(key))
    }

    /// Creates a group with these people. The instance becomes a member automatically. The server checks
    /// the length of the name; see [`limits`](crate::limits). The call succeeds even if some of the people
    /// cannot be added: see [`GroupInfo::outcomes`].
    ///
    /// Calls [`create_group`](crate::Client::create_group), which is not idempotent: it is retried
    /// only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let friends = groups.create("Friends", ["919876543210", "+91 88888 88888"])?.data()?;
    /// friends.outcomes().all()?; // an error if somebody could not be added
    /// groups.group(friends.id()?)?.set_locked(true)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the name or the list is
    /// empty, or an element of it is not a [`Participant`](crate::Participant).
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or the server
    /// rejects the name.
    pub fn create(
        &self,
        name: &str,
        participants: impl IntoIterator<Item = impl IntoParticipant>,
    ) -> Result<Reply<GroupInfo>, Error> {
        let operation = &operations::CREATE_GROUP;
        let people = people("participants", participants, operation)?;
        let data = GroupCreatePayload {
            group_name: Some(not_empty("name", name, operation)?.to_owned()),
            participants: people.iter().map(Participant::to_string).collect(),
            ..Default::default()
        };
        let reply = self.context.call(|client, key| client.create_group(key, &data))?;
        Ok(Reply::for_people(reply, people))
    }

    /// The properties of the group behind an invite link or code, without joining it. A code is sent as
    /// a link of the form in the API's document, `https://chat.whatsapp.com/{code}`.
    ///
    /// Calls [`get_group_from_invite_link`](crate::Client::get_group_from_invite_link), which is
    /// idempotent: it is retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let link = groups.group(seed.id())?.invite_code()?.data()?.link();
    /// assert_eq!(groups.info_from_invite(link)?.data()?.name.as_deref(), Some("Team"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the invite is not an
    /// [`InviteCode`]. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist
    /// (404) or the invite is not valid.
    pub fn info_from_invite(&self, invite: impl IntoInviteCode) -> Result<Reply<GroupInfo>, Error> {
        let code: InviteCode = convert(invite, &operations::GET_GROUP_FROM_INVITE_LINK)?;
        self.context.call(|client, key| client.get_group_from_invite_link(key, &code.link()))
    }

    /// Joins the group behind an invite link or code.
    ///
    /// Calls [`join_group_with_link`](crate::Client::join_group_with_link), which is not
    /// idempotent: it is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let link = groups.group(seed.id())?.invite_code()?.data()?.link();
    /// sandbox.instance("other");
    /// let id = sandbox.client().instance("other").groups().join(link)?.data()?;
    /// assert_eq!(id.as_str(), seed.id());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the invite is not an
    /// [`InviteCode`]. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist
    /// (404), the invite is not valid, or the instance is already in the group.
    pub fn join(&self, invite: impl IntoInviteCode) -> Result<Reply<GroupId>, Error> {
        let code: InviteCode = convert(invite, &operations::JOIN_GROUP_WITH_LINK)?;
        self.context.call(|client, key| client.join_group_with_link(key, code.as_str()))
    }

    /// The group with this id.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let group = groups.group(seed.id())?;
    /// assert!(groups.group("admin").is_err());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the id is not a
    /// [`GroupId`](crate::GroupId).
    pub fn group(&self, id: impl IntoGroupId) -> Result<Group, Error> {
        Ok(Group::new(self.context.clone(), id.to_id()?))
    }
}
