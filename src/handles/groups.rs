//! The handle of an instance's groups.

use super::group::Group;
use super::validate::{convert, not_empty, people};
use super::{Context, Reply};
use crate::generated::models::{GetAllGroupsIncludeParticipants, GroupCreatePayload};
use crate::generated::operations;
use crate::ids::group::GroupId;
use crate::ids::invite::InviteCode;
use crate::ids::participant::Participant;
use openapi_ureq::Error;

/// The groups of an [`Instance`](crate::Instance).
///
/// Unlike the methods of [`Client`](crate::Client), those of the handles turn a reply whose
/// envelope says `error: true` into an error, even if its status is 200.
#[derive(Debug, Clone)]
pub struct Groups {
    context: Context,
}

impl Groups {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// All groups, with their members. Decode them with
    /// [`ApiResponse::groups`](crate::models::ApiResponse::groups).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// for group in groups.list()?.groups()? {
    ///     println!("{} has {} members", group.name, group.participants.len());
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn list(&self) -> Reply {
        self.context.call(|client, key| client.get_all_groups(key, None))
    }

    /// All groups, without their members, which makes the reply smaller.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let all = groups.list_without_participants()?.groups()?;
    /// assert_eq!(all[0].name, "Team");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn list_without_participants(&self) -> Reply {
        let include = Some(GetAllGroupsIncludeParticipants::False);
        self.context.call(|client, key| client.get_all_groups(key, include))
    }

    /// The groups that the instance is an admin of.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// assert_eq!(groups.admin()?.groups()?.len(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn admin(&self) -> Reply {
        self.context.call(|client, key| client.get_admin_groups(key))
    }

    /// Creates a group of the instance and these members. Decode it with
    /// [`ApiResponse::group`](crate::models::ApiResponse::group).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let group = groups.create("Friends", ["919876543210", "+91 88888 88888"])?.group()?;
    /// assert_eq!(group.name, "Friends");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the name or the list is
    /// empty, or an element of it is not a [`Participant`]; other kinds if the call fails.
    pub fn create<I>(&self, name: &str, participants: I) -> Reply
    where
        I: IntoIterator,
        I::Item: TryInto<Participant>,
        Error: From<<I::Item as TryInto<Participant>>::Error>,
    {
        let operation = &operations::CREATE_GROUP;
        let data = GroupCreatePayload {
            group_name: Some(not_empty("name", name, operation)?.to_owned()),
            participants: people("participants", participants, operation)?,
            ..Default::default()
        };
        self.context.call(|client, key| client.create_group(key, &data))
    }

    /// The properties of the group behind an invite link or code, which is not joined.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let link = groups.group(seed.id())?.invite_code()?.invite_code()?.link();
    /// assert_eq!(groups.info_from_invite(link)?.group()?.name, "Team");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the invite is not an
    /// [`InviteCode`]; other kinds if the call fails.
    pub fn info_from_invite<C>(&self, invite: C) -> Reply
    where
        C: TryInto<InviteCode>,
        Error: From<C::Error>,
    {
        let code = convert(invite, &operations::GET_GROUP_FROM_INVITE_LINK)?;
        self.context.call(|client, key| client.get_group_from_invite_link(key, &code.link()))
    }

    /// Joins the group behind an invite link or code.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let groups = sandbox.client().instance("demo").groups();
    /// let link = groups.group(seed.id())?.invite_code()?.invite_code()?.link();
    /// sandbox.instance("other");
    /// sandbox.client().instance("other").groups().join(link)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the invite is not an
    /// [`InviteCode`]; other kinds if the call fails.
    pub fn join<C>(&self, invite: C) -> Reply
    where
        C: TryInto<InviteCode>,
        Error: From<C::Error>,
    {
        let code = convert(invite, &operations::JOIN_GROUP_WITH_LINK)?;
        self.context.call(|client, key| client.join_group_with_link(key, &code.to_string()))
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
    /// [`GroupId`].
    pub fn group<G>(&self, id: G) -> Result<Group, Error>
    where
        G: TryInto<GroupId>,
        Error: From<G::Error>,
    {
        Ok(Group::new(self.context.clone(), &id.try_into()?))
    }
}
