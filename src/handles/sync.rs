//! Making the members of a group those of a list: first a plan, then its execution.

use super::participants::Participants;
use super::validate::people;
use crate::generated::operations;
use crate::ids::participant::{IntoParticipant, Participant};
use crate::replies::instance::InstanceInfo;
use crate::replies::outcomes::{Outcomes, ParticipantOutcome};
use crate::replies::participant::GroupParticipant;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, ErrorKind};

/// What [`Participants::plan_sync`] found would have to change for the members of a group to be those of a
/// list. [`apply`](Self::apply) changes it.
///
/// The lists can be changed before, for example to leave out somebody who is not to be removed.
#[derive(Debug, Clone)]
#[must_use = "nothing is changed yet: look at the plan, and call `apply()`"]
#[non_exhaustive]
pub struct SyncPlan {
    /// Those of the list who are not in the group.
    pub to_add: Vec<Participant>,
    /// The members who are not in the list.
    pub to_remove: Vec<GroupParticipant>,
    /// The members who are in the list.
    pub unchanged: Vec<GroupParticipant>,
    /// The members who are not in the list, but are not removed: the instance itself, and the creator
    /// of the group.
    pub kept: Vec<GroupParticipant>,
    participants: Participants,
}

/// What came of a [`SyncPlan`].
#[derive(Debug)]
#[must_use = "the change may have failed for some users: read `failed()`, or call `all()?`"]
#[non_exhaustive]
pub struct SyncOutcomes {
    /// The outcomes for those who were to be added, or the error of the call; `None` if there were none.
    pub added: Option<Result<Outcomes, Error>>,
    /// The outcomes for those who were to be removed, or the error of the call; `None` if there were none,
    /// or the call that adds people failed.
    pub removed: Option<Result<Outcomes, Error>>,
}

impl Participants {
    /// Plans the changes after which the members of the group are those of this list. Nothing is changed
    /// before [`SyncPlan::apply`].
    ///
    /// Members are compared with the list by all ids that the server sends: JID, phone number and hidden
    /// JID. Two members stay although they are not in the list, and are in [`SyncPlan::kept`]: the
    /// instance itself, which would lose the group ([`Group::leave`](crate::Group::leave) does that), and
    /// the creator of the group, whom WhatsApp does not let others remove.
    ///
    /// This is [`list`](Self::list), and if somebody would be removed also
    /// [`Instance::info`](crate::Instance::info): two calls, which are retried as these are.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// let plan = people.plan_sync(["918888888888"])?;
    /// for person in &plan.to_remove {
    ///     println!("will remove {}", person.id()?);
    /// }
    /// let outcomes = plan.apply();
    /// for person in outcomes.failed() {
    ///     println!("{}: {}", person.id()?, person.outcome());
    /// }
    /// outcomes.all()?; // an error if it failed for any of them
    /// # assert!(sandbox.group(seed.id()).unwrap().members.contains_key("918888888888"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty, which would
    /// remove everybody, or an element of it is not a [`Participant`](crate::Participant).
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the replies do not say whom to remove: a member
    /// has no readable id; somebody of the list may be a member of whom the server sends only the other
    /// kind of id (phone number or hidden JID); or it cannot be told which member is the instance.
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not in
    /// the group.
    pub fn plan_sync(
        &self,
        participants: impl IntoIterator<Item = impl IntoParticipant>,
    ) -> Result<SyncPlan, Error> {
        let list = people("participants", participants, &operations::GET_ALL_PARTICIPANTS)?;
        self.plan(list)
    }

    fn plan(&self, list: Vec<Participant>) -> Result<SyncPlan, Error> {
        let reply = self.list()?;
        let members = reply.data()?;
        if members.is_empty() {
            let problem = "the reply lists no members, although the instance is one";
            return Err(reply.error(ErrorKind::Decode, problem));
        }
        let unreadable = members.iter().find_map(|member| member.id().err());
        if let Some(error) = unreadable {
            return Err(error.in_operation(reply.operation()));
        }
        let (unchanged, others): (Vec<_>, Vec<_>) =
            members.into_iter().partition(|member| list.iter().any(|person| member.is(person)));
        let mut to_add: Vec<Participant> = Vec::new();
        for person in list {
            let is_known = unchanged.iter().any(|member| member.is(&person));
            if !is_known && !to_add.contains(&person) {
                to_add.push(person);
            }
        }
        let (kept, to_remove) = self.partition(&reply, &unchanged, others)?;
        check_comparable(&reply, &to_add, &to_remove)?;
        Ok(SyncPlan { to_add, to_remove, unchanged, kept, participants: self.clone() })
    }

    /// Those of the members outside of the list who stay, and those who do not.
    fn partition(
        &self,
        reply: &Reply<Vec<GroupParticipant>>,
        unchanged: &[GroupParticipant],
        others: Vec<GroupParticipant>,
    ) -> Result<(Vec<GroupParticipant>, Vec<GroupParticipant>), Error> {
        if others.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let info: Reply<InstanceInfo> =
            self.context.call(|client, key| client.get_instance(key))?;
        let user = info.data()?.user;
        let itself = user.as_ref().and_then(|user| user.id().ok());
        let is_itself = |member: &GroupParticipant| itself.is_some_and(|id| member.is(id));
        if !unchanged.iter().chain(&others).any(is_itself) {
            let problem = "the reply does not say which of the members is the instance, which must not \
                           remove itself; add and remove people by name";
            return Err(reply.error(ErrorKind::Decode, problem));
        }
        let stays =
            |member: &GroupParticipant| is_itself(member) || member.is_super_admin == Some(true);
        Ok(others.into_iter().partition(stays))
    }
}

/// Checks that nobody who is to be removed may be somebody who is to be added, by an id of the other kind.
fn check_comparable(
    reply: &Reply<Vec<GroupParticipant>>,
    to_add: &[Participant],
    to_remove: &[GroupParticipant],
) -> Result<(), Error> {
    for member in to_remove {
        if let Some(person) = to_add.iter().find(|person| !member.has_id_like(person)) {
            let problem = format!(
                "the member {} may be {person}, of whom the reply has no id of this kind; name them as \
                 the server does",
                member.id()?
            );
            return Err(reply.error(ErrorKind::Decode, &problem));
        }
    }
    Ok(())
}

impl SyncPlan {
    /// Whether there is nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to_add.is_empty() && self.to_remove.is_empty()
    }

    /// Adds and removes people, in this order: if the call that adds people fails, nobody is removed.
    /// Requires that the instance is an admin of the group. The group can have changed since the plan was
    /// made: the outcomes say so for each person.
    ///
    /// This is [`Participants::add`] and [`Participants::remove`], each if there is somebody to call it for.
    pub fn apply(&self) -> SyncOutcomes {
        let added = (!self.to_add.is_empty()).then(|| self.participants.add(&self.to_add));
        if matches!(added, Some(Err(_))) || self.to_remove.is_empty() {
            return SyncOutcomes { added, removed: None };
        }
        let ids = self.to_remove.iter().map(GroupParticipant::id).collect::<Result<Vec<_>, _>>();
        let removed = ids.and_then(|ids| self.participants.remove(ids));
        SyncOutcomes { added, removed: Some(removed) }
    }
}

impl SyncOutcomes {
    /// The outcomes that are failures, of those who were added and then of those who were removed. A call
    /// that failed has none.
    pub fn failed(&self) -> impl Iterator<Item = &ParticipantOutcome> {
        let calls = [&self.added, &self.removed].into_iter().flatten().flatten();
        calls.flat_map(Outcomes::failed)
    }

    /// Makes the failure of a call, or a partial one, an error.
    ///
    /// # Errors
    ///
    /// That of the first call that failed; otherwise that of [`Outcomes::all`].
    pub fn all(self) -> Result<(), Error> {
        let (added, removed) = (self.added.transpose()?, self.removed.transpose()?);
        [added, removed].into_iter().flatten().try_for_each(|outcomes| outcomes.all())
    }
}
