//! The outcomes of a change, which can partially fail.

use serde_json::Value;

use super::outcome::Outcome;
use super::participant::{AddRequest, GroupParticipant};
use super::reply::Reply;
use crate::ids::participant::Participant;
use openapi_ureq::{Error, ErrorKind};

/// Maximum number of users that an error names.
const MAX_NAMED: usize = 5;

/// The outcomes of a change to a group's members, one for each user. The change can partially fail
/// although the call succeeded.
///
/// There is an outcome for each entry of the reply, in the server's order. Users in the request that are
/// missing from the reply follow with [`Outcome::Unknown`], which counts as a failure. This includes a
/// user who was sent as a phone number if the reply identifies them only by a hidden JID, since the two
/// cannot be matched.
///
/// ```
/// # let sandbox = whatsapi_sandbox::Sandbox::start();
/// # sandbox.refuse_to_be_added("917777777777");
/// # let seed = sandbox.instance("sales").group("Team").member("919876543210");
/// # let group = sandbox.client().instance("sales").groups().group(seed.id())?;
/// let added = group.participants().add(["918888888888", "917777777777"])?;
/// for person in added.failed() {
///     println!("{}: {}", person.id()?, person.outcome());
/// }
/// let error = added.all().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "add_participant: 200 OK: 1 of 2 failed: 917777777777@s.whatsapp.net must be invited",
/// );
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "the change may have failed for some users: read `failed()`, or call `all()?`"]
pub struct Outcomes {
    entries: Vec<ParticipantOutcome>,
    reply: Reply<Value>,
}

/// The outcome of a change for one user.
#[derive(Debug, Clone, PartialEq)]
pub struct ParticipantOutcome(Report);

#[derive(Debug, Clone, PartialEq)]
enum Report {
    Listed(Box<GroupParticipant>),
    NotMentioned(Participant),
}

impl ParticipantOutcome {
    /// The id of the user; see [`GroupParticipant::id`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the id in the reply cannot be read. The call
    /// itself succeeded.
    pub fn id(&self) -> Result<&Participant, Error> {
        match &self.0 {
            Report::Listed(participant) => participant.id(),
            Report::NotMentioned(user) => Ok(user),
        }
    }

    /// Whether this is the outcome for the user with this id; see [`GroupParticipant::is`].
    #[must_use]
    pub fn is(&self, user: &Participant) -> bool {
        match &self.0 {
            Report::Listed(participant) => participant.is(user),
            Report::NotMentioned(sent) => sent == user,
        }
    }

    /// The outcome.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match &self.0 {
            Report::Listed(participant) => participant.outcome(),
            Report::NotMentioned(_) => Outcome::Unknown,
        }
    }

    /// The invitation to send if the user cannot be added; see
    /// [`Messages::invite`](crate::Messages::invite).
    #[must_use]
    pub fn add_request(&self) -> Option<&AddRequest> {
        self.participant()?.add_request.as_ref()
    }

    /// The entry of the reply; `None` if there is none for this user.
    #[must_use]
    pub fn participant(&self) -> Option<&GroupParticipant> {
        match &self.0 {
            Report::Listed(participant) => Some(participant),
            Report::NotMentioned(_) => None,
        }
    }

    /// The user, by phone number if it is known.
    pub(crate) fn recipient(&self) -> Option<&Participant> {
        let phone_number = self.participant().and_then(|user| user.phone_number.as_ref());
        phone_number.or_else(|| self.id().ok())
    }

    /// The user, by the most recognizable id.
    fn name(&self) -> String {
        self.recipient().map_or("a user without a readable id".to_owned(), Participant::to_string)
    }
}

impl Outcomes {
    /// The outcomes for the users in the `data` of a reply and for those in the request. The call
    /// succeeded in any case: if `data` cannot be read, all users in the request are unknown.
    pub(crate) fn of_reply(reply: &Reply<Vec<GroupParticipant>>) -> Self {
        Self::new(reply.data().unwrap_or_default(), reply.cast())
    }

    pub(crate) fn new(participants: Vec<GroupParticipant>, reply: Reply<Value>) -> Self {
        let mut missing: Vec<Participant> = Vec::new();
        for user in reply.sent() {
            let is_mentioned = participants.iter().any(|entry| entry.is(user));
            if !is_mentioned && !missing.contains(user) {
                missing.push(user.clone());
            }
        }
        let listed = participants.into_iter().map(|entry| Report::Listed(Box::new(entry)));
        let reports = listed.chain(missing.into_iter().map(Report::NotMentioned));
        Self { entries: reports.map(ParticipantOutcome).collect(), reply }
    }

    /// All outcomes.
    pub fn iter(&self) -> std::slice::Iter<'_, ParticipantOutcome> {
        self.entries.iter()
    }

    /// The outcomes that are failures; see [`Outcome::is_failure`].
    pub fn failed(&self) -> impl Iterator<Item = &ParticipantOutcome> {
        self.iter().filter(|entry| entry.outcome().is_failure())
    }

    /// Makes a partial failure an error.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the change failed for any user, or if an outcome is
    /// not known. The message names the first of these users. The change was made for the others, so
    /// [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done).
    pub fn all(&self) -> Result<(), Error> {
        let failed: Vec<_> = self.failed().collect();
        if failed.is_empty() {
            return Ok(());
        }
        let describe =
            |entry: &&ParticipantOutcome| format!("{} {}", entry.name(), entry.outcome());
        let mut named: Vec<_> = failed.iter().take(MAX_NAMED).map(describe).collect();
        if failed.len() > MAX_NAMED {
            named.push(format!("and {} more", failed.len() - MAX_NAMED));
        }
        let message = format!("{} of {} failed: {}", failed.len(), self.len(), named.join(", "));
        Err(self.reply.error(ErrorKind::Api, &message))
    }

    /// The reply.
    #[must_use]
    pub fn reply(&self) -> &Reply<Value> {
        &self.reply
    }

    /// The number of outcomes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no outcomes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl IntoIterator for Outcomes {
    type Item = ParticipantOutcome;
    type IntoIter = std::vec::IntoIter<ParticipantOutcome>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a> IntoIterator for &'a Outcomes {
    type Item = &'a ParticipantOutcome;
    type IntoIter = std::slice::Iter<'a, ParticipantOutcome>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
