//! The handle of a group.

use crate::generated::operations;
use std::sync::Arc;

use super::participants::Participants;
use super::validate::{not_empty, refusal};
use super::{Context, Reply};
use crate::generated::models::{
    GroupUpdateDescriptionPayload, GroupUpdateNamePayload, SetGroupPictureRequest,
};
use crate::ids::group::GroupId;
use openapi_ureq::Upload;

/// The first bytes of every JPEG file.
const JPEG_MAGIC: &[u8] = b"\xFF\xD8\xFF";

/// A group of an [`Instance`](crate::Instance).
///
/// ```no_run
/// use whatsapi::{Client, Upload};
///
/// # fn main() -> Result<(), whatsapi::Error> {
/// let group = Client::from_env()?.instance("sales").groups().group("120363025246125486@g.us")?;
/// group.set_name("The team")?;
/// group.set_picture(Upload::from_path("logo.jpg")?)?;
/// println!("{}", group.invite_code()?.invite_code()?.link());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Group {
    context: Context,
    id: Arc<str>,
}

impl Group {
    pub(super) fn new(context: Context, id: &GroupId) -> Self {
        Self { context, id: id.to_string().into() }
    }

    /// The id, in the form that is sent.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// assert_eq!(group.id(), seed.id());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The properties of the group. Decode them with
    /// [`ApiResponse::group`](crate::models::ApiResponse::group).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// let info = group.info()?.group()?;
    /// assert_eq!((info.name.as_str(), info.is_locked), ("Team", false));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn info(&self) -> Reply {
        self.context.call(|client, key| client.get_group(key, &self.id))
    }

    /// Renames the group. According to the API's document, a name can have up to 22 characters.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.set_name("The team")?;
    /// assert_eq!(group.info()?.group()?.name, "The team");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the name is empty;
    /// other kinds if the call fails.
    #[inline]
    pub fn set_name(&self, name: &str) -> Reply {
        let data = GroupUpdateNamePayload {
            name: Some(not_empty("name", name, &operations::SET_GROUP_NAME)?.to_owned()),
            ..Default::default()
        };
        self.context.call(|client, key| client.set_group_name(key, &self.id, &data))
    }

    /// Replaces the description; an empty one removes it.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.set_description("All who work on it")?;
    /// assert_eq!(group.info()?.group()?.description, "All who work on it");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    #[inline]
    pub fn set_description(&self, description: &str) -> Reply {
        let data = GroupUpdateDescriptionPayload {
            description: Some(description.to_owned()),
            ..Default::default()
        };
        self.context.call(|client, key| client.set_group_description(key, &self.id, &data))
    }

    /// Sets whether only admins may send messages.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.set_announce(true)?;
    /// assert!(group.info()?.group()?.is_announce);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn set_announce(&self, announce: bool) -> Reply {
        self.context.call(|client, key| client.set_group_announce(key, announce, &self.id))
    }

    /// Sets whether only admins may edit the group's details.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.set_locked(true)?;
    /// assert!(group.info()?.group()?.is_locked);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn set_locked(&self, locked: bool) -> Reply {
        self.context.call(|client, key| client.set_group_locked(key, locked, &self.id))
    }

    /// Replaces the picture. According to the API's document, the server accepts JPEG only.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// use whatsapi::Upload;
    ///
    /// group.set_picture(Upload::from_bytes(*b"\xFF\xD8\xFF and so on"))?;
    /// assert!(group.set_picture(Upload::from_bytes(*b"GIF89a")).is_err());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if it does not start like
    /// a JPEG, or is a reader that was already sent;
    /// [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read; other kinds if the
    /// call fails.
    #[inline]
    pub fn set_picture(&self, picture: Upload) -> Reply {
        let operation = &operations::SET_GROUP_PICTURE;
        let start = picture
            .peek(JPEG_MAGIC.len(), "picture")
            .map_err(|error| error.in_operation(operation))?;
        if start != JPEG_MAGIC {
            let what = if start.is_empty() { "is empty" } else { "is not a JPEG" };
            let message = format!("the picture {what}; the server takes JPEG files only");
            return Err(refusal(message, operation));
        }
        let request = SetGroupPictureRequest { file: picture };
        self.context.call(|client, key| client.set_group_picture(key, &self.id, &request))
    }

    /// The code that others can join with. Decode it with
    /// [`ApiResponse::invite_code`](crate::models::ApiResponse::invite_code).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// let code = group.invite_code()?.invite_code()?;
    /// assert!(code.link().starts_with("https://chat.whatsapp.com/"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn invite_code(&self) -> Reply {
        self.context.call(|client, key| client.get_group_invite_code(key, &self.id))
    }

    /// Leaves the group.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.leave()?;
    /// assert!(group.info().unwrap_err().is_not_found());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn leave(&self) -> Reply {
        self.context.call(|client, key| client.leave_group(key, &self.id))
    }

    /// The members.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.participants().promote(["919876543210"])?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn participants(&self) -> Participants {
        Participants::new(self.context.clone(), Arc::clone(&self.id))
    }
}
