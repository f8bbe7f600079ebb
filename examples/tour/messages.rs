//! Messages of all types, and their files.

use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayloadVcard, ListItem,
    ListMessagePayload, ListSection, LocationMessagePayloadLocation, ReplyButton, TemplateButton,
    TemplateButtonPayload, TemplateButtonWithMediaPayload,
};
use whatsapi::{Error, Instance, MediaType, Presence, SendMediaOptions, Upload};

use crate::{ANN, BOB, PICTURE, Tour};

impl Tour {
    pub(crate) fn messages(&mut self, instance: &Instance) -> Result<(), Error> {
        let messages = instance.messages();

        self.heading("Send messages");
        self.show(messages.presence(BOB, Presence::Typing))?;
        self.show(messages.text(BOB, "Hello, Bob 👋"))?;
        let office = LocationMessagePayloadLocation {
            name: "Our office".into(),
            latitude: 48.8584,
            longitude: 2.2945,
            ..Default::default()
        };
        self.show(messages.location(BOB, office))?;
        let ann = ContactMessagePayloadVcard {
            full_name: Some("Ann".into()),
            phone: Some(ANN.into()),
            ..Default::default()
        };
        self.show(messages.contact(BOB, ann))?;

        self.heading("Send polls, lists, buttons and templates");
        self.show(messages.poll(BOB, "Tea or coffee?", ["Tea", "Coffee"], 1))?;
        let row = |title: &str| ListItem { title: title.into(), ..Default::default() };
        let food = ListSection { title: "Food".into(), rows: vec![row("Soup"), row("Bread")] };
        let menu = ListMessagePayload {
            text: Some("What would you like?".into()),
            sections: vec![food],
            ..Default::default()
        };
        self.show(messages.list(BOB, menu))?;
        let question = ButtonMessagePayload {
            text: Some("Will you come?".into()),
            buttons: Some(yes_and_no()),
            ..Default::default()
        };
        self.show(messages.buttons(BOB, question))?;
        let template = TemplateButtonPayload {
            content_text: Some("Any questions?".into()),
            buttons: vec![call()],
            ..Default::default()
        };
        self.show(messages.template(BOB, template))?;
        let sent = self.sandbox.instance("sales").messages().len();
        self.check("the server has these messages, and the invite from before", sent == 8);
        Ok(())
    }

    pub(crate) fn files(&mut self, instance: &Instance) -> Result<(), Error> {
        let (messages, media) = (instance.messages(), instance.media());
        let file = |name: &str| Upload::from_bytes(PICTURE).file_name(name);

        self.heading("Send files");
        self.show(messages.image(BOB, file("photo.jpg"), "Look"))?;
        self.show(messages.video(BOB, file("clip.mp4"), None))?;
        self.show(messages.audio(BOB, file("voice.ogg"), None))?;
        self.show(messages.document(BOB, file("paper.pdf"), "To sign"))?;

        self.heading("Upload a file once, send it twice, and download it");
        let logo = self.show(media.upload(MediaType::Image, file("logo.jpg")))?.data()?;
        let options = SendMediaOptions { caption: Some("Our logo"), ..Default::default() };
        for person in [ANN, BOB] {
            self.show(messages.media(person, MediaType::Image, &logo, options))?;
        }
        let downloaded = self.show(media.download(MediaType::Image, &logo))?.data()?;
        self.check("the content is unchanged", downloaded == PICTURE);
        let with_buttons = ButtonMessageWithMediaPayload {
            media_data: Some(logo.clone()),
            text: Some("Do you like it?".into()),
            buttons: Some(yes_and_no()),
            ..Default::default()
        };
        self.show(messages.buttons_with_media(BOB, with_buttons))?;
        let with_template = TemplateButtonWithMediaPayload {
            media: logo,
            buttons: vec![call()],
            ..Default::default()
        };
        self.show(messages.template_with_media(BOB, with_template))?;

        self.heading("Upload a file by its URL");
        let url = "https://example.com/clip.mp4";
        let clip = self.show(media.upload_from_url(MediaType::Video, url))?.data()?;
        self.show(messages.media(BOB, MediaType::Video, &clip, SendMediaOptions::default()))?;
        Ok(())
    }
}

fn yes_and_no() -> Vec<ReplyButton> {
    let button = |id: &str, text: &str| ReplyButton {
        button_id: Some(id.into()),
        button_text: Some(text.into()),
    };
    vec![button("y", "Yes"), button("n", "No")]
}

fn call() -> TemplateButton {
    TemplateButton {
        type_: "callButton".into(),
        title: "Call us".into(),
        payload: Some("+1 555 0100".into()),
        ..Default::default()
    }
}
