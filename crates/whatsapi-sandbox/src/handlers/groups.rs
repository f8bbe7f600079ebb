//! The operations on groups.

use serde_json::json;

use super::request::Request;
use super::{HandlerResult, HandlerTable, Success};
use crate::state::{ApiError, Change, GroupState, Role, State};
use whatsapi::models::{GroupCreatePayload, GroupUpdateDescriptionPayload, GroupUpdateNamePayload};
use whatsapi::operations;

pub(super) const HANDLERS: HandlerTable = &[
    (&operations::GET_ALL_GROUPS, |state, request| {
        let with_members =
            request.arguments.get("include_participants").map(String::as_str) != Some("false");
        let own = state.groups().filter(|group| group.members.contains_key(&request.actor));
        Ok(Success::Data(own.map(|group| group.describe(&request.actor, with_members)).collect()))
    }),
    (&operations::GET_ADMIN_GROUPS, |state, request| {
        let role = |group: &GroupState| group.members.get(&request.actor).copied();
        let own = state.groups().filter(|group| role(group) >= Some(Role::Admin));
        Ok(Success::Data(own.map(|group| group.describe(&request.actor, true)).collect()))
    }),
    (&operations::CREATE_GROUP, |state, request| {
        let payload: GroupCreatePayload = request.json()?;
        let people = state.phones_of(&payload.participants)?;
        let id = state
            .create_group(&request.actor, payload.group_name.as_deref().unwrap_or_default())?
            .id
            .clone();
        let failed = state.add_members(&id, &people).into_iter().filter(|person| {
            // 409: listed twice, or the creator. Either way, they are in the group.
            !matches!(person["Error"].as_u64(), Some(0 | 409))
        });
        let mut group = state.group_of(&request.actor, &id)?.describe(&request.actor, true);
        if let Some(members) = group["Participants"].as_array_mut() {
            members.extend(failed);
        }
        Ok(Success::Data(group))
    }),
    (&operations::GET_GROUP_FROM_INVITE_LINK, |state, request| {
        Ok(Success::Data(
            state.group_by_invite(request.argument("invite_link")?)?.describe(&request.actor, true),
        ))
    }),
    (&operations::JOIN_GROUP_WITH_LINK, |state, request| {
        let id = state.join_group(&request.actor, request.argument("invite_code")?)?;
        Ok(Success::Data(json!(id)))
    }),
    (&operations::GET_GROUP, |state, request| {
        Ok(Success::Data(
            state.group_of(&request.actor, request.group()?)?.describe(&request.actor, true),
        ))
    }),
    (&operations::LEAVE_GROUP, |state, request| {
        state.leave_group(&request.actor, request.group()?)?;
        Ok(Success::EMPTY)
    }),
    (&operations::SET_GROUP_ANNOUNCE, |state, request| {
        let announce = request.boolean("announce")?;
        state.group_as_admin(&request.actor, request.group()?)?.announce = announce;
        Ok(Success::EMPTY)
    }),
    (&operations::SET_GROUP_LOCKED, |state, request| {
        let locked = request.boolean("locked")?;
        state.group_as_admin(&request.actor, request.group()?)?.locked = locked;
        Ok(Success::EMPTY)
    }),
    (&operations::SET_GROUP_DESCRIPTION, |state, request| {
        let payload: GroupUpdateDescriptionPayload = request.json()?;
        let description = payload.description.ok_or_else(|| ApiError::missing("description"))?;
        let number = state.requests.len();
        let group = state.group_as_editor(&request.actor, request.group()?)?;
        group.describe_as(&request.actor, description, number)?;
        Ok(Success::EMPTY)
    }),
    (&operations::SET_GROUP_NAME, |state, request| {
        let payload: GroupUpdateNamePayload = request.json()?;
        state
            .group_as_editor(&request.actor, request.group()?)?
            .rename(&request.actor, payload.name.as_deref().unwrap_or_default())?;
        Ok(Success::EMPTY)
    }),
    (&operations::SET_GROUP_PICTURE, |state, request| {
        let picture = request.picture()?;
        state.group_as_editor(&request.actor, request.group()?)?.picture = Some(picture);
        Ok(Success::EMPTY)
    }),
    (&operations::GET_GROUP_INVITE_CODE, |state, request| {
        let group = state.group_as_admin(&request.actor, request.group()?)?;
        Ok(Success::Data(json!(format!("https://chat.whatsapp.com/{}", group.invite_code))))
    }),
    (&operations::GET_ALL_PARTICIPANTS, |state, request| {
        Ok(Success::Data(
            state.group_of(&request.actor, request.group()?)?.describe_members(&request.actor),
        ))
    }),
    (&operations::ADD_PARTICIPANT, |state, request| {
        let people = request.participants(state)?;
        let id = state.group_as_admin(&request.actor, request.group()?)?.id.clone();
        Ok(Success::Data(state.add_members(&id, &people).into()))
    }),
    (&operations::REMOVE_PARTICIPANT, |state, request| change(state, request, Change::Remove)),
    (&operations::PROMOTE_PARTICIPANT, |state, request| change(state, request, Change::Promote)),
    (&operations::DEMOTE_PARTICIPANT, |state, request| change(state, request, Change::Demote)),
];

fn change(state: &mut State, request: &Request<'_>, change: Change) -> HandlerResult {
    let people = request.participants(state)?;
    let results = state.change_members(&request.actor, request.group()?, &people, change)?;
    Ok(Success::Data(results.into()))
}
