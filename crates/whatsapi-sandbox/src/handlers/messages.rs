//! The operations that send a message.

use std::collections::BTreeSet;

use super::call::{Call, filled, kind};
use super::{Answer, Reply, Table};
use crate::state::{ApiError, Content, Media, State};
use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayload,
    GroupInviteMessagePayload, ListMessagePayload, LocationMessagePayload, PaymentRequestPayload,
    PollMessagePayload, ReplyButton, SendMediaPayload, TemplateButton, TemplateButtonPayload,
    TemplateButtonWithMediaPayload, TextMessage, UploadMediaType,
};

pub(super) const HANDLERS: Table = &[
    ("send_text_message", |state, call| {
        let payload: TextMessage = call.json()?;
        filled("text", &payload.text)?;
        send(state, call, &payload.to, Content::Text(payload.text))
    }),
    ("send_image", |state, call| send_file(state, call, UploadMediaType::Image)),
    ("send_video", |state, call| send_file(state, call, UploadMediaType::Video)),
    ("send_audio", |state, call| send_file(state, call, UploadMediaType::Audio)),
    ("send_document", |state, call| send_file(state, call, UploadMediaType::Document)),
    ("send_media_message", |state, call| {
        let payload: SendMediaPayload = call.json()?;
        let kind = kind("media_type", &payload.media_type)?;
        let stored = state.file_of_kind(&payload.media_data, &kind)?.clone();
        let media = stored.into_media(payload.filename, payload.caption);
        send(state, call, &payload.to, Content::Media(media))
    }),
    ("send_contact", |state, call| {
        let payload: ContactMessagePayload = call.json()?;
        filled("vcard.full_name", &payload.vcard.full_name)
            .or_else(|_| filled("vcard.phone", &payload.vcard.phone))?;
        send(state, call, &payload.to.clone(), Content::Contact(payload))
    }),
    ("send_location", |state, call| {
        let payload: LocationMessagePayload = call.json()?;
        check_place(payload.location.latitude, payload.location.longitude)?;
        send(state, call, &payload.to.clone(), Content::Location(payload))
    }),
    ("send_poll_message", |state, call| {
        let payload: PollMessagePayload = call.json()?;
        check_poll(&payload)?;
        send(state, call, &payload.to.clone(), Content::Poll(payload))
    }),
    ("send_list_message", |state, call| {
        let payload: ListMessagePayload = call.json()?;
        if payload.sections.iter().all(|section| section.rows.is_empty()) {
            return Err(ApiError::bad("The list has no rows"));
        }
        send(state, call, &payload.to.clone(), Content::List(payload))
    }),
    ("send_button_message", |state, call| {
        let payload: ButtonMessagePayload = call.json()?;
        check_buttons(&payload.buttons)?;
        send(state, call, &payload.to.clone(), Content::Buttons(payload))
    }),
    ("send_button_with_media", |state, call| {
        let payload: ButtonMessageWithMediaPayload = call.json()?;
        check_buttons(&payload.buttons)?;
        let keys = payload.media_data.as_ref().ok_or_else(|| ApiError::missing("media_data"))?;
        let media = state.file(keys)?.clone().into_media(None, None);
        send(state, call, &payload.to.clone(), Content::ButtonsWithMedia(payload, media))
    }),
    ("send_template", |state, call| {
        let payload: TemplateButtonPayload = call.json()?;
        check_template_buttons(&payload.buttons)?;
        send(state, call, &payload.to.clone(), Content::Template(payload))
    }),
    ("send_template_with_media", |state, call| {
        let payload: TemplateButtonWithMediaPayload = call.json()?;
        check_template_buttons(&payload.buttons)?;
        let media = state.file(&payload.media)?.clone().into_media(None, None);
        send(state, call, &payload.to.clone(), Content::TemplateWithMedia(payload, media))
    }),
    ("send_group_invite", |state, call| {
        let payload: GroupInviteMessagePayload = call.json()?;
        state.by_invite(filled("invite_code", &payload.invite_code)?)?;
        send(state, call, &payload.to.clone(), Content::GroupInvite(payload))
    }),
    ("send_payment_request", |state, call| {
        let payload: PaymentRequestPayload = call.json()?;
        filled("currency", &payload.currency)?;
        if payload.amount.is_none_or(|amount| amount <= 0) {
            return Err(ApiError::bad("amount is not more than 0"));
        }
        send(state, call, &payload.to.clone(), Content::PaymentRequest(payload))
    }),
];

/// Sends a message to whom the payload names.
fn send<'a>(
    state: &mut State,
    call: &Call<'_>,
    to: impl Into<Option<&'a String>>,
    content: Content,
) -> Answer {
    let chat = state.chat(&call.actor, filled("to", to)?)?;
    Ok(Reply::Data(state.send(call.key, chat, content)))
}

fn send_file(state: &mut State, call: &Call<'_>, kind: UploadMediaType) -> Answer {
    let file = call.file()?;
    let media = Media {
        kind,
        bytes: Some(file.bytes.to_vec()),
        content_type: file.content_type,
        file_name: Some(file.name),
        caption: call.optional("caption").map(str::to_owned),
    };
    send(state, call, &call.argument("to")?.to_owned(), Content::Media(media))
}

fn check_place(latitude: f64, longitude: f64) -> Result<(), ApiError> {
    if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 {
        return Ok(());
    }
    Err(ApiError::bad("latitude is to be from -90 to 90, longitude from -180 to 180"))
}

fn check_poll(poll: &PollMessagePayload) -> Result<(), ApiError> {
    filled("title", &poll.title)?;
    if poll.options.is_empty() {
        return Err(ApiError::missing("options"));
    }
    let selectable = usize::try_from(poll.selectable_options_count).ok();
    if selectable.is_some_and(|count| count <= poll.options.len()) {
        return Ok(());
    }
    Err(ApiError::bad("selectable_options_count is to be from 0 to the number of options"))
}

fn check_buttons(buttons: &[ReplyButton]) -> Result<(), ApiError> {
    for button in buttons {
        filled("button_id", &button.button_id)?;
        filled("button_text", &button.button_text)?;
    }
    check_ids(buttons.len(), buttons.iter().filter_map(|button| button.button_id.as_deref()))
}

fn check_template_buttons(buttons: &[TemplateButton]) -> Result<(), ApiError> {
    for button in buttons {
        if !["replyButton", "urlButton", "callButton"].contains(&button.type_.as_str()) {
            return Err(ApiError::bad("type is none of replyButton, urlButton and callButton"));
        }
        filled("title", &button.title)?;
    }
    check_ids(buttons.len(), buttons.iter().filter_map(|button| button.button_id.as_deref()))
}

/// Refuses a message without buttons, and one in which an id comes twice.
fn check_ids<'a>(count: usize, ids: impl Iterator<Item = &'a str>) -> Result<(), ApiError> {
    if count == 0 {
        return Err(ApiError::missing("buttons"));
    }
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(ApiError::bad(format!("{id} is the id of two buttons")));
        }
    }
    Ok(())
}
