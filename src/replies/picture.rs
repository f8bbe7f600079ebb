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
/// A field is `None` if the server does not send it, or not in a form that can be read; it is still
/// in [`raw`](Self::raw), which is also what is serialized.
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

/// What a server says of the picture of a user or a group: there is one, there is none, or it is
/// hidden. Anything else is a failure.
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
    /// Their settings do not let the account see it.
    Hidden,
}

/// The reasons that servers give instead of a picture that is not there, in small letters.
/// Assumption: a server passes on the messages of the library that it is built on, as the `message` of
/// an error with any status. Sources: `ErrProfilePictureNotSet` and `ErrProfilePictureUnauthorized` in
/// <https://github.com/tulir/whatsmeow/blob/main/errors.go>, and the texts of WhatsApp's own codes 404
/// and 401 there (`ErrIQNotFound`, `ErrIQNotAuthorized`), which other libraries pass on as they are.
const NOT_SET: [&str; 2] = ["does not have a profile picture", "item-not-found"];
const HIDDEN: [&str; 2] = ["has hidden their profile picture", "not-authorized"];

impl Picture {
    /// Reads what [`Users::profile_picture`](crate::Users::profile_picture) or
    /// [`Group::picture`](crate::Group::picture) returned.
    ///
    /// # Errors
    ///
    /// That of the call, if it is not that there is no picture to see, and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if there is one that cannot be read.
    pub fn read(result: Result<Reply<ProfilePicture>, Error>) -> Result<Self, Error> {
        match result {
            Ok(reply) if is_none(reply.value()) => Ok(Self::NotSet),
            Ok(reply) => reply.data().map(Self::Shown),
            Err(error) => Self::of_error(error),
        }
    }

    /// What is known of the picture from the error of the call, or else the error.
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

/// Whether a server that reports success sends nothing for the picture.
fn is_none(data: &Value) -> bool {
    let is_nothing = |value: &Value| value.is_null() || value == "";
    match data {
        Value::Object(members) => members.values().all(is_nothing),
        data => is_nothing(data),
    }
}
