//! The handle for other users.

use std::collections::BTreeMap;

use super::Context;
use super::validate::{convert, people};
use crate::generated::models::UserInfoPayload;
use crate::generated::operations;
use crate::ids::participant::{IntoParticipant, Participant};
use crate::replies::picture::ProfilePicture;
use crate::replies::reply::Reply;
use crate::replies::user::UserInfo;
use openapi_ureq::Error;

/// Other users, as WhatsApp shows them to an [`Instance`](crate::Instance).
#[derive(Debug, Clone)]
pub struct Users {
    context: Context,
}

impl Users {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// The public details of users, by JID. According to the API's document, they do not include whether
    /// a user is registered.
    ///
    /// Calls [`get_users_info`](crate::Client::get_users_info), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let users = sandbox.client().instance("demo").users();
    /// let person: whatsapi::Participant = "+91 98765-43210".parse()?;
    /// if let Some(user) = users.info([&person])?.data()?.get(&person.jid()) {
    ///     println!("their status is {:?}", user.status);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`]. [`ErrorKind::Api`](crate::ErrorKind::Api) if the
    /// instance does not exist (404).
    pub fn info(
        &self,
        users: impl IntoIterator<Item = impl IntoParticipant>,
    ) -> Result<Reply<BTreeMap<String, UserInfo>>, Error> {
        let users = people("users", users, &operations::GET_USERS_INFO)?;
        let data = UserInfoPayload {
            user_ids: users.iter().map(Participant::to_string).collect(),
            ..Default::default()
        };
        self.context.call(|client, key| client.get_users_info(key, &data))
    }

    /// The profile picture of a user. [`Picture::read`](crate::Picture::read) distinguishes a missing
    /// picture, a hidden picture, and a failed call.
    ///
    /// Calls [`get_profile_pic`](crate::Client::get_profile_pic), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let users = sandbox.client().instance("demo").users();
    /// use whatsapi::Picture;
    ///
    /// match Picture::read(users.profile_picture("919876543210"))? {
    ///     Picture::Shown(picture) => println!("{:?}", picture.url),
    ///     Picture::Hidden => println!("hidden"),
    ///     _ => println!("no picture"),
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the user is not a
    /// [`Participant`]. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist
    /// (404), or the user has no picture or hides it.
    pub fn profile_picture(
        &self,
        user: impl IntoParticipant,
    ) -> Result<Reply<ProfilePicture>, Error> {
        let user: Participant = convert(user, &operations::GET_PROFILE_PIC)?;
        let jid = user.jid();
        self.context.call(|client, key| client.get_profile_pic(key, &jid))
    }
}
