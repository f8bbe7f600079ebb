//! `whatsapi send list`, `buttons` and `template`

use serde_json::Value;
use whatsapi::Messages;
use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ListItem, ListMessagePayload, ListSection,
    ReplyButton, TemplateButton, TemplateButtonPayload, TemplateButtonWithMediaPayload,
};

use super::send::Sent;
use super::session::read_json;
use crate::args::send::{Buttons, List, Template};
use crate::args::values::Pair;
use crate::failure::Failure;

pub(super) fn send_list(messages: &Messages, list: &List) -> Result<Sent, Failure> {
    let payload = match &list.input {
        Some(path) => list_in(read_json(path)?)
            .map_err(|error| Failure::usage(format!("{} is no list: {error}", path.display())))?,
        None => list_of(list),
    };
    Ok(messages.list(&list.to, payload)?)
}

/// The list in a file. The recipient is an argument.
fn list_in(mut value: Value) -> Result<ListMessagePayload, serde_json::Error> {
    if let Some(members) = value.as_object_mut() {
        members.insert("to".to_owned(), "".into());
    }
    serde_json::from_value(value)
}

fn list_of(list: &List) -> ListMessagePayload {
    let row = |title: &str| ListItem {
        title: title.trim().to_owned(),
        row_id: Some(title.trim().to_owned()),
        description: None,
    };
    let section = |section: &Pair| ListSection {
        title: section.name.clone(),
        rows: section.value.split(',').map(row).collect(),
    };
    ListMessagePayload {
        to: String::new(),
        title: list.title.clone(),
        text: list.text.clone(),
        description: list.description.clone(),
        button_text: list.button_text.clone(),
        multi_select: list.multi_select.then_some(true),
        sections: list.sections.iter().map(section).collect(),
    }
}

pub(super) fn send_buttons(messages: &Messages, message: &Buttons) -> Result<Sent, Failure> {
    let Buttons { to, text, buttons, frame } = message;
    let button = |button: &Pair| ReplyButton {
        button_id: Some(button.name.clone()),
        button_text: Some(button.value.clone()),
    };
    let (text, buttons) = (Some(text.clone()), Some(buttons.iter().map(button).collect()));
    let footer_text = frame.footer.clone();
    let Some(keys) = &frame.media else {
        let header_text = frame.header.clone();
        let message = ButtonMessagePayload { buttons, text, footer_text, header_text, to: None };
        return Ok(messages.buttons(to, message)?);
    };
    let media_data = Some(read_json(keys)?);
    let message =
        ButtonMessageWithMediaPayload { buttons, text, footer_text, media_data, to: None };
    Ok(messages.buttons_with_media(to, message)?)
}

pub(super) fn send_template(messages: &Messages, message: &Template) -> Result<Sent, Failure> {
    let frame = &message.frame;
    let (buttons, to) = (template_buttons(message), String::new());
    let (content_text, footer) = (Some(message.text.clone()), frame.footer.clone());
    let Some(keys) = &frame.media else {
        let header = frame.header.clone();
        let payload = TemplateButtonPayload { buttons, content_text, footer, header, to };
        return Ok(messages.template(&message.to, payload)?);
    };
    let media = read_json(keys)?;
    let payload = TemplateButtonWithMediaPayload { buttons, content_text, footer, media, to };
    Ok(messages.template_with_media(&message.to, payload)?)
}

/// The buttons of a template. What replies has an id; what acts has a payload.
fn template_buttons(message: &Template) -> Vec<TemplateButton> {
    let replies = message.reply.iter().map(|button| TemplateButton {
        type_: "replyButton".to_owned(),
        title: button.value.clone(),
        button_id: Some(button.name.clone()),
        payload: None,
    });
    let acts = [("urlButton", &message.link), ("callButton", &message.call)];
    let acts = acts.into_iter().flat_map(|(kind, buttons)| {
        buttons.iter().map(move |button| TemplateButton {
            type_: kind.to_owned(),
            title: button.name.clone(),
            button_id: None,
            payload: Some(button.value.clone()),
        })
    });
    replies.chain(acts).collect()
}
