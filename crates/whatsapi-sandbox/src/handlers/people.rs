//! The operations on users, profiles and chat presence.

use super::{HandlerTable, Success};
use crate::state::{ApiError, check_spelling, describe_picture, group_id};
use whatsapi::models::UserInfoPayload;
use whatsapi::operations;

const PRESENCES: [&str; 3] = ["typing", "recording", "paused"];

pub(super) const HANDLERS: HandlerTable = &[
    (&operations::GET_CONTACTS, |state, request| Ok(Success::Data(state.contacts(&request.actor)))),
    (&operations::GET_USERS_INFO, |state, request| {
        let payload: UserInfoPayload = request.json()?;
        if payload.user_ids.is_empty() {
            return Err(ApiError::missing("user_ids"));
        }
        Ok(Success::Data(state.describe_people(&state.phones_of(&payload.user_ids)?)))
    }),
    (&operations::GET_PROFILE_PIC, |state, request| {
        let jid = request.argument("jid")?;
        check_spelling(jid)?;
        let picture = match group_id(jid) {
            Some(id) => state.group_of(&request.actor, &id)?.picture.clone(),
            None => {
                let phone = state.phone_of(jid)?;
                let profile = state.profile(&phone);
                if profile.hides_picture && phone != request.actor {
                    // The message is from whatsmeow's `errors.go`. WhatsApp's own code for it is 401,
                    // which as an HTTP status would mean a wrong API key.
                    let message = "the user has hidden their profile picture from you";
                    return Err(ApiError(403, message.to_owned()));
                }
                profile.picture
            }
        };
        Ok(Success::Data(describe_picture(picture.as_deref())?))
    }),
    (&operations::UPDATE_PROFILE_PIC, |state, request| {
        state.profile_mut(&request.actor).picture = Some(request.picture()?);
        Ok(Success::EMPTY)
    }),
    (&operations::SET_CHAT_PRESENCE, |state, request| {
        let chat = state.chat(&request.actor, request.argument("jid")?)?;
        let presence = request.argument("presence")?;
        if !PRESENCES.contains(&presence) {
            return Err(ApiError::bad_request("presence must be typing, recording or paused"));
        }
        state.instance_mut(request.key)?.presences.insert(chat, presence.to_owned());
        Ok(Success::EMPTY)
    }),
];
