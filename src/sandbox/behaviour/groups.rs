//! The operations on groups.

use serde_json::json;

use super::asked::{Asked, phones};
use super::{Answer, Reply, Table};
use crate::models::{GroupCreatePayload, GroupUpdateDescriptionPayload, GroupUpdateNamePayload};
use crate::sandbox::world::{GroupState, Refusal, Role, World};

pub(super) const BEHAVIOURS: Table = &[
    ("get_all_groups", |world, asked| {
        let with_members =
            asked.arguments.get("include_participants").map(String::as_str) != Some("false");
        let own = world.groups().filter(|group| group.members.contains_key(&asked.actor));
        Ok(Reply::Data(own.map(|group| group.describe(with_members)).collect()))
    }),
    ("get_admin_groups", |world, asked| {
        let role = |group: &GroupState| group.members.get(&asked.actor).copied();
        let own = world.groups().filter(|group| role(group) >= Some(Role::Admin));
        Ok(Reply::Data(own.map(|group| group.describe(true)).collect()))
    }),
    ("create_group", |world, asked| {
        let payload: GroupCreatePayload = asked.json()?;
        let people = phones(&payload.participants)?;
        let id = world
            .create(&asked.actor, payload.group_name.as_deref().unwrap_or_default())?
            .id
            .clone();
        let results = world.add(&id, &people);
        let mut group = world.group_of(&asked.actor, &id)?.describe(true);
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
    ("get_group_from_invite_link", |world, asked| {
        Ok(Reply::Data(world.by_invite(asked.argument("invite_link")?)?.describe(true)))
    }),
    ("join_group_with_link", |world, asked| {
        let group = world.by_invite(asked.argument("invite_code")?)?;
        match group.members.insert(asked.actor.clone(), Role::Member) {
            None => Ok(Reply::Data(json!(group.id))),
            Some(role) => {
                group.members.insert(asked.actor.clone(), role);
                Err(Refusal::bad("You are already in the group"))
            }
        }
    }),
    ("get_group", |world, asked| {
        Ok(Reply::Data(world.group_of(&asked.actor, asked.group()?)?.describe(true)))
    }),
    ("leave_group", |world, asked| {
        world.leave(&asked.actor, asked.group()?)?;
        Ok(Reply::NOTHING)
    }),
    ("set_group_announce", |world, asked| {
        let announce = asked.boolean("announce")?;
        world.administered(&asked.actor, asked.group()?)?.announce = announce;
        Ok(Reply::NOTHING)
    }),
    ("set_group_locked", |world, asked| {
        let locked = asked.boolean("locked")?;
        world.administered(&asked.actor, asked.group()?)?.locked = locked;
        Ok(Reply::NOTHING)
    }),
    ("set_group_description", |world, asked| {
        let payload: GroupUpdateDescriptionPayload = asked.json()?;
        let description = payload.description.ok_or_else(|| Refusal::missing("description"))?;
        world.editable(&asked.actor, asked.group()?)?.description = description;
        Ok(Reply::NOTHING)
    }),
    ("set_group_name", |world, asked| {
        let payload: GroupUpdateNamePayload = asked.json()?;
        world
            .editable(&asked.actor, asked.group()?)?
            .rename(payload.name.as_deref().unwrap_or_default())?;
        Ok(Reply::NOTHING)
    }),
    ("set_group_picture", |world, asked| {
        let picture = asked.picture()?;
        world.editable(&asked.actor, asked.group()?)?.picture = Some(picture);
        Ok(Reply::NOTHING)
    }),
    ("get_group_invite_code", |world, asked| {
        let group = world.administered(&asked.actor, asked.group()?)?;
        Ok(Reply::Data(json!(format!("https://chat.whatsapp.com/{}", group.invite_code))))
    }),
    ("get_all_participants", |world, asked| {
        Ok(Reply::Data(world.group_of(&asked.actor, asked.group()?)?.people()))
    }),
    ("add_participant", |world, asked| {
        let people = asked.people()?;
        let id = world.administered(&asked.actor, asked.group()?)?.id.clone();
        Ok(Reply::Data(world.add(&id, &people)))
    }),
    ("remove_participant", |world, asked| change(world, asked, None)),
    ("promote_participant", |world, asked| change(world, asked, Some(Role::Admin))),
    ("demote_participant", |world, asked| change(world, asked, Some(Role::Member))),
];

fn change(world: &mut World, asked: &Asked<'_>, to: Option<Role>) -> Answer {
    let people = asked.people()?;
    Ok(Reply::Data(world.administered(&asked.actor, asked.group()?)?.change(&people, to)))
}
