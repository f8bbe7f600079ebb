//! The handle of other users.

use super::validate::{convert, people};
use super::{Context, Reply};
use crate::generated::models::UserInfoPayload;
use crate::generated::operations;
use crate::ids::participant::Participant;
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

    /// What WhatsApp shows of users. According to the API's document, this does not include whether
    /// they are registered; the shape of the reply is not part of the document: decode it with
    /// [`ApiResponse::data_as`](crate::models::ApiResponse::data_as).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let users = sandbox.client().instance("demo").users();
    /// let info: serde_json::Value = users.info(["+91 98765-43210"])?.data_as()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or an
    /// element of it is not a [`Participant`]; other kinds if the call fails.
    pub fn info<I>(&self, users: I) -> Reply
    where
        I: IntoIterator,
        I::Item: TryInto<Participant>,
        Error: From<<I::Item as TryInto<Participant>>::Error>,
    {
        let data = UserInfoPayload {
            user_ids: people("users", users, &operations::GET_USERS_INFO)?,
            ..Default::default()
        };
        self.context.call(|client, key| client.get_users_info(key, &data))
    }

    /// The profile picture of a user. Its shape is not part of the API's document: decode it with
    /// [`ApiResponse::data_as`](crate::models::ApiResponse::data_as).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let users = sandbox.client().instance("demo").users();
    /// match users.profile_picture("919876543210") {
    ///     Ok(reply) => println!("{:?}", reply.data),
    ///     Err(error) if error.is_not_found() => println!("no picture"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the user is not a
    /// [`Participant`]; other kinds if the call fails.
    pub fn profile_picture<P>(&self, user: P) -> Reply
    where
        P: TryInto<Participant>,
        Error: From<P::Error>,
    {
        let jid = convert::<Participant, _>(user, &operations::GET_PROFILE_PIC)?.jid();
        self.context.call(|client, key| client.get_profile_pic(key, &jid))
    }
}
