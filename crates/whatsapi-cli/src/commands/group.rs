//! `whatsapi group`

use serde_json::json;
use whatsapi::{Error, Group as Handle, Groups, Outcomes, Picture};

use super::session::upload;
use super::{Run, Session, sync};
use crate::args::group::{Group, Participants, People};
use crate::failure::Failure;
use crate::output::record::{Field, Record};
use crate::output::{DONE, Output};
use crate::prompt::confirm;
use crate::views::group as view;
use crate::views::people::{PICTURE, picture};

impl Run for Group {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::List { .. } | Self::Show { .. } | Self::Preview { .. } => view::GROUP,
            Self::Create { .. } => view::CREATED,
            Self::Picture { file: None, .. } => PICTURE,
            Self::Invite { .. } => view::INVITE,
            Self::Join { .. } => view::JOINED,
            Self::Participants(Participants::List { .. }) => view::MEMBER,
            Self::Participants(_) => view::OUTCOME,
            Self::Sync(sync) => sync::fields(sync),
            Self::Leave { .. }
            | Self::Name { .. }
            | Self::Description { .. }
            | Self::Picture { .. }
            | Self::Announce { .. }
            | Self::Lock { .. } => DONE,
        })
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        let groups = session.instance(None)?.groups();
        match self {
            Self::List { admin, without_members } => list(&groups, *admin, *without_members),
            Self::Create { name, people } => create(&groups, name, people),
            Self::Preview { link } => {
                Ok(Output::of_reply(&groups.info_from_invite(link)?, |group| details(&group)))
            }
            Self::Join { link } => Ok(Output::of_reply(&groups.join(link)?, |id| {
                let record = Record::new(view::JOINED, [id.to_string().into()]);
                Output::text(id.to_string(), record).note("joined")
            })),
            Self::Participants(Participants::List { group }) => {
                let reply = groups.group(group)?.participants().list()?;
                Ok(Output::of_reply(&reply, |members| {
                    Output::list(members.iter().map(view::member).collect()).or_nothing("nobody")
                }))
            }
            Self::Participants(change) => participants(&groups, change),
            Self::Sync(arguments) => sync::run(session, &groups, arguments),
            Self::Leave { group, .. }
            | Self::Show { group }
            | Self::Name { group, .. }
            | Self::Description { group, .. }
            | Self::Picture { group, .. }
            | Self::Announce { group, .. }
            | Self::Lock { group, .. }
            | Self::Invite { group } => self.run_in(session, &groups.group(group)?),
        }
    }
}

impl Group {
    /// Runs a command on one group.
    fn run_in(&self, session: &Session<'_>, group: &Handle) -> Result<Output, Failure> {
        Ok(match self {
            Self::Show { .. } => Output::of_reply(&group.info()?, |info| details(&info)),
            Self::Leave { confirmation, .. } => {
                confirm(confirmation.yes, &format!("Leave the group {}?", group.id()))?;
                Output::done(&group.leave()?, format!("left {}", group.id()))
            }
            Self::Name { text, .. } => Output::done(&group.set_name(text)?, "the group is renamed"),
            Self::Description { text, .. } => {
                Output::done(&group.set_description(text)?, "the description is replaced")
            }
            Self::Picture { file: Some(file), .. } => {
                let _progress = session.progress("sending the picture");
                Output::done(&group.set_picture(upload(file)?)?, "the picture is replaced")
            }
            Self::Picture { file: None, .. } => shown_picture(Picture::read(group.picture())?),
            Self::Announce { state, .. } => {
                let who = if state.is_on() { "only admins may write" } else { "all may write" };
                Output::done(&group.set_announce(state.is_on())?, who)
            }
            Self::Lock { state, .. } => {
                let who = if state.is_on() { "only admins may edit" } else { "all may edit" };
                Output::done(&group.set_locked(state.is_on())?, who)
            }
            Self::Invite { .. } => Output::of_reply(&group.invite_code()?, |code| {
                Output::text(code.link(), view::invite(&code))
            }),
            Self::List { .. }
            | Self::Create { .. }
            | Self::Preview { .. }
            | Self::Join { .. }
            | Self::Sync(_)
            | Self::Participants(_) => Output::raw(json!(null)),
        })
    }
}

fn list(groups: &Groups, admin: bool, without_members: bool) -> Result<Output, Failure> {
    let reply = match (admin, without_members) {
        (true, _) => groups.admin()?,
        (false, true) => groups.list_without_participants()?,
        (false, false) => groups.list()?,
    };
    Ok(Output::of_reply(&reply, |groups| {
        let records = groups.iter().map(|group| view::group(view::GROUP, group));
        Output::list(records.collect()).or_nothing("no groups")
    }))
}

fn details(group: &whatsapi::GroupInfo) -> Output {
    Output::one(view::group(view::GROUP_DETAILS, group))
}

fn create(groups: &Groups, name: &str, people: &[String]) -> Result<Output, Failure> {
    let reply = groups.create(name, people)?;
    // Whom a group was made with is not known if the reply does not say so.
    let is_partial = reply.data().map_or(true, |group| group.outcomes().failed().next().is_some());
    let output = Output::of_reply(&reply, |group| {
        let outcomes = group.outcomes();
        let failed = outcomes.failed().map(|person| {
            let id = person.id().map(ToString::to_string).unwrap_or_default();
            format!("{id}: {}", person.outcome().explanation())
        });
        failed.fold(Output::one(view::created(&group)), Output::note)
    });
    Ok(output.partial(is_partial))
}

fn participants(groups: &Groups, change: &Participants) -> Result<Output, Failure> {
    let (Participants::Add(people)
    | Participants::Remove { people, .. }
    | Participants::Promote(people)
    | Participants::Demote(people)) = change
    else {
        return Ok(Output::list(Vec::new()));
    };
    let People { group, people } = people;
    let group = groups.group(group)?;
    if let Participants::Remove { confirmation, .. } = change {
        let question = format!("Remove {} from the group {}?", people.join(", "), group.id());
        confirm(confirmation.yes, &question)?;
    }
    let members = group.participants();
    let outcomes: Result<Outcomes, Error> = match change {
        Participants::Remove { .. } => members.remove(people),
        Participants::Promote(_) => members.promote(people),
        Participants::Demote(_) => members.demote(people),
        Participants::Add(_) | Participants::List { .. } => members.add(people),
    };
    let outcomes = outcomes?;
    let is_partial = outcomes.failed().next().is_some();
    let output = Output::list(view::outcomes(&outcomes)).partial(is_partial);
    let output = view::explanations(&outcomes).into_iter().fold(output, Output::note);
    Ok(match outcomes.iter().any(|entry| entry.participant().is_some()) {
        true => output,
        // What the server says instead of the outcomes.
        false => output.with_reply(outcomes.reply()),
    })
}

/// A picture, or why there is none.
pub(super) fn shown_picture(found: Picture) -> Output {
    Output::one(match found {
        Picture::Shown(found) => picture("shown", Some(&found)),
        Picture::Hidden => picture("hidden", None),
        Picture::NotSet => picture("not set", None),
        _ => picture("unknown", None),
    })
}
