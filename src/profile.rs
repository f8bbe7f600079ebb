//! The handle of the own profile.

use crate::Upload;
use crate::checks::file;
use crate::instance::{Instance, Reply};
use crate::models::UpdateProfilePicRequest;

/// What others see of the account that an [`Instance`] is logged in with.
#[derive(Debug, Clone)]
pub struct Profile {
    instance: Instance,
}

impl Profile {
    pub(crate) fn new(instance: Instance) -> Self {
        Self { instance }
    }

    /// Replaces the picture. The API's document asks for an image; since WhatsApp has the pictures of
    /// profiles as JPEG, it is sent as one, and that the server converts others is not to be
    /// counted on.
    ///
    /// ```
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
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
        let request =
            UpdateProfilePicRequest { file: file("picture", picture, "update_profile_pic")? };
        self.instance.call(|client, key| client.update_profile_pic(key, &request))
    }
}
