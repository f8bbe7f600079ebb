//! The operations on groups.

use serde_json::json;

use super::call::{Call, phones};
use super::{Answer, Reply, Table};
use crate::state::{ApiError, GroupState, Role, State};
use whatsapi::models::{GroupCreatePayload, GroupUpdateDescriptionPayload, GroupUpdateNamePayload};

pub(super) const HANDLERS: Table = &[
    ("get_all_groups", |state, call| {
        let with_members =
            call.arguments.get("include_participants").map(String::as_str) != Some("false");
        let own = state.groups().filter(|group| group.members.contains_key(&call.actor));
        Ok(Reply::Data(own.map(|group| group.describe(with_members)).collect()))
    }),
    ("get_admin_groups", |state, call| {
        let role = |group: &GroupState| group.members.get(&call.actor).copied();
        let own = state.groups().filter(|group| role(group) >= Some(Role::Admin));
        Ok(Reply::Data(own.map(|group| group.describe(true)).collect()))
    }),
    ("create_group", |state, call| {
        let payload: GroupCreatePayload = call.json()?;
        let people = phones(&payload.participants)?;
        let id = state
            .create(&call.actor, payload.group_name.as_deref().unwrap_or_default())?
            .id
            .clone();
        let results = state.add(&id, &people);
        let mut group = state.group_of(&call.actor, &id)?.describe(true);
        let failed = results
            .as_array()
            .into_iter()
            .flatten()
            .filter(|person| person["Error"] == 403)
            .cloned();
        if let Some(members) = group["Participants"].as_array_mut() {
            members.extend(failed);
        }
        Ok(Reply::Data(group))
    }),
    ("get_group_from_invite_link", |state, call| {
        Ok(Reply::Data(state.by_invite(call.argument("invite_link")?)?.describe(true)))
    }),
    ("join_group_with_link", |state, call| {
        let group = state.by_invite(call.argument("invite_code")?)?;
        match group.members.insert(call.actor.clone(), Role::Member) {
            None => Ok(Reply::Data(json!(group.id))),
            Some(role) => {
                group.members.insert(call.actor.clone(), role);
                Err(ApiError::bad("You are already in the group"))
            }
        }
    }),
    ("get_group", |state, call| {
        Ok(Reply::Data(state.group_of(&call.actor, call.group()?)?.describe(true)))
    }),
    ("leave_group", |state, call| {
        state.leave(&call.actor, call.group()?)?;
        Ok(Reply::NOTHING)
    }),
    ("set_group_announce", |state, call| {
        let announce = call.boolean("announce")?;
        state.administered(&call.actor, call.group()?)?.announce = announce;
        Ok(Reply::NOTHING)
    }),
    ("set_group_locked", |state, call| {
        let locked = call.boolean("locked")?;
        state.administered(&call.actor, call.group()?)?.locked = locked;
        Ok(Reply::NOTHING)
    }),
    ("set_group_description", |state, call| {
        let payload: GroupUpdateDescriptionPayload = call.json()?;
        let description = payload.description.ok_or_else(|| ApiError::missing("description"))?;
        state.editable(&call.actor, call.group()?)?.description = description;
        Ok(Reply::NOTHING)
    }),
    ("set_group_name", |state, call| {
        let payload: GroupUpdateNamePayload = call.json()?;
        state
            .editable(&call.actor, call.group()?)?
            .rename(payload.name.as_deref().unwrap_or_default())?;
        Ok(Reply::NOTHING)
    }),
    ("set_group_picture", |state, call| {
        let picture = call.picture()?;
        state.editable(&call.actor, call.group()?)?.picture = Some(picture);
        Ok(Reply::NOTHING)
    }),
    ("get_group_invite_code", |state, call| {
        let group = state.administered(&call.actor, call.group()?)?;
        Ok(Reply::Data(json!(format!("https://chat.whatsapp.com/{}", group.invite_code))))
    }),
    ("get_all_participants", |state, call| {
        Ok(Reply::Data(state.group_of(&call.actor, call.group()?)?.people()))
    }),
    ("add_participant", |state, call| {
        let people = call.people()?;
        let id = state.administered(&call.actor, call.group()?)?.id.clone();
        Ok(Reply::Data(state.add(&id, &people)))
    }),
    ("remove_participant", |state, call| change(state, call, None)),
    ("promote_participant", |state, call| change(state, call, Some(Role::Admin))),
    ("demote_participant", |state, call| change(state, call, Some(Role::Member))),
];

fn change(state: &mut State, call: &Call<'_>, to: Option<Role>) -> Answer {
    let people = call.people()?;
    Ok(Reply::Data(state.administered(&call.actor, call.group()?)?.change(&people, to)))
}
