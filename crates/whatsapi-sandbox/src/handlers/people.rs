//! The operations on users and chats that send no message.

use super::call::phones;
use super::{Reply, Table};
use crate::state::{ApiError, describe_picture, group_id, phone_of};
use whatsapi::models::UserInfoPayload;

const PRESENCES: [&str; 3] = ["typing", "recording", "paused"];

pub(super) const HANDLERS: Table = &[
    ("get_contacts", |state, call| Ok(Reply::Data(state.contacts(&call.actor)))),
    ("get_users_info", |state, call| {
        let payload: UserInfoPayload = call.json()?;
        if payload.user_ids.is_empty() {
            return Err(ApiError::missing("user_ids"));
        }
        Ok(Reply::Data(state.describe_people(&phones(&payload.user_ids)?)))
    }),
    ("get_profile_pic", |state, call| {
        let jid = call.argument("jid")?;
        let picture = match group_id(jid) {
            Some(id) => state.group_of(&call.actor, &id)?.picture.clone(),
            None => state.profile(&phone_of(jid)?).picture,
        };
        Ok(Reply::Data(describe_picture(picture.as_deref())?))
    }),
    ("update_profile_pic", |state, call| {
        state.profile_mut(&call.actor).picture = Some(call.picture()?);
        Ok(Reply::NOTHING)
    }),
    ("set_chat_presence", |state, call| {
        let chat = state.chat(&call.actor, call.argument("jid")?)?;
        let presence = call.argument("presence")?;
        if !PRESENCES.contains(&presence) {
            return Err(ApiError::bad("presence is none of typing, recording and paused"));
        }
        state.instance_mut(call.key)?.presences.insert(chat, presence.to_owned());
        Ok(Reply::NOTHING)
    }),
];
