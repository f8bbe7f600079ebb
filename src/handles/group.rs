//! The handle of a group.

use serde_json::Value;

use super::Context;
use super::participants::Participants;
use super::validate::{not_empty, refusal};
use crate::generated::models::{
    GroupUpdateDescriptionPayload, GroupUpdateNamePayload, SetGroupPictureRequest,
};
use crate::generated::operations;
use crate::ids::group::GroupId;
use crate::ids::invite::InviteCode;
use crate::replies::group::GroupInfo;
use crate::replies::picture::ProfilePicture;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, Upload};

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
/// println!("{}", group.invite_code()?.data()?.link());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Group {
    context: Context,
    id: GroupId,
}

impl Group {
    pub(super) fn new(context: Context, id: GroupId) -> Self {
        Self { context, id }
    }

    /// The id.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// assert_eq!(group.id().as_str(), seed.id());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn id(&self) -> &GroupId {
        &self.id
    }

    /// The properties of the group.
    ///
    /// Calls [`get_group`](crate::Client::get_group), which is idempotent: it is retried after any
    /// transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// let info = group.info()?.data()?;
    /// assert_eq!((info.name.as_deref(), info.is_locked), (Some("Team"), Some(false)));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not in
    /// the group.
    pub fn info(&self) -> Result<Reply<GroupInfo>, Error> {
        self.context.call(|client, key| client.get_group(key, self.id.as_str()))
    }

    /// Renames the group. According to the API's document, a name can have up to 22 characters
    /// ([`limits::GROUP_NAME_MAX`](crate::limits::GROUP_NAME_MAX)); the server checks it.
    ///
    /// Calls [`set_group_name`](crate::Client::set_group_name), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.set_name("The team")?;
    /// assert_eq!(group.info()?.data()?.name.as_deref(), Some("The team"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the name is empty.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// edit the group.
    #[inline]
    pub fn set_name(&self, name: &str) -> Result<Reply<Value>, Error> {
        let data = GroupUpdateNamePayload {
            name: Some(not_empty("name", name, &operations::SET_GROUP_NAME)?.to_owned()),
            ..Default::default()
        };
        self.context.call(|client, key| client.set_group_name(key, self.id.as_str(), &data))
    }

    /// Replaces the description. WhatsApp limits its length
    /// ([`limits::GROUP_DESCRIPTION_MAX`](crate::limits::GROUP_DESCRIPTION_MAX)); the server checks it.
    /// The API's document does not say what an empty one does.
    ///
    /// Calls [`set_group_description`](crate::Client::set_group_description), which is idempotent:
    /// it is retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.set_description("All who work on it")?;
    /// assert_eq!(group.info()?.data()?.description.as_deref(), Some("All who work on it"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// edit the group.
    #[inline]
    pub fn set_description(&self, description: &str) -> Result<Reply<Value>, Error> {
        let data = GroupUpdateDescriptionPayload {
            description: Some(description.to_owned()),
            ..Default::default()
        };
        self.context.call(|client, key| client.set_group_description(key, self.id.as_str(), &data))
    }

    /// Sets whether only admins may send messages.
    ///
    /// Assumption: `true` restricts it to admins, as for `SetGroupAnnounce` in
    /// <https://github.com/tulir/whatsmeow/blob/main/group.go>. The API's document does not specify the
    /// meaning of the value.
    ///
    /// Calls [`set_group_announce`](crate::Client::set_group_announce), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.set_announce(true)?;
    /// assert_eq!(group.info()?.data()?.is_announce, Some(true));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not an
    /// admin of the group.
    pub fn set_announce(&self, announce: bool) -> Result<Reply<Value>, Error> {
        self.context.call(|client, key| client.set_group_announce(key, announce, self.id.as_str()))
    }

    /// Sets whether only admins may edit the group's details, such as its picture.
    ///
    /// Assumption: `true` restricts it to admins, as for `SetGroupLocked` in
    /// <https://github.com/tulir/whatsmeow/blob/main/group.go>. The API's document does not specify the
    /// meaning of the value.
    ///
    /// Calls [`set_group_locked`](crate::Client::set_group_locked), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.set_locked(true)?;
    /// assert_eq!(group.info()?.data()?.is_locked, Some(true));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not an
    /// admin of the group.
    pub fn set_locked(&self, locked: bool) -> Result<Reply<Value>, Error> {
        self.context.call(|client, key| client.set_group_locked(key, locked, self.id.as_str()))
    }

    /// The picture of the group. [`Picture::read`](crate::Picture::read) distinguishes a missing
    /// picture, a hidden picture, and a failed call.
    ///
    /// Assumption: the operation also accepts the JIDs of groups, like the library that servers of this
    /// family are built on (`GetProfilePictureInfo` in
    /// <https://github.com/tulir/whatsmeow/blob/main/user.go>). The API's document does not mention
    /// groups.
    ///
    /// Calls [`get_profile_pic`](crate::Client::get_profile_pic), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// use whatsapi::{Picture, Upload};
    ///
    /// assert_eq!(Picture::read(group.picture())?, Picture::NotSet);
    /// group.set_picture(Upload::from_bytes(*b"\xFF\xD8\xFF and so on"))?;
    /// assert!(group.picture()?.data()?.url.is_some());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not in
    /// the group, or if there is no picture or it is hidden.
    pub fn picture(&self) -> Result<Reply<ProfilePicture>, Error> {
        self.context.call(|client, key| client.get_profile_pic(key, self.id.as_str()))
    }

    /// Replaces the picture. According to the API's document, the server accepts JPEG only.
    ///
    /// Calls [`set_group_picture`](crate::Client::set_group_picture), which is idempotent: it is
    /// retried after any transient failure. An upload from a reader is sent only once.
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
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the upload does not start
    /// like a JPEG file, or is a reader that was already sent;
    /// [`ErrorKind::Upload`](crate::ErrorKind::Upload) if it cannot be read.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// edit the group.
    #[inline]
    pub fn set_picture(&self, picture: Upload) -> Result<Reply<Value>, Error> {
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
        self.context.call(|client, key| client.set_group_picture(key, self.id.as_str(), &request))
    }

    /// The code with which others can join the group.
    ///
    /// Calls [`get_group_invite_code`](crate::Client::get_group_invite_code), which is idempotent:
    /// it is retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// let code = group.invite_code()?.data()?;
    /// assert!(code.link().starts_with("https://chat.whatsapp.com/"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or may not
    /// see the code.
    pub fn invite_code(&self) -> Result<Reply<InviteCode>, Error> {
        self.context.call(|client, key| client.get_group_invite_code(key, self.id.as_str()))
    }

    /// Leaves the group.
    ///
    /// Calls [`leave_group`](crate::Client::leave_group), which is not idempotent: it is retried
    /// only if an attempt had no effect.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is not in
    /// the group.
    pub fn leave(&self) -> Result<Reply<Value>, Error> {
        self.context.call(|client, key| client.leave_group(key, self.id.as_str()))
    }

    /// The members.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let group = sandbox.client().instance("demo").groups().group(seed.id())?;
    /// group.participants().promote(["919876543210"])?.all()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn participants(&self) -> Participants {
        Participants::new(self.context.clone(), self.id.clone())
    }
}
