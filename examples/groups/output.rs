//! Replies as text for people.

use whatsapi::models::ApiResponse;
use whatsapi::{Error, GroupInfo, GroupParticipant, Outcome};

use crate::arguments::{Action, Command};
use crate::common::reply::{has_data, message_and_data, raw, without_data};
use crate::common::table::{columns, table};

/// The reply as text; an error if `data` does not have the expected shape.
pub(crate) fn readable(command: &Command, reply: &ApiResponse) -> Result<String, Error> {
    let action = match command {
        Command::List { .. } => {
            let groups = reply.groups()?;
            return Ok(if groups.is_empty() {
                without_data("no groups", reply)
            } else {
                list(&groups)
            });
        }
        Command::Create { .. } if !has_data(reply) => return Ok(message_and_data(reply)),
        Command::Create { .. } => return created(reply),
        Command::Look { .. } => &Action::Info,
        Command::Join { .. } => return Ok(message_and_data(reply)),
        Command::In { action, .. } => action,
    };
    match action {
        Action::Participants => people(reply, roles, || without_data("nobody", reply)),
        Action::Change(..) => people(reply, outcomes, || message_and_data(reply)),
        Action::Info | Action::Invite if !has_data(reply) => Ok(without_data("no data", reply)),
        Action::Info => info(reply),
        Action::Invite => Ok(reply.invite_code()?.link()),
        Action::Name(_)
        | Action::Describe(_)
        | Action::Picture(_)
        | Action::Announce(_)
        | Action::Lock(_)
        | Action::Leave => Ok(message_and_data(reply)),
    }
}

fn list(groups: &[GroupInfo]) -> String {
    let row = |group: &GroupInfo| {
        [group.id.to_string(), group.name.clone(), members(group), flags(group)]
    };
    table(["GROUP", "NAME", "MEMBERS", "FLAGS"], groups.iter().map(row))
}

/// The number of members, empty if the server omits them: a group has at least one.
fn members(group: &GroupInfo) -> String {
    match group.participants.len() {
        0 => String::new(),
        count => count.to_string(),
    }
}

fn flags(group: &GroupInfo) -> String {
    let flags = [(group.is_announce, "announce"), (group.is_locked, "locked")];
    let set: Vec<&str> = flags.into_iter().filter_map(|(is, flag)| is.then_some(flag)).collect();
    set.join(",")
}

fn info(reply: &ApiResponse) -> Result<String, Error> {
    let group = reply.group()?;
    let facts = [
        ["group:", &group.id.to_string()],
        ["name:", &group.name],
        ["description:", &group.description],
        ["owner:", group.owner.as_deref().unwrap_or_default()],
        ["created:", group.created.as_deref().unwrap_or_default()],
        ["members:", &members(&group)],
        ["flags:", &flags(&group)],
    ];
    let facts = facts.map(|fact| fact.map(str::to_owned));
    Ok(with_people(columns(&facts), &group, roles))
}

fn created(reply: &ApiResponse) -> Result<String, Error> {
    let group = reply.group()?;
    let facts =
        [["group:".to_owned(), group.id.to_string()], ["name:".to_owned(), group.name.clone()]];
    Ok(with_people(columns(&facts), &group, outcomes))
}

fn with_people(
    facts: String,
    group: &GroupInfo,
    show: fn(&[GroupParticipant]) -> String,
) -> String {
    match &group.participants[..] {
        [] => facts,
        people => format!("{facts}\n\n{}", show(people)),
    }
}

/// The participants in the reply, or what the reply has instead.
fn people(
    reply: &ApiResponse,
    show: fn(&[GroupParticipant]) -> String,
    nobody: impl FnOnce() -> String,
) -> Result<String, Error> {
    Ok(match &reply.participants()?[..] {
        // A group that has its members under an unknown key.
        [] if has_data(reply) => raw(reply),
        [] => nobody(),
        people => show(people),
    })
}

fn roles(people: &[GroupParticipant]) -> String {
    let role = |person: &GroupParticipant| match (person.is_super_admin, person.is_admin) {
        (true, _) => "creator",
        (false, true) => "admin",
        (false, false) => "member",
    };
    let rows = people.iter().map(|person| [person.jid.clone(), role(person).to_owned()]);
    table(["JID", "ROLE"], rows)
}

fn outcomes(people: &[GroupParticipant]) -> String {
    let rows = people.iter().map(|person| [person.jid.clone(), outcome(person)]);
    table(["PERSON", "OUTCOME"], rows)
}

fn outcome(person: &GroupParticipant) -> String {
    let outcome = match person.outcome() {
        Outcome::Done => "done".to_owned(),
        Outcome::MustBeInvited => "must be invited".to_owned(),
        Outcome::AlreadyInState => "already so".to_owned(),
        Outcome::Failed(code) => format!("failed ({code})"),
        other => format!("{other:?}"),
    };
    let Some(request) = person.add_request.as_ref().filter(|request| !request.code.is_empty())
    else {
        return outcome;
    };
    let until =
        request.expiration.as_ref().map_or(String::new(), |until| format!(" until {until}"));
    format!("{outcome} with code {}{until}", request.code)
}
