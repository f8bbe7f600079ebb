//! The operations that send a message.

use std::collections::BTreeSet;

use super::request::{Request, media_type, required};
use super::{HandlerResult, HandlerTable, Success};
use crate::state::{ApiError, Content, Media, State};
use whatsapi::limits::{POLL_OPTION_MAX, POLL_OPTIONS_MAX, POLL_OPTIONS_MIN, POLL_QUESTION_MAX};
use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayload,
    GroupInviteMessagePayload, ListMessagePayload, LocationMessagePayload, PaymentRequestPayload,
    PollMessagePayload, ReplyButton, SendMediaPayload, TemplateButton, TemplateButtonPayload,
    TemplateButtonWithMediaPayload, TextMessage, UploadMediaType,
};
use whatsapi::operations;

pub(super) const HANDLERS: HandlerTable = &[
    (&operations::SEND_TEXT_MESSAGE, |state, request| {
        let payload: TextMessage = request.json()?;
        required("text", &payload.text)?;
        send(state, request, &payload.to, Content::Text(payload.text))
    }),
    (&operations::SEND_IMAGE, |state, request| send_file(state, request, UploadMediaType::Image)),
    (&operations::SEND_VIDEO, |state, request| send_file(state, request, UploadMediaType::Video)),
    (&operations::SEND_AUDIO, |state, request| send_file(state, request, UploadMediaType::Audio)),
    (&operations::SEND_DOCUMENT, |state, request| {
        send_file(state, request, UploadMediaType::Document)
    }),
    (&operations::SEND_MEDIA_MESSAGE, |state, request| {
        let payload: SendMediaPayload = request.json()?;
        let kind = media_type("media_type", &payload.media_type)?;
        let stored = state.file_of_kind(&payload.media_data, &kind)?.clone();
        let media = stored.into_media(payload.filename, payload.caption);
        send(state, request, &payload.to, Content::Media(media))
    }),
    (&operations::SEND_CONTACT, |state, request| {
        let payload: ContactMessagePayload = request.json()?;
        required("vcard.full_name", &payload.vcard.full_name)
            .or_else(|_| required("vcard.phone", &payload.vcard.phone))?;
        send(state, request, &payload.to.clone(), Content::Contact(payload))
    }),
    (&operations::SEND_LOCATION, |state, request| {
        let payload: LocationMessagePayload = request.json()?;
        check_location(payload.location.latitude, payload.location.longitude)?;
        send(state, request, &payload.to.clone(), Content::Location(payload))
    }),
    (&operations::SEND_POLL_MESSAGE, |state, request| {
        let payload: PollMessagePayload = request.json()?;
        check_poll(&payload)?;
        send(state, request, &payload.to.clone(), Content::Poll(payload))
    }),
    (&operations::SEND_LIST_MESSAGE, |state, request| {
        let payload: ListMessagePayload = request.json()?;
        if payload.sections.iter().all(|section| section.rows.is_empty()) {
            return Err(ApiError::bad_request("The list has no rows"));
        }
        send(state, request, &payload.to.clone(), Content::List(payload))
    }),
    (&operations::SEND_BUTTON_MESSAGE, |state, request| {
        let payload: ButtonMessagePayload = request.json()?;
        check_buttons(payload.buttons.as_deref().unwrap_or_default())?;
        send(state, request, &payload.to.clone(), Content::Buttons(payload))
    }),
    (&operations::SEND_BUTTON_WITH_MEDIA, |state, request| {
        let payload: ButtonMessageWithMediaPayload = request.json()?;
        check_buttons(payload.buttons.as_deref().unwrap_or_default())?;
        let keys = payload.media_data.as_ref().ok_or_else(|| ApiError::missing("media_data"))?;
        let media = state.file(keys)?.clone().into_media(None, None);
        send(state, request, &payload.to.clone(), Content::ButtonsWithMedia(payload, media))
    }),
    (&operations::SEND_TEMPLATE, |state, request| {
        let payload: TemplateButtonPayload = request.json()?;
        check_template_buttons(&payload.buttons)?;
        send(state, request, &payload.to.clone(), Content::Template(payload))
    }),
    (&operations::SEND_TEMPLATE_WITH_MEDIA, |state, request| {
        let payload: TemplateButtonWithMediaPayload = request.json()?;
        check_template_buttons(&payload.buttons)?;
        let media = state.file(&payload.media)?.clone().into_media(None, None);
        send(state, request, &payload.to.clone(), Content::TemplateWithMedia(payload, media))
    }),
    (&operations::SEND_GROUP_INVITE, |state, request| {
        let payload: GroupInviteMessagePayload = request.json()?;
        let code = required("invite_code", &payload.invite_code)?;
        let chat = state.chat(&request.actor, required("to", &payload.to)?)?;
        state.check_invite(code, &chat)?;
        send(state, request, &payload.to.clone(), Content::GroupInvite(payload))
    }),
    (&operations::SEND_PAYMENT_REQUEST, |state, request| {
        let payload: PaymentRequestPayload = request.json()?;
        required("currency", &payload.currency)?;
        if payload.amount.is_none_or(|amount| amount <= 0) {
            return Err(ApiError::bad_request("amount is not more than 0"));
        }
        send(state, request, &payload.to.clone(), Content::PaymentRequest(payload))
    }),
];

/// Sends a message to the recipient of the payload.
fn send<'a>(
    state: &mut State,
    request: &Request<'_>,
    to: impl Into<Option<&'a String>>,
    content: Content,
) -> HandlerResult {
    let chat = state.chat(&request.actor, required("to", to)?)?;
    Ok(Success::Data(state.send(request.key, chat, content)))
}

fn send_file(state: &mut State, request: &Request<'_>, kind: UploadMediaType) -> HandlerResult {
    let file = request.file()?;
    let media = Media {
        kind,
        bytes: Some(file.bytes.to_vec()),
        content_type: file.content_type,
        file_name: Some(file.name),
        caption: request.optional("caption").map(str::to_owned),
    };
    send(state, request, &request.argument("to")?.to_owned(), Content::Media(media))
}

fn check_location(latitude: f64, longitude: f64) -> Result<(), ApiError> {
    if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 {
        return Ok(());
    }
    Err(ApiError::bad_request("latitude must be from -90 to 90, longitude from -180 to 180"))
}

fn check_poll(poll: &PollMessagePayload) -> Result<(), ApiError> {
    required("title", &poll.title)?;
    if poll.options.is_empty() {
        return Err(ApiError::missing("options"));
    }
    if !(POLL_OPTIONS_MIN..=POLL_OPTIONS_MAX).contains(&poll.options.len()) {
        let message = format!("a poll has from {POLL_OPTIONS_MIN} to {POLL_OPTIONS_MAX} options");
        return Err(ApiError::bad_request(message));
    }
    let is_long = |text: &String, longest| text.chars().count() > longest;
    if is_long(&poll.title, POLL_QUESTION_MAX) {
        return Err(ApiError::bad_request("title is too long"));
    }
    let mut seen = BTreeSet::new();
    for option in &poll.options {
        required("options", option)?;
        if is_long(option, POLL_OPTION_MAX) {
            return Err(ApiError::bad_request("an option is too long"));
        }
        if !seen.insert(option) {
            return Err(ApiError::bad_request("two options are the same"));
        }
    }
    let selectable = usize::try_from(poll.selectable_options_count).ok();
    if selectable.is_some_and(|count| count <= poll.options.len()) {
        return Ok(());
    }
    Err(ApiError::bad_request("selectable_options_count must be from 0 to the number of options"))
}

fn check_buttons(buttons: &[ReplyButton]) -> Result<(), ApiError> {
    for button in buttons {
        required("button_id", &button.button_id)?;
        required("button_text", &button.button_text)?;
    }
    check_ids(buttons.len(), buttons.iter().filter_map(|button| button.button_id.as_deref()))
}

fn check_template_buttons(buttons: &[TemplateButton]) -> Result<(), ApiError> {
    for button in buttons {
        if !["replyButton", "urlButton", "callButton"].contains(&button.type_.as_str()) {
            return Err(ApiError::bad_request("type must be replyButton, urlButton or callButton"));
        }
        required("title", &button.title)?;
    }
    check_ids(buttons.len(), buttons.iter().filter_map(|button| button.button_id.as_deref()))
}

/// Rejects a message without buttons, or with two buttons of the same id.
fn check_ids<'a>(count: usize, ids: impl Iterator<Item = &'a str>) -> Result<(), ApiError> {
    if count == 0 {
        return Err(ApiError::missing("buttons"));
    }
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(ApiError::bad_request(format!("{id} is the id of two buttons")));
        }
    }
    Ok(())
}
