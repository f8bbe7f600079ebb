//! The reply to a call of a handle.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::decode::decode;
use super::field::type_name;
use crate::generated::models::ApiResponse as Envelope;
use crate::ids::participant::Participant;
use openapi_ureq::{Error, ErrorKind, HeaderMap, Operation, Response, StatusCode};

/// The reply to a successful call: the server returned a success status, and the envelope reports no
/// error.
///
/// `T` is the type of its [`data`](Self::data). The vendor's document does not specify the shape of
/// `data`; the types decode what servers of this family send.
///
/// ```
/// # let sandbox = whatsapi_sandbox::Sandbox::start();
/// # sandbox.instance("sales");
/// # let groups = sandbox.client().instance("sales").groups();
/// let reply = groups.create("Team", ["919876543210"])?;
/// println!("{}: {:?}", reply.status(), reply.message());
/// let team = reply.data()?;
/// # assert_eq!(team.name.as_deref(), Some("Team"));
/// # Ok::<(), whatsapi::Error>(())
/// ```
///
/// Clones share the response. `Debug` does not show `data`, which may be a secret.
pub struct Reply<T> {
    response: Arc<Response<Envelope>>,
    /// The users in the request, for a change of members.
    sent: Arc<[Participant]>,
    data: PhantomData<fn() -> T>,
}

/// A type of the `data` of a [`Reply`]. It is implemented for the types that the methods of the handles
/// return, and sealed. For other types, use [`Reply::data_as`].
pub trait FromData: sealed::FromReply {}

impl<T: sealed::FromReply> FromData for T {}

pub(crate) mod sealed {
    use super::Reply;

    pub trait FromReply: Sized {
        /// Reads `data`. The error describes the mismatch.
        fn from_reply(reply: &Reply<Self>) -> Result<Self, String>;
    }
}

impl<T> Reply<T> {
    pub(crate) fn new(response: Response<Envelope>) -> Self {
        Self { response: Arc::new(response), sent: Arc::default(), data: PhantomData }
    }

    /// Adds the users in the request.
    pub(crate) fn for_people(self, sent: Vec<Participant>) -> Self {
        Self { sent: sent.into(), ..self }
    }

    /// The same reply, with data of another type.
    pub(crate) fn cast<U>(&self) -> Reply<U> {
        let (response, sent) = (Arc::clone(&self.response), Arc::clone(&self.sent));
        Reply { response, sent, data: PhantomData }
    }

    /// The users in the request, for a change of members.
    pub(crate) fn sent(&self) -> &[Participant] {
        &self.sent
    }

    /// The value of `data`; null if it is missing.
    pub(crate) fn value(&self) -> &Value {
        self.envelope().data.as_ref().unwrap_or(&Value::Null)
    }

    /// Creates an error of this call with the delivery `Done`.
    pub(crate) fn error(&self, kind: ErrorKind, problem: &str) -> Error {
        self.response.error(kind, problem)
    }

    /// Reads `data`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if `data` has another type, such as a string
    /// where a list is expected. The call itself succeeded: the error's
    /// [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done). The message contains the path
    /// and the type of the mismatched value, not the value.
    pub fn data(&self) -> Result<T, Error>
    where
        T: FromData,
    {
        T::from_reply(self).map_err(|problem| self.error(ErrorKind::Decode, &problem))
    }

    /// Decodes `data` as any type. Missing `data` is decoded as null.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// # let instance = sandbox.client().instance("sales");
    /// #[derive(serde::Deserialize)]
    /// struct Summary {
    ///     #[serde(rename = "Name")]
    ///     name: String,
    /// }
    ///
    /// let reply = instance.groups().create("Team", ["919876543210"])?;
    /// assert_eq!(reply.data_as::<Summary>()?.name, "Team");
    ///
    /// let error = reply.data_as::<Vec<String>>().unwrap_err();
    /// let problem = "`data` of the reply is an object, where a sequence was expected";
    /// assert!(error.to_string().ends_with(problem));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if `data` has another shape, as for
    /// [`data`](Self::data).
    pub fn data_as<U: DeserializeOwned>(&self) -> Result<U, Error> {
        decode(self.value()).map_err(|problem| self.error(ErrorKind::Decode, &problem))
    }

    /// The human-readable message of the envelope.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.envelope().message.as_deref()
    }

    /// The status of the HTTP response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers of the HTTP response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The whole envelope, with `data` as the server sent it.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        self.response.body()
    }

    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.response.operation()
    }
}

impl<T> Clone for Reply<T> {
    fn clone(&self) -> Self {
        self.cast()
    }
}

impl<T> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("operation", &self.operation().name)
            .field("status", &self.status())
            .field("data", &format_args!("{}", type_name(self.value())))
            .finish_non_exhaustive()
    }
}

/// Any JSON: for replies whose `data` has no known shape.
impl sealed::FromReply for Value {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        Ok(reply.value().clone())
    }
}
