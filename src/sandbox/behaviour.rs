//! What each operation does to the world.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::form;
use super::route::{Route, route};
use super::world::{Answer, Refusal, Role, World, phone_of};
use super::{Received, Shared};
use crate::group::JPEG_MAGIC;
use crate::models::{
    GroupCreatePayload, GroupUpdateDescriptionPayload, GroupUpdateNamePayload,
    GroupUpdateParticipantsPayload,
};
use crate::object::Object;

/// A request as the behaviours see it.
pub(super) struct Asked<'a> {
    actor: String,
    arguments: &'a BTreeMap<String, String>,
    content_type: &'a str,
    body: &'a [u8],
}

type Behaviour = fn(&mut World, &Asked<'_>) -> Answer;

/// The behaviour of each operation, by the name of its function.
const BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("get_all_groups", |world, asked| {
        let with_members =
            asked.arguments.get("include_participants").map(String::as_str) != Some("false");
        let own = world.groups().filter(|group| group.members.contains_key(&asked.actor));
        Ok(own.map(|group| group.describe(with_members)).collect())
    }),
    ("get_admin_groups", |world, asked| {
        let role = |group: &super::GroupState| group.members.get(&asked.actor).copied();
        let own = world.groups().filter(|group| role(group) >= Some(Role::Admin));
        Ok(own.map(|group| group.describe(true)).collect())
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
        Ok(group)
    }),
    ("get_group_from_invite_link", |world, asked| {
        Ok(world.by_invite(asked.argument("invite_link")?)?.describe(true))
    }),
    ("join_group_with_link", |world, asked| {
        let group = world.by_invite(asked.argument("invite_code")?)?;
        match group.members.insert(asked.actor.clone(), Role::Member) {
            None => Ok(json!(group.id)),
            Some(role) => {
                group.members.insert(asked.actor.clone(), role);
                Err(Refusal(400, "You are already in the group".to_owned()))
            }
        }
    }),
    ("get_group", |world, asked| Ok(world.group_of(&asked.actor, asked.group()?)?.describe(true))),
    ("leave_group", |world, asked| world.leave(&asked.actor, asked.group()?)),
    ("set_group_announce", |world, asked| {
        let announce = asked.boolean("announce")?;
        world.administered(&asked.actor, asked.group()?)?.announce = announce;
        Ok(Value::Null)
    }),
    ("set_group_locked", |world, asked| {
        let locked = asked.boolean("locked")?;
        world.administered(&asked.actor, asked.group()?)?.locked = locked;
        Ok(Value::Null)
    }),
    ("set_group_description", |world, asked| {
        let payload: GroupUpdateDescriptionPayload = asked.json()?;
        let description =
            payload.description.ok_or_else(|| Refusal(400, "description is missing".to_owned()))?;
        world.editable(&asked.actor, asked.group()?)?.description = description;
        Ok(Value::Null)
    }),
    ("set_group_name", |world, asked| {
        let payload: GroupUpdateNamePayload = asked.json()?;
        world
            .editable(&asked.actor, asked.group()?)?
            .rename(payload.name.as_deref().unwrap_or_default())
    }),
    ("set_group_picture", |world, asked| {
        let picture = form::file(asked.content_type, asked.body, "file");
        let picture = picture.filter(|picture| picture.starts_with(JPEG_MAGIC));
        let picture = picture.ok_or_else(|| {
            Refusal(400, "The picture is not a JPEG in the part `file`".to_owned())
        })?;
        world.editable(&asked.actor, asked.group()?)?.picture = Some(picture.to_vec());
        Ok(Value::Null)
    }),
    ("get_group_invite_code", |world, asked| {
        let group = world.administered(&asked.actor, asked.group()?)?;
        Ok(json!(format!("https://chat.whatsapp.com/{}", group.invite_code)))
    }),
    ("get_all_participants", |world, asked| {
        Ok(world.group_of(&asked.actor, asked.group()?)?.people())
    }),
    ("add_participant", |world, asked| {
        let people = asked.people()?;
        let id = world.administered(&asked.actor, asked.group()?)?.id.clone();
        Ok(world.add(&id, &people))
    }),
    ("remove_participant", |world, asked| change(world, asked, None)),
    ("promote_participant", |world, asked| change(world, asked, Some(Role::Admin))),
    ("demote_participant", |world, asked| change(world, asked, Some(Role::Member))),
];

fn change(world: &mut World, asked: &Asked<'_>, to: Option<Role>) -> Answer {
    let people = asked.people()?;
    Ok(world.administered(&asked.actor, asked.group()?)?.change(&people, to))
}

impl Asked<'_> {
    fn argument(&self, name: &str) -> Result<&str, Refusal> {
        let value = self.arguments.get(name).map(String::as_str).filter(|value| !value.is_empty());
        value.ok_or_else(|| Refusal(400, format!("{name} is missing")))
    }

    fn group(&self) -> Result<&str, Refusal> {
        self.argument("group_id")
    }

    fn boolean(&self, name: &str) -> Result<bool, Refusal> {
        self.argument(name)?
            .parse()
            .map_err(|_| Refusal(400, format!("{name} is neither true nor false")))
    }

    fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let is_json = self.content_type.starts_with("application/json");
        let parsed = serde_json::from_slice(self.body).ok().filter(|_| is_json);
        let Object(payload) =
            parsed.ok_or_else(|| Refusal(400, "The body is not the expected JSON".to_owned()))?;
        Ok(payload)
    }

    fn people(&self) -> Result<Vec<String>, Refusal> {
        let payload: GroupUpdateParticipantsPayload = self.json()?;
        if payload.participants.is_empty() {
            return Err(Refusal(400, "There are no participants".to_owned()));
        }
        phones(&payload.participants)
    }
}

fn phones(participants: &[String]) -> Result<Vec<String>, Refusal> {
    let phone = |text: &String| {
        phone_of(text).ok_or_else(|| Refusal(400, format!("{text} is not a phone number")))
    };
    participants.iter().map(phone).collect()
}

/// A request that has arrived.
pub(super) struct Arrived<'a> {
    pub(super) method: &'a str,
    pub(super) target: &'a str,
    pub(super) authorization: &'a str,
    pub(super) content_type: &'a str,
    pub(super) body: &'a [u8],
}

/// Records a request.
pub(super) fn record(shared: &Shared, method: &str, target: &str, body: &[u8]) {
    let operation = route(method, target).map(|route| route.operation.name);
    let (method, target, body) = (method.to_owned(), target.to_owned(), body.to_vec());
    shared.world().received.push(Received { operation, method, target, body });
}

/// Serves a request: the status and the envelope.
pub(super) fn serve(shared: &Shared, arrived: &Arrived<'_>) -> (u16, String) {
    let (status, message, data) = match answer(&mut shared.world(), arrived) {
        Ok(data) => (200, "ok".to_owned(), data),
        Err(Refusal(status, message)) => (status, message, Value::Null),
    };
    (status, envelope(status, &message, &data))
}

/// The envelope of a reply.
pub(super) fn envelope(status: u16, message: &str, data: &Value) -> String {
    json!({ "status": status, "error": status >= 400, "message": message, "data": data })
        .to_string()
}

fn answer(world: &mut World, arrived: &Arrived<'_>) -> Answer {
    if arrived.authorization != world.api_key {
        return Err(Refusal(401, "The API key is wrong".to_owned()));
    }
    let Some(Route { operation, arguments }) = route(arrived.method, arrived.target) else {
        return Err(Refusal(404, "There is no such endpoint".to_owned()));
    };
    let Some((_, behaviour)) = BEHAVIOURS.iter().find(|(name, _)| *name == operation.name) else {
        return Err(Refusal(501, format!("the sandbox has no behaviour for {}", operation.name)));
    };
    let key = arguments.get("instance_key").map(String::as_str).unwrap_or_default();
    let actor = world.instance(key)?;
    let (content_type, body) = (arrived.content_type, arrived.body);
    behaviour(world, &Asked { actor, arguments: &arguments, content_type, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_document_has_a_behaviour_and_no_behaviour_lacks_an_operation() {
        for operation in crate::operations::ALL {
            assert!(
                BEHAVIOURS.iter().any(|(name, _)| *name == operation.name),
                "{}",
                operation.name
            );
        }
        assert_eq!(BEHAVIOURS.len(), crate::operations::ALL.len());
    }
}
