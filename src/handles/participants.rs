//! The handle of a group's members.

use super::validate::people;
use super::{Context, Reply};
use crate::generated::models::GroupUpdateParticipantsPayload;
use crate::generated::operations;
use crate::ids::participant::Participant;
use openapi_ureq::{Error, Operation};
use std::sync::Arc;

/// The members of a [`Group`](crate::Group).
///
/// A change can partially fail. The reply reports the [`outcome`](crate::GroupParticipant::outcome)
/// for each of [`ApiResponse::participants`](crate::models::ApiResponse::participants).
///
/// ```no_run
/// # let group = whatsapi::Client::new("https://host", "key")?.instance("sales").groups().group("1")?;
/// use whatsapi::Outcome;
///
/// for person in group.participants().add(["919876543210", "918888888888"])?.participants()? {
///     if person.outcome() == Outcome::MustBeInvited {
///         println!("{} has to be invited", person.jid);
///     }
/// }
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Participants {
    context: Context,
    group_id: Arc<str>,
}

impl Participants {
    pub(super) fn new(context: Context, group_id: Arc<str>) -> Self {
        Self { context, group_id }
    }

    /// All members of the group. Decode them with
    /// [`ApiResponse::participants`](crate::models::ApiResponse::participants).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// for person in people.list()?.participants()? {
    ///     println!("{} is an admin: {}", person.jid, person.is_admin);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn list(&self) -> Reply {
        self.context.call(|client, key| client.get_all_participants(key, &self.group_id))
    }

    /// Adds people. Requires that the instance is an admin of the group.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// use whatsapi::Outcome;
    ///
    /// let added = people.add(["+91 88888-88888"])?.participants()?;
    /// assert_eq!(added[0].outcome(), Outcome::Done);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`]; other kinds if the call fails.
    pub fn add<I>(&self, participants: I) -> Reply
    where
        I: IntoIterator,
        I::Item: TryInto<Participant>,
        Error: From<<I::Item as TryInto<Participant>>::Error>,
    {
        let data = payload(participants, &operations::ADD_PARTICIPANT)?;
        self.context.call(|client, key| client.add_participant(key, &self.group_id, &data))
    }

    /// Removes people. Requires that the instance is an admin of the group.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// people.remove(["919876543210"])?;
    /// assert_eq!(people.list()?.participants()?.len(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`]; other kinds if the call fails.
    pub fn remove<I>(&self, participants: I) -> Reply
    where
        I: IntoIterator,
        I::Item: TryInto<Participant>,
        Error: From<<I::Item as TryInto<Participant>>::Error>,
    {
        let data = payload(participants, &operations::REMOVE_PARTICIPANT)?;
        self.context.call(|client, key| client.remove_participant(key, &self.group_id, &data))
    }

    /// Makes people admins. Requires that the instance is an admin of the group.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// people.promote(["919876543210"])?;
    /// assert!(people.list()?.participants()?.iter().all(|person| person.is_admin));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`]; other kinds if the call fails.
    pub fn promote<I>(&self, participants: I) -> Reply
    where
        I: IntoIterator,
        I::Item: TryInto<Participant>,
        Error: From<<I::Item as TryInto<Participant>>::Error>,
    {
        let data = payload(participants, &operations::PROMOTE_PARTICIPANT)?;
        self.context.call(|client, key| client.promote_participant(key, &self.group_id, &data))
    }

    /// Makes admins ordinary members. Requires that the instance is an admin of the group.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// people.promote(["919876543210"])?;
    /// people.demote(["919876543210"])?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`]; other kinds if the call fails.
    pub fn demote<I>(&self, participants: I) -> Reply
    where
        I: IntoIterator,
        I::Item: TryInto<Participant>,
        Error: From<<I::Item as TryInto<Participant>>::Error>,
    {
        let data = payload(participants, &operations::DEMOTE_PARTICIPANT)?;
        self.context.call(|client, key| client.demote_participant(key, &self.group_id, &data))
    }
}

fn payload<I>(
    participants: I,
    operation: &'static Operation,
) -> Result<GroupUpdateParticipantsPayload, Error>
where
    I: IntoIterator,
    I::Item: TryInto<Participant>,
    Error: From<<I::Item as TryInto<Participant>>::Error>,
{
    let participants = people("participants", participants, operation)?;
    Ok(GroupUpdateParticipantsPayload { participants, ..Default::default() })
}
