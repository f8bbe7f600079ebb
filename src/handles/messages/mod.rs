//! The handle that sends messages, with its methods for messages without files and buttons.

pub(crate) mod files;
mod interactive;
pub(crate) mod invite;
mod many;
pub(crate) mod presence;

use crate::generated::models::{
    ContactMessagePayload, ContactMessagePayloadVcard, LocationMessagePayload,
    LocationMessagePayloadLocation, PollMessagePayload, TextMessage,
};
use crate::generated::operations;
use crate::handles::Context;
use crate::handles::validate::{not_empty, phone_number, recipient, refusal, web_url};
use crate::ids::recipient::IntoRecipient;
use crate::replies::message::SentMessage;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, Operation};

/// Sends messages of an [`Instance`](crate::Instance) to users and to groups.
///
/// Recipients are phone numbers, JIDs or group ids; see [`Recipient`](crate::Recipient). The API's
/// document mentions phone numbers and JIDs, but only phone numbers for files that are sent directly
/// ([`image`](Self::image), [`video`](Self::video), [`audio`](Self::audio),
/// [`document`](Self::document)). Assumption: servers also send these to groups.
///
/// Sending is not idempotent: it is retried only if an attempt certainly had no effect, such as when
/// no connection could be made. See
/// [`Error::may_have_been_applied`](crate::Error::may_have_been_applied).
///
/// ```
/// use whatsapi::Upload;
///
/// # let sandbox = whatsapi_sandbox::Sandbox::start();
/// # sandbox.instance("demo");
/// let messages = sandbox.client().instance("demo").messages();
/// messages.text("+91 98765-43210", "Hello")?;
/// messages.image("919876543210", Upload::from_bytes(*b"\x89PNG"), "Our new logo")?;
/// messages.poll("919876543210", "Tea or coffee?", ["Tea", "Coffee"], 1)?;
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Messages {
    context: Context,
}

impl Messages {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// Sends a text.
    ///
    /// Calls [`send_text_message`](crate::Client::send_text_message), which is not idempotent: it
    /// is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// let sent = messages.text("+91 98765-43210", "Hello")?.data()?;
    /// println!("sent as {}", sent.id()?);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient) or the text is empty.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn text(&self, to: impl IntoRecipient, text: &str) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_TEXT_MESSAGE;
        let data = TextMessage {
            to: recipient(to, operation)?,
            text: not_empty("text", text, operation)?.to_owned(),
            ..Default::default()
        };
        self.context.call(|client, key| client.send_text_message(key, &data))
    }

    /// Sends a contact. Its phone number is read as a [`Participant`](crate::Participant), and sent as
    /// digits. Assumption: servers make the link to the contact's chat from them (`waid`). Source:
    /// <https://github.com/salman0ansari/whatsapp-api-nodejs/blob/main/src/api/helper/genVc.js>, of a
    /// public server whose operations have the same payload.
    ///
    /// Calls [`send_contact`](crate::Client::send_contact), which is not idempotent: it is retried
    /// only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::models::ContactMessagePayloadVcard;
    ///
    /// let ada = ContactMessagePayloadVcard {
    ///     full_name: Some("Ada Lovelace".into()),
    ///     phone: Some("+1 555 0100".into()),
    ///     ..Default::default()
    /// };
    /// messages.contact("919876543210", ada)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the phone number is not one, or the contact has neither a name
    /// nor a phone number.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn contact(
        &self,
        to: impl IntoRecipient,
        vcard: ContactMessagePayloadVcard,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_CONTACT;
        let to = recipient(to, operation)?;
        let phone = vcard.phone.filter(|text| !text.trim().is_empty());
        let phone = phone.map(|text| phone_number(&text, operation)).transpose()?;
        let vcard = ContactMessagePayloadVcard { phone, ..vcard };
        let has_name = vcard.full_name.as_ref().is_some_and(|name| !name.trim().is_empty());
        if !has_name && vcard.phone.is_none() {
            let message = "the contact has neither a name nor a phone number; give it one of them";
            return Err(refusal(message, operation));
        }
        let data = ContactMessagePayload { to, vcard, ..Default::default() };
        self.context.call(|client, key| client.send_contact(key, &data))
    }

    /// Sends a static location. The address is optional.
    ///
    /// Calls [`send_location`](crate::Client::send_location), which is not idempotent: it is
    /// retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::models::LocationMessagePayloadLocation;
    ///
    /// let tower = LocationMessagePayloadLocation {
    ///     name: "Eiffel Tower".into(),
    ///     latitude: 48.8584,
    ///     longitude: 2.2945,
    ///     ..Default::default()
    /// };
    /// messages.location("919876543210", tower)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the location has no name, or a coordinate is out of range.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn location(
        &self,
        to: impl IntoRecipient,
        location: LocationMessagePayloadLocation,
    ) -> Result<Reply<SentMessage>, Error> {
        self.place(to, location, None)
    }

    /// Like [`location`](Self::location), with a link.
    ///
    /// Calls [`send_location`](crate::Client::send_location), which is not idempotent: it is
    /// retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::models::LocationMessagePayloadLocation;
    ///
    /// let office = LocationMessagePayloadLocation { name: "Our office".into(), ..Default::default() };
    /// messages.location_with_url("919876543210", office, "https://example.com/office")?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`location`](Self::location), and
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the link is not an
    /// `https` or `http` URL.
    pub fn location_with_url(
        &self,
        to: impl IntoRecipient,
        location: LocationMessagePayloadLocation,
        url: &str,
    ) -> Result<Reply<SentMessage>, Error> {
        self.place(to, location, Some(url))
    }

    fn place(
        &self,
        to: impl IntoRecipient,
        location: LocationMessagePayloadLocation,
        url: Option<&str>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_LOCATION;
        let to = recipient(to, operation)?;
        not_empty("name of the place", &location.name, operation)?;
        for (name, degrees, limit) in
            [("latitude", location.latitude, 90.0), ("longitude", location.longitude, 180.0)]
        {
            if !(-limit..=limit).contains(&degrees) {
                let message = format!(
                    "the {name} is {degrees}; pass degrees from -{limit} to {limit}, as a decimal"
                );
                return Err(refusal(message, operation));
            }
        }
        let url = url.map(|url| web_url("URL", url, operation)).transpose()?.map(str::to_owned);
        let data = LocationMessagePayload { location, to, url, ..Default::default() };
        self.context.call(|client, key| client.send_location(key, &data))
    }

    /// Sends a poll in which up to `selectable` options can be chosen. The vendor calls this a beta
    /// feature.
    ///
    /// WhatsApp limits the number and the length of the options, and that of the question: see
    /// [`limits`](crate::limits). The client leaves it to the server to check them. Assumption: a
    /// `selectable` of 0 means any number, which the API's document does not specify. Source:
    /// `pollSelectableOptionsCount` in
    /// <https://github.com/pedroslopez/whatsapp-web.js/blob/main/src/util/Injected/Utils.js>.
    ///
    /// Calls [`send_poll_message`](crate::Client::send_poll_message), which is not idempotent: it
    /// is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// messages.poll("919876543210", "Tea or coffee?", ["Tea", "Coffee"], 1)?;
    /// assert!(messages.poll("919876543210", "Tea?", ["Tea"], 1).is_err());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the question or an option is empty, there are fewer than
    /// two options or two of them are the same, or `selectable` is larger than their number.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn poll(
        &self,
        to: impl IntoRecipient,
        question: &str,
        options: impl IntoIterator<Item = impl Into<String>>,
        selectable: u32,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_POLL_MESSAGE;
        let data = PollMessagePayload {
            to: recipient(to, operation)?,
            title: not_empty("question", question, operation)?.to_owned(),
            options: options.into_iter().map(Into::into).collect(),
            selectable_options_count: selectable.into(),
            ..Default::default()
        };
        check_options(&data.options, selectable, operation)?;
        self.context.call(|client, key| client.send_poll_message(key, &data))
    }
}

/// Rejects a poll that cannot be voted in.
fn check_options(
    options: &[String],
    selectable: u32,
    operation: &'static Operation,
) -> Result<(), Error> {
    for (index, option) in options.iter().enumerate() {
        not_empty(&format!("option {}", index + 1), option, operation)?;
        if options[..index].contains(option) {
            let message = format!("the option {option:?} is there twice; leave one of them out");
            return Err(refusal(message, operation));
        }
    }
    let count = options.len();
    if count < 2 {
        let message = format!("a poll needs at least two options, but has {count}; pass more");
        return Err(refusal(message, operation));
    }
    if usize::try_from(selectable).is_ok_and(|selectable| selectable <= count) {
        return Ok(());
    }
    let message =
        format!("one cannot choose {selectable} of {count} options; pass at most {count}");
    Err(refusal(message, operation))
}
