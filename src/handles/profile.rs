//! The handle of the instance's own profile.

use serde_json::Value;

use super::Context;
use super::validate::file;
use crate::generated::models::UpdateProfilePicRequest;
use crate::generated::operations;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, Upload};

/// The profile of the account that an [`Instance`](crate::Instance) is logged in with.
#[derive(Debug, Clone)]
pub struct Profile {
    context: Context,
}

impl Profile {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// Replaces the picture. Its default media type is JPEG, the format of WhatsApp's profile pictures.
    /// The API's document requires an image; do not rely on the server to convert other formats.
    ///
    /// Calls [`update_profile_pic`](crate::Client::update_profile_pic), which is idempotent: it is
    /// retried after any transient failure. An upload from a reader is sent only once.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let profile = sandbox.client().instance("demo").profile();
    /// use whatsapi::Upload;
    ///
    /// profile.set_picture(Upload::from_bytes(*b"\xFF\xD8\xFF and so on"))?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the picture is empty,
    /// or is a reader that was already sent; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it
    /// cannot be read. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist
    /// (404) or the server rejects the picture.
    #[inline]
    pub fn set_picture(&self, picture: Upload) -> Result<Reply<Value>, Error> {
        let request = UpdateProfilePicRequest {
            file: file("picture", picture, &operations::UPDATE_PROFILE_PIC)?,
        };
        self.context.call(|client, key| client.update_profile_pic(key, &request))
    }
}
