//! The operations that send a message.

use std::collections::BTreeSet;

use super::asked::{Asked, filled, kind};
use super::{Answer, Reply, Table};
use crate::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayload,
    GroupInviteMessagePayload, ListMessagePayload, LocationMessagePayload, PaymentRequestPayload,
    PollMessagePayload, ReplyButton, SendMediaPayload, TemplateButton, TemplateButtonPayload,
    TemplateButtonWithMediaPayload, TextMessage, UploadMediaType,
};
use crate::sandbox::world::{Content, Media, Refusal, World};

pub(super) const BEHAVIOURS: Table = &[
    ("send_text_message", |world, asked| {
        let payload: TextMessage = asked.json()?;
        filled("text", &payload.text)?;
        send(world, asked, &payload.to, Content::Text(payload.text))
    }),
    ("send_image", |world, asked| send_file(world, asked, UploadMediaType::Image)),
    ("send_video", |world, asked| send_file(world, asked, UploadMediaType::Video)),
    ("send_audio", |world, asked| send_file(world, asked, UploadMediaType::Audio)),
    ("send_document", |world, asked| send_file(world, asked, UploadMediaType::Document)),
    ("send_media_message", |world, asked| {
        let payload: SendMediaPayload = asked.json()?;
        let kind = kind("media_type", &payload.media_type)?;
        let stored = world.file_of_kind(&payload.media_data, &kind)?.clone();
        let media = stored.into_media(payload.filename, payload.caption);
        send(world, asked, &payload.to, Content::Media(media))
    }),
    ("send_contact", |world, asked| {
        let payload: ContactMessagePayload = asked.json()?;
        filled("vcard.full_name", &payload.vcard.full_name)
            .or_else(|_| filled("vcard.phone", &payload.vcard.phone))?;
        send(world, asked, &payload.to.clone(), Content::Contact(payload))
    }),
    ("send_location", |world, asked| {
        let payload: LocationMessagePayload = asked.json()?;
        check_place(payload.location.latitude, payload.location.longitude)?;
        send(world, asked, &payload.to.clone(), Content::Location(payload))
    }),
    ("send_poll_message", |world, asked| {
        let payload: PollMessagePayload = asked.json()?;
        check_poll(&payload)?;
        send(world, asked, &payload.to.clone(), Content::Poll(payload))
    }),
    ("send_list_message", |world, asked| {
        let payload: ListMessagePayload = asked.json()?;
        if payload.sections.iter().all(|section| section.rows.is_empty()) {
            return Err(Refusal::bad("The list has no rows"));
        }
        send(world, asked, &payload.to.clone(), Content::List(payload))
    }),
    ("send_button_message", |world, asked| {
        let payload: ButtonMessagePayload = asked.json()?;
        check_buttons(&payload.buttons)?;
        send(world, asked, &payload.to.clone(), Content::Buttons(payload))
    }),
    ("send_button_with_media", |world, asked| {
        let payload: ButtonMessageWithMediaPayload = asked.json()?;
        check_buttons(&payload.buttons)?;
        let keys = payload.media_data.as_ref().ok_or_else(|| Refusal::missing("media_data"))?;
        let media = world.file(keys)?.clone().into_media(None, None);
        send(world, asked, &payload.to.clone(), Content::ButtonsWithMedia(payload, media))
    }),
    ("send_template", |world, asked| {
        let payload: TemplateButtonPayload = asked.json()?;
        check_template_buttons(&payload.buttons)?;
        send(world, asked, &payload.to.clone(), Content::Template(payload))
    }),
    ("send_template_with_media", |world, asked| {
        let payload: TemplateButtonWithMediaPayload = asked.json()?;
        check_template_buttons(&payload.buttons)?;
        let media = world.file(&payload.media)?.clone().into_media(None, None);
        send(world, asked, &payload.to.clone(), Content::TemplateWithMedia(payload, media))
    }),
    ("send_group_invite", |world, asked| {
        let payload: GroupInviteMessagePayload = asked.json()?;
        world.by_invite(filled("invite_code", &payload.invite_code)?)?;
        send(world, asked, &payload.to.clone(), Content::GroupInvite(payload))
    }),
    ("send_payment_request", |world, asked| {
        let payload: PaymentRequestPayload = asked.json()?;
        filled("currency", &payload.currency)?;
        if payload.amount.is_none_or(|amount| amount <= 0) {
            return Err(Refusal::bad("amount is not more than 0"));
        }
        send(world, asked, &payload.to.clone(), Content::PaymentRequest(payload))
    }),
];

/// Sends a message to whom the payload names.
fn send<'a>(
    world: &mut World,
    asked: &Asked<'_>,
    to: impl Into<Option<&'a String>>,
    content: Content,
) -> Answer {
    let chat = world.chat(&asked.actor, filled("to", to)?)?;
    Ok(Reply::Data(world.send(asked.key, chat, content)))
}

fn send_file(world: &mut World, asked: &Asked<'_>, kind: UploadMediaType) -> Answer {
    let file = asked.file()?;
    let media = Media {
        kind,
        bytes: Some(file.bytes.to_vec()),
        content_type: file.content_type,
        file_name: Some(file.name),
        caption: asked.optional("caption").map(str::to_owned),
    };
    send(world, asked, &asked.argument("to")?.to_owned(), Content::Media(media))
}

fn check_place(latitude: f64, longitude: f64) -> Result<(), Refusal> {
    if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 {
        return Ok(());
    }
    Err(Refusal::bad("latitude is to be from -90 to 90, longitude from -180 to 180"))
}

fn check_poll(poll: &PollMessagePayload) -> Result<(), Refusal> {
    filled("title", &poll.title)?;
    if poll.options.is_empty() {
        return Err(Refusal::missing("options"));
    }
    let selectable = usize::try_from(poll.selectable_options_count).ok();
    if selectable.is_some_and(|count| count <= poll.options.len()) {
        return Ok(());
    }
    Err(Refusal::bad("selectable_options_count is to be from 0 to the number of options"))
}

fn check_buttons(buttons: &[ReplyButton]) -> Result<(), Refusal> {
    for button in buttons {
        filled("button_id", &button.button_id)?;
        filled("button_text", &button.button_text)?;
    }
    check_ids(buttons.len(), buttons.iter().filter_map(|button| button.button_id.as_deref()))
}

fn check_template_buttons(buttons: &[TemplateButton]) -> Result<(), Refusal> {
    for button in buttons {
        if !["replyButton", "urlButton", "callButton"].contains(&button.type_.as_str()) {
            return Err(Refusal::bad("type is none of replyButton, urlButton and callButton"));
        }
        filled("title", &button.title)?;
    }
    check_ids(buttons.len(), buttons.iter().filter_map(|button| button.button_id.as_deref()))
}

/// Refuses a message without buttons, and one in which an id comes twice.
fn check_ids<'a>(count: usize, ids: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    if count == 0 {
        return Err(Refusal::missing("buttons"));
    }
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(Refusal::bad(format!("{id} is the id of two buttons")));
        }
    }
    Ok(())
}
