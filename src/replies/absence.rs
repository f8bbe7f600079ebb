//! Why there is no picture or no QR code, as read from the error of the call.
//!
//! The API's document has no status or code for these cases. Servers of this family pass on what the
//! library says that they are built on, so that the message tells them apart from failures with the
//! same status, such as 404 for an instance that does not exist.

use serde_json::Value;

use crate::generated::models::ApiResponse as Envelope;
use crate::generated::operations;
use openapi_ureq::{Error, ErrorKind, Operation};

/// Why a user or a group has no picture that the instance may see.
///
/// ```
/// use whatsapi::NoPicture;
///
/// # let sandbox = whatsapi_sandbox::Sandbox::start();
/// # sandbox.instance("demo");
/// # let users = sandbox.client().instance("demo").users();
/// match users.profile_picture("919876543210").and_then(|reply| reply.data()) {
///     Ok(picture) => println!("{:?}", picture.url),
///     Err(error) => match NoPicture::from_error(&error) {
///         Some(NoPicture::Hidden) => println!("not for us to see"),
///         Some(NoPicture::NotSet) => println!("no picture"),
///         _ => return Err(error), // the call failed
///     },
/// }
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoPicture {
    /// There may be one, which the instance must not see.
    Hidden,
    /// There is none.
    NotSet,
}

impl NoPicture {
    /// The reason for an error of [`Users::profile_picture`](crate::Users::profile_picture) or
    /// [`Group::picture`](crate::Group::picture), or of reading the reply; `None` if it is another
    /// failure.
    ///
    /// That a server says so in the words of whatsmeow is an assumption: they are those of
    /// `ErrProfilePictureUnauthorized` and `ErrProfilePictureNotSet`, and WhatsApp's own
    /// `not-authorized` and `item-not-found` (`errors.go`), whatever the status. A reply without
    /// data is read as none.
    #[must_use]
    pub fn from_error(error: &Error) -> Option<Self> {
        let reply = Absence::of(error, &operations::GET_PROFILE_PIC)?;
        if reply.has_no_data(&[]) || reply.says(&["not have a profile picture", "item-not-found"]) {
            Some(Self::NotSet)
        } else if reply.says(&["hidden their profile picture", "not-authorized"]) {
            Some(Self::Hidden)
        } else {
            None
        }
    }
}

/// Why there is no QR code.
///
/// ```
/// use whatsapi::NoQrCode;
///
/// # let sandbox = whatsapi_sandbox::Sandbox::start();
/// # sandbox.instance("demo");
/// match sandbox.client().instance("demo").qr_code().and_then(|reply| reply.data()) {
///     Ok(code) => println!("scan it: {} bytes", code.png().len()),
///     Err(error) => match NoQrCode::from_error(&error) {
///         Some(NoQrCode::AlreadyLinked) => println!("nothing to do"),
///         Some(NoQrCode::NotReady) => println!("ask again in a few seconds"),
///         _ => return Err(error), // the call failed, or the code cannot be read
///     },
/// }
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoQrCode {
    /// The instance is linked to a phone already.
    AlreadyLinked,
    /// There is no code yet, or none any more: codes are valid for some seconds.
    NotReady,
}

impl NoQrCode {
    /// The reason for an error of [`Instance::qr_code`](crate::Instance::qr_code), or of reading the
    /// reply; `None` if it is another failure, or a code that cannot be read.
    ///
    /// That a server returns no data or an empty text while it has no code is an assumption: the
    /// codes come from whatsmeow one after the other (`GetQRChannel` in `qrchan.go`), and before the
    /// first and after the last there is none. So are the words of its message: that an instance is
    /// *already* connected, logged in, linked or paired, or those of whatsmeow's
    /// `ErrQRStoreContainsID` (`errors.go`); and that there is no QR code, that it is not there, or
    /// that it has expired.
    #[must_use]
    pub fn from_error(error: &Error) -> Option<Self> {
        let reply = Absence::of(error, &operations::GET_QR_CODE)?;
        if reply.says(&LINKED) {
            Some(Self::AlreadyLinked)
        } else if reply.has_no_data(&super::qr_code::MEMBERS) || reply.says(&WITHOUT_CODE) {
            Some(Self::NotReady)
        } else {
            None
        }
    }
}

/// What servers say of an instance that is linked to a phone.
const LINKED: [&str; 5] = [
    "already connected",
    "already logged in",
    "already linked",
    "already paired",
    "only be called when there's no user id in the client's store",
];

/// What servers say while there is no QR code.
const WITHOUT_CODE: [&str; 5] =
    ["no qr code", "qr code not ", "qr code is not ", "qr code expired", "qr code has expired"];

/// What a server says in place of what was asked for.
struct Absence {
    /// The message of the envelope, in lower case.
    message: String,
    /// The data of a reply that cannot be read; `None` for a call that failed.
    unreadable: Option<Value>,
}

impl Absence {
    /// Reads an error of `operation`; `None` if the error is of another, or has no envelope.
    fn of(error: &Error, operation: &Operation) -> Option<Self> {
        if error.operation() != Some(operation.name) {
            return None;
        }
        let envelope = Envelope::from_error(error)?;
        let message = envelope.message.unwrap_or_default().to_lowercase();
        let data = envelope.data.unwrap_or_default();
        Some(Self { message, unreadable: (error.kind() == ErrorKind::Decode).then_some(data) })
    }

    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|words| self.message.contains(words))
    }

    /// Whether the call succeeded, and what it returned is null, empty, or an object that has one of
    /// these members, and in which all of them are.
    fn has_no_data(&self, members: &[&str]) -> bool {
        let is_empty = |value: &Value| value.is_null() || value == "";
        match &self.unreadable {
            None => false,
            Some(Value::Object(object)) => {
                let mut present = members.iter().filter_map(|name| object.get(*name)).peekable();
                object.is_empty() || (present.peek().is_some() && present.all(is_empty))
            }
            Some(data) => is_empty(data),
        }
    }
}
