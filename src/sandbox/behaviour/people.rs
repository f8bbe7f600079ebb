//! The operations on users and chats that send no message.

use super::asked::phones;
use super::{Reply, Table};
use crate::models::UserInfoPayload;
use crate::sandbox::world::{Refusal, describe_picture, group_id, phone_of};

const PRESENCES: [&str; 3] = ["typing", "recording", "paused"];

pub(super) const BEHAVIOURS: Table = &[
    ("get_contacts", |world, asked| Ok(Reply::Data(world.contacts(&asked.actor)))),
    ("get_users_info", |world, asked| {
        let payload: UserInfoPayload = asked.json()?;
        if payload.user_ids.is_empty() {
            return Err(Refusal::missing("user_ids"));
        }
        Ok(Reply::Data(world.describe_people(&phones(&payload.user_ids)?)))
    }),
    ("get_profile_pic", |world, asked| {
        let jid = asked.argument("jid")?;
        let picture = match group_id(jid) {
            Some(id) => world.group_of(&asked.actor, &id)?.picture.clone(),
            None => world.profile(&phone_of(jid)?).picture,
        };
        Ok(Reply::Data(describe_picture(picture.as_deref())?))
    }),
    ("update_profile_pic", |world, asked| {
        world.profile_mut(&asked.actor).picture = Some(asked.picture()?);
        Ok(Reply::NOTHING)
    }),
    ("set_chat_presence", |world, asked| {
        let chat = world.chat(&asked.actor, asked.argument("jid")?)?;
        let presence = asked.argument("presence")?;
        if !PRESENCES.contains(&presence) {
            return Err(Refusal::bad("presence is none of typing, recording and paused"));
        }
        world.instance_mut(asked.key)?.presences.insert(chat, presence.to_owned());
        Ok(Reply::NOTHING)
    }),
];
