//! Replies, as they are printed: for programs, and for people.
//!
//! What `data` holds is not documented by the vendor. Where it is not what the views expect, the
//! JSON itself is printed, so that nothing is lost.

use serde_json::Value;
use whatsapi::models::ApiResponse;
use whatsapi::{Error, GroupInfo, GroupParticipant, Outcome};

use crate::arguments::{Action, Command};
use crate::table::{columns, escape, is_hidden, table};

/// The envelope of the reply in one line.
pub(crate) fn one_line(reply: &ApiResponse) -> String {
    json(serde_json::to_string(reply))
}

/// What the reply holds, in JSON.
pub(crate) fn raw(reply: &ApiResponse) -> String {
    json(serde_json::to_string_pretty(&reply.data))
}

/// The reply for people; an error if `data` is not what it should be.
pub(crate) fn readable(command: &Command, reply: &ApiResponse) -> Result<String, Error> {
    let action = match command {
        Command::List { .. } => {
            let groups = reply.groups()?;
            return Ok(if groups.is_empty() { nothing("no groups", reply) } else { list(&groups) });
        }
        Command::Create { .. } if !has_data(reply) => return Ok(said(reply)),
        Command::Create { .. } => return created(reply),
        Command::Look { .. } => &Action::Info,
        Command::Join { .. } => return Ok(said(reply)),
        Command::In { action, .. } => action,
    };
    match action {
        Action::Participants => people(reply, roles, || nothing("nobody", reply)),
        Action::Change(..) => people(reply, outcomes, || said(reply)),
        Action::Info | Action::Invite if !has_data(reply) => Ok(nothing("no data", reply)),
        Action::Info => info(reply),
        Action::Invite => Ok(reply.invite_code()?.link()),
        Action::Name(_)
        | Action::Describe(_)
        | Action::Picture(_)
        | Action::Announce(_)
        | Action::Lock(_)
        | Action::Leave => Ok(said(reply)),
    }
}

fn list(groups: &[GroupInfo]) -> String {
    let row = |group: &GroupInfo| {
        [group.id.to_string(), group.name.clone(), members(group), flags(group)]
    };
    table(["GROUP", "NAME", "MEMBERS", "FLAGS"], groups.iter().map(row))
}

/// How many there are. Nobody is in a group only where the server leaves its members out.
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

/// The people in the reply, or else what is there instead.
fn people(
    reply: &ApiResponse,
    show: fn(&[GroupParticipant]) -> String,
    nobody: impl FnOnce() -> String,
) -> Result<String, Error> {
    Ok(match &reply.participants()?[..] {
        // A group whose members have another name than the view knows.
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
        Outcome::AlreadySo => "already so".to_owned(),
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

/// What the server says of what it did, and what else it sends, which few servers do.
fn said(reply: &ApiResponse) -> String {
    let sentence = message(reply).unwrap_or_else(|| "done".to_owned());
    if has_data(reply) { format!("{sentence}\n{}", raw(reply)) } else { sentence }
}

/// That there is nothing to show, and what the server says of it.
fn nothing(what: &str, reply: &ApiResponse) -> String {
    match message(reply) {
        Some(message) => format!("{what}; the server says: {message}"),
        None => what.to_owned(),
    }
}

fn message(reply: &ApiResponse) -> Option<String> {
    reply.message.as_deref().filter(|message| !message.trim().is_empty()).map(escape)
}

fn has_data(reply: &ApiResponse) -> bool {
    match &reply.data {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(values)) => !values.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Bool(_) | Value::Number(_)) => true,
    }
}

/// JSON that a terminal does not act on. It means the same: JSON itself leaves some characters
/// unescaped that terminals act on, and line separators that break lines for some programs.
fn json(text: serde_json::Result<String>) -> String {
    let mut shown = String::new();
    // It does not fail for values that came out of JSON.
    for c in text.unwrap_or_default().chars() {
        // JSON has escaped those within strings; the others lay it out.
        if c != '\n' && is_hidden(c) {
            shown.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}
