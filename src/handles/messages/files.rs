//! Messages that consist of a file.

use super::Messages;
use crate::generated::models::{
    FileUpload, SendAudioRequest, SendDocumentRequest, SendMediaPayload, SendVideoRequest,
    UpdateProfilePicRequest,
};
use crate::generated::operations;
use crate::handles::media_type::MediaType;
use crate::handles::sniff::typed_file;
use crate::handles::validate::{media_keys, none_or_not_empty, recipient};
use crate::ids::recipient::IntoRecipient;
use crate::replies::message::SentMessage;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, Upload};

impl Messages {
    /// Sends an image.
    ///
    /// Its media type is the one set on the [`Upload`], or else that of the file name, or else detected
    /// from the content.
    ///
    /// Calls [`send_image`](crate::Client::send_image), which is not idempotent: it is retried only
    /// if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::Upload;
    ///
    /// let logo = Upload::from_bytes(*b"\x89PNG and so on");
    /// messages.image("919876543210", logo.clone(), "Our new logo")?;
    /// messages.image("918888888888", logo, None)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// The file is uploaded with every call, which the API's document does not recommend for bulk
    /// sending. For many recipients, upload it once with [`Media::upload`](crate::Media::upload) and
    /// send it with [`media`](Self::media).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the caption or the file is empty, or the file is a reader
    /// that was already sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn image<'a>(
        &self,
        to: impl IntoRecipient,
        image: Upload,
        caption: impl Into<Option<&'a str>>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_IMAGE;
        let to = recipient(to, operation)?;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let request = UpdateProfilePicRequest {
            file: typed_file("image", MediaType::Image, image, operation)?,
        };
        self.context.call(|client, key| client.send_image(key, &to, caption, &request))
    }

    /// Sends a video.
    ///
    /// Its media type is the one set on the [`Upload`], or else that of the file name, or else detected
    /// from the content.
    ///
    /// Calls [`send_video`](crate::Client::send_video), which is not idempotent: it is retried only
    /// if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::Upload;
    ///
    /// let tour = Upload::from_bytes(*b"\0\0\0 ftyp and so on").file_name("tour.mp4");
    /// messages.video("919876543210", tour, "A look around")?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// The file is uploaded with every call, which the API's document does not recommend for bulk
    /// sending. For many recipients, upload it once with [`Media::upload`](crate::Media::upload) and
    /// send it with [`media`](Self::media).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the caption or the file is empty, or the file is a reader
    /// that was already sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn video<'a>(
        &self,
        to: impl IntoRecipient,
        video: Upload,
        caption: impl Into<Option<&'a str>>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_VIDEO;
        let to = recipient(to, operation)?;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let request =
            SendVideoRequest { file: typed_file("video", MediaType::Video, video, operation)? };
        self.context.call(|client, key| client.send_video(key, &to, caption, &request))
    }

    /// Sends an audio file.
    ///
    /// Its media type is the one set on the [`Upload`], or else that of the file name, or else detected
    /// from the content. Ogg files are sent as `audio/ogg; codecs=opus`, the only type that WhatsApp
    /// plays as a voice note, unless another media type is set or the file has another codec.
    ///
    /// Calls [`send_audio`](crate::Client::send_audio), which is not idempotent: it is retried only
    /// if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::Upload;
    ///
    /// let voice = Upload::from_bytes(*b"OggS and so on").file_name("voice.ogg");
    /// messages.audio("919876543210", voice, None)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// The file is uploaded with every call, which the API's document does not recommend for bulk
    /// sending. For many recipients, upload it once with [`Media::upload`](crate::Media::upload) and
    /// send it with [`media`](Self::media).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the caption or the file is empty, or the file is a reader
    /// that was already sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn audio<'a>(
        &self,
        to: impl IntoRecipient,
        audio: Upload,
        caption: impl Into<Option<&'a str>>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_AUDIO;
        let to = recipient(to, operation)?;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let request =
            SendAudioRequest { file: typed_file("audio", MediaType::Audio, audio, operation)? };
        self.context.call(|client, key| client.send_audio(key, &to, caption, &request))
    }

    /// Sends a document: any file. Its name is that of the [`Upload`].
    ///
    /// Its media type is the one set on the [`Upload`], or else that of the file name, or else detected
    /// from the content.
    ///
    /// Calls [`send_document`](crate::Client::send_document), which is not idempotent: it is
    /// retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::Upload;
    ///
    /// let report = Upload::from_bytes("day,visits\n1,42\n").file_name("report.csv");
    /// messages.document("919876543210", report, "The numbers")?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// The file is uploaded with every call, which the API's document does not recommend for bulk
    /// sending. For many recipients, upload it once with [`Media::upload`](crate::Media::upload) and
    /// send it with [`media`](Self::media).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the caption or the file is empty, or the file is a reader
    /// that was already sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// write to the recipient.
    pub fn document<'a>(
        &self,
        to: impl IntoRecipient,
        document: Upload,
        caption: impl Into<Option<&'a str>>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_DOCUMENT;
        let to = recipient(to, operation)?;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let request = SendDocumentRequest {
            file: typed_file("document", MediaType::Document, document, operation)?,
        };
        self.context.call(|client, key| client.send_document(key, &to, caption, &request))
    }

    /// Sends an uploaded file by the media keys that [`Media::upload`](crate::Media::upload)
    /// returned.
    ///
    /// Calls [`send_media_message`](crate::Client::send_media_message), which is not idempotent: it
    /// is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let instance = sandbox.client().instance("demo");
    /// # let messages = instance.messages();
    /// use whatsapi::{MediaType, SendMediaOptions, Upload};
    ///
    /// let logo = Upload::from_bytes(*b"\x89PNG and so on");
    /// let logo = instance.media().upload(MediaType::Image, logo)?.data()?;
    /// let options = SendMediaOptions { caption: Some("Our new logo"), ..Default::default() };
    /// messages.media("919876543210", MediaType::Image, &logo, options)?;
    /// messages.media("918888888888", MediaType::Image, &logo, SendMediaOptions::default())?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the media keys have no path, or the caption or the file
    /// name is empty. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist
    /// (404) or may not write to the recipient.
    pub fn media(
        &self,
        to: impl IntoRecipient,
        kind: MediaType,
        keys: &FileUpload,
        options: SendMediaOptions<'_>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_MEDIA_MESSAGE;
        let caption = none_or_not_empty("caption", options.caption, operation)?;
        let file_name = none_or_not_empty("file name", options.file_name, operation)?;
        let data = SendMediaPayload {
            to: recipient(to, operation)?,
            media_type: kind.as_str().to_owned(),
            media_data: media_keys(keys, operation)?.clone(),
            caption: caption.map(str::to_owned),
            filename: file_name.map(str::to_owned),
            ..Default::default()
        };
        self.context.call(|client, key| client.send_media_message(key, &data))
    }
}

/// The optional arguments of [`Messages::media`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SendMediaOptions<'a> {
    /// The text below the file.
    pub caption: Option<&'a str>,
    /// The name of the file, which is displayed for documents.
    pub file_name: Option<&'a str>,
}
