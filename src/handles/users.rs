//! The handle of other people.

use super::validate::{convert, people};
use super::{Context, Reply};
use crate::Participant;
use crate::models::UserInfoPayload;
use crate::operations;
use openapi_ureq::Error;

/// Other people, as WhatsApp shows them to an [`Instance`].
#[derive(Debug, Clone)]
pub struct Users {
    context: Context,
}

impl Users {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// What WhatsApp shows of people. By the API's document, it does not tell who of them is
    /// registered; how it describes them is not part of the document: read it with
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
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty or
    /// somebody in it is no [`Participant`]; otherwise as every call.
    pub fn info<I>(&self, users: I) -> Reply
    where
        I: IntoIterator,
        I::Item: TryInto<Participant>,
        Error: From<<I::Item as TryInto<Participant>>::Error>,
    {
        let data =
            UserInfoPayload { user_ids: people("users", users, &operations::GET_USERS_INFO)? };
        self.context.call(|client, key| client.get_users_info(key, &data))
    }

    /// The picture that somebody has in the profile. How the server describes it is not part of its
    /// document: read it with [`ApiResponse::data_as`](crate::models::ApiResponse::data_as).
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
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if it is no
    /// [`Participant`]; otherwise as every call.
    pub fn profile_picture<P>(&self, user: P) -> Reply
    where
        P: TryInto<Participant>,
        Error: From<P::Error>,
    {
        let jid = convert::<Participant, _>(user, &operations::GET_PROFILE_PIC)?.jid();
        self.context.call(|client, key| client.get_profile_pic(key, &jid))
    }
}
