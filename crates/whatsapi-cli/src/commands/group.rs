//! `whatsapi group`

use whatsapi::{GroupId, Groups, Picture};

use super::session::upload;
use super::{Run, Session, participants, sync};
use crate::args::group::{Group, Participants};
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
        Ok(match self {
            Self::List { admin, without_members } => list(&groups, *admin, *without_members)?,
            Self::Create { name, people } => create(&groups, name, people)?,
            Self::Preview { link } => {
                Output::of_reply(&groups.info_from_invite(link)?, |group| details(&group))
            }
            Self::Join { link } => Output::of_reply(&groups.join(link)?, |id| joined(&id)),
            Self::Show { group } => {
                Output::of_reply(&groups.group(group)?.info()?, |info| details(&info))
            }
            Self::Leave { group, confirmation } => {
                let group = groups.group(group)?;
                confirm(confirmation.yes, &format!("Leave the group {}?", group.id()))?;
                Output::done(&group.leave()?, format!("left {}", group.id()))
            }
            Self::Name { group, text } => {
                Output::done(&groups.group(group)?.set_name(text)?, "the group is renamed")
            }
            Self::Description { group, text } => {
                let reply = groups.group(group)?.set_description(text)?;
                Output::done(&reply, "the description is replaced")
            }
            Self::Picture { group, file: Some(file) } => {
                let (group, picture) = (groups.group(group)?, upload(file)?);
                let _progress = session.progress("sending the picture");
                Output::done(&group.set_picture(picture)?, "the picture is replaced")
            }
            Self::Picture { group, file: None } => {
                shown_picture(Picture::read(groups.group(group)?.picture())?)
            }
            Self::Announce { group, state } => {
                let who = if state.is_on() { "only admins may write" } else { "all may write" };
                Output::done(&groups.group(group)?.set_announce(state.is_on())?, who)
            }
            Self::Lock { group, state } => {
                let who = if state.is_on() { "only admins may edit" } else { "all may edit" };
                Output::done(&groups.group(group)?.set_locked(state.is_on())?, who)
            }
            Self::Invite { group } => {
                Output::of_reply(&groups.group(group)?.invite_code()?, |code| {
                    Output::text(code.link(), view::invite(&code))
                })
            }
            Self::Sync(arguments) => sync::run(session, &groups, arguments)?,
            Self::Participants(command) => participants::run(&groups, command)?,
        })
    }
}

fn joined(id: &GroupId) -> Output {
    let record = Record::new(view::JOINED, [id.to_string().into()]);
    Output::text(id.to_string(), record).note("joined")
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

/// A picture, or why there is none.
pub(super) fn shown_picture(found: Picture) -> Output {
    Output::one(match found {
        Picture::Shown(found) => picture("shown", Some(&found)),
        Picture::Hidden => picture("hidden", None),
        Picture::NotSet => picture("not set", None),
        _ => picture("unknown", None),
    })
}
