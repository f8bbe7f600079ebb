//! `whatsapi send`

use std::time::Duration;

use whatsapi::models::{ContactMessagePayloadVcard, LocationMessagePayloadLocation};
use whatsapi::{
    Error, Messages, Reply, SendGroupInviteOptions, SendMediaOptions, SentMessage, Upload,
};

use super::session::{read, read_json, upload};
use super::{Run, Session, interactive};
use crate::args::send::{Contact, File, Invite, Location, Media, Poll, Send};
use crate::failure::Failure;
use crate::output::record::Field;
use crate::output::{DONE, Output};
use crate::views::message::{SENT, sent};

/// The reply to a message.
pub(super) type Sent = Reply<SentMessage>;

impl Run for Send {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::Presence { .. } => DONE,
            _ => SENT,
        })
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        let messages = session.instance(None)?.messages();
        let send_file = |file: &File, send: SendFile| send_file(session, &messages, file, send);
        let reply = match self {
            Self::Presence { to, activity } => {
                let reply = messages.presence(to, (*activity).into())?;
                return Ok(Output::done(&reply, "shown"));
            }
            Self::Text { to, text } => messages.text(to, &text_or_stdin(text)?)?,
            Self::Image(file) => {
                send_file(file, |m, to, file, caption| m.image(to, file, caption))?
            }
            Self::Video(file) => {
                send_file(file, |m, to, file, caption| m.video(to, file, caption))?
            }
            Self::Audio(file) => {
                send_file(file, |m, to, file, caption| m.audio(to, file, caption))?
            }
            Self::Document(file) => {
                send_file(file, |m, to, file, caption| m.document(to, file, caption))?
            }
            Self::Media(media) => send_media(&messages, media)?,
            Self::Contact(contact) => send_contact(&messages, contact)?,
            Self::Location(place) => send_location(&messages, place)?,
            Self::Poll(Poll { to, question, options, selectable }) => {
                messages.poll(to, question, options, *selectable)?
            }
            Self::List(list) => interactive::send_list(&messages, list)?,
            Self::Buttons(buttons) => interactive::send_buttons(&messages, buttons)?,
            Self::Template(template) => interactive::send_template(&messages, template)?,
            Self::Invite(invite) => send_invite(&messages, invite)?,
        };
        Ok(shown(&reply))
    }
}

/// A sent message.
pub(super) fn shown(reply: &Sent) -> Output {
    Output::of_reply(reply, |message| Output::one(sent(&message)))
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

/// A method that sends a file.
type SendFile = fn(&Messages, &str, Upload, Option<&str>) -> Result<Sent, Error>;

fn send_file(
    session: &Session<'_>,
    messages: &Messages,
    file: &File,
    send: SendFile,
) -> Result<Sent, Failure> {
    let content = upload(&file.file)?;
    let _progress = session.progress(format!("sending {}", file.file.display()));
    Ok(send(messages, &file.to, content, file.caption.as_deref())?)
}

fn send_media(messages: &Messages, media: &Media) -> Result<Sent, Failure> {
    let options = SendMediaOptions {
        caption: media.caption.as_deref(),
        file_name: media.file_name.as_deref(),
    };
    Ok(messages.media(&media.to, media.kind.into(), &read_json(&media.keys)?, options)?)
}

fn send_contact(messages: &Messages, contact: &Contact) -> Result<Sent, Failure> {
    let vcard = ContactMessagePayloadVcard {
        full_name: contact.name.clone(),
        phone: contact.phone.clone(),
        organization: contact.organization.clone(),
    };
    Ok(messages.contact(&contact.to, vcard)?)
}

fn send_location(messages: &Messages, place: &Location) -> Result<Sent, Failure> {
    let location = LocationMessagePayloadLocation {
        name: place.name.clone(),
        address: place.address.clone(),
        latitude: place.latitude,
        longitude: place.longitude,
    };
    Ok(match &place.url {
        Some(url) => messages.location_with_url(&place.to, location, url)?,
        None => messages.location(&place.to, location)?,
    })
}

fn send_invite(messages: &Messages, invite: &Invite) -> Result<Sent, Failure> {
    let options = SendGroupInviteOptions {
        caption: invite.caption.as_deref(),
        expiry: invite.expires.map(|minutes| Duration::from_secs(60 * u64::from(minutes))),
    };
    Ok(messages.group_invite(&invite.to, &invite.link, options)?)
}
