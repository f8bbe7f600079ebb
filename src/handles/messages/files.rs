//! Messages that consist of a file.

use super::Messages;
use crate::generated::models::{
    FileUpload, SendAudioRequest, SendDocumentRequest, SendMediaPayload, SendVideoRequest,
    UpdateProfilePicRequest,
};
use crate::generated::operations;
use crate::handles::Reply;
use crate::handles::media_type::MediaType;
use crate::handles::validate::{file, media_keys, none_or_not_empty, recipient};
use crate::ids::recipient::Recipient;
use openapi_ureq::Error;
use openapi_ureq::Upload;

impl Messages {
    /// Sends an image.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// use whatsapi::Upload;
    ///
    /// let logo = Upload::from_bytes(*b"\x89PNG and so on").file_name("logo.png");
    /// messages.image("919876543210", logo.clone(), "Our new logo")?;
    /// messages.image("918888888888", logo, None)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// The file is uploaded with every call. For many recipients, upload it once with
    /// [`Media::upload`](crate::Media::upload) and send it with [`media`](Self::media).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`], the caption or the file is empty, or the file is a reader that was already
    /// sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read; other kinds if
    /// the call fails.
    pub fn image<'a, R>(&self, to: R, image: Upload, caption: impl Into<Option<&'a str>>) -> Reply
    where
        R: TryInto<Recipient>,
        Error: From<R::Error>,
    {
        let operation = &operations::SEND_IMAGE;
        let to = recipient(to, operation)?;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let request = UpdateProfilePicRequest { file: file("image", image, operation)? };
        self.context.call(|client, key| client.send_image(key, &to, caption, &request))
    }

    /// Sends a video.
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
    /// The file is uploaded with every call. For many recipients, upload it once with
    /// [`Media::upload`](crate::Media::upload) and send it with [`media`](Self::media).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`], the caption or the file is empty, or the file is a reader that was already
    /// sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read; other kinds if
    /// the call fails.
    pub fn video<'a, R>(&self, to: R, video: Upload, caption: impl Into<Option<&'a str>>) -> Reply
    where
        R: TryInto<Recipient>,
        Error: From<R::Error>,
    {
        let operation = &operations::SEND_VIDEO;
        let to = recipient(to, operation)?;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let request = SendVideoRequest { file: file("video", video, operation)? };
        self.context.call(|client, key| client.send_video(key, &to, caption, &request))
    }

    /// Sends an audio file.
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
    /// The file is uploaded with every call. For many recipients, upload it once with
    /// [`Media::upload`](crate::Media::upload) and send it with [`media`](Self::media).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`], the caption or the file is empty, or the file is a reader that was already
    /// sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read; other kinds if
    /// the call fails.
    pub fn audio<'a, R>(&self, to: R, audio: Upload, caption: impl Into<Option<&'a str>>) -> Reply
    where
        R: TryInto<Recipient>,
        Error: From<R::Error>,
    {
        let operation = &operations::SEND_AUDIO;
        let to = recipient(to, operation)?;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let request = SendAudioRequest { file: file("audio", audio, operation)? };
        self.context.call(|client, key| client.send_audio(key, &to, caption, &request))
    }

    /// Sends a document: any file. Its name is that of the [`Upload`].
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
    /// The file is uploaded with every call. For many recipients, upload it once with
    /// [`Media::upload`](crate::Media::upload) and send it with [`media`](Self::media).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`], the caption or the file is empty, or the file is a reader that was already
    /// sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read; other kinds if
    /// the call fails.
    pub fn document<'a, R>(
        &self,
        to: R,
        document: Upload,
        caption: impl Into<Option<&'a str>>,
    ) -> Reply
    where
        R: TryInto<Recipient>,
        Error: From<R::Error>,
    {
        let operation = &operations::SEND_DOCUMENT;
        let to = recipient(to, operation)?;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let request = SendDocumentRequest { file: file("document", document, operation)? };
        self.context.call(|client, key| client.send_document(key, &to, caption, &request))
    }

    /// Sends an uploaded file by the media keys that [`Media::upload`](crate::Media::upload)
    /// returned. The file name is displayed for documents.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let instance = sandbox.client().instance("demo");
    /// # let messages = instance.messages();
    /// use whatsapi::{MediaType, Upload};
    ///
    /// let logo = Upload::from_bytes(*b"\x89PNG and so on");
    /// let logo = instance.media().upload(MediaType::Image, logo)?.media()?;
    /// messages.media("919876543210", MediaType::Image, &logo, "Our new logo", None)?;
    /// messages.media("918888888888", MediaType::Image, &logo, None, None)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`], the media keys have no path, or the caption or the file name is empty; other
    /// kinds if the call fails.
    pub fn media<'a, 'b, R>(
        &self,
        to: R,
        kind: MediaType,
        keys: &FileUpload,
        caption: impl Into<Option<&'a str>>,
        file_name: impl Into<Option<&'b str>>,
    ) -> Reply
    where
        R: TryInto<Recipient>,
        Error: From<R::Error>,
    {
        let operation = &operations::SEND_MEDIA_MESSAGE;
        let caption = none_or_not_empty("caption", caption.into(), operation)?;
        let file_name = none_or_not_empty("file name", file_name.into(), operation)?;
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
