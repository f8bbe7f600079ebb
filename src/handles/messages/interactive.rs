//! Interactive messages: lists and buttons.

use super::Messages;
use crate::generated::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ListMessagePayload, ReplyButton,
    TemplateButton, TemplateButtonPayload, TemplateButtonWithMediaPayload,
};
use crate::generated::operations;
use crate::handles::validate::{media_keys, not_empty, recipient, refusal};
use crate::ids::recipient::IntoRecipient;
use crate::replies::message::SentMessage;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, Operation};

impl Messages {
    /// Sends a text with a list of options. The `to` of the list is replaced.
    ///
    /// Calls [`send_list_message`](crate::Client::send_list_message), which is not idempotent: it
    /// is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::models::{ListItem, ListMessagePayload, ListSection};
    ///
    /// let row = |title: &str| ListItem { title: title.into(), ..Default::default() };
    /// let food = ListSection { title: "Food".into(), rows: vec![row("Soup"), row("Bread")] };
    /// let menu = ListMessagePayload {
    ///     text: Some("What would you like?".into()),
    ///     button_text: Some("The menu".into()),
    ///     sections: vec![food],
    ///     ..Default::default()
    /// };
    /// messages.list("919876543210", menu)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), there is no section, a section has no row, or a row has no
    /// title. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may
    /// not write to the recipient.
    pub fn list(
        &self,
        to: impl IntoRecipient,
        list: ListMessagePayload,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_LIST_MESSAGE;
        let data = ListMessagePayload { to: recipient(to, operation)?, ..list };
        if data.sections.is_empty() {
            return Err(refusal("the list has no section; pass at least one", operation));
        }
        for (section, index) in data.sections.iter().zip(1..) {
            if section.rows.is_empty() {
                let message = format!("section {index} of the list has no row; pass at least one");
                return Err(refusal(message, operation));
            }
            for row in &section.rows {
                not_empty(&format!("title of a row in section {index}"), &row.title, operation)?;
            }
        }
        self.context.call(|client, key| client.send_list_message(key, &data))
    }

    /// Sends a text with reply buttons. The `to` of the message is replaced. According to the API's
    /// document, each button needs a unique id.
    ///
    /// Calls [`send_button_message`](crate::Client::send_button_message), which is not idempotent:
    /// it is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::models::{ButtonMessagePayload, ReplyButton};
    ///
    /// let button = |id: &str, text: &str| ReplyButton {
    ///     button_id: Some(id.into()),
    ///     button_text: Some(text.into()),
    /// };
    /// let question = ButtonMessagePayload {
    ///     text: Some("Will you come?".into()),
    ///     buttons: Some(vec![button("y", "Yes"), button("n", "No")]),
    ///     ..Default::default()
    /// };
    /// messages.buttons("919876543210", question)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the text is empty, there is no button, a button has no id
    /// or text, or two have the same id. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance
    /// does not exist (404) or may not write to the recipient.
    pub fn buttons(
        &self,
        to: impl IntoRecipient,
        message: ButtonMessagePayload,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_BUTTON_MESSAGE;
        let data = ButtonMessagePayload { to: Some(recipient(to, operation)?), ..message };
        not_empty("text", data.text.as_deref().unwrap_or_default(), operation)?;
        check_reply_buttons(data.buttons.as_deref().unwrap_or_default(), operation)?;
        self.context.call(|client, key| client.send_button_message(key, &data))
    }

    /// Sends an uploaded file with reply buttons. The `to` of the message is replaced. According to
    /// the API's document, each button needs a unique id.
    ///
    /// Calls [`send_button_with_media`](crate::Client::send_button_with_media), which is not
    /// idempotent: it is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let instance = sandbox.client().instance("demo");
    /// # let messages = instance.messages();
    /// use whatsapi::models::{ButtonMessageWithMediaPayload, ReplyButton};
    /// use whatsapi::{MediaType, Upload};
    ///
    /// let logo = Upload::from_bytes(*b"\x89PNG and so on");
    /// let question = ButtonMessageWithMediaPayload {
    ///     media_data: Some(instance.media().upload(MediaType::Image, logo)?.data()?),
    ///     text: Some("Do you like it?".into()),
    ///     buttons: Some(vec![ReplyButton { button_id: Some("y".into()), button_text: Some("Yes".into()) }]),
    ///     ..Default::default()
    /// };
    /// messages.buttons_with_media("919876543210", question)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), there is no file or no button, a button has no id or text,
    /// or two have the same id. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not
    /// exist (404) or may not write to the recipient.
    pub fn buttons_with_media(
        &self,
        to: impl IntoRecipient,
        message: ButtonMessageWithMediaPayload,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_BUTTON_WITH_MEDIA;
        let data = ButtonMessageWithMediaPayload { to: Some(recipient(to, operation)?), ..message };
        let Some(keys) = &data.media_data else {
            let message = "media_data is missing; pass the media keys that an upload returned";
            return Err(refusal(message, operation));
        };
        media_keys(keys, operation)?;
        check_reply_buttons(data.buttons.as_deref().unwrap_or_default(), operation)?;
        self.context.call(|client, key| client.send_button_with_media(key, &data))
    }

    /// Sends a text with template buttons. Depending on its type, a button replies (`replyButton`),
    /// opens a URL (`urlButton`) or calls a number (`callButton`). According to the API's document,
    /// the ids of buttons must be unique. The `to` of the message is replaced.
    ///
    /// Calls [`send_template`](crate::Client::send_template), which is not idempotent: it is
    /// retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::models::{TemplateButton, TemplateButtonPayload};
    ///
    /// let call = TemplateButton {
    ///     type_: "callButton".into(),
    ///     title: "Call us".into(),
    ///     payload: Some("+1 555 0100".into()),
    ///     ..Default::default()
    /// };
    /// let message = TemplateButtonPayload {
    ///     content_text: Some("Any questions?".into()),
    ///     buttons: vec![call],
    ///     ..Default::default()
    /// };
    /// messages.template("919876543210", message)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the text is empty, there is no button, a button has no
    /// title, an unknown type, or no URL or number where its type needs one, or two have the same
    /// id. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may
    /// not write to the recipient.
    pub fn template(
        &self,
        to: impl IntoRecipient,
        message: TemplateButtonPayload,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_TEMPLATE;
        let data = TemplateButtonPayload { to: recipient(to, operation)?, ..message };
        not_empty("text", data.content_text.as_deref().unwrap_or_default(), operation)?;
        check_template_buttons(&data.buttons, operation)?;
        self.context.call(|client, key| client.send_template(key, &data))
    }

    /// Sends an uploaded file with template buttons; see [`template`](Self::template). The `to` of
    /// the message is replaced.
    ///
    /// Calls [`send_template_with_media`](crate::Client::send_template_with_media), which is not
    /// idempotent: it is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let instance = sandbox.client().instance("demo");
    /// # let messages = instance.messages();
    /// use whatsapi::models::{TemplateButton, TemplateButtonWithMediaPayload};
    /// use whatsapi::{MediaType, Upload};
    ///
    /// let open = TemplateButton {
    ///     type_: "urlButton".into(),
    ///     title: "Our page".into(),
    ///     payload: Some("https://example.com".into()),
    ///     ..Default::default()
    /// };
    /// let logo = Upload::from_bytes(*b"\x89PNG and so on");
    /// let message = TemplateButtonWithMediaPayload {
    ///     media: instance.media().upload(MediaType::Image, logo)?.data()?,
    ///     buttons: vec![open],
    ///     ..Default::default()
    /// };
    /// messages.template_with_media("919876543210", message)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), there is no file or no button, a button has no title, an
    /// unknown type, or no URL or number where its type needs one, or two have the same id.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn template_with_media(
        &self,
        to: impl IntoRecipient,
        message: TemplateButtonWithMediaPayload,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_TEMPLATE_WITH_MEDIA;
        let data = TemplateButtonWithMediaPayload { to: recipient(to, operation)?, ..message };
        media_keys(&data.media, operation)?;
        check_template_buttons(&data.buttons, operation)?;
        self.context.call(|client, key| client.send_template_with_media(key, &data))
    }
}

fn check_reply_buttons(
    buttons: &[ReplyButton],
    operation: &'static Operation,
) -> Result<(), Error> {
    for (button, index) in buttons.iter().zip(1..) {
        let (id, text) = (button.button_id.as_deref(), button.button_text.as_deref());
        not_empty(&format!("id of button {index}"), id.unwrap_or_default(), operation)?;
        not_empty(&format!("text of button {index}"), text.unwrap_or_default(), operation)?;
    }
    check_ids(buttons.iter().map(|button| button.button_id.as_deref()), operation)
}

fn check_template_buttons(
    buttons: &[TemplateButton],
    operation: &'static Operation,
) -> Result<(), Error> {
    for (button, index) in buttons.iter().zip(1..) {
        not_empty(&format!("title of button {index}"), &button.title, operation)?;
        let acts_on = match button.type_.as_str() {
            "replyButton" => continue,
            "urlButton" => "URL",
            "callButton" => "number",
            other => {
                let message = format!("the type of button {index} is {other:?}");
                let remedy = "pass replyButton, urlButton or callButton";
                return Err(refusal(format!("{message}; {remedy}"), operation));
            }
        };
        let payload = button.payload.as_deref().unwrap_or_default();
        not_empty(&format!("payload of button {index}, its {acts_on},"), payload, operation)?;
    }
    check_ids(buttons.iter().map(|button| button.button_id.as_deref()), operation)
}

/// Rejects an empty list of buttons, and duplicate ids.
fn check_ids<'a>(
    ids: impl Iterator<Item = Option<&'a str>>,
    operation: &'static Operation,
) -> Result<(), Error> {
    let ids: Vec<_> = ids.collect();
    if ids.is_empty() {
        return Err(refusal("the message has no button; pass at least one", operation));
    }
    let is_double =
        |(index, id): &(usize, &Option<&str>)| id.is_some() && ids[..*index].contains(id);
    match ids.iter().enumerate().find(is_double) {
        Some((_, id)) => {
            let id = id.unwrap_or_default();
            let message = format!("two buttons have the id {id:?}; give each a unique id");
            Err(refusal(message, operation))
        }
        None => Ok(()),
    }
}
