//! Replies as text for users.

use whatsapi::{
    GroupId, GroupInfo, GroupParticipant, InviteCode, Outcomes, Participant, ParticipantOutcome,
    Reply,
};

use crate::common::reply::{Output, id, message_and_data};
use crate::common::table::{columns, table};

pub(crate) fn list(reply: &Reply<Vec<GroupInfo>>) -> Output {
    let row = |group: &GroupInfo| {
        let id = id(group.id(), &group.raw, "JID");
        [id, text(&group.name), members_count(group), flags(group)]
    };
    Output::of_data(reply, "no groups", |groups| {
        Ok(table(["GROUP", "NAME", "MEMBERS", "FLAGS"], groups.iter().map(row)))
    })
}

pub(crate) fn info(reply: &Reply<GroupInfo>) -> Output {
    Output::of_data(reply, "no data", |group| {
        let facts = [
            ["group:", &group_id(&group)?],
            ["name:", &text(&group.name)],
            ["description:", &text(&group.description)],
            ["owner:", &owner(&group)],
            ["created:", &group.created.map(|time| time.to_string()).unwrap_or_default()],
            ["members:", &members_count(&group)],
            ["flags:", &flags(&group)],
        ];
        let facts = columns(&facts.map(|fact| fact.map(str::to_owned)));
        Ok(match &group.participants {
            Some(members) if !members.is_empty() => format!("{facts}\n\n{}", roles(members)),
            _ => facts,
        })
    })
}

pub(crate) fn members(reply: &Reply<Vec<GroupParticipant>>) -> Output {
    Output::of_data(reply, "nobody", |members| Ok(roles(&members)))
}

pub(crate) fn invite(reply: &Reply<InviteCode>) -> Output {
    Output::of_data(reply, "no data", |code| Ok(code.link()))
}

/// A new group, and whether somebody may not have been added.
pub(crate) fn created(reply: &Reply<GroupInfo>) -> (Output, bool) {
    let failed = reply.data().map(|group| group.outcomes().failed().count());
    let is_partial = failed.map_or(true, |count| count > 0);
    let output = match reply.envelope().data {
        None => Output::of_message(reply),
        Some(_) => Output::of_data(reply, "done", |group| {
            let facts = columns(&[
                ["group:".to_owned(), group_id(&group)?],
                ["name:".to_owned(), text(&group.name)],
            ]);
            Ok(format!("{facts}\n\n{}", outcomes_table(&group.outcomes())))
        }),
    };
    (output, is_partial)
}

/// The outcomes of a change, and whether it may have failed for somebody.
pub(crate) fn changed(outcomes: &Outcomes) -> (Output, bool) {
    let shown = outcomes_table(outcomes);
    let shown = match outcomes.iter().any(|entry| entry.participant().is_some()) {
        true => shown,
        // The original reply.
        false => format!("{}\n\n{shown}", message_and_data(outcomes.reply().envelope())),
    };
    (Output::of_text(outcomes.reply(), shown), outcomes.failed().next().is_some())
}

/// The id. Without one, it may not be a group.
fn group_id(group: &GroupInfo) -> Result<String, String> {
    group.id().map(GroupId::to_string).map_err(|error| error.to_string())
}

fn owner(group: &GroupInfo) -> String {
    group.owner.as_ref().map(Participant::to_string).unwrap_or_default()
}

fn text(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

/// The number of members, empty if it is not known.
fn members_count(group: &GroupInfo) -> String {
    group.participants.as_ref().map(|members| members.len().to_string()).unwrap_or_default()
}

fn flags(group: &GroupInfo) -> String {
    let flags = [(group.is_announce, "announce"), (group.is_locked, "locked")];
    let is_set = |(is_set, flag)| (is_set == Some(true)).then_some(flag);
    let set: Vec<&str> = flags.into_iter().filter_map(is_set).collect();
    set.join(",")
}

fn roles(members: &[GroupParticipant]) -> String {
    let role = |member: &GroupParticipant| match (member.is_super_admin, member.is_admin) {
        (Some(true), _) => "creator",
        (_, Some(true)) => "admin",
        (_, _) => "member",
    };
    let rows =
        members.iter().map(|member| [id(member.id(), &member.raw, "JID"), role(member).to_owned()]);
    table(["JID", "ROLE"], rows)
}

fn outcomes_table(outcomes: &Outcomes) -> String {
    let person = |entry: &ParticipantOutcome| match entry.participant() {
        Some(participant) => id(participant.id(), &participant.raw, "JID"),
        None => entry.id().map(Participant::to_string).unwrap_or_default(),
    };
    table(["PERSON", "OUTCOME"], outcomes.iter().map(|entry| [person(entry), outcome(entry)]))
}

fn outcome(entry: &ParticipantOutcome) -> String {
    let outcome = entry.outcome();
    let Some(request) = entry.add_request() else { return outcome.to_string() };
    let Some(code) = &request.code else { return outcome.to_string() };
    let until = request.expiration.as_ref().map(|until| format!(" until {until}"));
    format!("{outcome} with code {code}{}", until.unwrap_or_default())
}
