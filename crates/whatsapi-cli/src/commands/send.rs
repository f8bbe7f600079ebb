//! `whatsapi send`

use std::time::Duration;

use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayloadVcard, ListItem,
    ListMessagePayload, ListSection, LocationMessagePayloadLocation, ReplyButton, TemplateButton,
    TemplateButtonPayload, TemplateButtonWithMediaPayload,
};
use whatsapi::{Error, Messages, Reply, SendGroupInviteOptions, SendMediaOptions, SentMessage};

use super::session::{read, read_json, upload};
use super::{Run, Session};
use crate::args::send::{File, Frame, List, Send};
use crate::args::values::Pair;
use crate::failure::Failure;
use crate::output::record::Field;
use crate::output::{DONE, Output};
use crate::views::message::{SENT, sent};

impl Run for Send {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::Presence { .. } => DONE,
            _ => SENT,
        })
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        let messages = session.instance(None)?.messages();
        let reply = match self {
            Self::Text { to, text } => messages.text(to, &text_or_stdin(text)?)?,
            Self::Image(file) => {
                send_file(session, file, |to, file, caption| messages.image(to, file, caption))?
            }
            Self::Video(file) => {
                send_file(session, file, |to, file, caption| messages.video(to, file, caption))?
            }
            Self::Audio(file) => {
                send_file(session, file, |to, file, caption| messages.audio(to, file, caption))?
            }
            Self::Document(file) => {
                send_file(session, file, |to, file, caption| messages.document(to, file, caption))?
            }
            Self::Media { to, keys, kind, caption, file_name } => {
                let options = SendMediaOptions {
                    caption: caption.as_deref(),
                    file_name: file_name.as_deref(),
                };
                messages.media(to, (*kind).into(), &read_json(keys)?, options)?
            }
            Self::Presence { to, activity } => {
                let reply = messages.presence(to, (*activity).into())?;
                return Ok(Output::done(&reply, "shown"));
            }
            other => other.send_structured(&messages)?,
        };
        Ok(shown(&reply))
    }
}

/// A sent message.
pub(super) fn shown(reply: &Reply<SentMessage>) -> Output {
    Output::of_reply(reply, |message| Output::one(sent(&message)))
}

impl Send {
    /// Sends a message that is neither a text nor a file.
    fn send_structured(&self, messages: &Messages) -> Result<Reply<SentMessage>, Failure> {
        Ok(match self {
            Self::Contact { to, name, phone, organization } => {
                let vcard = ContactMessagePayloadVcard {
                    full_name: name.clone(),
                    phone: phone.clone(),
                    organization: organization.clone(),
                };
                messages.contact(to, vcard)?
            }
            Self::Location { to, latitude, longitude, name, address, url } => {
                let place = LocationMessagePayloadLocation {
                    name: name.clone(),
                    address: address.clone(),
                    latitude: *latitude,
                    longitude: *longitude,
                };
                match url {
                    Some(url) => messages.location_with_url(to, place, url)?,
                    None => messages.location(to, place)?,
                }
            }
            Self::Poll { to, question, options, selectable } => {
                messages.poll(to, question, options, *selectable)?
            }
            Self::List(list) => messages.list(&list.to, list_of(list)?)?,
            Self::Buttons { to, text, buttons, frame } => {
                send_buttons(messages, to, text, buttons, frame)?
            }
            Self::Template { to, text, reply, link, call, frame } => {
                let kinds = [("replyButton", reply), ("urlButton", link), ("callButton", call)];
                send_template(messages, to, text, template_buttons(&kinds), frame)?
            }
            Self::Invite { to, link, caption, expires } => {
                let options = SendGroupInviteOptions {
                    caption: caption.as_deref(),
                    expiry: expires.map(|minutes| Duration::from_secs(60 * u64::from(minutes))),
                };
                messages.group_invite(to, link, options)?
            }
            Self::Text { to, text } => messages.text(to, text)?,
            Self::Image(_)
            | Self::Video(_)
            | Self::Audio(_)
            | Self::Document(_)
            | Self::Media { .. }
            | Self::Presence { .. } => return Err(Failure::usage("this is not such a message")),
        })
    }
}

fn text_or_stdin(text: &str) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let text = String::from_utf8(read("-".as_ref())?)
        .map_err(|_| Failure::usage("the text in stdin is not UTF-8"))?;
    // The line break that commands print at the end.
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

type Sending = Result<Reply<SentMessage>, Error>;

fn send_file(
    session: &Session<'_>,
    file: &File,
    send: impl FnOnce(&str, whatsapi::Upload, Option<&str>) -> Sending,
) -> Result<Reply<SentMessage>, Failure> {
    let content = upload(&file.file)?;
    let _progress = session.progress(format!("sending {}", file.file.display()));
    Ok(send(&file.to, content, file.caption.as_deref())?)
}

fn list_of(list: &List) -> Result<ListMessagePayload, Failure> {
    if let Some(path) = &list.input {
        let value: serde_json::Value = read_json(path)?;
        return list_in(value)
            .map_err(|error| Failure::usage(format!("{} is no list: {error}", path.display())));
    }
    let row = |title: &str| ListItem {
        title: title.trim().to_owned(),
        row_id: Some(title.trim().to_owned()),
        description: None,
    };
    let section = |section: &Pair| ListSection {
        title: section.name.clone(),
        rows: section.value.split(',').map(row).collect(),
    };
    Ok(ListMessagePayload {
        to: String::new(),
        title: list.title.clone(),
        text: list.text.clone(),
        description: list.description.clone(),
        button_text: list.button_text.clone(),
        multi_select: list.multi_select.then_some(true),
        sections: list.sections.iter().map(section).collect(),
    })
}

/// The list in a file. The recipient is an argument.
fn list_in(mut value: serde_json::Value) -> Result<ListMessagePayload, serde_json::Error> {
    if let Some(members) = value.as_object_mut() {
        members.insert("to".to_owned(), "".into());
    }
    serde_json::from_value(value)
}

fn send_buttons(
    messages: &Messages,
    to: &str,
    text: &str,
    buttons: &[Pair],
    frame: &Frame,
) -> Result<Reply<SentMessage>, Failure> {
    let button = |button: &Pair| ReplyButton {
        button_id: Some(button.name.clone()),
        button_text: Some(button.value.clone()),
    };
    let (text, buttons) = (Some(text.to_owned()), Some(buttons.iter().map(button).collect()));
    let footer_text = frame.footer.clone();
    Ok(match &frame.media {
        None => {
            let header_text = frame.header.clone();
            let message =
                ButtonMessagePayload { buttons, text, footer_text, header_text, to: None };
            messages.buttons(to, message)?
        }
        Some(keys) => {
            let media_data = Some(read_json(keys)?);
            let message =
                ButtonMessageWithMediaPayload { buttons, text, footer_text, media_data, to: None };
            messages.buttons_with_media(to, message)?
        }
    })
}

fn send_template(
    messages: &Messages,
    to: &str,
    text: &str,
    buttons: Vec<TemplateButton>,
    frame: &Frame,
) -> Result<Reply<SentMessage>, Failure> {
    let (content_text, footer) = (Some(text.to_owned()), frame.footer.clone());
    let (header, to_whom) = (frame.header.clone(), String::new());
    Ok(match &frame.media {
        None => {
            let message =
                TemplateButtonPayload { buttons, content_text, footer, header, to: to_whom };
            messages.template(to, message)?
        }
        Some(keys) => {
            let media = read_json(keys)?;
            let message = TemplateButtonWithMediaPayload {
                buttons,
                content_text,
                footer,
                media,
                to: to_whom,
            };
            messages.template_with_media(to, message)?
        }
    })
}

/// The buttons of a template, by their type. What replies has an id; what acts has a payload.
fn template_buttons(kinds: &[(&str, &Vec<Pair>)]) -> Vec<TemplateButton> {
    let mut buttons = Vec::new();
    for (kind, pairs) in kinds {
        for pair in *pairs {
            let replies = *kind == "replyButton";
            buttons.push(TemplateButton {
                type_: (*kind).to_owned(),
                title: if replies { pair.value.clone() } else { pair.name.clone() },
                button_id: replies.then(|| pair.name.clone()),
                payload: (!replies).then(|| pair.value.clone()),
            });
        }
    }
    buttons
}
