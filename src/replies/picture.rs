//! The pictures of users and groups.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::text;
use super::reply::Reply;
use super::view::view;
use crate::generated::models::ApiResponse;
use openapi_ureq::Error;

/// The picture of a user or a group.
///
/// A field is `None` if it is missing or cannot be read. [`raw`](Self::raw) keeps the original value, which
/// is also the serialized form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct ProfilePicture {
    /// The URL to download it from (`url`).
    pub url: Option<String>,
    /// The id (`id`), which changes with the picture.
    pub id: Option<String>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for ProfilePicture {
    fn from(raw: Value) -> Self {
        Self { url: text(&raw, "url"), id: text(&raw, "id"), raw }
    }
}

view!(ProfilePicture, data);

/// The state of the picture of a user or a group: shown, not set, or hidden.
///
/// ```
/// # let sandbox = whatsapi_sandbox::Sandbox::start();
/// # sandbox.instance("demo");
/// # sandbox.person("919876543210").picture(*b"\xFF\xD8\xFF and so on").hide_picture();
/// # let users = sandbox.client().instance("demo").users();
/// use whatsapi::Picture;
///
/// match Picture::read(users.profile_picture("919876543210"))? {
///     Picture::Shown(picture) => println!("{:?}", picture.url),
///     Picture::Hidden => println!("only for others"),
///     _ => println!("none"),
/// }
/// # assert_eq!(Picture::read(users.profile_picture("919876543210"))?, Picture::Hidden);
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Picture {
    /// There is a picture.
    Shown(ProfilePicture),
    /// There is none.
    NotSet,
    /// The privacy settings of the user hide it from the account.
    Hidden,
}

/// The messages of servers for a missing or hidden picture, in lower case. Assumption: servers pass on the
/// messages of the library that they are built on, as the `message` of an error with any status. Sources:
/// `ErrProfilePictureNotSet` and `ErrProfilePictureUnauthorized` in
/// <https://github.com/tulir/whatsmeow/blob/main/errors.go>, and the texts of WhatsApp's codes 404 and 401
/// there (`ErrIQNotFound`, `ErrIQNotAuthorized`), which other libraries pass on unchanged.
const NOT_SET: [&str; 2] = ["does not have a profile picture", "item-not-found"];
const HIDDEN: [&str; 2] = ["has hidden their profile picture", "not-authorized"];

impl Picture {
    /// Converts the result of [`Users::profile_picture`](crate::Users::profile_picture) or
    /// [`Group::picture`](crate::Group::picture).
    ///
    /// # Errors
    ///
    /// The error of the call, unless it means that the picture is not set or hidden;
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the reply cannot be read.
    pub fn read(result: Result<Reply<ProfilePicture>, Error>) -> Result<Self, Error> {
        match result {
            Ok(reply) if is_none(reply.value()) => Ok(Self::NotSet),
            Ok(reply) => reply.data().map(Self::Shown),
            Err(error) => Self::of_error(error),
        }
    }

    /// The state of the picture according to the error of the call, or else the error.
    fn of_error(error: Error) -> Result<Self, Error> {
        let message = ApiResponse::from_error(&error).and_then(|envelope| envelope.message);
        let message = message.unwrap_or_default().to_lowercase();
        let says = |reasons: [&str; 2]| reasons.iter().any(|reason| message.contains(reason));
        match (says(HIDDEN), says(NOT_SET)) {
            (true, _) => Ok(Self::Hidden),
            (_, true) => Ok(Self::NotSet),
            _ => Err(error),
        }
    }
}

/// Whether a successful reply contains no picture.
fn is_none(data: &Value) -> bool {
    let is_nothing = |value: &Value| value.is_null() || value == "";
    match data {
        Value::Object(members) => members.values().all(is_nothing),
        data => is_nothing(data),
    }
}
