//! Synchronizing the members of a group with a list: the plan and its execution.

use super::participants::Participants;
use super::validate::people;
use crate::generated::operations;
use crate::ids::participant::{IntoParticipant, Participant};
use crate::replies::instance::InstanceInfo;
use crate::replies::outcomes::{Outcomes, ParticipantOutcome};
use crate::replies::participant::GroupParticipant;
use crate::replies::reply::Reply;
use openapi_ureq::{Delivery, Error, ErrorKind};

/// The changes after which the members of a group are those of a list. [`Participants::plan_sync`] computes
/// them, and [`apply`](Self::apply) makes them.
///
/// The fields can be edited before, for example to keep a member who would be removed.
#[derive(Debug, Clone)]
#[must_use = "a plan changes nothing until `apply()` is called"]
#[non_exhaustive]
pub struct SyncPlan {
    /// The users in the list who are not members.
    pub to_add: Vec<Participant>,
    /// The members who are not in the list.
    pub to_remove: Vec<GroupParticipant>,
    /// The members who are in the list.
    pub unchanged: Vec<GroupParticipant>,
    /// The members who are not in the list but are not removed: the instance itself, and the creator
    /// of the group.
    pub kept: Vec<GroupParticipant>,
    participants: Participants,
}

/// The outcomes of [`SyncPlan::apply`].
#[derive(Debug)]
#[must_use = "the change may have failed for some users: read `failed()`, or call `all()?`"]
#[non_exhaustive]
pub struct SyncOutcomes {
    /// The outcomes of adding people, or the error of the call; `None` if there was no one to add.
    pub added: Option<Result<Outcomes, Error>>,
    /// The outcomes of removing people, or the error of the call; `None` if there was no one to remove,
    /// or if nobody could be added.
    pub removed: Option<Result<Outcomes, Error>>,
}

impl Participants {
    /// Computes the changes after which the members of the group are those of this list. Nothing changes
    /// until [`SyncPlan::apply`].
    ///
    /// Members are compared with the list by all ids that the server sends: JID, phone number and hidden
    /// JID. Two members are never removed, and are listed in [`SyncPlan::kept`] instead: the instance
    /// itself, which would lose access to the group ([`Group::leave`](crate::Group::leave) is for that), and
    /// the creator of the group, whom others cannot remove.
    ///
    /// This is [`list`](Self::list), and if a member is missing from the list also
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
    /// remove everyone, or an element of it is not a [`Participant`](crate::Participant).
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the replies are ambiguous, so that the wrong person
    /// could be removed: a member has no readable id; a user to add may be a member to remove, since one is
    /// known by phone number only and the other by hidden JID only, or since both may be forms of one phone number,
    /// such as one without its country code; or the instance cannot be identified among the members.
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
            let problem = "the reply has no members, although the instance is one";
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

    /// Splits the members who are not in the list into those to keep and those to remove.
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
            let problem = "the instance cannot be identified among the members, and must not remove \
                           itself; add and remove people with `add` and `remove`";
            return Err(reply.error(ErrorKind::Decode, problem));
        }
        let stays =
            |member: &GroupParticipant| is_itself(member) || member.is_super_admin == Some(true);
        Ok(others.into_iter().partition(stays))
    }
}

/// Rejects a plan in which a member to remove may be a user to add, with an id of the other kind or another form
/// of the phone number.
fn check_comparable(
    reply: &Reply<Vec<GroupParticipant>>,
    to_add: &[Participant],
    to_remove: &[GroupParticipant],
) -> Result<(), Error> {
    for member in to_remove {
        let unlike = to_add.iter().find(|person| !member.has_id_like(person)).map(|person| {
            let reason = "since the reply has no id of the same kind for the member; use the ids of the \
                          server in the list";
            (person, reason)
        });
        let alike = || {
            let reason = "whose number may lack its country code or have another form; use the id of the \
                          server in the list";
            to_add.iter().find(|person| may_have_number(member, person)).map(|one| (one, reason))
        };
        if let Some((person, reason)) = unlike.or_else(alike) {
            let problem = format!("the member {} may be {person}, {reason}", member.id()?);
            return Err(reply.error(ErrorKind::Decode, &problem));
        }
    }
    Ok(())
}

/// The country codes after which a number of a mobile phone has two forms, since a digit was added, and the
/// number of digits at the end that both forms share. Assumption: WhatsApp can know a user by the other form than
/// the one that is dialed. Source: the patterns and `nationalPrefixTransformRule` of these countries in
/// <https://github.com/google/libphonenumber/blob/master/resources/PhoneNumberMetadata.xml> (54 9, 52 1), and
/// <https://github.com/tulir/whatsmeow/issues/874> (55).
const TWO_FORMS: [(&str, usize); 3] = [("52", 10), ("54", 10), ("55", 8)];

/// Whether the phone number of the member may be another form of the person's: that of one of these countries, or one
/// without its country code, as spreadsheets of a country have them.
fn may_have_number(member: &GroupParticipant, person: &Participant) -> bool {
    let Some(number) = person.phone_number() else { return false };
    let ids = [member.id().ok(), member.phone_number.as_ref()];
    let is_other_form = |other: &str, code: &str, length: usize| {
        let end = &number[number.len().saturating_sub(length)..];
        number.starts_with(code) && other.starts_with(code) && other.ends_with(end)
    };
    ids.into_iter().flatten().filter_map(Participant::phone_number).any(|other| {
        number.ends_with(other)
            || other.ends_with(number)
            || TWO_FORMS.iter().any(|(code, length)| is_other_form(other, code, *length))
    })
}

impl SyncPlan {
    /// Whether there is nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to_add.is_empty() && self.to_remove.is_empty()
    }

    /// Adds people, and then removes people. If the call that adds people fails, or all of them could not be added, no
    /// one is removed. A member who was identified with a user to add is not removed either. Requires that the
    /// instance is an admin of the group; a full group has no room for anyone until people are removed.
    ///
    /// This is [`Participants::add`] and [`Participants::remove`], unless there is no one to add or remove.
    pub fn apply(&self) -> SyncOutcomes {
        let added = (!self.to_add.is_empty()).then(|| self.participants.add(&self.to_add));
        let is_failed = added.as_ref().is_some_and(|added| match added {
            Ok(outcomes) => outcomes.failed().count() == outcomes.len(),
            Err(_) => true,
        });
        if is_failed {
            return SyncOutcomes { added, removed: None };
        }
        // The server may know a user by another id than the one in the list.
        let outcomes = || added.iter().flatten().flat_map(Outcomes::iter);
        let is_reported = |member: &&GroupParticipant| {
            outcomes().filter_map(|one| one.id().ok()).any(|person| member.is(person))
        };
        let to_remove: Vec<_> =
            self.to_remove.iter().filter(|member| !is_reported(member)).collect();
        if to_remove.is_empty() {
            return SyncOutcomes { added, removed: None };
        }
        let ids = to_remove.into_iter().map(GroupParticipant::id).collect::<Result<Vec<_>, _>>();
        let removed = ids.and_then(|ids| self.participants.remove(ids));
        SyncOutcomes { added, removed: Some(removed) }
    }
}

impl SyncOutcomes {
    /// The outcomes that are failures, first those of adding and then those of removing people. A failed
    /// call has no outcomes.
    pub fn failed(&self) -> impl Iterator<Item = &ParticipantOutcome> {
        let calls = [&self.added, &self.removed].into_iter().flatten().flatten();
        calls.flat_map(Outcomes::failed)
    }

    /// Converts a failed call or a partial failure to an error.
    ///
    /// # Errors
    ///
    /// The error of the first failed call, or else that of [`Outcomes::all`]. After people were added, its
    /// [`delivery`](Error::delivery) is [`Delivery::Done`](crate::Delivery::Done).
    pub fn all(self) -> Result<(), Error> {
        let added = self.added.transpose()?;
        let removed = self.removed.transpose().map_err(|error| match added {
            Some(_) => error.with_delivery(Delivery::Done),
            None => error,
        })?;
        [added, removed].into_iter().flatten().try_for_each(|outcomes| outcomes.all())
    }
}
