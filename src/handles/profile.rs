//! The handle of the own profile.

use super::validate::file;
use super::{Context, Reply};
use crate::Upload;
use crate::models::UpdateProfilePicRequest;
use crate::operations;

/// What others see of the account that an [`Instance`] is logged in with.
#[derive(Debug, Clone)]
pub struct Profile {
    context: Context,
}

impl Profile {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// Replaces the picture. The API's document asks for an image; since WhatsApp has the pictures of
    /// profiles as JPEG, it is sent as one, and that the server converts others is not to be
    /// counted on.
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
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the picture is empty, or
    /// was a reader that is sent already; [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it
    /// cannot be read; otherwise as every call.
    #[inline]
    pub fn set_picture(&self, picture: Upload) -> Reply {
        let request = UpdateProfilePicRequest {
            file: file("picture", picture, &operations::UPDATE_PROFILE_PIC)?,
        };
        self.context.call(|client, key| client.update_profile_pic(key, &request))
    }
}
