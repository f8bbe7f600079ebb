//! The operations on groups.

use serde_json::json;

use super::request::{Request, phones};
use super::{HandlerResult, HandlerTable, Success};
use crate::state::{ApiError, Change, GroupState, Role, State};
use whatsapi::models::{GroupCreatePayload, GroupUpdateDescriptionPayload, GroupUpdateNamePayload};

pub(super) const HANDLERS: HandlerTable = &[
    ("get_all_groups", |state, request| {
        let with_members =
            request.arguments.get("include_participants").map(String::as_str) != Some("false");
        let own = state.groups().filter(|group| group.members.contains_key(&request.actor));
        Ok(Success::Data(own.map(|group| group.describe(with_members)).collect()))
    }),
    ("get_admin_groups", |state, request| {
        let role = |group: &GroupState| group.members.get(&request.actor).copied();
        let own = state.groups().filter(|group| role(group) >= Some(Role::Admin));
        Ok(Success::Data(own.map(|group| group.describe(true)).collect()))
    }),
    ("create_group", |state, request| {
        let payload: GroupCreatePayload = request.json()?;
        let people = phones(&payload.participants)?;
        let id = state
            .create_group(&request.actor, payload.group_name.as_deref().unwrap_or_default())?
            .id
            .clone();
        let failed = state.add_members(&id, &people).into_iter().filter(|person| {
            // Whoever is named twice, or is the creator, is in the group.
            !matches!(person["Error"].as_u64(), Some(0 | 409))
        });
        let mut group = state.group_of(&request.actor, &id)?.describe(true);
        if let Some(members) = group["Participants"].as_array_mut() {
            members.extend(failed);
        }
        Ok(Success::Data(group))
    }),
    ("get_group_from_invite_link", |state, request| {
        Ok(Success::Data(state.group_by_invite(request.argument("invite_link")?)?.describe(true)))
    }),
    ("join_group_with_link", |state, request| {
        let group = state.group_by_invite(request.argument("invite_code")?)?;
        match group.members.insert(request.actor.clone(), Role::Member) {
            None => Ok(Success::Data(json!(group.id))),
            Some(role) => {
                group.members.insert(request.actor.clone(), role);
                Err(ApiError::bad_request("You are already in the group"))
            }
        }
    }),
    ("get_group", |state, request| {
        Ok(Success::Data(state.group_of(&request.actor, request.group()?)?.describe(true)))
    }),
    ("leave_group", |state, request| {
        state.leave_group(&request.actor, request.group()?)?;
        Ok(Success::EMPTY)
    }),
    ("set_group_announce", |state, request| {
        let announce = request.boolean("announce")?;
        state.group_as_admin(&request.actor, request.group()?)?.announce = announce;
        Ok(Success::EMPTY)
    }),
    ("set_group_locked", |state, request| {
        let locked = request.boolean("locked")?;
        state.group_as_admin(&request.actor, request.group()?)?.locked = locked;
        Ok(Success::EMPTY)
    }),
    ("set_group_description", |state, request| {
        let payload: GroupUpdateDescriptionPayload = request.json()?;
        let description = payload.description.ok_or_else(|| ApiError::missing("description"))?;
        let number = state.requests.len();
        let group = state.group_as_editor(&request.actor, request.group()?)?;
        group.describe_as(&request.actor, description, number);
        Ok(Success::EMPTY)
    }),
    ("set_group_name", |state, request| {
        let payload: GroupUpdateNamePayload = request.json()?;
        state
            .group_as_editor(&request.actor, request.group()?)?
            .rename(&request.actor, payload.name.as_deref().unwrap_or_default())?;
        Ok(Success::EMPTY)
    }),
    ("set_group_picture", |state, request| {
        let picture = request.picture()?;
        state.group_as_editor(&request.actor, request.group()?)?.picture = Some(picture);
        Ok(Success::EMPTY)
    }),
    ("get_group_invite_code", |state, request| {
        let group = state.group_as_admin(&request.actor, request.group()?)?;
        Ok(Success::Data(json!(format!("https://chat.whatsapp.com/{}", group.invite_code))))
    }),
    ("get_all_participants", |state, request| {
        Ok(Success::Data(state.group_of(&request.actor, request.group()?)?.describe_members()))
    }),
    ("add_participant", |state, request| {
        let people = request.participants()?;
        let id = state.group_as_admin(&request.actor, request.group()?)?.id.clone();
        Ok(Success::Data(state.add_members(&id, &people).into()))
    }),
    ("remove_participant", |state, request| change(state, request, Change::Remove)),
    ("promote_participant", |state, request| change(state, request, Change::Promote)),
    ("demote_participant", |state, request| change(state, request, Change::Demote)),
];

fn change(state: &mut State, request: &Request<'_>, change: Change) -> HandlerResult {
    let people = request.participants()?;
    let results = state.change_members(&request.actor, request.group()?, &people, change)?;
    Ok(Success::Data(results.into()))
}
