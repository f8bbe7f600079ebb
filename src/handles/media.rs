//! The handle of the files that WhatsApp keeps.

use super::validate::{file, media_keys, web_url};
use super::{Context, Reply};
use crate::models::{FileUpload, UploadMediaRequest, UrlMediaUploadPayload};
use crate::operations;
use crate::{MediaType, Upload};

/// The files that an [`Instance`] keeps at WhatsApp.
///
/// A file to send to many is uploaded once. The upload returns its media keys, by which
/// [`Messages::media`](crate::Messages::media) sends it.
///
/// ```
/// use whatsapi::{MediaType, Upload};
///
/// # let sandbox = whatsapi_sandbox::Sandbox::start();
/// # sandbox.instance("demo");
/// # let instance = sandbox.client().instance("demo");
/// let menu = Upload::from_bytes(*b"%PDF- and so on");
/// let menu = instance.media().upload(MediaType::Document, menu)?.media()?;
/// for guest in ["919876543210", "918888888888"] {
///     instance.messages().media(guest, MediaType::Document, &menu, "The menu", "menu.pdf")?;
/// }
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Media {
    context: Context,
}

impl Media {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// Uploads a file without sending it. Read its media keys with
    /// [`ApiResponse::media`](crate::models::ApiResponse::media).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let media = sandbox.client().instance("demo").media();
    /// use whatsapi::{MediaType, Upload};
    ///
    /// let keys = media.upload(MediaType::Audio, Upload::from_bytes(*b"OggS"))?.media()?;
    /// assert_eq!(keys.file_length, 4);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the file is empty, or was
    /// a reader that is sent already; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot
    /// be read; otherwise as every call.
    #[inline]
    pub fn upload(&self, kind: MediaType, content: Upload) -> Reply {
        let request =
            UploadMediaRequest { file: file("file", content, &operations::UPLOAD_MEDIA)? };
        self.context.call(|client, key| client.upload_media(key, kind.into(), &request))
    }

    /// Has the server fetch a file and upload it, without sending it. Read its media keys with
    /// [`ApiResponse::media`](crate::models::ApiResponse::media).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let media = sandbox.client().instance("demo").media();
    /// use whatsapi::MediaType;
    ///
    /// let keys = media.upload_from_url(MediaType::Image, "https://example.com/logo.jpg")?.media()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if it is no `https` or
    /// `http` URL; otherwise as every call.
    #[inline]
    pub fn upload_from_url(&self, kind: MediaType, url: &str) -> Reply {
        let url = web_url("URL of the file", url, &operations::UPLOAD_MEDIA_FROM_URL)?;
        let data = UrlMediaUploadPayload { url: Some(url.to_owned()) };
        self.context.call(|client, key| client.upload_media_from_url(key, kind.into(), &data))
    }

    /// Fetches a file by its media keys, be it one that was uploaded or one of a message that was
    /// received. Read it with [`ApiResponse::file`](crate::models::ApiResponse::file).
    ///
    /// The whole file is in the reply, so that the client's limit for replies applies to it
    /// ([`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes)).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let media = sandbox.client().instance("demo").media();
    /// use whatsapi::{MediaType, Upload};
    ///
    /// let keys = media.upload(MediaType::Audio, Upload::from_bytes(*b"OggS"))?.media()?;
    /// assert_eq!(media.download(MediaType::Audio, &keys)?.file()?, b"OggS");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the media keys lead
    /// nowhere; otherwise as every call.
    #[inline]
    pub fn download(&self, kind: MediaType, keys: &FileUpload) -> Reply {
        let keys = media_keys(keys, &operations::DOWNLOAD_MEDIA)?;
        // As bytes, the file would not be in the envelope that the document promises.
        let response_type = Some("base64");
        self.context
            .call(|client, key| client.download_media(key, kind.into(), response_type, keys))
    }
}
