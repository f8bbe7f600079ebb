//! The handle of the files that WhatsApp stores.

use super::Context;
use super::sniff::typed_file;
use super::validate::{media_keys, web_url};
use crate::generated::models::{FileUpload, UploadMediaRequest, UrlMediaUploadPayload};
use crate::generated::operations;
use crate::handles::media_type::MediaType;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, Upload};

/// The files that an [`Instance`](crate::Instance) stores at WhatsApp.
///
/// Upload a file for many recipients once. The upload returns its media keys, which
/// [`Messages::media`](crate::Messages::media) sends.
///
/// ```
/// use whatsapi::{MediaType, SendMediaOptions, Upload};
///
/// # let sandbox = whatsapi_sandbox::Sandbox::start();
/// # sandbox.instance("demo");
/// # let instance = sandbox.client().instance("demo");
/// let menu = Upload::from_bytes(*b"%PDF- and so on");
/// let menu = instance.media().upload(MediaType::Document, menu)?.data()?;
/// let options = SendMediaOptions { caption: Some("The menu"), file_name: Some("menu.pdf") };
/// for guest in ["919876543210", "918888888888"] {
///     instance.messages().media(guest, MediaType::Document, &menu, options)?;
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

    /// Uploads a file without sending it. Its media type is the one set on the [`Upload`], or else that
    /// of the file name, or else detected from the content. Store the returned media keys: sending the
    /// file requires them.
    ///
    /// Calls [`upload_media`](crate::Client::upload_media), which is not idempotent: it is retried
    /// only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let media = sandbox.client().instance("demo").media();
    /// use whatsapi::{MediaType, Upload};
    ///
    /// let keys = media.upload(MediaType::Audio, Upload::from_bytes(*b"OggS"))?.data()?;
    /// assert_eq!(keys.file_length, 4);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the file is empty, or
    /// is a reader that was already sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it
    /// cannot be read. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist
    /// (404) or the server rejects the file.
    #[inline]
    pub fn upload(&self, kind: MediaType, content: Upload) -> Result<Reply<FileUpload>, Error> {
        let request = UploadMediaRequest {
            file: typed_file("file", kind, content, &operations::UPLOAD_MEDIA)?,
        };
        self.context.call(|client, key| client.upload_media(key, kind.as_str().into(), &request))
    }

    /// Makes the server fetch a file from a URL and upload it, without sending it. Store the returned
    /// media keys: sending the file requires them.
    ///
    /// Calls [`upload_media_from_url`](crate::Client::upload_media_from_url), which is not
    /// idempotent: it is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let media = sandbox.client().instance("demo").media();
    /// use whatsapi::MediaType;
    ///
    /// let keys = media.upload_from_url(MediaType::Image, "https://example.com/logo.jpg")?.data()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the URL is not an
    /// `https` or `http` URL. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not
    /// exist (404) or the server cannot fetch the file.
    #[inline]
    pub fn upload_from_url(&self, kind: MediaType, url: &str) -> Result<Reply<FileUpload>, Error> {
        let url = web_url("URL of the file", url, &operations::UPLOAD_MEDIA_FROM_URL)?;
        let data = UrlMediaUploadPayload { url: Some(url.to_owned()), ..Default::default() };
        self.context
            .call(|client, key| client.upload_media_from_url(key, kind.as_str().into(), &data))
    }

    /// Downloads an uploaded file, or a file of a received message, by its media keys.
    ///
    /// The reply contains the whole file, so the client's limit for responses applies
    /// ([`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes)).
    ///
    /// Calls [`download_media`](crate::Client::download_media), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let media = sandbox.client().instance("demo").media();
    /// use whatsapi::{MediaType, Upload};
    ///
    /// let keys = media.upload(MediaType::Audio, Upload::from_bytes(*b"OggS"))?.data()?;
    /// assert_eq!(media.download(MediaType::Audio, &keys)?.data()?, b"OggS");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the media keys have no
    /// path. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or
    /// WhatsApp no longer has the file.
    #[inline]
    pub fn download(&self, kind: MediaType, keys: &FileUpload) -> Result<Reply<Vec<u8>>, Error> {
        let keys = media_keys(keys, &operations::DOWNLOAD_MEDIA)?;
        // Any other value makes the server send the file without the envelope that the document
        // declares.
        let response_type = Some("base64");
        self.context.call(|client, key| {
            client.download_media(key, kind.as_str().into(), response_type, keys)
        })
    }
}
