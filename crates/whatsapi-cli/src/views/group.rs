//! Groups, their members, and the outcomes of changes.

use serde_json::Value;
use whatsapi::{GroupInfo, GroupParticipant, InviteCode, Outcome, Outcomes, ParticipantOutcome};

use super::{id, text};
use crate::output::record::{Field, Record, extra, shown};

/// The fields of a group in a list.
pub(crate) const GROUP: &[Field; 11] = &[
    shown("id"),
    shown("name"),
    shown("members"),
    shown("announce"),
    shown("locked"),
    extra("description"),
    extra("owner"),
    extra("created"),
    extra("approval_required"),
    extra("community"),
    extra("participants"),
];

/// The same fields of a single group.
pub(crate) const GROUP_DETAILS: &[Field; 11] = &[
    shown("id"),
    shown("name"),
    shown("members"),
    shown("announce"),
    shown("locked"),
    shown("description"),
    shown("owner"),
    shown("created"),
    extra("approval_required"),
    extra("community"),
    shown("participants"),
];

pub(crate) fn group(fields: &'static [Field; 11], group: &GroupInfo) -> Record {
    let members = group.participants.as_ref();
    let ids = members.map(|members| members.iter().map(jid).collect::<Vec<Value>>());
    Record::new(
        fields,
        [
            id(group.id(), &group.raw, "JID"),
            text(group.name.as_ref()),
            members.map(Vec::len).into(),
            group.is_announce.into(),
            group.is_locked.into(),
            text(group.description.as_ref()),
            text(group.owner.as_ref()),
            text(group.created.as_ref()),
            group.is_approval_required.into(),
            text(group.community.as_ref()),
            ids.into(),
        ],
    )
}

pub(super) fn jid(member: &GroupParticipant) -> Value {
    id(member.id(), &member.raw, "JID")
}

pub(crate) const MEMBER: &[Field; 5] =
    &[shown("id"), shown("role"), shown("phone_number"), extra("lid"), extra("display_name")];

pub(crate) fn member(member: &GroupParticipant) -> Record {
    let role = match (member.is_super_admin, member.is_admin) {
        (Some(true), _) => "creator",
        (_, Some(true)) => "admin",
        (_, _) => "member",
    };
    Record::new(
        MEMBER,
        [
            jid(member),
            role.into(),
            text(member.phone_number.as_ref()),
            text(member.lid.as_ref()),
            text(member.display_name.as_ref()),
        ],
    )
}

pub(crate) const OUTCOME: &[Field; 6] = &[
    shown("person"),
    shown("outcome"),
    extra("failed"),
    extra("explanation"),
    extra("invite_code"),
    extra("invite_expires"),
];

fn outcome(entry: &ParticipantOutcome) -> Record {
    let person = match entry.participant() {
        Some(participant) => jid(participant),
        None => entry.id().map(ToString::to_string).unwrap_or_default().into(),
    };
    let invitation = entry.add_request();
    Record::new(
        OUTCOME,
        [
            person,
            entry.outcome().to_string().into(),
            entry.outcome().is_failure().into(),
            entry.outcome().explanation().into(),
            text(invitation.and_then(|request| request.code.as_ref())),
            text(invitation.and_then(|request| request.expiration.as_ref())),
        ],
    )
}

pub(crate) fn outcomes(outcomes: &Outcomes) -> Vec<Record> {
    outcomes.iter().map(outcome).collect()
}

/// A sentence for each way in which a change failed for somebody.
pub(crate) fn explanations(outcomes: &Outcomes) -> Vec<String> {
    let mut told: Vec<Outcome> = Vec::new();
    for entry in outcomes.failed() {
        if !told.contains(&entry.outcome()) {
            told.push(entry.outcome());
        }
    }
    told.into_iter().map(|outcome| format!("{outcome}: {}", outcome.explanation())).collect()
}

/// A new group, with the outcome for each of its people.
pub(crate) const CREATED: &[Field; 3] = &[shown("id"), shown("name"), extra("outcomes")];

pub(crate) fn created(group: &GroupInfo) -> Record {
    let people = outcomes(&group.outcomes());
    Record::new(
        CREATED,
        [
            id(group.id(), &group.raw, "JID"),
            text(group.name.as_ref()),
            // Records can always be written as JSON.
            serde_json::to_value(people).unwrap_or_default(),
        ],
    )
}

pub(crate) const INVITE: &[Field; 2] = &[shown("link"), shown("code")];

pub(crate) fn invite(code: &InviteCode) -> Record {
    Record::new(INVITE, [code.link().into(), code.as_str().into()])
}

pub(crate) const JOINED: &[Field; 1] = &[shown("id")];
