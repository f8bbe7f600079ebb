//! The handle for a group's members.

use super::Context;
use super::validate::people;
use crate::generated::Client;
use crate::generated::models::{ApiResponse, GroupUpdateParticipantsPayload};
use crate::generated::operations;
use crate::ids::group::GroupId;
use crate::ids::participant::{IntoParticipant, Participant};
use crate::replies::outcomes::Outcomes;
use crate::replies::participant::GroupParticipant;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, Operation, Response};

/// A generated function that changes the members of a group.
type Change = fn(
    &Client,
    &str,
    &str,
    &GroupUpdateParticipantsPayload,
) -> Result<Response<ApiResponse>, Error>;

/// The members of a [`Group`](crate::Group).
///
/// A change can partially fail although the call succeeds: [`Outcomes`] has the outcome for each user.
///
/// ```no_run
/// # let instance = whatsapi::Client::new("https://host", "key")?.instance("sales");
/// # let group = instance.groups().group("1")?;
/// use whatsapi::{Outcome, SendGroupInviteOptions};
///
/// let added = group.participants().add(["919876543210", "918888888888"])?;
/// for person in added.failed() {
///     match person.outcome() {
///         Outcome::MustBeInvited if person.add_request().is_some() => {
///             instance.messages().invite(person, SendGroupInviteOptions::default())?;
///         }
///         other => println!("{}: {}", person.id()?, other.explanation()),
///     }
/// }
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Participants {
    pub(super) context: Context,
    group_id: GroupId,
}

impl Participants {
    pub(super) fn new(context: Context, group_id: GroupId) -> Self {
        Self { context, group_id }
    }

    /// All members of the group.
    ///
    /// Calls [`get_all_participants`](crate::Client::get_all_participants), which is idempotent: it
    /// is retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// for person in people.list()?.data()? {
    ///     println!("{} is an admin: {:?}", person.id()?, person.is_admin);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not in
    /// the group.
    pub fn list(&self) -> Result<Reply<Vec<GroupParticipant>>, Error> {
        self.context.call(|client, key| client.get_all_participants(key, self.group_id.as_str()))
    }

    /// Adds people. Requires that the instance is an admin of the group.
    ///
    /// Calls [`add_participant`](crate::Client::add_participant), which is not idempotent: it is
    /// retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// let added = people.add(["+91 88888-88888"])?;
    /// assert_eq!(added.failed().count(), 0);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`](crate::Participant).
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not an
    /// admin of the group.
    pub fn add(
        &self,
        participants: impl IntoIterator<Item = impl IntoParticipant>,
    ) -> Result<Outcomes, Error> {
        self.change(participants, &operations::ADD_PARTICIPANT, Client::add_participant)
    }

    /// Removes people. Requires that the instance is an admin of the group.
    ///
    /// Calls [`remove_participant`](crate::Client::remove_participant), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// people.remove(["919876543210"])?.all()?;
    /// assert_eq!(people.list()?.data()?.len(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`](crate::Participant).
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not an
    /// admin of the group.
    pub fn remove(
        &self,
        participants: impl IntoIterator<Item = impl IntoParticipant>,
    ) -> Result<Outcomes, Error> {
        self.change(participants, &operations::REMOVE_PARTICIPANT, Client::remove_participant)
    }

    /// Makes people admins. Requires that the instance is an admin of the group.
    ///
    /// Calls [`promote_participant`](crate::Client::promote_participant), which is idempotent: it
    /// is retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// people.promote(["919876543210"])?.all()?;
    /// assert!(people.list()?.data()?.iter().all(|person| person.is_admin == Some(true)));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`](crate::Participant).
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not an
    /// admin of the group.
    pub fn promote(
        &self,
        participants: impl IntoIterator<Item = impl IntoParticipant>,
    ) -> Result<Outcomes, Error> {
        self.change(participants, &operations::PROMOTE_PARTICIPANT, Client::promote_participant)
    }

    /// Makes admins ordinary members. Requires that the instance is an admin of the group.
    ///
    /// Calls [`demote_participant`](crate::Client::demote_participant), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// people.promote(["919876543210"])?.all()?;
    /// people.demote(["919876543210"])?.all()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`](crate::Participant).
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not an
    /// admin of the group.
    pub fn demote(
        &self,
        participants: impl IntoIterator<Item = impl IntoParticipant>,
    ) -> Result<Outcomes, Error> {
        self.change(participants, &operations::DEMOTE_PARTICIPANT, Client::demote_participant)
    }

    /// Calls an operation that changes these members.
    fn change(
        &self,
        participants: impl IntoIterator<Item = impl IntoParticipant>,
        operation: &'static Operation,
        call: Change,
    ) -> Result<Outcomes, Error> {
        let people = people("participants", participants, operation)?;
        let participants = people.iter().map(Participant::to_string).collect();
        let data = GroupUpdateParticipantsPayload { participants, ..Default::default() };
        let group_id = self.group_id.as_str();
        let reply = self.context.call(|client, key| call(client, key, group_id, &data))?;
        Ok(Outcomes::of_reply(&reply.for_people(people)))
    }
}
